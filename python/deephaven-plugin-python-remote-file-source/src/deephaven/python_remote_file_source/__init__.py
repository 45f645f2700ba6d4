"""Import Python modules that live with a client inside a Deephaven worker.

A client, such as the JupyterLab extension, creates a `PluginObject` in the worker, opens a message
stream to it, and from then on answers the worker's imports of the module names it serves.
"""

from ._version import __version__
from .contexts.runs import run, run_cell
from .plugin_object import PluginObject
from .variables.deleted import delete_variable, restore_variable

__all__ = ["PluginObject", "__version__", "delete_variable", "restore_variable", "run", "run_cell"]
