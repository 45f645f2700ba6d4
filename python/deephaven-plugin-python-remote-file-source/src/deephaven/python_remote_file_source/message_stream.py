"""The message stream of one client: what the client asks of the worker, and the stream's life."""

from __future__ import annotations

import contextlib
import logging
import threading
from typing import Any

from deephaven.plugin.object_type import MessageStream as BaseMessageStream

from . import language
from ._version import __version__
from .cells.scopes import scopes
from .contexts import finder, leaving, left, serving
from .contexts.asking import AskingSource
from .contexts.synced import SyncedSource
from .importing.refused import reason_against
from .mirror.sync_message import read_contents, read_sync
from .plugin_info import describe_clients
from .plugin_object import PluginObject
from .rpc import json_rpc
from .rpc.client import Client, ClientGone
from .rpc.framing import inflate
from .rpc.json_rpc import JsonRpcError, Request
from .variables.listing import full_text, list_variables, session_globals

logger = logging.getLogger(__name__)

# The version of the extension that this server has.
SYNC_VERSION = 2

# Seconds in which a client that is back waits for its earlier connection to end.
_LEAVING = 5.0


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
        self._client = Client(connection, on_gone=self._record_gone, on_left=self._take_leave)
        self._lock = threading.Lock()
        self._source: serving.AnySource | None = None
        self._closed = False
        self._methods = {
            "request_plugin_info": self._request_plugin_info,
            "set_connection_id": self._set_connection_id,
        }
        self._methods_of_extension = {
            "sync": self._sync,
            "put": self._put,
            "set_standing": self._set_standing,
            "output_taken": self._output_taken,
            "ping": lambda message: None,
            "stop_run": self._stop_run,
            "resume_run": self._resume_run,
        }
        # They may take a while, or run code that imports from this client.
        self._methods_aside = {
            "list_variables": self._list_variables,
            "inspect_variable": self._inspect_variable,
            "complete": self._complete,
            "hover": self._hover,
            "signatures": self._signatures,
            "forget_scope": self._forget_scope,
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
        self._client.heard()
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
            message = json_rpc.read_message(inflate(payload) if self._is_synced else payload)
        except JsonRpcError as error:
            if not self._client.reject(error):
                self._client.send(json_rpc.error_response(error, error.message_id))
            return
        if isinstance(message, json_rpc.Response):
            self._client.resolve(message)
        elif self._is_synced and message.method in self._methods_aside:
            threading.Thread(
                target=self._answer_aside, args=(message,), name="answer", daemon=True
            ).start()
        else:
            self._answer(message)

    def _answer_aside(self, message: Request) -> None:
        with contextlib.suppress(ClientGone):
            self._answer(message)

    def _answer(self, message: Request) -> None:
        try:
            answer = json_rpc.result_response(self._call(message), message.message_id)
        except JsonRpcError as error:
            answer = json_rpc.error_response(error, message.message_id)
        if not message.is_notification:
            self._client.send(answer)

    def _call(self, message: Request) -> Any:
        method = self._methods.get(message.method)
        if method is None and self._is_synced:
            method = self._methods_of_extension.get(
                message.method, self._methods_aside.get(message.method)
            )
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

        self._notice_who_left()
        if any(
            source.client.connection_id == connection_id and source.client is not self._client
            for source in serving.sources_of(self._plugin_object)
        ):
            raise JsonRpcError(json_rpc.INVALID_PARAMS, "This connection id is in use")

        is_synced = version is not None and version >= SYNC_VERSION
        try:
            source = self._serve_as(connection_id, is_synced)
        except OSError as error:
            raise JsonRpcError(json_rpc.NOT_STORED, str(error)) from None
        if capabilities is None:
            return None
        answer: dict = {"capabilities": {}, "version": __version__}
        if isinstance(source, SyncedSource):
            source.refresh.is_offered = capabilities.get("renew") is True
            answer["capabilities"] = {
                "sync": SYNC_VERSION,
                "deflate": True,
                "renew": True,
                "stop": 1,
                "bytes": 1,
                "variables": 1,
                "language": 1,
                "cells": 1,
                "scopes": 1,
            }
            answer["mirror"] = source.mirror.root
            answer["run_id"] = self._client.run_id
        return answer

    def _sync(self, message: Request) -> dict:
        try:
            revision = read_sync(message.params)
        except ValueError as error:
            raise JsonRpcError(json_rpc.INVALID_PARAMS, str(error)) from None
        source = self._source
        source.apply(revision)
        serving.settle()
        self._plugin_object.record_news()
        return {"revision": revision.number, "wanted": source.wanted()}

    def _put(self, message: Request) -> None:
        try:
            contents = read_contents(message.params)
        except ValueError as error:
            raise JsonRpcError(json_rpc.INVALID_PARAMS, str(error)) from None
        self._source.put(contents)

    def _set_standing(self, message: Request) -> dict:
        names = _param(message, "names")
        if not isinstance(names, list) or not all(
            isinstance(name, str) and all(name.split(".")) for name in names
        ):
            raise JsonRpcError(json_rpc.INVALID_PARAMS, "'names' must be an array of full names")
        source = self._source
        answer = {"displaced": serving.set_standing(source, set(names))}
        leaving.drop_displaced()
        if self._closed:
            serving.set_standing(source, set())  # nobody else would take the names back
        reasons = {name: reason_against(name) for name in names}
        refused = {name: reason for name, reason in reasons.items() if reason is not None}
        hides = serving.hidden_by({name for name in names if source.has_regular(name)})
        return {
            **answer,
            **({"hides": hides} if hides else {}),
            **({"refused": refused} if refused else {}),
        }

    def _output_taken(self, message: Request) -> None:
        mark = _param(message, "run")
        output = self._source.outputs.get(mark) if isinstance(mark, str) else None
        if output is not None:
            output.record_taken()

    def _stop_run(self, message: Request) -> dict:
        mark = _param(message, "mark")
        if not isinstance(mark, str) or not mark:
            raise JsonRpcError(json_rpc.INVALID_PARAMS, "'mark' must be a string")
        return {"running": self._source.programs.stop(mark)}

    def _resume_run(self, message: Request) -> dict:
        params = message.params if isinstance(message.params, dict) else {}
        connection_id, mark = params.get("connection_id"), params.get("mark")
        if not isinstance(connection_id, str) or not isinstance(mark, str):
            text = "'connection_id' and 'mark' must be strings"
            raise JsonRpcError(json_rpc.INVALID_PARAMS, text)
        for source in serving.all_sources():
            # The server need not have noticed yet that this one has gone.
            if source is not self._source and source.client.connection_id == connection_id:
                source.client.close("it is back with another connection")
                source.client.wait_until_left(_LEAVING)
        found = left.programs.take(connection_id, mark)
        if found is None:
            return {"found": False}
        output, programs = found
        self._source.add_output(mark, output)
        self._source.programs.adopt(mark, programs)
        output.go_on(self._client)
        return {"found": True}

    def _list_variables(self, message: Request) -> dict:
        return list_variables(session_globals())

    def _inspect_variable(self, message: Request) -> dict:
        name = _param(message, "name")
        if not isinstance(name, str):
            raise JsonRpcError(json_rpc.INVALID_PARAMS, "'name' must be a string")
        namespace = session_globals()
        if name not in namespace:
            raise JsonRpcError(json_rpc.INVALID_PARAMS, f"There is no variable {name!r}")
        return full_text(namespace[name])

    def _complete(self, message: Request) -> dict:
        return language.complete(*_place(message), _globals(message))

    def _hover(self, message: Request) -> dict | None:
        return language.hover(*_place(message), _globals(message))

    def _signatures(self, message: Request) -> list[dict]:
        return language.signatures(*_place(message), _globals(message))

    def _forget_scope(self, message: Request) -> None:
        scope_id = _param(message, "scope")
        if not isinstance(scope_id, str) or not scope_id:
            raise JsonRpcError(json_rpc.INVALID_PARAMS, "'scope' must be a string")
        scopes.forget(scope_id)

    @property
    def _is_synced(self) -> bool:
        return isinstance(self._source, SyncedSource)

    def _serve_as(self, connection_id: Any, is_synced: bool) -> serving.AnySource | None:
        with self._lock:
            if self._closed:
                return None
            self._client.connection_id = connection_id
            old = self._source
            if old is None or isinstance(old, SyncedSource) != is_synced:
                self._source = self._make_source(is_synced)
            finder.install()
            serving.connect(self._source, self._plugin_object)
        if old is not None and old is not self._source:
            leaving.leave(old)
        self._plugin_object.record_news()
        return self._source

    def _make_source(self, is_synced: bool) -> serving.AnySource:
        if not is_synced:
            return AskingSource(self._client, self._get_timeout, serving.is_served_by)
        return SyncedSource(self._client, self._get_timeout, serving.is_background, serving.settle)

    def _notice_who_left(self) -> None:
        for source in serving.all_sources():
            with contextlib.suppress(ClientGone):
                source.client.ping()

    def _get_timeout(self) -> float:
        return self._plugin_object.fetch_timeout

    def _record_gone(self) -> None:
        with self._lock:
            self._closed = True

    def _take_leave(self) -> None:
        with self._lock:
            source, self._source = self._source, None
        if isinstance(source, SyncedSource):
            wanted = [(mark, each) for mark, each in source.outputs.items() if each.is_wanted()]
            left.programs.add(str(self._client.connection_id), wanted, source.programs)
        if source is not None:
            leaving.leave(source)
            self._plugin_object.record_news()


def _param(message: Request, name: str) -> Any:
    """A parameter of a message; None without one."""
    return message.params.get(name) if isinstance(message.params, dict) else None


def _globals(message: Request) -> dict[str, Any]:
    """The globals of the text that a message asks about."""
    scope_id = _param(message, "scope")
    return scopes.of(scope_id).namespace if isinstance(scope_id, str) else session_globals()


def _place(message: Request) -> tuple[str, int]:
    """The text that a message asks about, and the place in it."""
    params = message.params if isinstance(message.params, dict) else {}
    code, offset = params.get("code"), params.get("offset")
    if not isinstance(code, str):
        raise JsonRpcError(json_rpc.INVALID_PARAMS, "'code' must be a string")
    if isinstance(offset, bool) or not isinstance(offset, int) or not 0 <= offset <= len(code):
        raise JsonRpcError(json_rpc.INVALID_PARAMS, "'offset' must be a place in 'code'")
    return code, offset
