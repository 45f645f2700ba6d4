"""The dialect of clients with our extension, which push their files before the code runs."""

import base64
import functools
import hashlib
import itertools
import posixpath
import threading

import dialects
from dialects import request, result_of

# What the server can do, as it tells clients with the extension.
CAPABILITIES = {
    "sync": 2,
    "deflate": True,
    "renew": True,
    "stop": 1,
    "bytes": 1,
    "variables": 1,
    "language": 1,
    "cells": 1,
    "scopes": 1,
}


def as_bytes(content):
    return content.encode() if isinstance(content, str) else content


@functools.cache
def key_of(content):
    return hashlib.sha256(as_bytes(content)).hexdigest()


@functools.cache
def content_of(data):
    """A content as it travels: a string if its bytes are UTF-8."""
    try:
        return as_bytes(data).decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def client_path(path):
    """What the client calls a file of the workspace."""
    return f"{dialects.ROOT}/{path}"


def _below(folder):
    """What the paths of the files in a folder begin with."""
    return f"{folder}/" if folder else ""


def names_of(files, roots=("",)):
    """The top-level names of `files`, {path below the root: content}, with their folders."""
    names = {}
    for root in roots:
        folder = client_path(root).rstrip("/")
        for path in files:
            inside = path[len(root) :]
            top, is_in_folder, _ = inside.partition("/")
            name = top if is_in_folder else top.partition(".")[0]
            if path.startswith(root) and folder not in names.setdefault(name, []):
                names[name].append(folder)
    return {name: folders for name, folders in names.items() if folders}


def held_from(client):
    """The revision and the number of modules that the server holds from its only client."""
    (description,) = result_of(client.call(request("request_plugin_info", details=True)))["clients"]
    return description["revision"], description["modules"]


class Synced:
    """Pushes everything in its first message."""

    name = "synced"

    def __init__(self, roots=("",)):
        self.roots = roots

    def set_connection_id(self, connection_id):
        return request("set_connection_id", id=connection_id, capabilities={"sync": 2})

    def first_messages(self, files):
        return [self.sync(files)]

    def sync(self, files, revision=1, contents=True, unread=(), unlisted=(), keep=None):
        """The message that replaces what the server has.

        Args:
            contents: Whether to send them; or a set of the paths whose contents are sent.
            unread: Paths of files of which the client tells no content.
            unlisted: Folders of which the client tells no files; "" is the whole workspace.
        """
        chosen = files if contents is True else contents or ()
        sent = {path: data for path, data in files.items() if path in chosen}
        versions = {
            client_path(path): f"?{len(as_bytes(data))}:{key_of(data)}"
            if path in unread
            else key_of(data)
            for path, data in files.items()
            if not path.startswith(tuple(_below(folder) for folder in unlisted))
        }
        return request(
            "sync",
            revision=revision,
            base=None,
            names=names_of(files, self.roots),
            files={
                **versions,
                **{client_path(_below(folder)).rstrip("/") + "/": "?" for folder in unlisted},
            },
            contents={key_of(d): content_of(d) for p, d in sent.items() if p not in unread},
            **({} if keep is None else {"keep": keep}),
        )

    def answer(self, message, files):
        answer = {"jsonrpc": "2.0", "id": message["id"]}
        params = message["params"]
        if message["method"] == "fetch_module":  # of a server that does not have the extension
            return dialects.Documented().answer(message, files)
        if message["method"] == "fetch_files":
            paths = [posixpath.relpath(path, dialects.ROOT) for path in params["paths"]]
            contents = [content_of(files[path]) if path in files else None for path in paths]
            return {**answer, "result": {"contents": contents}}
        path = posixpath.relpath(params["path"], dialects.ROOT)
        if message["method"] == "list_folder":
            below = _below("" if path == "." else path)
            inside = {p: key_of(data) for p, data in files.items() if p.startswith(below)}
            listed = {client_path(path): key for path, key in inside.items()}
            return {**answer, "result": {"files": listed} if listed else None}
        if path not in files:
            return {**answer, "result": None}
        data = as_bytes(files[path])
        portion = data[params["offset"] : params["offset"] + params["length"]]
        content = {"base64": base64.b64encode(portion).decode()}
        return {
            **answer,
            "result": {"content": content, "size": len(data), "version": key_of(data)},
        }


_ids = (f"a{number}" for number in itertools.count())


def ask(client, method, **params):
    """The answer to a request that is answered aside."""
    message_id = next(_ids)
    client.send({"jsonrpc": "2.0", "id": message_id, "method": method, "params": params})
    for thread in threading.enumerate():
        if thread.name.startswith("answer"):
            thread.join(60)
    (answer,) = (message for message in client.received if message.get("id") == message_id)
    return answer
