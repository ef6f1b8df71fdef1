"""The marketplace behind its addresses: the world and what stands between it and a client."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.contract.answers import Encoder, encoder
from sandbox.contract.choices import Choices
from sandbox.engine.faults import Faults, parse_faults
from sandbox.engine.quota import Quota
from sandbox.engine.tokens import Credentials, Tokens
from sandbox.listings.packages import OfferPackages
from sandbox.marketplace.world import World
from sandbox.orders.search import OrderSearch


@dataclass(frozen=True)
class Marketplace:
    """Everything a route may need."""

    world: World
    tokens: Tokens
    faults: Faults
    quota: Quota
    search: OrderSearch
    packages: OfferPackages
    encode: Encoder

    @property
    def choices(self) -> Choices:
        """The contract choices at work."""
        return self.world.choices


def open_marketplace(
    world: World,
    client_id: str,
    client_secret: str,
    faults: str | dict[str, Any] = "",
    real: Callable[[], float] = time.time,
) -> Marketplace:
    """A marketplace over a world; `real` is the wall clock in seconds that tokens and quota follow."""
    credentials = Credentials(client_id, client_secret, world.plan.seller_id)
    return Marketplace(
        world=world,
        tokens=Tokens(credentials, world.choices, real),
        faults=Faults(world.plan.seed, parse_faults(faults)),
        quota=Quota(real),
        search=OrderSearch(world.book, world.buyers, world.choices),
        packages=OfferPackages(world.offers, world.life.agenda, world.ledger, world.choices),
        encode=encoder(world.choices),
    )
