"""The instruments and their prices."""

from .instruments import INSTRUMENTS, Instrument

__all__ = ["INSTRUMENTS", "Instrument"]
