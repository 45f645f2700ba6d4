"""Shows values below the cell that runs, as Jupyter's clients show them."""

from __future__ import annotations

import builtins
import functools
import os
import sys
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from ..programs import streams
from ..programs.output import Message, Output
from . import bundles, tables

# Characters of all that one value is shown as.
_MAX_SIZE = 16_000_000


@functools.cache
def install() -> None:
    """Let code find `display` where notebooks have it: among the builtins, in IPython's modules.

    A program that is no cell prints what it displays, as IPython does without a notebook.
    """
    if not hasattr(builtins, "display"):
        builtins.display = display  # type: ignore[attr-defined]
    # Read when they are imported: plots are to be drawn below cells, not in windows.
    os.environ.setdefault("PLOTLY_RENDERER", "plotly_mimetype")
    if "matplotlib.pyplot" not in sys.modules:
        name = f"{__package__}.backend"
        os.environ.setdefault("MPLBACKEND", f"module://{name}")
    if not bundles.has_ipython():
        return
    import IPython.core.display_functions
    import IPython.display

    for ours in (display, update_display, publish_display_data, clear_output, DisplayHandle):
        for module in (IPython.core.display_functions, IPython.display, IPython.core.display):
            if hasattr(module, ours.__name__):
                setattr(module, ours.__name__, ours)


def show_result(value: Any) -> None:
    """Show the value of a cell's last expression."""
    output = streams.output_here()
    if output is not None:
        bundle = _bundle(value)
        _tell(output, "execute_result", bundle.content(), bundle.references)


class DisplayHandle:
    """What is on display, and can be replaced."""

    def __init__(self, display_id: str | None = None):
        """Make it.

        Args:
            display_id: Its id; by default a new one.
        """
        self.display_id = display_id or uuid.uuid4().hex

    def __repr__(self) -> str:
        """Its id."""
        return f"<{type(self).__name__} display_id={self.display_id}>"

    def display(self, value: Any, **options: Any) -> None:
        """Show a value once more, under this id."""
        display(value, display_id=self.display_id, **options)

    def update(self, value: Any, **options: Any) -> None:
        """Replace what is shown under this id."""
        update_display(value, display_id=self.display_id, **options)


def display(
    *values: Any,
    include: Iterable[str] | None = None,
    exclude: Iterable[str] | None = None,
    metadata: dict | None = None,
    transient: dict | None = None,
    display_id: str | bool | None = None,
    raw: bool = False,
    clear: bool = False,
    **_options: Any,
) -> DisplayHandle | None:
    """Show values below the cell that runs; see IPython's function of this name."""
    if clear:
        clear_output(wait=True)
    handle = None
    if display_id is not None and display_id is not False:
        handle = DisplayHandle(display_id if isinstance(display_id, str) else None)
    for value in values:
        _show(value, include, exclude, metadata, transient, handle, raw, "display_data")
    return handle


def update_display(
    value: Any,
    *,
    display_id: str,
    include: Iterable[str] | None = None,
    exclude: Iterable[str] | None = None,
    metadata: dict | None = None,
    transient: dict | None = None,
    raw: bool = False,
    **_options: Any,
) -> None:
    """Replace what is shown under an id."""
    handle = DisplayHandle(display_id)
    kind = "update_display_data"
    _show(value, include, exclude, metadata, transient, handle, raw, kind)


def publish_display_data(
    data: dict,
    metadata: dict | None = None,
    *,
    transient: dict | None = None,
    update: bool = False,
    **_options: Any,
) -> None:
    """Show what is given in the forms that clients know, by their MIME types."""
    output = streams.output_here()
    if output is not None and output.shows_values:
        bundle = bundles.of_data(data, metadata or {})
        kind = "update_display_data" if update else "display_data"
        _tell(output, kind, bundle.content(transient), bundle.references)
    else:
        print(data.get("text/plain", ""))


def clear_output(wait: bool = False) -> None:
    """Remove what the cell has shown up to now.

    Args:
        wait: Whether it stays until there is something new.
    """
    output = streams.output_here()
    if output is not None and output.shows_values:
        _tell(output, "clear_output", {"wait": bool(wait)}, ())


def _show(
    value: Any,
    include: Iterable[str] | None,
    exclude: Iterable[str] | None,
    metadata: dict | None,
    transient: dict | None,
    handle: DisplayHandle | None,
    raw: bool,
    kind: str,
) -> None:
    output = streams.output_here()
    if output is None or not output.shows_values:
        print(repr(value))
        return
    bundle = bundles.of_data(value, {}) if raw else _bundle(value)
    bundle.restrict(include, exclude)
    bundle.metadata.update(metadata or {})
    told = {**(transient or {}), **({"display_id": handle.display_id} if handle else {})}
    _tell(output, kind, bundle.content(told), bundle.references)


def _bundle(value: Any) -> bundles.Bundle:
    if tables.is_table(value):
        return tables.bundle(value)
    return bundles.of_value(value)


def _tell(output: Output, kind: str, content: dict, references: Sequence[Any]) -> None:
    size = sum(len(str(text)) for text in content.get("data", {}).values())
    if size > _MAX_SIZE:
        text = f"<{size:,} characters are too many to show>"
        content = {**content, "data": {"text/plain": text}, "metadata": {}}
        references, size = (), len(text)
    params = {"type": kind, "content": content}
    output.tell(Message("display", params, tuple(references), size + 1))
