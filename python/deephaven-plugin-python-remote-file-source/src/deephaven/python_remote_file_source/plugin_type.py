"""The object type that tells Deephaven how clients talk to a `PluginObject`."""

from __future__ import annotations

from typing import Any

from deephaven.plugin.object_type import BidirectionalObjectType
from deephaven.plugin.object_type import MessageStream as Connection

from .message_stream import MessageStream
from .plugin_object import PluginObject


class PluginType(BidirectionalObjectType):
    """Opens a message stream for every client that connects to a `PluginObject`."""

    @property
    def name(self) -> str:
        """The name that clients know the type by."""
        return "DeephavenPythonRemoteFileSourcePlugin"

    def is_type(self, obj: Any) -> bool:
        """Whether `obj` is a `PluginObject`."""
        return isinstance(obj, PluginObject)

    def authorization_export_behavior(self) -> str:
        """Leave authorization of exported references to the server; the plugin exports none."""
        return "transform"

    def create_client_connection(self, obj: PluginObject, connection: Connection) -> MessageStream:
        """Open the message stream of one client.

        Args:
            obj: The object that the client connected to.
            connection: Takes the messages for the client.

        Returns:
            What takes the client's messages.
        """
        return MessageStream(obj, connection)
