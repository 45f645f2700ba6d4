"""A small simulated market: prices that tick, trends computed from them, a report by sector.

Modules that make tables (`data.prices`, `signals.trends`, `reports.sectors`) need a Deephaven
worker; all others are plain Python and also run in a notebook's kernel or under pytest.
"""

from .config import SETTINGS, Settings

__all__ = ["SETTINGS", "Settings"]
