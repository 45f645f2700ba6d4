"""A thousand clients of each kind connect, serve and leave: what is counted is as before."""

import gc
import importlib
import linecache
import os
import sys
import threading
import tracemalloc
import weakref

import pytest

import synced
from deephaven.python_remote_file_source.contexts import leaving, serving, standing
from deephaven.python_remote_file_source.importing import loaded, parked, places, source_lines
from deephaven.python_remote_file_source.mirror import compiling, contents, home
from deephaven.python_remote_file_source.mirror.contents import store
from dialects import request
from in_process import InProcessClient
from kinds import DIFFERENT, for_each

ROUNDS = 1000
# Memory is traced for the last of them only, since that takes time.
TRACED = 500


def counts(threads):
    """What clients could leave behind in the interpreter; of threads, those that are new."""
    for function in (synced.key_of, synced.content_of):
        getattr(function, "cache_clear", lambda: None)()
    gc.collect()
    assert compiling.wait(60)
    if leaving._thread is not None:
        leaving._thread.join(60)
    return {
        "meta path": len(sys.meta_path),
        "path hooks": len(sys.path_hooks),
        "path entries": len(sys.path_importer_cache),
        "modules": len(sys.modules),
        "new threads": len(set(threading.enumerate()) - threads),
        "folders": len(os.listdir(home.path())) - 1,  # without the lock
        "file descriptors": len(os.listdir("/proc/self/fd")) if os.path.exists("/proc") else 0,
        "lines": len(linecache.cache),
        "kept lines": len(source_lines._kept),
        "claims": len(standing._claims),
        "clients": len(serving._connected) + len(places._sources) + len(leaving._leaving),
        "servers": len(serving._servers),
        "contents": len(store._held),
        "references": len(store._references),
        "projects": len(loaded._projects),
        "to restart": len(loaded._stale) + len(loaded._failed) + len(loaded._before),
        "parked": len(parked._parked),
    }


@for_each(DIFFERENT)
def test_a_thousand_clients_leave_nothing_behind(kind, plugin_object, monkeypatch, soak_report):
    """Half of those that can be standing are; each has files of its own, of which one is broken."""
    # The store keeps contents without references for reconnections, to a limit; not here.
    monkeypatch.setattr(contents, "MAX_UNREFERENCED", 0)
    monkeypatch.setattr(leaving, "_EXPLAINED", 0.0)
    monkeypatch.setattr(source_lines, "MAX_KEPT", 4)
    streams = weakref.WeakSet()

    def one_round(number):
        files = {
            "soak/__init__.py": "from . import m\n",
            "soak/m.py": f"X = {number}\n",
            "soak/late.py": f"Y = {number} # not pushed\n",
            "soak/bad.py": f"{number} = Z\n",
        }
        if kind.name == "synced":
            files["soak/data.txt"] = "x" * 1000 + str(number)
        client = InProcessClient(plugin_object, kind, files)
        streams.add(client._stream)
        client.send(kind.set_connection_id(f"id-{number}"))
        if kind.name == "synced":
            client.send(kind.sync(files, contents=set(files) - {"soak/late.py"}))
        if kind.name == "synced" and number % 2:
            client.send(request("set_standing", names=["soak"]))
        else:
            plugin_object.set_execution_context(f"id-{number}", {"soak"})
        assert importlib.import_module("soak").m.X == number
        assert importlib.import_module("soak.late").Y == number
        with pytest.raises(SyntaxError):
            importlib.import_module("soak.bad")
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("soak.nope")
        client.close()

    def rounds(first, end):
        for number in range(first, end):
            one_round(number)
        plugin_object.set_execution_context(None, {"soak"})

    rounds(0, 2)
    threads = set(threading.enumerate())
    before = counts(threads)
    rounds(2, ROUNDS - TRACED)
    between = counts(threads)
    tracemalloc.start()
    try:
        rounds(ROUNDS - TRACED, ROUNDS)
        after = counts(threads)
        # Not bytes: a table of the interpreter that grows is one block of some megabytes.
        grown = len(tracemalloc.take_snapshot().traces)
    finally:
        tracemalloc.stop()
    soak_report(f"{kind.name}, {ROUNDS} rounds", before, after)
    soak_report(f"{kind.name}, last {TRACED} rounds", {"blocks": 0}, {"blocks": grown})
    assert between == before
    assert after == before
    assert not list(streams)
    # Anything of a client that stayed would be dozens of blocks a round.
    assert grown < TRACED * 10
