"""The entry point by which Deephaven finds the plugin when a server starts."""

from __future__ import annotations

from deephaven.plugin import Callback, Registration

from .plugin_type import PluginType


class PluginRegistration(Registration):
    """Registers the object type with a server."""

    @classmethod
    def register_into(cls, callback: Callback) -> None:
        """Register this package's plugins.

        Args:
            callback: What the server hands out to take the plugins.
        """
        callback.register(PluginType)
