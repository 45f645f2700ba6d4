"""The two dialects of the protocol, as clients that are not ours speak them."""

import itertools

ROOT = "/client/workspace"

# Requests of the server that a client answers.
ASKED = ("fetch_module", "fetch_files", "fetch_file", "list_folder", "renew")

_ids = itertools.count(1)


def resolve(files, fullname):
    """Find a module among `files`, {path below the root: text}, in CPython's order.

    Returns (kind, path, source) with kind 'package', 'module' or 'namespace', or None.
    """
    path = fullname.replace(".", "/")
    if f"{path}/__init__.py" in files:
        return "package", f"{path}/__init__.py", files[f"{path}/__init__.py"]
    if f"{path}.py" in files:
        return "module", f"{path}.py", files[f"{path}.py"]
    if any(name.startswith(f"{path}/") for name in files):
        return "namespace", path, None
    return None


def request(method, message_id=None, **params):
    message = {"jsonrpc": "2.0", "id": message_id or f"m{next(_ids)}", "method": method}
    return {**message, "params": params} if params else message


def what_is_asked(message):
    """What a request of the server is about: a module, a path, or its method."""
    params = message["params"]
    first = params.get("paths", [params.get("path")])[0]
    return params.get("module_name") or first or message["method"]


def result_of(answers):
    """The result of the only answer."""
    (answer,) = answers
    assert "error" not in answer, answer
    return answer["result"]


def error_of(answers):
    """The error of the only answer."""
    (answer,) = answers
    return answer["error"]


class Documented:
    """The dialect of the specification: the connection id is in the params, results are short."""

    name = "documented"

    def set_connection_id(self, connection_id):
        return request("set_connection_id", id=connection_id)

    def answer(self, message, files):
        found = resolve(files, message["params"]["module_name"])
        result = None
        if found is not None:
            _, path, source = found
            result = {"filepath": f"{ROOT}/{path}", "source": source}
        return {"jsonrpc": "2.0", "id": message["id"], "result": result}


class Deployed:
    """The dialect of plugin 0.1.5 and its clients: the connection id is the message id."""

    name = "deployed"

    def __init__(self, roots=("",)):
        self.roots = roots

    def set_connection_id(self, connection_id):
        return request("set_connection_id", message_id=connection_id)

    def answer(self, message, files):
        name = message["params"]["module_name"]
        answer = {"jsonrpc": "2.0", "id": message["id"]}
        folders = []
        for root in self.roots:
            found = resolve(
                {p[len(root) :]: text for p, text in files.items() if p.startswith(root)}, name
            )
            if found is None:
                continue
            kind, path, source = found
            path = f"{ROOT}/{root}{path}"
            if kind == "namespace":
                folders.append(path)
                continue
            result = {"name": name, "origin": path, "is_package": kind != "module"}
            if kind == "package":
                folder = path.replace("/__init__.py", "")
                result["submodule_search_locations"] = [folder]
            return {**answer, "result": {**result, "source": source}}
        if folders:
            result = {"name": name, "is_package": True, "submodule_search_locations": folders}
            return {**answer, "result": result}
        return {**answer, "error": {"code": -32602, "message": f"Module not found: {name}"}}


DIALECTS = [Documented(), Deployed()]
