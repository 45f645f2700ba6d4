"""The command line of dev.py."""

from __future__ import annotations

import argparse
import signal
import sys

from . import bench, builds, demo, testing, ui
from .console import Failure, complain
from .processes import stop_all


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line, without what follows a `--`."""
    top = argparse.ArgumentParser(
        prog="dev.py",
        description="Sets up an environment of its own in .dev (git does not see it), builds "
        "what changed, and runs one of the commands below.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    command = commands.add_parser(
        "demo",
        help="JupyterLab with our extension beside Deephaven with our plugin",
        usage="dev.py demo [options] [-- ARGUMENT ...]",
        description="Starts JupyterLab with our extension beside Deephaven with our plugin, both "
        "on localhost, and stays until Ctrl-C. The last line, 'ready: URL', comes when both "
        "answer. Arguments after -- go to JupyterLab.",
    )
    command.add_argument(
        "--workspace",
        metavar="DIR",
        help="the folder that JupyterLab shows (default: a copy of examples/workspace in .dev)",
    )
    command.add_argument(
        "--port", type=int, metavar="N", help="JupyterLab's port (default: 8888 or the next free)"
    )
    command.add_argument(
        "--deephaven-port",
        type=int,
        metavar="N",
        help="Deephaven's port (default: 10000 or the next free)",
    )
    command.add_argument(
        "--psk",
        metavar="KEY",
        help="Deephaven's pre-shared key (default: the variable DEEPHAVEN_PSK, else a random "
        "one; an option can be seen by other users of this machine)",
    )
    command.add_argument(
        "--auth",
        choices=("psk", "anonymous"),
        default="psk",
        help="how to log in to Deephaven (default: psk)",
    )
    command.add_argument("--no-browser", action="store_true", help="do not open the browser")

    command = commands.add_parser(
        "test",
        help="all tests, or some suites of them",
        usage="dev.py test [SUITE ...] [-- ARGUMENT ...]",
        description="Sets up what the suites need and runs them; the last line is 'N passed, N "
        "failed' over all of them. Arguments after -- go to the tool of the one suite named.",
    )
    command.add_argument(
        "suites",
        nargs="*",
        metavar="SUITE",
        help=", ".join(f"{name} ({what})" for name, what in testing.SUITES.items())
        + "; none: all that are not long",
    )
    command.add_argument(
        "--full",
        action="store_true",
        help="all suites, with other seeds and more steps of random tests: takes hours",
    )
    commands.add_parser(
        "screenshots",
        help="make the pictures of docs/images",
        usage="dev.py screenshots [-- ARGUMENT ...]",
        description="Starts the servers of the browser tests and makes the pictures of "
        "docs/images with them. Arguments after -- go to Playwright.",
    )
    command = commands.add_parser(
        "bench",
        help="measure imports of served modules against other ways",
        description="Measures, with real servers, how long imports take from the worker's disk, "
        "by the published plugin and by ours, with and without a network's delay; writes tables "
        "to benchmarks/results and a chart to docs/images. Takes about half an hour.",
    )
    command.add_argument(
        "--quick",
        action="store_true",
        help="little work, once: to see that measuring works; writes to .dev/bench only",
    )
    command.add_argument(
        "--only",
        metavar="WORKLOAD",
        help="measure one of the packages, such as flat-1000; writes to .dev/bench only",
    )
    command.add_argument(
        "--repeat", type=int, default=3, metavar="N", help="how often (default: 3)"
    )
    command.add_argument(
        "--output", metavar="DIR", help="where the tables go, and no chart is drawn"
    )
    command.add_argument("--no-browser", action="store_true", help="measure nothing in Chromium")
    commands.add_parser("build", help="wheels and sdists of both Python packages into dist")
    commands.add_parser("clean", help="remove .dev, node_modules and everything that was built")
    return top


def run(arguments: list[str]) -> int:
    """Run the command that the arguments name and return the exit code."""
    end = arguments.index("--") if "--" in arguments else len(arguments)
    options, rest = parser().parse_args(arguments[:end]), arguments[end + 1 :]
    if options.command == "demo":
        return demo.demo(options, rest)
    if options.command == "test":
        return testing.test(options.suites, rest, full=options.full)
    if options.command == "screenshots":
        return ui.screenshots(rest)
    if options.command == "bench" and not rest:
        return bench.bench(options)
    if rest:
        parser().error("only demo, test and screenshots take arguments after --")
    return builds.build() if options.command == "build" else builds.clean()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Run the command line and return the exit code; leave nothing running that was started."""
    # SIGINT too: a shell that puts us in the background may have had it ignored.
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    try:
        return run(sys.argv[1:])
    except Failure as failure:
        complain(failure)
        return 1
    except KeyboardInterrupt:
        complain(KeyboardInterrupt("interrupted"))
        return 130
    finally:
        stop_all()
