"""Where everything lives under `VIGIE_HOME` (design section 4)."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Places:
    """The files of one installation; `home` is `VIGIE_HOME`."""

    home: Path

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
        """Create the folders that are missing; those that hold personal data open to their owner only."""
        for folder in (self.home, self.analytics.parent):
            folder.mkdir(parents=True, exist_ok=True)
        for folder in (self.marts_building.parent, self.snapshots):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self
