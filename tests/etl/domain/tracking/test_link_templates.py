"""Templates of tracking addresses: what may be written, and what comes out of them."""

from __future__ import annotations

import pytest

from etl.domain.tracking.carriers import LINKS, carrier_family
from etl.domain.tracking.link_templates import asks_postcode, default_template, filled_template, template_problems


@pytest.mark.parametrize(
    ("template", "kind"),
    [
        ("", "template_not_web"),
        ("javascript:alert(1)", "template_not_web"),
        ("ftp://x.example/{number}", "template_not_web"),
        ("www.x.example/{number}", "template_not_web"),
        ("https://{number}.example/", "template_not_web"),
        ("https://user@x.example/{number}", "template_not_web"),
        ("https://x.example/ {number}", "template_not_web"),
        ("https://x.example/\u200b{number}", "template_not_web"),
        ("https://x.example/{phone}", "template_placeholder"),
        ("https://x.example/{number", "template_placeholder"),
        ("https://x.example/{number.__class__}", "template_placeholder"),
        ("https://x.example/{{number}}", "template_placeholder"),
        ("https://x.example/" + "a" * 200 + "{number}", "template_too_long"),
    ],
)
def test_a_template_that_cannot_be_used_is_named(template, kind):
    assert [problem.kind for problem in template_problems(template)] == [kind]


@pytest.mark.parametrize("label", ["Colissimo", "Mondial Relay ", "DPD", "Chronopost"])
def test_the_defaults_are_usable_and_those_of_the_carriers(label):
    template = default_template(label)
    assert template_problems(template) == []
    written = LINKS[carrier_family(label)].url.replace("{n}", "1").replace("{zip}", "2")
    assert filled_template(template, "1", "2") == written


def test_a_carrier_nobody_knows_has_no_default():
    assert default_template("Kuehne + Nagel") is None


def test_what_is_filled_in_stays_one_part_of_the_address():
    assert filled_template("https://x.example/{number}?z={postcode}", " A/1&b ", "33 000") == (
        "https://x.example/A%2F1%26b?z=33%20000"
    )


def test_only_a_template_with_the_placeholder_asks_for_the_postcode():
    assert asks_postcode("https://x.example/{number}?z={postcode}")
    assert not asks_postcode("https://x.example/{number}")
