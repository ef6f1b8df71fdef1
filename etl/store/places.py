"""Where everything lives under `VIGIE_HOME` (design section 4)."""

from dataclasses import dataclass
from pathlib import Path

from etl.settings import Settings


@dataclass(frozen=True)
class Places:
    """The files of one installation; `home` is `VIGIE_HOME`, `analysts_group` may read the analysts' file, too."""

    home: Path
    analysts_group: str = ""

    @property
    def work(self) -> Path:
        """The warehouse. Only the worker opens it."""
        return self.home / "work.duckdb"

    @property
    def marts_building(self) -> Path:
        """The marts being kept up to date, copied at each publish. Only the worker opens it."""
        return self.home / "building" / "marts.duckdb"

    @property
    def private_building(self) -> Path:
        """What the app needs and analysts must not have: names and addresses. Only the worker opens it."""
        return self.home / "building" / "private.duckdb"

    @property
    def snapshots(self) -> Path:
        """The folder of what was published, each file under a name of its own."""
        return self.home / "snapshots"

    @property
    def current(self) -> Path:
        """Names the newest snapshot; replaced atomically."""
        return self.home / "current.json"

    @property
    def analytics(self) -> Path:
        """The analysts' file: the same marts, read-only, no personal data."""
        return self.home / "analytics" / "marketplace.duckdb"

    @property
    def spill(self) -> Path:
        """Where DuckDB spills what does not fit in memory."""
        return self.home / "building" / "spill"

    def make(self) -> "Places":
        """Create the folders that are missing, open to their owner only; `etl.store.privacy` says who else may come."""
        for folder in (self.home, self.analytics.parent, self.marts_building.parent, self.snapshots):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self


def places_of(settings: Settings) -> Places:
    """The files of the installation that the settings name."""
    return Places(settings.home, settings.analysts_group)
