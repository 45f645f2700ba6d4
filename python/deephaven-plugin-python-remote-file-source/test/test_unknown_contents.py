"""Modules whose client had not read them when it sent its index: it made their keys up."""

import importlib

from dialects import request
from synced import Synced

FILES = {
    "pk/__init__.py": "",
    "pk/a.py": "from . import b\n",
    "pk/b.py": "X = 1\n",
    "pk/c.py": "state = []\n",
}
# One module names another one, without importing it.
NAMES_B = {
    "pk/__init__.py": "",
    "pk/a.py": "if not __name__:\n    from . import b\n",
    "pk/b.py": "X = 1\n",
}
MADE_UP = "0" * 64


def push(client, plugin_object, revision, unknown=()):
    message = Synced().sync(client.files, revision, contents=False)
    for name in unknown:
        message["params"]["modules"][name]["version"] = MADE_UP
    assert "result" in client.call(message)[-1]
    plugin_object.set_execution_context("id-1", {"pk"}, revision, "changed")


def import_all():
    return [importlib.import_module(f"pk.{name}") for name in "abc"]


def test_the_right_key_of_what_was_executed_is_no_change(connect, plugin_object):
    client = connect(Synced(), dict(FILES))
    push(client, plugin_object, 2, unknown=["pk.b", "pk.c"])
    first = import_all()
    push(client, plugin_object, 3)
    assert import_all() == first


def test_the_key_of_a_newer_content_is_one(connect, plugin_object):
    client = connect(Synced(), dict(FILES))
    push(client, plugin_object, 2, unknown=["pk.b", "pk.c"])
    old_a, old_b, c = import_all()
    client.files["pk/b.py"] = "X = 2\n"
    push(client, plugin_object, 3)
    a, b, same_c = import_all()
    assert b.X == 2
    assert a is not old_a
    assert b is not old_b
    assert same_c is c


def test_the_right_key_of_what_nobody_has_executed_is_no_change(connect, plugin_object):
    """Neither after everything was evicted, nor after what has changed was."""
    files = dict(NAMES_B)
    client = connect(Synced(), files)
    client.call(request("set_standing", names=["pk"]))
    for revision, evict in [(2, "changed"), (4, "all")]:
        push(client, plugin_object, revision, unknown=["pk.b"])
        plugin_object.set_execution_context("id-1", {"pk"}, revision, evict)
        a = importlib.import_module("pk.a")
        assert "result" in client.call(Synced().sync(files, revision + 1))[-1]
        assert importlib.import_module("pk.a") is a


def test_the_right_key_may_come_while_a_module_waits_for_its_content(connect, plugin_object):
    """The client sends its index just before it answers."""
    files = dict(NAMES_B)

    def answer(message):
        client.send(Synced().sync(files, revision=3))
        return Synced().answer(message, files)

    client = connect(Synced(), files, answer=answer)
    client.call(request("set_standing", names=["pk"]))
    push(client, plugin_object, 2, unknown=["pk.b"])
    a = importlib.import_module("pk.a")
    b = importlib.import_module("pk.b")
    assert client.asked == ["pk.b"]
    assert [importlib.import_module(name) for name in ("pk.a", "pk.b")] == [a, b]
