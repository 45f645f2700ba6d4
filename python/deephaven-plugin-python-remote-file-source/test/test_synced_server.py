"""The extension of the protocol in a real Deephaven server."""

import contextlib
import json
import zlib

import pytest

from dialects import ROOT, request
from server_client import ServerClient
from synced import CAPABILITIES, Synced

pytestmark = pytest.mark.server

FILES = {
    "pk/__init__.py": "",
    "pk/base.py": "X = 1\n",
    "pk/top.py": "from .base import X\n",
    "pk/alone.py": "state = []\n",
    "pk/data.csv": "a,b\n",
}


@pytest.fixture
def connect(server, plugin_name):
    """Connects clients with the extension, each in a session of its own."""
    with contextlib.ExitStack() as stack:

        def connect(files, connection_id="id", answer=None):
            other = stack.enter_context(contextlib.closing(server.session()))
            client = ServerClient(other, plugin_name, Synced(), files, answer=answer)
            stack.callback(client.close)
            result = client.set_connection_id(connection_id)["result"]
            assert result["capabilities"] == CAPABILITIES
            client.mirror = result["mirror"]
            return client

        yield connect


def test_runs_with_pushed_files(connect, session, plugin_name):
    """The messages of three runs: an edit restarts the project, nothing is asked for."""
    client = connect(dict(FILES))
    message = zlib.compress(json.dumps(Synced().sync(FILES)).encode())
    assert client.call(message)["result"] == {"revision": 1, "wanted": []}
    session.run_script(f"{plugin_name}.set_execution_context('id', {{'pk'}}, 1)")
    session.run_script(
        "import pk.top, pk.alone, pkgutil\n"
        "assert pk.top.X == 1\n"
        "pk.alone.state.append(1)\n"
        "assert [m.name for m in pkgutil.iter_modules(pk.__path__)] == ['alone', 'base', 'top']\n"
        "assert pkgutil.get_data('pk', 'data.csv') == b'a,b\\n'\n"
    )
    changed = {**FILES, "pk/base.py": "X = 2\n"}
    # The run waits for its revision: neither waits for the answer of the other.
    client.send(Synced().sync(changed, revision=2))
    session.run_script(f"{plugin_name}.set_execution_context('id', {{'pk'}}, 2)")
    session.run_script(
        "import pk.top, pk.alone\nassert pk.top.X == 2\nassert pk.alone.state == []\n"
        "pk.alone.state.append(2)\n"
    )
    # Nothing has changed: nothing runs again.
    session.run_script(f"{plugin_name}.set_execution_context('id', {{'pk'}}, 2)")
    session.run_script(
        "import pk.top, pk.alone\nassert pk.top.X == 2\nassert pk.alone.state == [2]\n"
    )
    assert client.asked == []


def test_a_standing_module_is_imported_by_any_session(connect, server, session):
    client = connect(FILES)
    client.call(Synced().sync(FILES))
    assert client.call(request("set_standing", names=["pk"]))["result"] == {"displaced": []}
    with contextlib.closing(server.session()) as other:
        other.run_script("import pk.top\nassert pk.top.X == 1")
    client.call(Synced().sync({**FILES, "pk/base.py": "X = 2\n"}, revision=2))
    session.run_script("import pk.top\nassert pk.top.X == 2")
    client.call(request("set_standing", names=[]))
    # What a connected client no longer serves is gone for all code.
    with pytest.raises(Exception, match="No module named 'pk'"):
        session.run_script("import pk")


def test_an_error_shows_the_line_of_a_pushed_file(connect, session, plugin_name):
    client = connect({})
    client.call(Synced().sync({"bad.py": "def fail():\n    raise KeyError  # on purpose\n"}))
    session.run_script(f"{plugin_name}.set_execution_context('id', {{'bad'}}, 1)")
    with pytest.raises(Exception, match="on purpose") as caught:
        session.run_script("import bad\nbad.fail()")
    assert f'File "{client.mirror}{ROOT}/bad.py", line 2, in fail' in str(caught.value)


def run(session, client, source, mark):
    """Run a program, and return what the client receives up to its end."""
    session.run_script(
        "import deephaven.python_remote_file_source as plugin\n"
        f"plugin.run({client.run_id!r}, set(), 1, {source!r}, '<string>', {mark!r})\n"
    )
    assert client.receive()["method"] == "run_began"
    received = [client.receive()]
    while received[-1].get("method") != "run_ended":
        received.append(client.receive())
    parts = [part for message in received[:-1] for part in message["params"]["parts"]]
    return parts, received[-1]["params"]["error"]


@pytest.mark.parametrize("code", ["breakpoint()", "import pdb; pdb.set_trace()", "input()"])
def test_a_program_that_waits_for_a_keyboard_ends(connect, session, code):
    """Here, and not without a server: pytest has a debugger of its own."""
    client = connect({})
    client.call(Synced().sync({}))
    _, error = run(session, client, f"{code}\nafter = 1\nafter = 2\n", "m")
    assert error["message"].startswith("A run has no keyboard")
    # Other scripts have the server's own input, and no debugger goes on.
    session.run_script(
        "import sys\n"
        "assert type(sys.stdin).__name__ != '_NoKeyboard'\n"
        "assert sys.gettrace() is None\n"
    )


def test_what_a_program_prints_comes_over_the_stream(connect, session):
    client = connect({})
    client.call(Synced().sync({}))
    source = (
        "import sys, threading\n"
        "print('secret', end='')\n"
        "print('wrong', end='', file=sys.stderr)\n"
        "thread = threading.Thread(target=print, args=('\u20ac',))\n"
        "thread.start(); thread.join()\n"
        "1 / 0\n"
    )
    parts, error = run(session, client, source, "m")
    assert parts == [["stdout", "secret"], ["stderr", "wrong"], ["stdout", "\u20ac\n"]]
    assert error["name"] == "ZeroDivisionError"
    assert error["frames"] == [{"file": "<string>", "line": 6}]


def test_what_a_formula_prints_belongs_to_the_program(connect, session):
    client = connect({})
    client.call(Synced().sync({}))
    source = (
        "from deephaven import empty_table\n"
        "def f(i) -> int:\n"
        "    print('row', i)\n"
        "    return i\n"
        "t = empty_table(3).update('X = f(i)')\n"
    )
    parts, error = run(session, client, source, "m")
    assert error is None
    assert "".join(text for _, text in parts) == "row 0\nrow 1\nrow 2\n"


def test_a_source_that_is_nested_too_deeply_does_not_end_the_worker(connect, session, plugin_name):
    """Scripts run on threads of Java, which have small stacks."""
    client = connect({})
    files = {
        "deep.py": "X = " + "(" * 5000 + "1" + ")" * 5000,
        "signs.py": "X = " + "-" * 5000 + "1",
    }
    assert "result" in client.call(Synced().sync(files))
    session.run_script(f"{plugin_name}.set_execution_context('id', {{'deep', 'signs'}}, 1)")
    for name in ["deep", "signs"]:
        session.run_script(
            f"try:\n    import {name}\nexcept (SyntaxError, RecursionError, MemoryError):\n    pass"
        )
    session.run_script("is_alive = True")
