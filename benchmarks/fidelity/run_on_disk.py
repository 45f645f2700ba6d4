"""Runs the scenarios on the local disk and stores what they print.

python run_on_disk.py FOLDER [WORDS...] [--out results.json]: FOLDER is what `install.py` filled;
WORDS choose scenarios by parts of their names. Each runs in a process of its own, which finds only
what the scenario says that it needs.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from scenarios import SCENARIOS, entries_of


def result_of(output):
    """What a program printed last; its output if that is no JSON."""
    lines = output.strip().splitlines()
    try:
        return json.loads(lines[-1])
    except (IndexError, ValueError):
        return {"no result": lines[-5:]}


def link_tree(source, target):
    """Links, since some packages resolve symbolic ones."""
    if source.is_file():
        link(source, target)
    else:
        shutil.copytree(source, target, copy_function=link)


def link(source, target):
    """A hard link, or a copy where the file system has none."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def run(scenario, folder):
    """The result of a scenario, and the seconds that it took."""
    with tempfile.TemporaryDirectory() as only:
        for entry in entries_of(folder, scenario.packages):
            link_tree(folder / entry, Path(only, entry))
        code = "import sys; sys.path.insert(0, sys.argv[1]); exec(sys.stdin.read())"
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        start = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-c", code, only],
            input=scenario.program,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
            cwd=only,
        )
        return result_of(done.stdout.replace(only, "ROOT")), time.monotonic() - start


def summary(kind, result):
    """A few words on a result."""
    if isinstance(result, dict) and "no result" in result:
        return "FAILED: " + " | ".join(result["no result"])[-200:]
    if kind == "import":
        return f"{sum(v == 'ok' for v in result.values())} of {len(result)} modules"
    if kind == "test" and "counts" in result:
        total = {}
        for counts in result["counts"].values():
            for outcome, number in counts.items():
                total[outcome] = total.get(outcome, 0) + number
        return f"{total}, {len(result['failed'])} failed"
    if kind == "test":
        tests = sum(number for number, _, _ in result.values())
        return f"{tests} tests, {sum(len(failed) for _, _, failed in result.values())} failed"
    return f"{len(result)} values"


def options_of(parser):
    """What the command line says, with the options that both commands have."""
    parser.add_argument("folder", type=Path)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--jobs", type=int, default=1)
    return parser.parse_args()


def scenarios_of(words):
    """The scenarios whose names have one of some words; all, if there are none."""
    return {
        name: scenario
        for name, scenario in SCENARIOS.items()
        if not words or any(word in name for word in words)
    }


def main():
    """Run what the command line chooses."""
    options = options_of(argparse.ArgumentParser(description=__doc__))
    folder = options.folder.resolve()
    chosen = scenarios_of(options.words)
    with ThreadPoolExecutor(options.jobs) as pool:
        futures = {name: pool.submit(run, s, folder) for name, s in chosen.items()}
        results = {}
        for name, future in futures.items():
            result, seconds = future.result()
            results[name] = {"result": result, "seconds": round(seconds, 1)}
            print(f"{name:35} {seconds:6.1f} s  {summary(chosen[name].kind, result)}", flush=True)
    if options.out:
        options.out.write_text(json.dumps(results, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
