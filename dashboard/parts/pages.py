"""The pages as data: adding one is a script under pages/ and a line here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dashboard.people.access import Role
from etl.words.catalogues import N_

ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True)
class PageEntry:
    """A page: its script, its name and icon in the navigation, who may see it, under which heading."""

    path: str
    title: str
    icon: str
    role: Role
    section: str
    purpose: str

    @property
    def script(self) -> Path:
        """The script's file."""
        return ROOT / self.path

    @property
    def url_path(self) -> str:
        """The page's address under the app's root."""
        return self.script.stem


TODAY: Final = PageEntry(
    "pages/today/today.py",
    N_("Today"),
    ":material/wb_twilight:",
    Role.MANAGER,
    "",
    N_("Whether the shop is safe today, and what is next."),
)
ORDERS: Final = PageEntry(
    "pages/operations/orders.py",
    N_("Orders"),
    ":material/inventory_2:",
    Role.STAFF,
    N_("Operations"),
    N_("The queue by deadline; accept, refuse and ship."),
)
SHIPPING: Final = PageEntry(
    "pages/operations/shipping.py",
    N_("Ship parcels"),
    ":material/local_shipping:",
    Role.STAFF,
    N_("Operations"),
    N_("Many parcels at once, from a file or a paste; every row is judged before anything is sent."),
)
STOCK: Final = PageEntry(
    "pages/operations/stock.py",
    N_("Stock"),
    ":material/warehouse:",
    Role.STAFF,
    N_("Operations"),
    N_("What to restock; quantity and price of a listing."),
)
ACTIONS: Final = PageEntry(
    "pages/operations/actions.py",
    N_("Actions"),
    ":material/send:",
    Role.STAFF,
    N_("Operations"),
    N_("What was asked of the marketplace, by whom, and where it stands."),
)
SERVICE_LEVELS: Final = PageEntry(
    "pages/analytics/service_levels.py",
    N_("Service levels"),
    ":material/monitoring:",
    Role.MANAGER,
    N_("Analytics"),
    N_("How well the marketplace's rules are kept, and what is still allowed."),
)
CARRIERS: Final = PageEntry(
    "pages/analytics/carriers.py",
    N_("Carriers"),
    ":material/local_shipping:",
    Role.MANAGER,
    N_("Analytics"),
    N_("Which carrier delivers on time, how fast, and where it is slow."),
)
SYNC: Final = PageEntry(
    "pages/admin/sync.py",
    N_("Sync"),
    ":material/sync:",
    Role.ADMIN,
    N_("Administration"),
    N_("Whether the data is fresh, complete and sound."),
)
ACCEPTANCE: Final = PageEntry(
    "pages/admin/automatic_acceptance.py",
    N_("Automatic acceptance"),
    ":material/auto_mode:",
    Role.ADMIN,
    N_("Administration"),
    N_("Accept by itself what the stock covers; a dry run first."),
)
PAGES: Final = (TODAY, ORDERS, SHIPPING, STOCK, ACTIONS, SERVICE_LEVELS, CARRIERS, ACCEPTANCE, SYNC)
