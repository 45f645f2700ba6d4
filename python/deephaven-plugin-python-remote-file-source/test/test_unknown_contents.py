"""Files that their client had not read when it told of them: it made their versions up."""

import importlib
import sys
from pathlib import Path

from dialects import request
from synced import Synced, client_path

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


def push(client, plugin_object, revision, unknown=()):
    message = Synced().sync(client.files, revision, contents=False)
    for path in unknown:
        message["params"]["files"][client_path(path)] = f"?:{revision}"
    assert "result" in client.call(message)[-1]
    plugin_object.set_execution_context("id-1", {"pk"}, revision)


def import_all():
    return [importlib.import_module(f"pk.{name}") for name in "abc"]


def test_the_right_key_of_what_was_executed_is_no_change(connect, plugin_object):
    client = connect(Synced(), dict(FILES))
    push(client, plugin_object, 2, unknown=["pk/b.py", "pk/c.py"])
    first = import_all()
    push(client, plugin_object, 3)
    assert import_all() == first


def test_the_key_of_a_newer_content_is_one(connect, plugin_object):
    client = connect(Synced(), dict(FILES))
    push(client, plugin_object, 2, unknown=["pk/b.py", "pk/c.py"])
    old = import_all()
    client.files["pk/b.py"] = "X = 2\n"
    push(client, plugin_object, 3)
    new = import_all()
    assert new[1].X == 2
    assert not set(map(id, old)) & set(map(id, new))


def test_another_version_that_was_made_up_is_a_change(connect, plugin_object):
    """The client says that the file may have changed: it is read again."""
    client = connect(Synced(), dict(FILES))
    push(client, plugin_object, 2, unknown=["pk/b.py"])
    import_all()
    client.files["pk/b.py"] = "X = 2\n"
    push(client, plugin_object, 3, unknown=["pk/b.py"])
    assert import_all()[1].X == 2


def test_the_same_version_that_was_made_up_is_no_change(connect, plugin_object):
    client = connect(Synced(), dict(FILES))
    push(client, plugin_object, 2, unknown=["pk/b.py"])
    first = import_all()
    message = request("sync", revision=3, base=2, files={client_path("pk/b.py"): "?:2"})
    assert "result" in client.call(message)[-1]
    plugin_object.set_execution_context("id-1", {"pk"}, 3)
    assert import_all() == first
    assert client.asked == [client_path("pk/b.py")]


def test_the_right_key_of_what_nobody_has_executed_is_no_change(connect, plugin_object):
    client = connect(Synced(), dict(NAMES_B))
    client.call(request("set_standing", names=["pk"]))
    push(client, plugin_object, 2, unknown=["pk/b.py"])
    a = importlib.import_module("pk.a")
    assert "result" in client.call(Synced().sync(NAMES_B, 3))[-1]
    assert importlib.import_module("pk.a") is a
    assert Path(sys.modules["pk"].__path__[0], "b.py").read_text() == NAMES_B["pk/b.py"]


def test_the_right_key_may_come_while_a_module_waits_for_its_content(connect, plugin_object):
    """The client sends its revision just before it answers."""
    files = dict(NAMES_B)

    def answer(message):
        client.send(Synced().sync(files, revision=3))
        return Synced().answer(message, files)

    client = connect(Synced(), files, answer=answer)
    client.call(request("set_standing", names=["pk"]))
    push(client, plugin_object, 2, unknown=["pk/b.py"])
    a = importlib.import_module("pk.a")
    b = importlib.import_module("pk.b")
    assert client.asked == [client_path("pk/b.py")]
    assert [importlib.import_module(name) for name in ("pk.a", "pk.b")] == [a, b]
