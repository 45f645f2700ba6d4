"""How matplotlib draws in cells: pictures, and no windows. matplotlib imports it by its name."""

from __future__ import annotations

from typing import Any

from matplotlib.backends.backend_agg import FigureCanvasAgg, FigureManagerBase

from . import figures

FigureCanvas = FigureCanvasAgg
FigureManager = FigureManagerBase


def show(*_arguments: Any, **_options: Any) -> None:
    """Show the figures that are open, as `pyplot.show` is to."""
    figures.show_all()
