"""The plugin in a real Deephaven server, driven by clients that are not ours."""

import contextlib
import subprocess
import sys
import threading

import pytest

from dialects import DIALECTS, ROOT, Deployed, Documented, request
from server_client import ServerClient
from server_fixtures import HERE, PATIENCE

pytestmark = pytest.mark.server

both_dialects = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)

FILES = {
    "pk/__init__.py": "from .base import ONE\nfrom . import sub\n",
    "pk/base.py": "ONE = 1\n\ndef fail():\n    raise ValueError('on purpose')\n",
    "pk/sub/__init__.py": "from ..base import ONE as one\nfrom .deep import TWO\n",
    "pk/sub/deep.py": "import pk\nfrom pk.base import ONE\nTWO = ONE + 1\n",
    "pk/space/leaf.py": "from ..sub.deep import TWO\n",
    "pk/udf.py": "def twice(x) -> int:\n    from pk.base import ONE\n    return x * 2 * ONE\n",
}


@pytest.fixture
def connect(server, plugin_name):
    """Connects clients to the plugin object, each in a session of its own."""
    with contextlib.ExitStack() as stack:

        def connect(dialect, files, connection_id):
            session = stack.enter_context(contextlib.closing(server.session()))
            client = ServerClient(session, plugin_name, dialect, files)
            stack.callback(client.close)
            if connection_id is not None:
                assert client.set_connection_id(connection_id)["result"] is None
            return client

        yield connect


@pytest.fixture
def run(session, plugin_name):
    """Runs code in the worker, as a client's run with an execution context."""

    def run(connection_id, names, code):
        session.run_script(f"{plugin_name}.set_execution_context({connection_id!r}, {names!r})")
        session.run_script(code)

    return run


IS_FOUND = """
import sys
def is_found(connection_id):
    finders = [f for f in sys.meta_path if type(f).__name__ == "RemoteFinder"]
    return any(finder.connection_id == connection_id for finder in finders)
"""


@both_dialects
def test_a_package_with_sub_packages_and_relative_imports(dialect, connect, run):
    client = connect(dialect, FILES, "id")
    run(
        "id",
        {"pk"},
        f"""
import pk.space.leaf
assert pk.space.leaf.TWO == 2
assert pk.sub.one == 1
assert pk.base.__file__ == "{ROOT}/pk/base.py"
import inspect
assert "on purpose" in inspect.getsource(pk.base.fail)
""",
    )
    assert sorted(client.asked) == sorted(
        ["pk", "pk.base", "pk.sub", "pk.sub.deep", "pk.space", "pk.space.leaf"]
    )


@both_dialects
def test_an_error_shows_the_source_line_of_the_client(dialect, connect, run):
    connect(dialect, FILES, "id")
    with pytest.raises(Exception, match="on purpose") as caught:
        run("id", {"pk"}, "import pk\npk.base.fail()\n")
    assert f'File "{ROOT}/pk/base.py", line 4, in fail' in str(caught.value)
    assert "    raise ValueError('on purpose')" in str(caught.value)


@both_dialects
def test_every_run_sees_the_files_of_its_time(dialect, connect, run):
    client = connect(dialect, dict(FILES), "id")
    run("id", {"pk"}, "import pk\nassert pk.sub.TWO == 2")
    client.files["pk/base.py"] = "ONE = 10"
    run("id", {"pk"}, "import pk\nassert pk.sub.TWO == 11")


def test_both_dialects_at_once(connect, run):
    clients = {
        dialect.name: connect(dialect, {"pk/__init__.py": f"WHO = '{dialect.name}'"}, dialect.name)
        for dialect in DIALECTS
    }
    for name in ["documented", "deployed", "documented"]:
        run(name, {"pk"}, f"import pk\nassert pk.WHO == '{name}'")
    assert clients["documented"].asked == ["pk", "pk"]
    assert clients["deployed"].asked == ["pk"]
    for client in clients.values():
        info = client.call(request("request_plugin_info", message_id="q"))
        assert info == {"jsonrpc": "2.0", "id": "q", "result": {"full_names": ["pk"]}}


@both_dialects
def test_what_is_not_served(dialect, connect, run):
    connect(dialect, FILES, "id")
    run(
        "id",
        {"pk"},
        """
import importlib
for name in ["pk.nope", "pk.base.nope"]:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        assert error.name == name, error.name
    else:
        raise AssertionError(name)
""",
    )
    with pytest.raises(Exception, match="No module named 'pk'"):
        run(None, {"pk"}, "import pk")


def test_wrong_messages_are_answered_and_the_stream_goes_on(connect, run):
    client = connect(Documented(), FILES, "id")
    for message, code in [
        (b"nonsense", -32700),
        (b"\xff", -32700),
        ([], -32600),
        ({"id": 1, "method": "request_plugin_info"}, -32600),
        (request("no_such_method"), -32601),
        (request("set_connection_id", id=[]), -32602),
    ]:
        assert client.call(message)["error"]["code"] == code
    client.send({"jsonrpc": "2.0", "method": "a_notification"})
    assert "result" in client.call(request("request_plugin_info"))
    run("id", {"pk"}, "import pk")


