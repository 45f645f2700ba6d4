"""The JupyterLab extension ``jupyterlab-deephaven``, as a Python package."""

from __future__ import annotations

from typing import Any

try:
    from ._version import __version__
except ImportError:  # Written by the build: not in a clone from which nothing was built.
    __version__ = "0+unbuilt"

__all__ = ["__version__"]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell Jupyter where the built extension lies."""
    return [{"src": "labextension", "dest": "jupyterlab-deephaven"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Tell a Jupyter server of its part."""
    # Not above: building or listing labextensions needs no server.
    from .extension import ServerPart

    return [{"module": "jupyterlab_deephaven", "app": ServerPart}]
