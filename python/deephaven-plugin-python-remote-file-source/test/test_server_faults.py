"""Clients of a real Deephaven server that are killed, cut off, silent or wrong."""

import contextlib
import re
import subprocess
import sys
import threading
import uuid

import pytest

from dialects import Deployed, Documented, request
from kinds import ASKED, DIFFERENT, asked_for, for_each
from server_fixtures import HERE, PATIENCE

pytestmark = pytest.mark.server

LEFT = """
import sys, time, threading
from deephaven.python_remote_file_source.contexts import serving
from deephaven.python_remote_file_source.contexts.finder import ServedFinder

def is_found(connection_id):
    assert any(isinstance(finder, ServedFinder) for finder in sys.meta_path)
    return any(s.client.connection_id == connection_id for s in serving.all_sources())

def wait_until_left(connection_id):
    # The server notices in its own time.
    end = time.monotonic() + 60
    while is_found(connection_id) and time.monotonic() < end:
        time.sleep(0.01)
    assert not is_found(connection_id), connection_id
"""


@pytest.fixture
def bystander(connect_to_server, session, run):
    """A client that notices nothing of what happens to others."""
    client = connect_to_server(Documented(), {"mine.py": "Y = 2\n"}, "bystander")
    run("bystander", {"mine"}, LEFT + "import mine\n")
    yield client
    assert client.call(request("request_plugin_info", message_id="q"))["id"] == "q"
    run("bystander", {"mine"}, "import mine\nassert is_found('bystander') and mine.Y == 2\n")
    assert client.asked == ["mine", "mine"]


@pytest.fixture
def importing(session, plugin_name, run):
    """Starts `import pk` in a script; the call of the result waits for its error."""

    def start(connection_id):
        run(connection_id, {"pk"}, f"{plugin_name}.fetch_timeout = 100 * {PATIENCE}")
        errors = []

        def import_pk():
            try:
                session.run_script("import pk")
            except Exception as error:
                errors.append(str(error))

        thread = threading.Thread(target=import_pk, daemon=True)
        thread.start()

        def error():
            thread.join(PATIENCE)
            assert not thread.is_alive(), "the import hangs"
            return errors[0]

        return error

    return start


