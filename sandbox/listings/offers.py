"""The seller's offers: price, stock and state of each listing, as they change (API sheet 11)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sandbox.listings.listings import Listing
from sandbox.nature.paris import moment


class Offer:
    """One listing on sale; money in cents."""

    def __init__(self, listing: Listing, at: int) -> None:
        self.listing = listing
        self.price = listing.price
        self.stock = listing.stock
        self.updated = at
        self.is_withdrawn = False

    @property
    def state(self) -> str:
        """`Active` while there is stock, else `Inactive`."""
        return "Active" if self.stock > 0 and not self.is_withdrawn else "Inactive"

    def document(self, channel_id: str, with_feedback: bool = False) -> dict[str, Any]:
        """The offer object; the channel's feedback (Cdiscount only) on request."""
        updated: datetime = moment(self.updated)
        feedback = {
            "productInformation": {
                "productReviewsAverageRating": round(3 + self.listing.number % 21 / 10, 1),
                "productReviewsCount": self.listing.number * 7 % 90,
            },
            "competingOffers": [],
        }
        return {
            "offerId": self.listing.offer_id,
            "sellerExternalReference": self.listing.seller_product_id,
            "salesChannelId": channel_id,
            "product": {
                "gtin": self.listing.gtin,
                "reference": self.listing.product_id,
                "title": self.listing.title,
            },
            "condition": self.listing.condition,
            "offerState": self.state,
            "facialPrice": {"price": self.price / 100, "currencyCode": "EUR"},
            "quantity": self.stock,
            "updatedAt": updated,
        } | ({"salesChannelFeedback": feedback} if with_feedback and channel_id == "CDISFR" else {})


class OfferShelf:
    """All offers, by listing number and by the seller's reference."""

    def __init__(self, listings: Sequence[Listing], start: int) -> None:
        spread = 20 * 86_400_000 // max(1, len(listings))
        self.offers = [Offer(listing, start - (listing.number + 1) * spread) for listing in listings]
        self.by_reference = {offer.listing.seller_product_id: offer for offer in self.offers}

    def sell(self, number: int, quantity: int, at: int) -> None:
        """Take an accepted quantity out of stock; it does not fall below zero."""
        offer = self.offers[number]
        offer.stock, offer.updated = max(0, offer.stock - quantity), at
