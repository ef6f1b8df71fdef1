"""Numbers of orders as wide as they come."""

import pytest

from sandbox.orders.identifiers import reference_of, row_of_reference


@pytest.mark.parametrize("row", [0, 999_999, 1_000_000, 95_999_999, 96_000_000])
def test_a_reference_leads_back_to_its_row_beyond_eight_figures(row: int) -> None:
    reference = reference_of(row, 1, "")
    assert reference is not None
    assert row_of_reference(reference) == row
