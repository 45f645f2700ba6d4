"""Modules whose client had not read them when it sent its index: it made their keys up."""

import importlib

from synced import Synced

FILES = {
    "pk/__init__.py": "",
    "pk/a.py": "from . import b\n",
    "pk/b.py": "X = 1\n",
    "pk/c.py": "state = []\n",
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
