"""The message stream of one client: what the client asks of the worker, and the stream's life."""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import Any

from deephaven.plugin.object_type import MessageStream as BaseMessageStream

from . import json_rpc, serving, standing
from ._version import __version__
from .client import Client, ClientGone
from .finder import RemoteFinder, add_to_meta_path, remote_finders, remove_from_meta_path
from .framing import inflate
from .json_rpc import JsonRpcError, Request
from .module_source import ClientModuleSource, ModuleSource
from .plugin_info import describe_clients
from .plugin_object import PluginObject
from .sync_message import read_contents, read_sync
from .synced_source import SyncedModuleSource
from .walking import add_to_path_hooks

logger = logging.getLogger(__name__)

# The version of the extension that this server has.
SYNC_VERSION = 1


class MessageStream(BaseMessageStream):
    """Takes the messages of one client of a `PluginObject`.

    An import holds the lock of its module while it waits for a message to arrive here, and clients
    may serve modules of any name. So nothing on the way of a message may import, not even lazily:
    formatting a traceback for the log, for one, does.
    """

    def __init__(self, plugin_object: PluginObject, connection: BaseMessageStream):
        """Open the stream.

        Args:
            plugin_object: The object that the client connected to.
            connection: Takes the messages for the client.
        """
        super().__init__()
        self._plugin_object = plugin_object
        self._client = Client(connection, on_gone=self._remove_finder, on_left=self._take_leave)
        self._lock = threading.Lock()
        self._finder: RemoteFinder | None = None
        self._synced: SyncedModuleSource | None = None  # once the client has the extension
        self._closed = False
        self._methods = {
            "request_plugin_info": self._request_plugin_info,
            "set_connection_id": self._set_connection_id,
        }
        self._methods_of_extension = {
            "sync": self._sync,
            "put": self._put,
            "set_standing": self._set_standing,
        }
        # Deephaven wants some first message from every stream.
        connection.on_data(b"", [])

    def on_data(self, payload: bytes, references: list[Any]) -> None:
        """Take a message from the client. Never raises, never closes the stream.

        Args:
            payload: A JSON-RPC 2.0 message as a JSON text in UTF-8; of a client with the extension,
                possibly in a zlib stream.
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
            message = json_rpc.read_message(inflate(payload) if self._synced else payload)
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
        if method is None and self._synced is not None:
            method = self._methods_of_extension.get(message.method)
        if method is None:
            raise JsonRpcError(json_rpc.METHOD_NOT_FOUND, f"No method {message.method!r}")
        try:
            return method(message)
        except JsonRpcError:
            raise
        except Exception as error:
            raise JsonRpcError(json_rpc.INTERNAL_ERROR, f"Internal error: {error!r}") from None

    def _request_plugin_info(self, message: Request) -> dict:
        info: dict = {"full_names": sorted(self._plugin_object.get_top_level_module_fullnames())}
        if isinstance(message.params, dict) and message.params.get("details") is True:
            info["clients"] = describe_clients(self._plugin_object)
        return info

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

        version = None if capabilities is None else capabilities.get("sync")
        if version is not None and (
            isinstance(version, bool) or not isinstance(version, int) or version < 1
        ):
            raise JsonRpcError(json_rpc.INVALID_PARAMS, "'sync' must be a positive integer")

        self._serve_as(connection_id, version is not None)
        if self._synced is not None:
            self._synced.renewal.is_offered = capabilities.get("renew") is True
        self._notice_who_left()
        if capabilities is None:
            return None
        ours = {} if version is None else {"sync": SYNC_VERSION, "deflate": True, "renew": True}
        return {"capabilities": ours, "version": __version__}

    def _sync(self, message: Request) -> dict:
        try:
            revision = read_sync(message.params)
        except ValueError as error:
            raise JsonRpcError(json_rpc.INVALID_PARAMS, str(error)) from None
        source = self._synced
        source.apply(revision)
        # What is standing is not renewed by a run.
        serving.refresh(standing.names_of(source))
        source.settled_revision = revision.number
        self._plugin_object.note_revision()
        return {"revision": revision.number, "wanted": source.wanted()}

    def _put(self, message: Request) -> None:
        try:
            contents = read_contents(message.params)
        except ValueError as error:
            raise JsonRpcError(json_rpc.INVALID_PARAMS, str(error)) from None
        self._synced.put(contents)

    def _set_standing(self, message: Request) -> dict:
        names = message.params.get("names") if isinstance(message.params, dict) else None
        if not isinstance(names, list) or not all(
            isinstance(name, str) and all(name.split(".")) for name in names
        ):
            raise JsonRpcError(json_rpc.INVALID_PARAMS, "'names' must be an array of full names")
        source = self._synced
        displaced = serving.set_standing(source, set(names))
        if self._closed:
            serving.set_standing(source, set())  # nobody else would take the names back
        hides = serving.hidden_by(set(names))
        return {"displaced": displaced, **({"hides": hides} if hides else {})}

    def _serve_as(self, connection_id: Any, is_synced: bool) -> None:
        with self._lock:
            if self._closed:
                return
            self._client.connection_id = connection_id
            source: ModuleSource
            if not is_synced:
                self._synced = None
                source = ClientModuleSource(self._client, self._get_timeout)
            else:
                add_to_path_hooks()
                if self._synced is None:
                    self._synced = SyncedModuleSource(self._client, self._get_timeout)
                source = self._synced
            old = self._finder
            self._finder = RemoteFinder(self._plugin_object, connection_id, source)
            add_to_meta_path(self._finder)
            self._plugin_object.add_source(source)
            if old is not None:
                remove_from_meta_path(old)
        if old is not None and old.source is not source:
            self._take_leave_of(old.source)

    def _notice_who_left(self) -> None:
        for finder in remote_finders():
            with contextlib.suppress(ClientGone):
                finder.source.client.ping()

    def _get_timeout(self) -> float:
        return self._plugin_object.fetch_timeout

    def _remove_finder(self) -> None:
        with self._lock:
            self._closed = True
            if self._finder is not None:
                remove_from_meta_path(self._finder)

    def _take_leave(self) -> None:
        with self._lock:
            finder, self._finder = self._finder, None
        if finder is not None:
            self._take_leave_of(finder.source)

    def _take_leave_of(self, source: ModuleSource) -> None:
        # Without the lock: telling others may close their streams.
        self._plugin_object.remove_source(source)
        names: set[str] = set()
        if isinstance(source, SyncedModuleSource):
            source.close()
            names = standing.names_of(source)
            serving.set_standing(source, set())
        context = self._plugin_object.execution_context
        if context.connection_id == source.client.connection_id:
            serving.refresh(context.names - names)
