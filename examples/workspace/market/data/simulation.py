"""Prices out of thin air, the same at every run. Plain Python: Deephaven calls it row by row."""

import math
import random

from .instruments import INSTRUMENTS

_BY_SYMBOL = {instrument.symbol: instrument for instrument in INSTRUMENTS}
_SLOW_WAVE_TICKS = 90.0
_NOISE = 0.15


def symbol_at(tick: int) -> str:
    """Return whose turn it is: the symbols tick one after the other."""
    return INSTRUMENTS[tick % len(INSTRUMENTS)].symbol


def simulated_price(symbol: str, tick: int) -> float:
    """Return a price that swings around the instrument's base price, with some noise."""
    instrument = _BY_SYMBOL[symbol]
    # Seeded by the arguments, so the same tick has the same price whenever it is computed.
    chance = random.Random(f"{symbol} {tick}")
    phase = 2 * math.pi * random.Random(symbol).random()
    swing = math.sin(2 * math.pi * tick / _SLOW_WAVE_TICKS + phase) + chance.gauss(0, _NOISE)
    return round(instrument.base_price * (1 + instrument.volatility * swing), 2)
