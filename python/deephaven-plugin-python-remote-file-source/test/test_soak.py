"""A thousand clients of each kind connect, serve and leave: what is counted is as before."""

import gc
import importlib
import linecache
import sys
import threading
import tracemalloc
import weakref

import pytest

from deephaven.python_remote_file_source import (
    compile_ahead,
    content_store,
    eviction,
    imports,
    source_lines,
    standing,
)
from deephaven.python_remote_file_source.content_store import store
from dialects import request
from in_process import InProcessClient
from kinds import DIFFERENT, for_each

ROUNDS = 1000
# Memory is traced for the last of them only, since that takes time.
TRACED = 500


def counts(threads):
    """What clients could leave behind in the interpreter; of threads, those that are new."""
    gc.collect()
    assert compile_ahead.wait(60)
    return {
        "meta path": len(sys.meta_path),
        "path hooks": len(sys.path_hooks),
        "path entries": len(sys.path_importer_cache),
        "modules": len(sys.modules),
        "new threads": len(set(threading.enumerate()) - threads),
        "lines": len(linecache.cache),
        "files of lines": len(source_lines._registered),
        "claims": len(standing._claims),
        "contents": len(store._held),
        "references": len(store._references),
        "settled": len(eviction._settled),
        "failed": len(imports.failed) + len(imports.failures),
        "executed": len(imports.executed),
    }


@for_each(DIFFERENT)
def test_a_thousand_clients_leave_nothing_behind(kind, plugin_object, monkeypatch, soak_report):
    """Half of those that can be standing are; each has files of its own, of which one is broken."""
    # The store keeps contents without references for reconnections, to a limit; not here.
    monkeypatch.setattr(content_store, "MAX_UNREFERENCED", 0)
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
        grown = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    soak_report(f"{kind.name}, {ROUNDS} rounds", before, after)
    soak_report(f"{kind.name}, last {TRACED} rounds", {"bytes": 0}, {"bytes": grown})
    assert between == before
    assert after == before
    assert not list(streams)
    # Caches fill to some 10 KB in all; anything of a client that stayed would be KBs a round.
    assert grown < TRACED * 400
