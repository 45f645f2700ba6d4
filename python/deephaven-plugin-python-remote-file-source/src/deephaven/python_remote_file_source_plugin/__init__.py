"""The import path that the published documentation's example uses for `PluginObject`."""

from deephaven.python_remote_file_source import PluginObject

__all__ = ["PluginObject"]
