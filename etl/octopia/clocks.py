"""How far this machine's clock is off the marketplace's, measured on the `Date` of its answers."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

HALF_A_SECOND = timedelta(milliseconds=500)
"""`Date` is cut to the second: on average it says half a second too little."""


def measured_skew(date_header: str | None, sent_at: datetime, received_at: datetime) -> timedelta | None:
    """Our clock less the marketplace's (positive: ours is ahead), true to about a second.

    None without a usable `Date`, and when our clock was set back in between.

    `sent_at` and `received_at` are read on our clock; the answer is taken to have been dated half-way.
    """
    if date_header is None or received_at < sent_at:  # set back on the way: of two clocks no difference is known
        return None
    try:
        dated = parsedate_to_datetime(date_header)
    except (ValueError, OverflowError, TypeError):
        return None
    # a date without a zone is GMT (RFC 9110, 5.6.7)
    dated = dated.replace(tzinfo=UTC) if dated.tzinfo is None else dated
    return sent_at + (received_at - sent_at) / 2 - dated - HALF_A_SECOND
