"""Hundreds of clients of a real Deephaven server: what is counted in the worker is as before."""

import contextlib
import json

import pytest

from kinds import DIFFERENT
from server_client import ServerClient

pytestmark = pytest.mark.server

ROUNDS = 1000
WARM_UP = 50

PREPARE = """
import gc, json, linecache, os, sys, threading, tracemalloc
from deephaven import new_table
from deephaven.column import string_col
from deephaven.python_remote_file_source.contexts import leaving, serving, standing
from deephaven.python_remote_file_source.importing import loaded, places, source_lines
from deephaven.python_remote_file_source.mirror import compiling, contents, home
from deephaven.python_remote_file_source.message_stream import MessageStream
limits = contents.MAX_UNREFERENCED, source_lines.MAX_KEPT
contents.MAX_UNREFERENCED, source_lines.MAX_KEPT = 0, 4

def count():
    compiling.wait(60)
    store = contents.store
    counts = {
        "streams": streams(),
        "meta path": len(sys.meta_path),
        "path hooks": len(sys.path_hooks),
        "path entries": len(sys.path_importer_cache),
        "modules": len(sys.modules),
        "folders": len(os.listdir(home.path())),
        "lines": len(linecache.cache),
        "kept lines": len(source_lines._kept),
        "claims": len(standing._claims),
        "clients": len(serving._connected) + len(places._sources) + len(leaving._leaving),
        "contents": len(store._held),
        "references": len(store._references),
        "projects": len(loaded._projects),
        "to restart": len(loaded._stale) + len(loaded._failed) + len(loaded._before),
        "threads": threading.active_count(),
        "bytes": tracemalloc.get_traced_memory()[0],
    }
    return new_table([string_col("Counts", [json.dumps(counts)])])

def streams():
    gc.collect()
    found = [thing for thing in gc.get_objects() if isinstance(thing, MessageStream)]
    return sum(stream._plugin_object is remote_file_source for stream in found)

def wait_for_clients():
    # The server notices in its own time that a client has left, and Java collects its garbage then.
    import jpy, time
    end = time.monotonic() + 60
    while (len(serving.all_sources()), streams()) != (1, 1) and time.monotonic() < end:
        jpy.get_type("java.lang.System").gc()
        time.sleep(0.01)
    assert len(serving.all_sources()) == 1

tracemalloc.start()
"""

RUN = """
remote_file_source.set_execution_context({id!r}, {{"soak"}})
import soak.late
assert (soak.m.X, soak.late.Y) == ({number}, {number})
try:
    import soak.nope
except ModuleNotFoundError:
    pass
else:
    raise AssertionError
"""


@pytest.fixture
def worker(session, plugin_name):
    """Counts what is in the worker."""
    session.run_script(f"remote_file_source = {plugin_name}\n{PREPARE}")

    def counts():
        # A last client, which finds those that have left unnoticed.
        last = ServerClient(session, plugin_name, DIFFERENT[0], {})
        last.set_connection_id("last")
        session.run_script("wait_for_clients()\ncounts = count()")
        last.close()
        return json.loads(session.open_table("counts").to_arrow().column("Counts")[0].as_py())

    yield counts
    session.run_script(
        "tracemalloc.stop()\ncontents.MAX_UNREFERENCED, source_lines.MAX_KEPT = limits\n"
        "del remote_file_source\n"
    )


def test_clients_leave_nothing_behind(server, session, plugin_name, worker, soak_report):
    """The three kinds in turn; each client has a stream, every tenth a session, of its own."""

    def one_round(number, other):
        kind = DIFFERENT[number % len(DIFFERENT)]
        files = {
            "soak/__init__.py": "from . import m\n",
            "soak/m.py": f"X = {number}\n",
            "soak/late.py": f"Y = {number} # not pushed\n",
        }
        client = ServerClient(other, plugin_name, kind, files)
        client.set_connection_id(f"id-{number}")
        if kind.name == "synced":
            client.call(kind.sync(files, contents=set(files) - {"soak/late.py"}))
        session.run_script(RUN.format(id=f"id-{number}", number=number))
        client.close()

    def rounds(first, end):
        for start in range(first, end, 10):
            with contextlib.closing(server.session()) as other:
                for number in range(start, min(start + 10, end)):
                    one_round(number, other)
        session.run_script("remote_file_source.set_execution_context(None, {'soak'})\ndel soak")

    rounds(0, WARM_UP)
    before = worker()
    rounds(WARM_UP, WARM_UP + ROUNDS)
    after = worker()
    soak_report(f"real server, {ROUNDS} rounds", before, after)
    grown = after.pop("bytes") - before.pop("bytes")
    # Deephaven's own threads come and go.
    assert after.pop("threads") <= before.pop("threads") + 10
    assert after == before
    # Deephaven and jpy keep some 300 bytes a round; anything of a client that stayed would be KBs.
    assert grown < ROUNDS * 1000
