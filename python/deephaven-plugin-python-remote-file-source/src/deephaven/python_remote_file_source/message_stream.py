"""The message stream of one client: what the client asks of the worker, and the stream's life."""

from __future__ import annotations

import logging
import threading
from typing import Any

from deephaven.plugin.object_type import MessageStream as BaseMessageStream

from . import json_rpc
from ._version import __version__
from .client import Client, ClientGone
from .finder import RemoteFinder, add_to_meta_path, remove_from_meta_path
from .json_rpc import JsonRpcError, Request
from .module_source import ClientModuleSource
from .plugin_object import PluginObject

logger = logging.getLogger(__name__)


class MessageStream(BaseMessageStream):
    """Takes the messages of one client of a `PluginObject`.

    An import may hold CPython's process-wide import lock while it waits for a message to arrive
    here. So nothing on the way of a message may import, not even lazily: formatting a traceback for
    the log, for one, does.
    """

    def __init__(self, plugin_object: PluginObject, connection: BaseMessageStream):
        """Open the stream.

        Args:
            plugin_object: The object that the client connected to.
            connection: Takes the messages for the client.
        """
        super().__init__()
        self._plugin_object = plugin_object
        self._client = Client(connection, on_gone=self._remove_finder)
        self._lock = threading.Lock()
        self._finder: RemoteFinder | None = None
        self._closed = False
        self._methods = {
            "request_plugin_info": self._request_plugin_info,
            "set_connection_id": self._set_connection_id,
        }
        # Deephaven wants some first message from every stream.
        connection.on_data(b"", [])

    def on_data(self, payload: bytes, references: list[Any]) -> None:
        """Take a message from the client. Never raises, never closes the stream.

        Args:
            payload: A JSON-RPC 2.0 message as a JSON text in UTF-8.
            references: Not used.
        """
        try:
            self._receive(bytes(payload))
        except ClientGone:
            pass  # nobody is left to tell
        except Exception as error:
            logger.error("Could not take a message of %s: %r", self._client, error)

    def on_close(self) -> None:
        """Undo what the stream did to the interpreter; imports that wait fail at once."""
        self._client.close("it disconnected")

    def _receive(self, payload: bytes) -> None:
        try:
            message = json_rpc.read_message(payload)
        except JsonRpcError as error:
            if not self._client.reject(error):
                self._client.send(json_rpc.error_response(error, error.message_id))
            return
        if isinstance(message, json_rpc.Response):
            self._client.resolve(message)
            return
        try:
            answer = json_rpc.result_response(self._call(message), message.message_id)
        except JsonRpcError as error:
            answer = json_rpc.error_response(error, message.message_id)
        if not message.is_notification:
            self._client.send(answer)

    def _call(self, message: Request) -> Any:
        method = self._methods.get(message.method)
        if method is None:
            raise JsonRpcError(json_rpc.METHOD_NOT_FOUND, f"No method {message.method!r}")
        try:
            return method(message)
        except JsonRpcError:
            raise
        except Exception as error:
            raise JsonRpcError(json_rpc.INTERNAL_ERROR, f"Internal error: {error!r}") from None

    def _request_plugin_info(self, message: Request) -> dict:
        return {"full_names": sorted(self._plugin_object.get_top_level_module_fullnames())}

    def _set_connection_id(self, message: Request) -> dict | None:
        params = message.params
        if not isinstance(params, dict):
            raise JsonRpcError(json_rpc.INVALID_PARAMS, "'params' must be an object")
        # The documented place is params; the clients of version 0.1.5 use the message's own id.
        connection_id = params.get("id")
        if connection_id is None:
            connection_id = message.message_id
        if isinstance(connection_id, bool) or not isinstance(connection_id, (str, int)):
            raise JsonRpcError(
                json_rpc.INVALID_PARAMS, "The connection id must be a string or an integer"
            )
        capabilities = params.get("capabilities")
        if not isinstance(capabilities, (dict, type(None))):
            raise JsonRpcError(json_rpc.INVALID_PARAMS, "'capabilities' must be an object")

        self._serve_as(connection_id)
        if capabilities is None:
            return None
        return {"capabilities": {}, "version": __version__}

    def _serve_as(self, connection_id: Any) -> None:
        with self._lock:
            if self._closed:
                return
            self._client.connection_id = connection_id
            source = ClientModuleSource(self._client, self._get_timeout)
            old, self._finder = (
                self._finder,
                RemoteFinder(self._plugin_object, connection_id, source),
            )
            add_to_meta_path(self._finder)
            if old is not None:
                remove_from_meta_path(old)

    def _get_timeout(self) -> float:
        return self._plugin_object.fetch_timeout

    def _remove_finder(self) -> None:
        with self._lock:
            self._closed = True
            if self._finder is not None:
                remove_from_meta_path(self._finder)
                self._finder = None
