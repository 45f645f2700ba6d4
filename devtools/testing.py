"""`dev.py test`: runs the suites one after the other and adds up what they report."""

from __future__ import annotations

import os
import time
import traceback

from . import dist, suites, ui, versions
from .console import Failure, complain, plain, say
from .locks import lock
from .results import Outcome, broken, no_silence, summary_line, total

SUITES = {
    "lint": "linters and type checker",
    "unit": "TypeScript without servers",
    "python": "server plugin and dev.py",
    "dist": "the packages in a new environment",
    "ui": "browser against real servers",
    "versions": "main flows on older JupyterLabs and Deephavens",
}
# What runs with --full only, if it is not named.
_LONG = frozenset({"versions"})
# For the tools: other seeds, more steps, all browser tests with the published plugin too.
_FULL = {"FULL_TESTS": "1", "RANDOM_EDITS_STEPS": "1000"}
_RUNNERS = {
    "lint": suites.lint,
    "unit": suites.unit,
    "python": suites.python,
    "dist": dist.dist,
    "ui": ui.ui,
    "versions": versions.versions,
}


def test(names: list[str], extra: list[str], *, full: bool = False) -> int:
    """Run suites, all but the long ones if none is named, and return the exit code.

    Args:
        names: Some of SUITES.
        extra: Arguments for the tool of the one suite named.
        full: Whether to run all there is, however long it takes.
    """
    unknown = [name for name in names if name not in _RUNNERS]
    if unknown:
        raise Failure(f"there is no suite {unknown[0]!r}, only {', '.join(_RUNNERS)}")
    if extra and len(names) != 1:
        raise Failure("arguments after -- need exactly one suite before it")
    with lock("test", "running tests"):
        if full:
            os.environ.update(_FULL, RANDOM_EDITS_SEED=str(int(time.time()) % 1000000))
        chosen = names or [name for name in _RUNNERS if full or not _is_spared(name)]
        outcomes = {name: _outcome(name, extra) for name in _RUNNERS if name in chosen}
    for name, outcome in outcomes.items():
        plain(f"{name:<8} {outcome}")
    result = total(outcomes.values())
    plain(summary_line(result))
    return 1 if result.failed else 0


def _is_spared(name: str) -> bool:
    if name == "dist" and dist.is_unchanged():
        say("Suite dist: passed before, and nothing of the packaging has changed since")
        return True
    return name in _LONG


def _outcome(name: str, extra: list[str]) -> Outcome:
    say(f"Suite {name}: {SUITES[name]}")
    began = time.monotonic()
    try:
        outcome = no_silence(_RUNNERS[name](extra))
    except Failure as failure:
        complain(failure)
        outcome = broken("it could not run, see above")
    except Exception:
        # A fault of ours or of the machine: the other suites still have their say.
        traceback.print_exc()
        outcome = broken("it crashed, see above")
    say(f"Suite {name}: {outcome} in {time.monotonic() - began:.1f} s")
    return outcome
