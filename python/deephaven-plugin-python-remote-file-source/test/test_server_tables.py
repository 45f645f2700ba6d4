"""Tables of a real Deephaven server that call served functions, on threads of the engine."""

import uuid

import pytest

from kinds import DIFFERENT, for_each

pytestmark = pytest.mark.server

FILES = {
    "pk/__init__.py": "",
    "pk/base.py": "ONE = 1\n",
    # Each imports when it is called, on whichever thread that is.
    "pk/udf.py": "def twice(x) -> int:\n    from pk.base import ONE\n    return x * 2 * ONE\n",
    "pk/listening.py": "import threading\n"
    "def listen(update, is_replay):\n"
    "    from .late import note\n"
    "    note(update.added()['X'], threading.current_thread().name)\n",
    "pk/late.py": "import threading\n"
    "seen, threads, enough = [], set(), threading.Event()\n"
    "def note(values, thread):\n"
    "    seen.extend(values)\n"
    "    threads.add(thread)\n"
    "    if len(seen) >= 3:\n"
    "        enough.set()\n",
}


@pytest.fixture
def serve(connect_to_server, run):
    """Serves the files by a kind of client, and runs code."""

    def serve(kind, code):
        connection_id = uuid.uuid4().hex
        client = connect_to_server(kind, FILES, connection_id)
        run(connection_id, {"pk"}, code)
        return client

    return serve


@for_each(DIFFERENT)
def test_a_formula_calls_a_served_function(kind, serve, session):
    serve(
        kind,
        "from deephaven import empty_table\nfrom pk.udf import twice\n"
        'doubled = empty_table(1000).update("X = twice(i)")',
    )
    expected = [2 * i for i in range(1000)]
    assert session.open_table("doubled").to_arrow().column("X").to_pylist() == expected


@for_each(DIFFERENT)
def test_a_listener_calls_a_served_function_that_imports(kind, serve, session):
    """The thread of the update graph imports, while no script runs."""
    client = serve(
        kind,
        "from deephaven import time_table\nfrom deephaven.table_listener import listen\n"
        "import pk.listening\n"
        'ticking = time_table("PT0.02s").update("X = ii")\n'
        "handle = listen(ticking, pk.listening.listen)\n",
    )
    for _ in range(2000):
        # No script waits for updates: it would hold the lock that they need.
        session.run_script(
            "import sys\nfrom deephaven import empty_table\nlate = sys.modules.get('pk.late')\n"
            "is_done = late is not None and late.enough.is_set()\n"
            "answer = empty_table(1).update('Done = (boolean)is_done')"
        )
        if session.open_table("answer").to_arrow().column("Done").to_pylist() == [True]:
            break
    else:
        pytest.fail("no update reached the listener")
    session.run_script(
        "import threading\nhandle.stop()\nassert late.seen == sorted(late.seen)\n"
        "assert threading.current_thread().name not in late.threads\n"
        "del ticking, handle, late"
    )
    if kind.name != "synced":
        assert client.asked == ["pk", "pk.listening", "pk.late"]


@for_each(DIFFERENT)
def test_a_formula_on_several_threads(kind, serve, session):
    """Threads with an execution context, all of which import and update at once."""
    serve(
        kind,
        """
import threading
from deephaven import empty_table
from deephaven.execution_context import get_exec_ctx
results, start = {}, threading.Barrier(8)

def work(number, context):
    start.wait()
    with context:
        from pk.udf import twice
        table = empty_table(10).update(f"X = (int)twice(i + {number})")
        results[number] = [row["X"] for row in table.iter_dict()]

threads = [threading.Thread(target=work, args=(n, get_exec_ctx()), daemon=True) for n in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join(60)
assert results == {n: [2 * (i + n) for i in range(10)] for n in range(8)}, results
""",
    )


@for_each(DIFFERENT)
def test_what_is_loaded_goes_on_after_its_client_has_left(kind, serve, session):
    client = serve(kind, "from pk.udf import twice\ntwice(1)\n")
    client.close()
    session.run_script(
        "from deephaven import empty_table\nleft = empty_table(3).update('X = (int)twice(i)')"
    )
    assert session.open_table("left").to_arrow().column("X").to_pylist() == [0, 2, 4]
