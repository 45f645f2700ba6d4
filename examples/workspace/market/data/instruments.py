"""The reference data: a module, so that it reaches the worker as every other module does."""

from typing import NamedTuple


class Instrument(NamedTuple):
    """One instrument of the market."""

    symbol: str
    sector: str
    base_price: float
    volatility: float


INSTRUMENTS = (
    Instrument("ALDR", "Energy", 84.20, 0.020),
    Instrument("BIRC", "Energy", 41.75, 0.028),
    Instrument("CEDA", "Health", 132.10, 0.012),
    Instrument("ELMX", "Health", 67.40, 0.016),
    Instrument("MAPL", "Technology", 215.90, 0.031),
    Instrument("OAKS", "Technology", 158.35, 0.024),
)
