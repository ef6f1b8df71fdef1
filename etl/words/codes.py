"""The words for every code that data carries: statuses, states, kinds, reasons.

Each table maps a code to a source string; an unknown code (the marketplace may add one) is shown as it is.
"""

from __future__ import annotations

from typing import Final

from etl.domain import registry
from etl.words.catalogues import N_, _

ORDER_STATUSES: Final = {
    "Processing": N_("Being checked"),
    "WaitingAcceptance": N_("Waiting for acceptance"),
    "Accepted": N_("Accepted"),
    "Refused": N_("Refused"),
    "InPreparation": N_("To prepare"),
    "Shipped": N_("Shipped"),
    "Delivered": N_("Delivered"),
    "Cancelled": N_("Cancelled"),
    "Rejected": N_("Rejected by the marketplace"),
    "CancelRequest": N_("Cancellation requested"),
}
OBLIGATION_KINDS: Final = {
    "accept_order": N_("Accept"),
    "ship_order": N_("Ship"),
    "answer_message": N_("Answer the message"),
    "solve_claim": N_("Solve the claim"),
}
OBLIGATION_STATES: Final = {
    "open": N_("Open"),
    "kept": N_("Kept"),
    "broken": N_("Broken"),
    "void": N_("No longer owed"),
}
DISCHARGES: Final = {
    "accepted": N_("accepted"),
    "refused": N_("refused"),
    "shipped": N_("shipped"),
    "cancelled": N_("cancelled"),
    "expired": N_("expired"),
    "answer": N_("answered"),
    "treated": N_("marked as treated"),
    "closed": N_("closed without an answer"),
}
PARCEL_STAGES: Final = {
    "not_known": N_("Not known yet"),
    "announced": N_("Announced"),
    "in_transit": N_("In transit"),
    "out_for_delivery": N_("Out for delivery"),
    "delivery_failed": N_("Delivery failed"),
    "waiting_at_pickup": N_("Waiting at a pick-up point"),
    "incident": N_("Incident"),
    "returning": N_("On its way back"),
    "returned": N_("Back at the sender"),
    "delivered": N_("Delivered to the buyer"),
    "to_check": N_("To be checked"),
}
DELAY_CLASSES: Final = {
    "returning": N_("returning to us"),
    "waiting_at_pickup": N_("waiting to be collected"),
    "no_first_scan": N_("never scanned"),
    "stalled": N_("without news"),
    "past_promise": N_("past its promise"),
}
DELAY_RULES: Final = {
    "returning": N_("since it was turned back, until it is handed back"),
    "waiting_at_pickup": N_("since it came to the point; the carrier keeps it for some days only"),
    "no_first_scan": N_("no scan within two of the carrier's working days after its dispatch was declared"),
    "stalled": N_("no news for the carrier's usual working days, or for 7 days overseas and abroad"),
    "past_promise": N_(
        "the earlier of the marketplace's promise and the carrier's first estimate, else the carrier's usual days"
    ),
}
SOURCE_STATES: Final = {
    "ok": N_("answers"),
    "no_information": N_("has no information"),
    "down": N_("is out of order"),
    "refused": N_("refuses the key"),
    "not_asked": N_("was not asked"),
}
HAND_OVERS: Final = {
    "addressee": N_("the addressee"),
    "neighbour": N_("a neighbour"),
    "letter_box": N_("the letter box"),
    "caretaker": N_("the caretaker"),
    "pickup_point": N_("collected at the pick-up point"),
    "unclear": N_("to whom is not said"),
}
STAGE_REASONS: Final = {
    "not_asked": N_("no tracking source was asked"),
    "not_known_yet": N_("no source knows the number yet"),
    "known_to_carrier": N_("the carrier knows it, and has scanned nothing that counts"),
    "other_carrier": N_("only another carrier's parcel was found under this number"),
    "delivered_as_declared": N_("nothing but a delivery, within an hour of the declaration"),
}
DECIDED_BY: Final = {"code": N_("code"), "wording": N_("wording"), "hand_back": N_("handed back to the sender")}
EVENT_REASONS: Final = {
    "not_understood": N_("not understood"),
    "information": N_("information only"),
    "late_scan": N_("late scan, undoes nothing"),
    "return_journey": N_("part of the way back"),
    "hand_back": N_("handed back to the sender"),
    "earlier_parcel": N_("of an earlier parcel with this number, does not count"),
    "other_carrier": N_("another carrier's, does not count"),
}
MESSAGE_SENDERS: Final = {
    "customer": N_("Customer"),
    "seller": N_("Us"),
    "operator": N_("Cdiscount"),
    "automatic": N_("Automatic text"),
    "unknown": N_("Sender not known"),
}
GRADUATIONS: Final = {"Discussion": N_("Discussion"), "Claim": N_("Claim")}
DUE_RULES: Final = {
    "48_hours": N_("48 hours to answer"),
    "2_working_days": N_("two working days to answer"),
    "ship_by_instant": N_("ship-by time of the marketplace"),
    "ship_by_day": N_("end of the ship-by day"),
    "no_ship_by": N_("no ship-by date given"),
}
ACTION_KINDS: Final = {
    "approve_order": N_("Accept the order"),
    "refuse_order": N_("Refuse the order"),
    "ship_order": N_("Declare the shipment"),
    "update_offer": N_("Change the listing"),
}
ACTION_STATES: Final = {
    "queued": N_("Waiting"),
    "sending": N_("Being sent"),
    "done": N_("Done"),
    "rejected": N_("Refused by the marketplace"),
    "unknown": N_("Outcome unknown"),
    "working": N_("The marketplace is working on it"),
    "reconciling": N_("Being verified"),
    "needs_human": N_("Needs you"),
    "undone": N_("Undone"),
}
ATTEMPT_OUTCOMES: Final = {
    "not_sent": N_("not sent"),
    "quota": N_("quota reached"),
    "refused": N_("refused"),
    "acknowledged": N_("acknowledged"),
    "unsettled": N_("no clear answer"),
    "interrupted": N_("interrupted"),
}
SERVICE_STATES: Final = {
    "kept": N_("Kept"),
    "at_risk": N_("At risk"),
    "broken": N_("Broken"),
    "unknown": N_("Too few to judge"),
}
METRICS: Final = {metric.name: metric.title for metric in registry.METRICS}
JUDGEMENTS: Final = {
    "accept": N_("Would have been accepted"),
    "above_maximum": N_("Left: worth more than the maximum"),
    "unusual_value": N_("Left: unusually high value"),
    "listing_unknown": N_("Left: a listing is not known"),
    "stock_unknown": N_("Left: the stock of that time is not known"),
    "stock_short": N_("Left: the stock does not cover it"),
}
ANSWERS: Final = {
    "accepted": N_("Accepted"),
    "refused": N_("Refused"),
    "expired": N_("Expired"),
    "cancelled": N_("Cancelled"),
    "waiting": N_("Still waiting"),
}
LISTING_STATES: Final = {
    "oversold": N_("Oversold"),
    "unlisted": N_("No listing"),
    "unknown": N_("Stock unknown"),
    "sold_out": N_("Sold out"),
    "running_out": N_("Running out"),
    "enough": N_("Enough"),
}
URGENCIES: Final = {
    "late": N_("Late"),
    "soon": N_("Urgent"),
    "today": N_("Today"),
    "later": N_("Later"),
}
RESOURCES: Final = {
    "orders": N_("Orders"),
    "open_orders": N_("Open orders"),
    "touched_orders": N_("Orders just acted on"),
    "touched_offers": N_("Listings just changed"),
    "ship_days": N_("Shipping days"),
    "order_counts": N_("Order counts"),
    "order_day_counts": N_("Counts by day"),
    "order_days": N_("Days read again"),
    "order_sweep": N_("Nightly sweep"),
    "orders_backfill": N_("Backfill"),
    "reject_replay": N_("Rejects judged again"),
    "purge": N_("Purge"),
    "offers": N_("Offers"),
    "indicators": N_("Indicators"),
    "carriers": N_("Carriers"),
    "sellers": N_("Shop"),
    "seller": N_("Shop"),
}
RUN_STATES: Final = {
    "landed": N_("Done"),
    "running": N_("Running"),
    "held_back": N_("Waiting for quota"),
    "refused": N_("Credentials refused"),
    "failed": N_("Failed"),
    "unfinished": N_("To be continued"),
    "interrupted": N_("Interrupted"),
}
EVENT_SOURCES: Final = {
    "first_seen": N_("first seen"),
    "poll": N_("seen at a sync"),
    "shipped_window": N_("listed among that day's shipments"),
    "status_event": N_("told by the marketplace"),
}
SUPPLY_MODES: Final = {
    "Seller": N_("Shipped by us"),
    "Fulfillment": N_("Shipped by the marketplace's warehouse"),
    "Xdock": N_("Shipped through cross-dock"),
}
DRIFT_KINDS: Final = {"unknown_field": N_("unknown field"), "unknown_value": N_("unknown value")}
TROUBLES: Final = {
    "gate": N_("The newest data failed a quality check and was held back; you see the data before it."),
    "quota": N_("The marketplace's quota is spent: the sync goes on by itself when it opens again."),
    "credentials": N_(
        "The marketplace refuses the credentials: check VIGIE_CLIENT_ID and VIGIE_CLIENT_SECRET in .env."
    ),
    "marketplace": N_("The marketplace does not answer as it should: the worker keeps trying."),
    "store": N_("The data could not be written: run `vigie doctor` to see why."),
}
THRESHOLD_SOURCES: Final = {
    "default": N_("defaults of Vigie"),
    "imported": N_("the marketplace"),
    "marketplace": N_("the marketplace"),
    "edited": N_("set here"),
}
CHECK_STATES: Final = {"passed": N_("Passed"), "failed": N_("Failed"), "warned": N_("To look at")}


REQUESTERS: Final = {"automatic acceptance": N_("automatic acceptance"), "worker": N_("worker")}
"""Who asks without being a person; people's names stay as they are."""


def word(table: dict[str, str], code: str | None) -> str:
    """The reader's word for a code; the code itself when the table has none, a dash for no code."""
    if not code:
        return "–"
    return _(table[code]) if code in table else code
