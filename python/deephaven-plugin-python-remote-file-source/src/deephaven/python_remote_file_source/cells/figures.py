"""matplotlib's figures: shown below the cell that draws them."""

from __future__ import annotations

import io
import sys
from typing import Any

# The module of ours that matplotlib draws with.
BACKEND = f"{__package__}.backend"


def png_of(figure: Any) -> bytes | None:
    """A figure as a picture; None for one with nothing in it."""
    if not figure.axes and not figure.lines and not figure.texts:
        return None
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", bbox_inches="tight")
    return buffer.getvalue()


def show_all() -> None:
    """Show the figures that are open, and close them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or BACKEND not in sys.modules:
        return
    from .showing import display

    for number in pyplot.get_fignums():
        display(pyplot.figure(number))
    pyplot.close("all")
