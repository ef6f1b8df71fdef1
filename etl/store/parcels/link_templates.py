"""The templates of tracking addresses that people have set, by carrier label, with who set each and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Engine

from etl.domain.tracking.carriers import plain_label
from etl.domain.tracking.link_templates import template_problems
from etl.domain.tracking.numbers import Problem
from etl.store.errors import StoreError
from etl.store.ops.settings import change_setting, setting_entry, setting_values

_PREFIX: Final = "tracking_link:"
_LONGEST_LABEL: Final = 80


class TemplateRefused(StoreError):
    """The template cannot be used, nothing was written; `problem` says why, as a code for pages to translate."""

    def __init__(self, carrier_label: str, problem: Problem) -> None:
        super().__init__(
            f"The tracking address of {carrier_label[:40]} cannot be used ({problem.kind} {problem.detail}). "
            "Write an http(s) address in which {number} and {postcode} stand for the parcel's own."
        )
        self.problem = problem


@dataclass(frozen=True)
class SetTemplate:
    """A template as somebody set it; `set_at` is UTC. An empty one means: the default again."""

    template: str
    set_by: str
    set_at: datetime


def set_template(ops: Engine, carrier_label: str, template: str, *, by: str, now: datetime) -> None:
    """Set the template of a carrier, empty for its default; raises `TemplateRefused`."""
    written = template.strip()
    if written and (problems := template_problems(written)):
        raise TemplateRefused(carrier_label, problems[0])
    change_setting(ops, _key(carrier_label), written, by=by, now=now)


def template_set(ops: Engine, carrier_label: str) -> SetTemplate | None:
    """What was last set for a carrier, None when nobody ever did."""
    entry = setting_entry(ops, _key(carrier_label))
    return None if entry is None else SetTemplate(entry.value, entry.changed_by, entry.changed_at)


def templates_set(ops: Engine) -> dict[str, str]:
    """All templates that are set, by carrier label as `plain_label` writes it."""
    found = setting_values(ops, _PREFIX)
    return {key.removeprefix(_PREFIX): template for key, template in found.items() if template}


def _key(carrier_label: str) -> str:
    return _PREFIX + plain_label(carrier_label)[:_LONGEST_LABEL]
