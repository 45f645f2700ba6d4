"""`dev.py test`: runs the suites one after the other and adds up what they report."""

from __future__ import annotations

import time
import traceback

from . import suites, ui
from .console import Failure, complain, plain, say
from .dist import dist
from .locks import lock
from .results import Outcome, broken, no_silence, summary_line, total

SUITES = {
    "lint": "linters and type checker",
    "unit": "TypeScript without servers",
    "python": "server plugin and dev.py",
    "dist": "the packages in a new environment",
    "ui": "browser against real servers",
}
_RUNNERS = {
    "lint": suites.lint,
    "unit": suites.unit,
    "python": suites.python,
    "dist": dist,
    "ui": ui.ui,
}


def test(names: list[str], extra: list[str]) -> int:
    """Run suites, all if none is named, and return the exit code.

    Args:
        names: Some of SUITES.
        extra: Arguments for the tool of the one suite named.
    """
    unknown = [name for name in names if name not in _RUNNERS]
    if unknown:
        raise Failure(f"there is no suite {unknown[0]!r}, only {', '.join(_RUNNERS)}")
    if extra and len(names) != 1:
        raise Failure("arguments after -- need exactly one suite before it")
    with lock("test", "running tests"):
        outcomes = {name: _outcome(name, extra) for name in _RUNNERS if name in names or not names}
    for name, outcome in outcomes.items():
        plain(f"{name:<8} {outcome}")
    result = total(outcomes.values())
    plain(summary_line(result))
    return 1 if result.failed else 0


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
