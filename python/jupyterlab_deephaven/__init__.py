"""The JupyterLab extension ``jupyterlab-deephaven``, as a Python package."""

from ._version import __version__

__all__ = ["__version__"]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell Jupyter where the built extension lies."""
    return [{"src": "labextension", "dest": "jupyterlab-deephaven"}]
