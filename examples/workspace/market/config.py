"""What there is to turn: change a value, and run again to see the tables follow."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """How the market ticks and when a move counts as a trend."""

    #: Time between two prices, as an ISO 8601 duration.
    tick_period: str = "PT0.25s"
    #: How much history the tables start with, in seconds.
    history_seconds: int = 60
    #: Weights of the two moving averages, in ticks of one symbol.
    fast_ticks: int = 4
    slow_ticks: int = 16
    #: By how much (relative) the fast average must leave the slow one to be a trend.
    trend_threshold: float = 0.002


SETTINGS = Settings()
