"""Every metric there is, as the subjects list them."""

from __future__ import annotations

from typing import Final

from etl.domain.levels.metrics import Metric, shares
from etl.domain.orders.metrics import ORDER_METRICS

METRICS: Final[tuple[Metric, ...]] = (*ORDER_METRICS,)
SHARES: Final = shares(METRICS)
"""Those that service levels are kept of."""
DIRECTIONS: Final = {metric.name: metric.direction for metric in SHARES}
"""Of every service level the side that is good, in the order in which they are shown."""
