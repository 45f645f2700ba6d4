"""The forms in which a value can be shown, by their MIME types."""

from __future__ import annotations

import base64
import functools
import importlib.util
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

# The methods by which values say how they look, and the types of what these return.
_METHODS = {
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_latex_": "text/latex",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_pdf_": "application/pdf",
    "_repr_json_": "application/json",
    "_repr_javascript_": "application/javascript",
}


@dataclass
class Bundle:
    """A value as clients can show it.

    Attributes:
        data: Its forms, by MIME type, as JSON can write them.
        metadata: What there is to say about them.
        references: Objects that go with it, which clients can open.
    """

    data: dict[str, Any]
    metadata: dict[str, Any] = field(default_factory=dict)
    references: Sequence[Any] = ()

    def restrict(self, include: Iterable[str] | None, exclude: Iterable[str] | None) -> None:
        """Leave out forms."""
        if include is not None:
            wanted = set(include)
            self.data = {kind: data for kind, data in self.data.items() if kind in wanted}
        if exclude is not None:
            unwanted = set(exclude)
            self.data = {kind: data for kind, data in self.data.items() if kind not in unwanted}

    def content(self, transient: dict | None = None) -> dict:
        """The content of a message."""
        content: dict = {"data": self.data, "metadata": self.metadata}
        return {**content, "transient": transient} if transient else content


def of_value(value: Any) -> Bundle:
    """The forms of a value.

    Args:
        value: Any value.

    Raises:
        Exception: Whatever its `__repr__` raises.
    """
    if has_ipython():
        data, metadata = _formatter().format(value)
        if data or metadata:
            return of_data(data, metadata)
        return Bundle({"text/plain": repr(value)})
    return of_data(*_forms(value))


def of_data(data: dict, metadata: dict) -> Bundle:
    """What is given in forms already, bytes among them."""
    return Bundle({kind: _as_json(form) for kind, form in data.items()}, dict(metadata))


@functools.cache
def has_ipython() -> bool:
    """Whether the worker has IPython."""
    return importlib.util.find_spec("IPython") is not None


def _as_json(form: Any) -> Any:
    return base64.b64encode(form).decode("ascii") if isinstance(form, bytes) else form


@functools.cache
def _formatter() -> Any:
    from IPython.core.formatters import DisplayFormatter

    from . import figures

    formatter = DisplayFormatter()
    formatter.formatters["image/png"].for_type_by_name(
        "matplotlib.figure", "Figure", figures.png_of
    )
    return formatter


def _forms(value: Any) -> tuple[dict, dict]:
    """Without IPython, what the value itself says."""
    data: dict[str, Any] = {"text/plain": repr(value)}
    metadata: dict[str, Any] = {}
    if isinstance(value, type):
        return data, metadata
    for method, kind in _METHODS.items():
        _add(data, metadata, kind, _call(value, method))
    whole = _call(value, "_repr_mimebundle_", include=None, exclude=None)
    if isinstance(whole, tuple) and len(whole) == 2:
        whole, more = whole
        metadata.update(more)
    if isinstance(whole, dict):
        data.update(whole)
    if "image/png" not in data and type(value).__module__ == "matplotlib.figure":
        from . import figures

        _add(data, metadata, "image/png", figures.png_of(value))
    return data, metadata


def _add(data: dict, metadata: dict, kind: str, form: Any) -> None:
    if isinstance(form, tuple) and len(form) == 2 and isinstance(form[1], dict):
        form, metadata[kind] = form
    if form is not None:
        data[kind] = form


def _call(value: Any, method: str, **arguments: Any) -> Any:
    # Mocks and the like have every attribute that they are asked for.
    if getattr(value, "_ipython_canary_method_should_not_exist_", None) is not None:
        return None
    function = getattr(value, method, None)
    if not callable(function):
        return None
    try:
        return function(**arguments)
    except NotImplementedError:
        return None
