"""The marketplace behind its addresses: the world and what stands between it and a client."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.answers import Encoder, encoder
from sandbox.choices import Choices
from sandbox.faults import Faults, parse_faults
from sandbox.order_search import OrderSearch
from sandbox.packages import OfferPackages
from sandbox.quota import Quota
from sandbox.tokens import Credentials, Tokens
from sandbox.world import World


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
        packages=OfferPackages(world.offers, world.life, world.ledger, world.choices),
        encode=encoder(world.choices),
    )
