"""A slow client of a real Deephaven server: what goes on while an import waits for its answer.

The clients answer when they are told to, however long that takes. What cannot go on is on the
protocol's page: Deephaven runs one script at a time.
"""

import contextlib
import threading
import uuid

import pytest

from dialects import request
from kinds import ASKED, DIFFERENT, Held, for_each
from server_fixtures import PATIENCE

pytestmark = pytest.mark.server


class Waiting(Held):
    """A client that is asked for `pk` and keeps its answer back."""

    def __init__(self, connect_to_server, kind):
        super().__init__()
        self.asked = threading.Event()
        self.connection_id = uuid.uuid4().hex
        files = {"pk.py": f"X = 1  # of {self.connection_id}\n"}
        self.client = connect_to_server(kind, files, self.connection_id, answer=self)

    def __call__(self, message):
        answer = super().__call__(message)
        self.asked.set()
        return answer


@pytest.fixture
def other_object(session):
    """A second plugin object, for a second connection with a context of its own."""
    name = f"other_{uuid.uuid4().hex}"
    session.run_script(
        f"from deephaven.python_remote_file_source import PluginObject\n{name} = PluginObject()"
    )
    yield name
    session.run_script(f"{name}.set_execution_context(None, set())\ndel {name}")


@for_each(DIFFERENT, "other_kind")
@for_each(ASKED)
def test_the_scripts_and_imports_of_a_second_connection_go_on(
    kind, other_kind, connect_to_server, server, session, plugin_name, run, other_object
):
    """The import that waits is in a thread that the first connection's script started."""
    waiting = Waiting(connect_to_server, kind)
    session.run_script(f"{plugin_name}.fetch_timeout = 10 * {PATIENCE}")
    run(
        waiting.connection_id,
        {"pk"},
        "import threading\n"
        "def load():\n    global pk\n    import pk\n"
        "loading = threading.Thread(target=load, daemon=True)\nloading.start()\n",
    )
    assert waiting.asked.wait(PATIENCE)
    files = {"mine/__init__.py": "from . import m\n", "mine/m.py": "Y = 2\n"}
    connect_to_server(other_kind, files, "second", name=other_object)
    with contextlib.closing(server.session()) as second:
        second.run_script(f"{other_object}.set_execution_context('second', {{'mine'}})")
        second.run_script(
            "import sys\nsys.modules.pop('colorsys', None)\nimport colorsys\n"
            "import mine\nassert mine.m.Y == 2\n"
            "try:\n    import mine.nope\nexcept ModuleNotFoundError:\n    pass\n"
            "from deephaven import empty_table\nsecond = empty_table(3).update('X = i')\n"
            "assert loading.is_alive()\n"
        )
        assert second.open_table("second").to_arrow().num_rows == 3
    waiting.release()
    session.run_script(f"loading.join({PATIENCE})\nassert pk.X == 1\ndel pk")


@for_each(ASKED)
def test_all_but_scripts_goes_on_while_a_script_waits(
    kind, connect_to_server, server, session, plugin_name, run
):
    """The import that waits is the script's own: connections, messages and queries go on."""
    waiting = Waiting(connect_to_server, kind)
    run(waiting.connection_id, {"pk"}, f"{plugin_name}.fetch_timeout = 10 * {PATIENCE}")
    script = threading.Thread(
        target=session.run_script, args=["import pk\nassert pk.X == 1"], daemon=True
    )
    script.start()
    assert waiting.asked.wait(PATIENCE)
    client = waiting.client
    assert client.call(request("request_plugin_info"))["result"] == {"full_names": ["pk"]}
    assert client.call(b"nonsense")["error"]["code"] == -32700
    connect_to_server(kind, {"mine.py": ""}, "other")
    with contextlib.closing(server.session()) as other:
        assert other.empty_table(3).update("X = i").to_arrow().num_rows == 3
    assert script.is_alive()
    waiting.release()
    script.join(PATIENCE)
    assert not script.is_alive(), "the import hangs"
    session.run_script("assert pk.X == 1\ndel pk")
