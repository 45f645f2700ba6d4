"""Sources that are nested too deeply for the C stack of a thread of Java: an error, no dead worker.

Each runs in a process of its own: what is tested is that it does not die.
"""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

SOURCES = {
    "parentheses": "X = {open}1{close}".format(open="(" * 5000, close=")" * 5000),
    "brackets": "X = " + "[" * 5000 + "]" * 5000,
    "signs": "X = " + "-" * 5000 + "1",
    "negations": "X = " + "not " * 5000 + "1",
    "inversions": "X = " + "~" * 20000 + "1",
    "sums": "X = " + "+".join(["1"] * 5000),
    "powers": "X = " + "**".join(["1"] * 5000),
    "attributes": "X = a" + ".b" * 5000,
    "calls": "X = a" + "()" * 5000,
    "conditions": "X = " + "1 if 1 else (" * 5000 + "1" + ")" * 5000,
    "else-if": "if 0: pass\n" + "elif 0: pass\n" * 5000,
    "lambdas": "X = " + "lambda: " * 5000 + "1",
    "blocks": "".join(" " * depth + "if 1:\n" for depth in range(99)) + " " * 99 + "X = 1",
    "strings": "X = " + " ".join(["'a'"] * 5000),
    "f-string": "X = f'{" + "(" * 3000 + "1" + ")" * 3000 + "}'",
    "fine": "X = 1\n",
}

PROGRAM = """
    import importlib, sys, threading
    sys.path.insert(0, {test!r})
    import conftest
    from deephaven.python_remote_file_source import PluginObject, run
    from deephaven.python_remote_file_source.mirror import compiling
    from in_process import InProcessClient
    import kinds, synced

    text = sys.stdin.read()
    outcomes = []

    def work():
        for kind in kinds.DIFFERENT:
            plugin_object = PluginObject()
            client = InProcessClient(plugin_object, kind, {{"pk.py": text}})
            client.send(kind.set_connection_id("id"))
            if kind.name == "synced":
                client.send(kind.sync(client.files))
                assert compiling.wait(60)
            plugin_object.set_execution_context("id", {{"pk"}})
            try:
                importlib.import_module("pk")
            except (SyntaxError, RecursionError, MemoryError, NameError) as error:
                outcomes.append(type(error).__name__)
            else:
                outcomes.append("imported")
            if kind.name == "synced":
                try:
                    run(client.run_id, set(), 1, text, "<program>")
                except (SyntaxError, RecursionError, MemoryError, NameError) as error:
                    outcomes.append(type(error).__name__)
                else:
                    outcomes.append("ran")
            client.close()

    threading.stack_size(256 * 1024)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    print(*outcomes)
"""


@pytest.mark.parametrize("name", SOURCES)
def test_a_source_that_is_nested_deeply_ends_in_an_error_of_python(name):
    code = textwrap.dedent(PROGRAM.format(test=str(Path(__file__).parent)))
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=SOURCES[name],
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "PYTHONFAULTHANDLER": "1"},
    )
    assert done.returncode == 0, done.stderr
    outcomes = done.stdout.split()
    assert len(outcomes) == 4, done.stderr
    # Whichever way it comes, the outcome is the same.
    assert len({"imported" if outcome == "ran" else outcome for outcome in outcomes}) == 1
    if name == "fine":
        assert outcomes == ["imported", "imported", "imported", "ran"]
