"""Folders whose entries a client does not tell of: listed when somebody looks into them."""

import importlib
import os
import pkgutil

import pytest

from dialects import ROOT
from kinds import NotListed
from synced import Synced


def asked(client, method):
    return [m["params"] for m in client.received if m.get("method") == method]


def test_an_unlisted_folder_is_listed_once_for_imports(connect, plugin_object):
    files = {"pk/__init__.py": "", "pk/sub/a.py": "X = 1\n", "pk/sub/data.txt": "text"}
    client = connect(NotListed(), files)
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.sub.a").X == 1
    assert asked(client, "list_folder") == [{"path": ROOT}]
    assert pkgutil.get_data("pk", "sub/data.txt") == b"text"


@pytest.mark.parametrize("name", ["listdir", "scandir", "walk"])
def test_an_unlisted_folder_is_listed_for_who_reads_it(connect, name):
    files = {"pk/a.py": "", "huge/b/c.txt": "text", "huge/d.txt": ""}
    client = connect(Synced(), files, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync(files, unlisted=["huge"]))
    folder = f"{client.mirror}{ROOT}/huge"
    found = {
        "listdir": lambda: os.listdir(folder),
        "scandir": lambda: [entry.name for entry in os.scandir(folder)],
        "walk": lambda: [n for _, folders, names in os.walk(folder) for n in [*folders, *names]],
    }[name]()
    assert set(found) - {"c.txt"} == {"b", "d.txt"}
    with open(f"{folder}/b/c.txt") as file:
        assert file.read() == "text"
    assert asked(client, "list_folder") == [{"path": f"{ROOT}/huge"}]


def test_what_an_unlisted_folder_has_stays_through_later_revisions(connect, plugin_object):
    files = {"pk/__init__.py": "", "pk/huge/a.py": "X = 1\n", "pk/b.py": ""}
    client = connect(Synced(), files, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync(files, unlisted=["pk/huge"]))
    plugin_object.set_execution_context("id-1", {"pk"})
    first = importlib.import_module("pk.huge.a")
    client.send(Synced().sync({**files, "other.py": ""}, revision=2, unlisted=["pk/huge"]))
    plugin_object.set_execution_context("id-1", {"pk"}, 2)
    assert importlib.import_module("pk.huge.a") is first
    # An edit, once it is listed by the client.
    client.files = {**files, "pk/huge/a.py": "X = 2\n"}
    client.send(Synced().sync(client.files, revision=3))
    plugin_object.set_execution_context("id-1", {"pk"}, 3)
    assert importlib.import_module("pk.huge.a").X == 2


def test_an_unlisted_folder_that_is_gone(connect, plugin_object):
    files = {"pk/__init__.py": "", "pk/huge/a.py": "X = 1\n"}
    client = connect(Synced(), files, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync(files, unlisted=["pk/huge"]))
    client.files = {"pk/__init__.py": ""}
    plugin_object.set_execution_context("id-1", {"pk"})
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pk.huge.a")


def test_a_listing_that_leads_elsewhere_is_refused(connect, plugin_object):
    listed = {f"{ROOT}/pk/../../../../evil.py": "?", "/etc/evil.py": "?"}
    for path in listed:
        client = connect(
            NotListed(),
            {"pk/__init__.py": ""},
            "hostile",
            answer=lambda message, path=path: {
                "jsonrpc": "2.0", "id": message["id"], "result": {"files": {path: "?"}}
            },
        )  # fmt: skip
        plugin_object.set_execution_context("hostile", {"pk"})
        with pytest.raises(ImportError):
            importlib.import_module("pk")
        found = [n for _, _, names in os.walk(os.path.dirname(client.mirror)) for n in names]
        assert "evil.py" not in found
        client.close()
