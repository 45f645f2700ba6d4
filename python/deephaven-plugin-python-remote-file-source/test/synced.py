"""The dialect of clients with our extension, which push an index before the code runs."""

import base64
import hashlib
import posixpath

import dialects
from dialects import request, result_of


def as_bytes(content):
    return content.encode() if isinstance(content, str) else content


def key_of(content):
    return hashlib.sha256(as_bytes(content)).hexdigest()


def content_of(data):
    """A content as it travels: a string if its bytes are UTF-8."""
    try:
        return as_bytes(data).decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(data).decode()}


def modules_of(files, roots=("",)):
    """The index of `files`, {path below the root: text or bytes}, and the paths of its modules."""
    modules, paths = {}, set()
    for root in roots:
        names = {
            path[len(root) :].rsplit(".py", 1)[0].replace("/", ".")
            for path in files
            if path.startswith(root) and path.endswith(".py")
        }
        names |= {name.rsplit(".", depth)[0] for name in names for depth in range(1, 9)}
        for name in names - {"__init__"}:
            found = dialects.resolve(
                {p[len(root) :]: c for p, c in files.items() if p.startswith(root)}, name
            )
            if found is None or name.endswith("__init__"):
                continue
            kind, path, content = found
            origin = f"{dialects.ROOT}/{root}{path}"
            paths.add(root + path)
            old = modules.get(name)
            if kind == "namespace":
                locations = old["locations"] if old else []
                modules[name] = {"kind": kind, "locations": [*locations, origin]}
            else:
                modules[name] = {"kind": kind, "origin": origin, "version": key_of(content)}
            if kind != "module":
                modules[name]["complete"] = True
    return modules, paths


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
        return request("set_connection_id", id=connection_id, capabilities={"sync": 1})

    def first_messages(self, files):
        return [self.sync(files)]

    def sync(self, files, revision=1, contents=True, names=None):
        """The message that replaces what the server has.

        Args:
            contents: Whether to send them; or a set of the paths whose contents are sent.
            names: The modules to send; None for all.
        """
        modules, paths = modules_of(files, self.roots)
        chosen = files if contents is True else contents or ()
        sent = {path: data for path, data in files.items() if path in chosen}
        return request(
            "sync",
            revision=revision,
            base=None,
            modules={name: m for name, m in modules.items() if names is None or name in names},
            files={
                f"{dialects.ROOT}/{path}": key_of(data)
                for path, data in files.items()
                if path not in paths
            },
            contents={key_of(data): content_of(data) for data in sent.values()},
        )

    def answer(self, message, files):
        answer = {"jsonrpc": "2.0", "id": message["id"]}
        if message["method"] == "fetch_file":
            path = posixpath.relpath(message["params"]["path"], dialects.ROOT)
            return {**answer, "result": content_of(files[path]) if path in files else None}
        found = dialects.resolve(files, message["params"]["module_name"])
        if found is None:
            return {**answer, "result": None}
        kind, path, content = found
        result = {"origin": f"{dialects.ROOT}/{path}", "is_package": kind != "module"}
        if kind == "namespace":
            return {
                **answer,
                "result": {"is_package": True, "submodule_search_locations": [result["origin"]]},
            }
        return {**answer, "result": {**result, "content": content_of(content)}}