@for_each(ASKED)
@pytest.mark.usefixtures("bystander")
def test_a_client_that_is_killed(kind, server, session, plugin_name, importing):
    """The import fails far before the timeout, which is set to more than this test's patience."""
    connection_id = uuid.uuid4().hex
    client = subprocess.Popen(
        [
            *[sys.executable, str(HERE / "silent_process.py")],
            *[str(server.port), server.key, plugin_name, connection_id, kind.name],
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert client.stdout.readline() == "connected\n"
        error = importing(connection_id)
        assert client.stdout.readline() == f"asked {asked_for(kind, 'pk')[0]}\n"
        client.kill()
        words = f"ImportError: cannot import 'pk' from client '{connection_id[:8]}...': it disconn"
        assert words in error()
        # No frame of the plugin or of importlib stands in between.
        assert "python_remote_file_source" not in error()
        session.run_script(
            f"assert not is_found({connection_id!r})\nassert 'pk' not in sys.modules"
        )
    finally:
        client.kill()
        client.wait()
        client.stdin.close()
        client.stdout.close()


def completing(client):
    client.close()


def cancelling(client):
    client._stream.cancel()


def ending_the_session(client):
    client.session.close()


@for_each(ASKED)
@pytest.mark.parametrize("leave", [completing, cancelling, ending_the_session])
@pytest.mark.usefixtures("bystander")
def test_a_client_that_leaves(kind, leave, connect_to_server, session, importing):
    asked = threading.Event()
    connection_id = uuid.uuid4().hex
    files = {"pk.py": f"# of {connection_id}\n"}
    client = connect_to_server(kind, files, connection_id, answer=lambda message: asked.set())
    error = importing(connection_id)
    assert asked.wait(PATIENCE)
    leave(client)
    # Deephaven does not tell of all; then the worker notices it within some seconds.
    words = "(it disconnected|its message stream is closed .*call is closed.*)\n"
    assert re.search(f"cannot import 'pk' from client '{connection_id[:8]}...': {words}", error())
    session.run_script(f"assert not is_found({connection_id!r})\nassert 'pk' not in sys.modules")


@for_each(DIFFERENT)
@pytest.mark.usefixtures("bystander")
def test_an_idle_client_that_leaves_serves_no_longer(kind, connect_to_server, session):
    client = connect_to_server(kind, {}, "leaving")
    session.run_script("assert is_found('leaving')")
    client.close()
    session.run_script("wait_until_left('leaving')")


@for_each(DIFFERENT)
def test_clients_that_left_unnoticed_are_found_by_the_next(
    kind, connect_to_server, server, session, plugin_name
):
    """Of sessions that close with their streams, Deephaven tells for some only."""
    session.run_script(LEFT)
    for number in range(20):
        client = connect_to_server(kind, {}, f"gone-{number}")
        client.close()
        client.session.close()
    connect_to_server(kind, {}, "next")
    session.run_script("for number in range(20): wait_until_left(f'gone-{number}')")


@for_each(ASKED)
@pytest.mark.usefixtures("bystander")
def test_a_client_that_keeps_silent(kind, connect_to_server, session, plugin_name, run):
    connection_id = uuid.uuid4().hex
    files = {"pk.py": f"# of {connection_id}\n"}
    connect_to_server(kind, files, connection_id, answer=lambda message: None)
    session.run_script(f"{plugin_name}.fetch_timeout = 0.01")
    run(
        connection_id,
        {"pk"},
        f"""
{plugin_name}.fetch_timeout = 0.01
try:
    import pk
except ImportError as error:
    assert error.name == "pk"
    assert str(error).endswith("...': it did not answer within 0.01 s"), error
else:
    raise AssertionError("imported")
assert "pk" not in sys.modules
{plugin_name}.fetch_timeout = 10
""",
    )


@for_each([Documented(), Deployed()])
def test_wrong_messages_are_answered_and_the_stream_goes_on(kind, connect_to_server, run):
    client = connect_to_server(kind, {"pk.py": ""}, "id")
    for message, code in [
        (b"nonsense", -32700),
        (b"\xff", -32700),
        (b"[" * 100_000, -32600),
        (b'{"a":' * 100_000, -32600),
        ([], -32600),
        ({"id": 1, "method": "request_plugin_info"}, -32600),
        (request("no_such_method"), -32601),
        (request("sync"), -32601),
        (request("set_connection_id", id=[]), -32602),
    ]:
        assert client.call(message)["error"]["code"] == code
    client.send({"jsonrpc": "2.0", "method": "a_notification"})
    assert "result" in client.call(request("request_plugin_info"))
    run("id", {"pk"}, "import pk")


def test_wrong_answers_end_the_import_in_words(connect_to_server, run):
    answers = [
        ({"result": []}, "its answer is malformed: the result is not an object"),
        ({"error": {"code": 1, "message": "no"}}, "it answered with an error: no"),
    ]
    for number, (answer, words) in enumerate(answers):
        client = connect_to_server(
            Documented(),
            {},
            f"wrong-{number}",
            answer=lambda m, answer=answer: {"jsonrpc": "2.0", "id": m["id"], **answer},
        )
        with pytest.raises(Exception, match=f"cannot import 'pk' from client 'wrong-.': {words}"):
            run(f"wrong-{number}", {"pk"}, "import pk")
        assert client.asked == ["pk"]


def test_many_clients_at_once(connect_to_server, session, plugin_name):
    """Twenty connect from as many threads; the answers of each are its own."""
    errors = []

    def serve(number):
        with contextlib.suppress(threading.BrokenBarrierError):
            start.wait(PATIENCE)
        try:
            kind = DIFFERENT[number % len(DIFFERENT)]
            client = connect_to_server(kind, {"pk.py": f"N = {number}\n"}, f"many-{number}")
            for message_id in ["a", "b"]:
                answer = client.call(request("request_plugin_info", message_id=message_id))
                assert answer["id"] == message_id
        except BaseException as error:
            errors.append(error)

    start = threading.Barrier(20)
    threads = [threading.Thread(target=serve, args=(n,), daemon=True) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert errors == []
    for number in range(20):
        session.run_script(f"{plugin_name}.set_execution_context('many-{number}', {{'pk'}})")
        session.run_script(f"import pk\nassert pk.N == {number}")
