"""Runs the scenarios in real Deephaven servers, to which a client serves the packages.

python run_served.py FOLDER [WORDS...] [--out results.json] [--disk disk.json]: DISK has the results
of `run_on_disk.py`, with which those are compared. Each scenario runs in a server of its own, so it
needs the server plugin with the packages of its tests (`pip install -e '.[test]'`) and a JDK.
"""

import argparse
import contextlib
import json
import sys
import tempfile
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PLUGIN = Path(__file__).parents[2] / "python" / "deephaven-plugin-python-remote-file-source"
sys.path.insert(0, str(PLUGIN / "test"))

import dialects  # noqa: E402
from run_on_disk import options_of, result_of, scenarios_of, summary  # noqa: E402
from scenarios import entries_of  # noqa: E402
from server_client import ServerClient  # noqa: E402
from server_fixtures import Server  # noqa: E402
from synced import Synced, names_of  # noqa: E402

# Runs the program as a client's run, and keeps what it prints for a table.
RUN = """
import contextlib, io, os
import deephaven.python_remote_file_source as plugin
from deephaven import new_table
from deephaven.column import string_col
os.chdir({folder!r})  # where `run_on_disk.py` starts its processes, too
_output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
with contextlib.redirect_stdout(_output), contextlib.redirect_stderr(_output):
    try:
        plugin.run("id", {names!r}, 1, {program!r}, "<scenario>")
    except BaseException as error:
        print(type(error).__name__, error)
_table = new_table([string_col("Text", [_output.buffer.getvalue().decode()])])
"""


def files_of(folder, packages):
    """The files of some distributions, by path."""
    files = {}
    for entry in entries_of(folder, packages):
        path = folder / entry
        for file in path.rglob("*") if path.is_dir() else [path]:
            if file.is_file() and "__pycache__" not in file.parts:
                files[file.relative_to(folder).as_posix()] = file.read_bytes()
    return files


def run(scenario, folder):
    """The result of a scenario, and the seconds that it took."""
    files = files_of(folder, scenario.packages)
    with tempfile.NamedTemporaryFile("w", suffix=".log") as log, contextlib.ExitStack() as stack:
        server = Server(log)
        stack.callback(server.stop)
        session = stack.enter_context(contextlib.closing(server.session()))
        other = stack.enter_context(contextlib.closing(server.session()))
        session.run_script(
            "from deephaven.python_remote_file_source import PluginObject\nserved = PluginObject()"
        )
        other.run_script("pass")
        client = ServerClient(other, "served", Synced(), files)
        stack.callback(client.close)
        mirror = client.set_connection_id("id")["result"]["mirror"]
        client.call(zlib.compress(json.dumps(Synced().sync(files)).encode(), 1))
        start = time.monotonic()
        names = {name for name in names_of(files) if name}
        root = mirror + dialects.ROOT
        session.run_script(RUN.format(folder=root, names=names, program=scenario.program))
        seconds = time.monotonic() - start
        output = session.open_table("_table").to_arrow().column(0)[0].as_py()
        return result_of(output.replace(root, "ROOT")), seconds


def difference(disk, served):
    """What differs, in a few words."""
    if disk == served:
        return "equal"
    if not isinstance(disk, dict) or not isinstance(served, dict):
        return f"UNEQUAL: {str(disk)[:150]} | {str(served)[:150]}"
    keys = [key for key in {**disk, **served} if disk.get(key) != served.get(key)]
    return "UNEQUAL: " + "; ".join(f"{k}: {disk.get(k)} | {served.get(k)}" for k in keys)[:600]


def main():
    """Run what the command line chooses."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--disk", type=Path)
    options = options_of(parser)
    folder = options.folder.resolve()
    disk = json.loads(options.disk.read_text()) if options.disk else {}
    chosen = scenarios_of(options.words)
    with ThreadPoolExecutor(options.jobs) as pool:
        futures = {name: pool.submit(run, s, folder) for name, s in chosen.items()}
        results = {}
        for name, future in futures.items():
            try:
                result, seconds = future.result()
            except Exception as error:
                result, seconds = {"no result": [repr(error)[-300:]]}, 0.0
            results[name] = {"result": result, "seconds": round(seconds, 1)}
            words = summary(chosen[name].kind, result)
            if name in disk:
                words += f"  {difference(disk[name]['result'], result)}"
            print(f"{name:35} {seconds:6.1f} s  {words}", flush=True)
    if options.out:
        options.out.write_text(json.dumps(results, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
