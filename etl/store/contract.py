"""The number of the marts' contract, which tells versions of Vigie that cannot read each other's files apart."""

import json
from typing import Final

from etl.store.errors import SnapshotNewer, SnapshotOlder
from etl.store.places import Places

MARTS_CONTRACT: Final = 3
"""Raised by hand when marts change in a way that an app of before could not read, or that this one cannot do without:
new columns its queries name, a column that means something else. The marts are then built anew and the app waits."""
UNNUMBERED: Final = 1
"""What was published before files said their contract."""


def published_contract(places: Places) -> int | None:
    """The contract of the newest snapshot; None when nothing was published, or what says so cannot be read."""
    try:
        content = json.loads(places.current.read_text(encoding="utf-8"))
        return int(content.get("contract", UNNUMBERED))
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return None  # the next publication writes it anew


def refuse_other_contract(contract: int) -> None:
    """Raise `SnapshotOlder` or `SnapshotNewer` for what this version cannot read as it is."""
    if contract < MARTS_CONTRACT:
        raise SnapshotOlder(
            "The published data were written by an older version of Vigie: the worker publishes them anew when it "
            "starts (`vigie worker`)."
        )
    if contract > MARTS_CONTRACT:
        raise SnapshotNewer(
            f"The data were written by a newer version of Vigie (contract {contract}, this one knows "
            f"{MARTS_CONTRACT}): update Vigie here. Nothing was changed."
        )


def refuse_newer_home(places: Places) -> None:
    """Raise `SnapshotNewer` before anything is written to a home that a newer version of Vigie has published from."""
    contract = published_contract(places)
    if contract is not None and contract > MARTS_CONTRACT:
        refuse_other_contract(contract)
