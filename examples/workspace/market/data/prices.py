"""The ticking table everything else is computed from."""

from datetime import datetime, timedelta, timezone

from deephaven import time_table
from deephaven.table import Table

from ..config import SETTINGS, Settings
from .simulation import simulated_price, symbol_at  # called by the formulas below


def ticking_prices(settings: Settings = SETTINGS) -> Table:
    """Return a table that gets one price each tick, with some history to begin with."""
    start = datetime.now(timezone.utc) - timedelta(seconds=settings.history_seconds)
    return time_table(settings.tick_period, start_time=start).update(
        ["Symbol = symbol_at(ii)", "Price = simulated_price(Symbol, ii)"]
    )
