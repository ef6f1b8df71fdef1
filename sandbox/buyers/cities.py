"""Towns with their postal codes and a weight that follows population; Corsica and overseas departments included."""

from dataclasses import dataclass
from typing import Final

from sandbox.nature.texts import text_table


@dataclass(frozen=True)
class Town:
    """A town with its postal code, the country code it would have of its own, and its weight."""

    postal_code: str
    name: str
    country: str
    weight: int

    @property
    def is_overseas(self) -> bool:
        """Whether it lies in a French overseas department."""
        return self.country in ("GP", "MQ", "GF", "RE", "YT")


TOWNS: Final = tuple(Town(code, name, country, int(weight)) for code, name, country, weight in text_table("towns"))
