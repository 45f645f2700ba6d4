"""The extension of the protocol in a real Deephaven server."""

import contextlib
import json
import zlib

import pytest

from dialects import ROOT, request
from server_client import ServerClient
from synced import Synced

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
            assert result["capabilities"] == {"sync": 1, "deflate": True, "renew": True}
            return client

        yield connect


def test_a_run_with_a_pushed_index(connect, session, plugin_name):
    """The messages of two runs: what changed runs again, nothing is asked for."""
    client = connect(dict(FILES))
    message = zlib.compress(json.dumps(Synced().sync(FILES)).encode())
    assert client.call(message)["result"] == {"revision": 1, "wanted": []}
    session.run_script(f"{plugin_name}.set_execution_context('id', {{'pk'}}, 1, 'changed')")
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
    session.run_script(f"{plugin_name}.set_execution_context('id', {{'pk'}}, 2, 'changed')")
    session.run_script(
        "import pk.top, pk.alone\nassert pk.top.X == 2\nassert pk.alone.state == [1]\n"
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
    # What is loaded stays, so that what is running goes on.
    session.run_script("import sys, pk.top\ndel sys.modules['pk']")
    with pytest.raises(Exception, match="No module named 'pk'"):
        session.run_script("import pk")


def test_an_error_shows_the_line_of_a_pushed_file(connect, session, plugin_name):
    client = connect({})
    client.call(Synced().sync({"bad.py": "def fail():\n    raise KeyError  # on purpose\n"}))
    session.run_script(f"{plugin_name}.set_execution_context('id', {{'bad'}}, 1, 'changed')")
    with pytest.raises(Exception, match="on purpose") as caught:
        session.run_script("import bad\nbad.fail()")
    assert f'File "{ROOT}/bad.py", line 2, in fail' in str(caught.value)


def test_the_server_logs_the_end_of_a_program(connect, session):
    connect({}).call(Synced().sync({}))
    # Deephaven's logger is there, and takes it.
    session.run_script(
        "import deephaven.python_remote_file_source as plugin\n"
        "plugin.run('id', set(), 1, 'changed', 'ran = True', '<string>', 'a mark')\n"
        "assert ran"
    )