def test_a_client_that_tells_its_capabilities_is_told_ours(connect):
    client = connect(Documented(), FILES, None)
    answer = client.call(request("set_connection_id", id="id", capabilities={}))
    assert answer["result"]["capabilities"] == {}
    assert isinstance(answer["result"]["version"], str)


def test_a_closed_client_leaves_no_finder(connect, session, run):
    stay, leave = connect(Documented(), FILES, "stay"), connect(Deployed(), FILES, "leave")
    session.run_script(IS_FOUND + "assert is_found('stay') and is_found('leave')")
    leave.close()
    # The server notices in its own time; the script waits for it.
    session.run_script(
        "import time\nend = time.monotonic() + 60\n"
        "while is_found('leave') and time.monotonic() < end: time.sleep(0.01)\n"
        "assert is_found('stay') and not is_found('leave')"
    )
    run("stay", {"pk"}, "import pk")
    assert "pk" in stay.asked


def test_an_import_fails_at_once_when_its_client_is_killed(server, session, plugin_name):
    """Far before the timeout, which is set to more than the patience of this test."""
    session.run_script(f"{plugin_name}.fetch_timeout = 100 * {PATIENCE}")
    arguments = [str(server.port), server.key, plugin_name, "killed"]
    client = subprocess.Popen(
        [sys.executable, str(HERE / "silent_process.py"), *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert client.stdout.readline() == "connected\n"
        session.run_script(f"{plugin_name}.set_execution_context('killed', {{'pk'}})")
        errors = []

        def import_pk():
            try:
                session.run_script("import pk")
            except Exception as error:
                errors.append(str(error))

        importing = threading.Thread(target=import_pk, daemon=True)
        importing.start()
        assert client.stdout.readline() == "asked pk\n"
        client.kill()
        importing.join(PATIENCE)
        assert not importing.is_alive(), "the import hangs"
        (error,) = errors
        assert "ImportError: cannot import 'pk' from client 'killed': it disconnected" in error
        # No frame of the plugin or of importlib stands in between.
        assert "python_remote_file_source" not in error
        session.run_script(IS_FOUND + "assert not is_found('killed')")
    finally:
        client.kill()
        client.wait()
        client.stdin.close()
        client.stdout.close()


def test_a_silent_client_ends_in_an_import_error(server, session, plugin_name, run):
    with contextlib.closing(server.session()) as other:
        client = ServerClient(other, plugin_name, Deployed(), {}, answer=lambda message: None)
        client.set_connection_id("silent")
        session.run_script(f"{plugin_name}.fetch_timeout = 0.01")
        run(
            "silent",
            {"pk"},
            """
try:
    import pk
except ImportError as error:
    assert error.name == "pk"
    assert str(error).endswith("client 'silent': it did not answer within 0.01 s"), error
else:
    raise AssertionError("imported")
""",
        )
        client.close()


def test_messages_are_answered_while_an_import_waits(server, session, plugin_name):
    """Another client's, and the same client's, though the waiting import holds the import lock."""
    asked, answers = threading.Event(), []

    def answer_later(message):
        answers.append(Documented().answer(message, {"pk.py": "X = 1"}))
        asked.set()

    with contextlib.closing(server.session()) as one, contextlib.closing(server.session()) as two:
        client = ServerClient(one, plugin_name, Documented(), {}, answer=answer_later)
        client.set_connection_id("id")
        session.run_script(f"{plugin_name}.set_execution_context('id', {{'pk'}})")
        importing = threading.Thread(
            target=session.run_script, args=["import pk\nassert pk.X == 1"], daemon=True
        )
        importing.start()
        assert asked.wait(PATIENCE)
        other = ServerClient(two, plugin_name, Deployed(), {})
        assert other.set_connection_id("other")["result"] is None
        assert client.call(request("request_plugin_info"))["result"] == {"full_names": ["pk"]}
        assert client.call(b"nonsense")["error"]["code"] == -32700
        client.send(answers[0])
        importing.join(PATIENCE)
        assert not importing.is_alive(), "the import hangs"
        session.run_script("assert pk.X == 1")
        client.close()
        other.close()


def test_a_formula_calls_a_served_function(connect, session, run):
    connect(Documented(), FILES, "id")
    run(
        "id",
        {"pk"},
        "from deephaven import empty_table\nfrom pk.udf import twice\n"
        'doubled = empty_table(1000).update("X = twice(i)")',
    )
    assert session.open_table("doubled").to_arrow().column("X").to_pylist() == [
        2 * i for i in range(1000)
    ]


def test_the_second_import_path(session):
    session.run_script(
        "from deephaven.python_remote_file_source import PluginObject as first\n"
        "from deephaven.python_remote_file_source_plugin import PluginObject as second\n"
        "assert first is second"
    )
