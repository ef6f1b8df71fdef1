"""Explanations of parcels for people, line by line, as plain text in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from etl.words.catalogues import _
from etl.words.codes import (
    DECIDED_BY,
    DELAY_CLASSES,
    DELAY_RULES,
    EVENT_REASONS,
    HAND_OVERS,
    PARCEL_STAGES,
    SOURCE_STATES,
    STAGE_REASONS,
    word,
)
from etl.words.explained import finding_lines, later_lines
from etl.words.formats import full_day, labelled, moment
from etl.words.markdown import shortened


def parcel_lines(shown: Mapping[str, Any], now: datetime) -> Iterator[str]:
    """A parcel: its stage and what decided it, its delay with its rule, every row and what it counts for."""
    yield _("Parcel {number} ({carrier}): {stage}").format(
        number=shortened(shown["parcel_number"]),
        carrier=shortened(shown["carrier_name"] or "–"),
        stage=word(PARCEL_STAGES, shown["stage"]),
    )
    yield "  " + labelled(_("Decided by"), _reason(shown["stage_reason"]))
    for label, name in (
        (_("Since then"), "stage_since"),
        (_("First scan"), "first_scan_at"),
        (_("Delivered on"), "delivered_at"),
    ):
        if (when := _when(shown[name], shown[f"{name.removesuffix('_at')}_on"])) is not None:
            yield "  " + labelled(label, when)
    if shown["handed_to"] is not None:
        yield "  " + labelled(_("Handed to"), word(HAND_OVERS, shown["handed_to"]))
    for estimate in shown["estimates"]:
        yield "  " + labelled(_("Expected by the carrier on"), full_day(date.fromisoformat(estimate["day"])))
    yield from _delay(shown)
    yield labelled(_("Tracking source"), word(SOURCE_STATES, shown["source_state"]))
    for event in shown["events"]:
        yield "  " + _event(event)
    yield from finding_lines(shown, now)
    yield from later_lines(shown)


def _delay(shown: Mapping[str, Any]) -> Iterator[str]:
    if shown["delay_class"] is None:
        yield _("No delay.")
        return
    yield labelled(_("Delay"), word(DELAY_CLASSES, shown["delay_class"]))
    yield "  " + labelled(_("Rule"), word(DELAY_RULES, shown["delay_class"]))
    if shown["delay_since"] is not None:
        yield "  " + labelled(_("Since then"), moment(datetime.fromisoformat(shown["delay_since"])))


def _reason(told: str) -> str:
    """`code DI1`, `wording ...`, or why there is no row to go by."""
    kind, _blank, rest = told.partition(" ")
    known = {**EVENT_REASONS, **DECIDED_BY, **STAGE_REASONS}
    return shortened(f"{word(known, kind)} {rest}".strip())


def _event(event: Mapping[str, Any]) -> str:
    told = shortened(" ".join(filter(None, (event["code"], event["label"]))) or "–")
    line = labelled(_when(event["happened_at"], event["happened_on"]) or _("no date"), told)
    if event["reason"] in EVENT_REASONS:
        return _("{row} ({note})").format(row=line, note=word(EVENT_REASONS, event["reason"]))
    return line


def _when(at: str | None, on: str | None) -> str | None:
    if at is not None:
        return moment(datetime.fromisoformat(at))
    return full_day(date.fromisoformat(on)) if on is not None else None
