"""Trends: a fast and a slow moving average for every symbol, and how they stand."""

from deephaven.table import Table
from deephaven.updateby import ema_tick

from market.config import SETTINGS, Settings
from market.signals.formulas import classify  # called by the formula below


def with_trend(prices: Table, settings: Settings = SETTINGS) -> Table:
    """Return the prices with their averages and the trend they show.

    Args:
        prices: A table with the columns Symbol and Price.
        settings: The weights of the averages and the threshold.
    """
    averages = [
        ema_tick(settings.fast_ticks, "Fast = Price"),
        ema_tick(settings.slow_ticks, "Slow = Price"),
    ]
    threshold = settings.trend_threshold  # read by the formula below
    trends = prices.update_by(averages, by="Symbol")
    return trends.update("Trend = classify(Fast, Slow, threshold)")


def latest(trends: Table) -> Table:
    """Return the last row of every symbol."""
    return trends.last_by("Symbol").sort("Symbol")
