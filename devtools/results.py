"""What the test tools report, counted: each tool's report file becomes one Outcome."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .console import Failure, say


@dataclass(frozen=True)
class Outcome:
    """How many tests passed, failed and were skipped, and a reason that is no test's."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reason: str = ""

    def __add__(self, other: Outcome) -> Outcome:
        """Count both together."""
        return Outcome(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skipped + other.skipped,
            "; ".join(filter(None, (self.reason, other.reason))),
        )

    def __str__(self) -> str:
        """Return the counts as text."""
        skipped = f", {self.skipped} skipped" if self.skipped else ""
        reason = f" ({self.reason})" if self.reason else ""
        return f"{self.passed} passed, {self.failed} failed{skipped}{reason}"


def run_checks(suite: str, checks: Mapping[str, Callable[[], None]]) -> Outcome:
    """Run checks, each of them one test that fails by raising a Failure, and say how each went."""
    outcome = Outcome()
    for name, check in checks.items():
        try:
            check()
        except Failure as failure:
            say(f"{suite}: {name} failed: {failure}")
            outcome += Outcome(failed=1)
        else:
            say(f"{suite}: {name} passed")
            outcome += Outcome(passed=1)
    return outcome


def broken(reason: str) -> Outcome:
    """Return the outcome of a suite that could not do its work: one failure."""
    return Outcome(failed=1, reason=reason)


def total(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the sum of outcomes."""
    return sum(outcomes, Outcome())


def summary_line(outcome: Outcome) -> str:
    """Return the line that dev.py test ends with."""
    return f"{outcome.passed} passed, {outcome.failed} failed"


def read_report(
    read: Callable[[str], Outcome], report: Path, exit_code: int, fine: tuple[int, ...] = (0,)
) -> Outcome:
    """Count a tool's report, and take the tool's word when it says more than its report.

    Args:
        read: Reads the text of this kind of report.
        report: The report's file.
        exit_code: What the tool ended with.
        fine: The exit codes that do not contradict a report without failures.
    """
    try:
        outcome = read(report.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if exit_code in fine and exit_code != 0:
            return Outcome()
        return broken(f"exit code {exit_code} and no report")
    except (ValueError, KeyError, ElementTree.ParseError) as error:
        return broken(f"its report cannot be read: {error}")
    if exit_code not in fine and not outcome.failed:
        return outcome + broken(f"exit code {exit_code} without a failed test")
    return outcome


def no_silence(outcome: Outcome) -> Outcome:
    """Make a suite that ran no test a failure."""
    ran = outcome.passed + outcome.failed
    return outcome if ran else outcome + broken("no test ran")


def junit(text: str) -> Outcome:
    """Count a JUnit XML report, as pytest writes it."""
    tests = failed = skipped = 0
    for suite in ElementTree.fromstring(text).iter("testsuite"):
        tests += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    # A test that passed and then failed in its teardown is counted as a test and as an error.
    return Outcome(max(tests - failed - skipped, 0), failed, skipped)


def jest(text: str) -> Outcome:
    """Count a report of Jest or Vitest as JSON; a file that could not run is a failure."""
    report = json.loads(text)
    return Outcome(
        report["numPassedTests"],
        report["numFailedTests"] + report.get("numRuntimeErrorTestSuites", 0),
        report["numPendingTests"] + report.get("numTodoTests", 0),
    )


def playwright(text: str) -> Outcome:
    """Count a report of Playwright's json reporter; an error outside a test is a failure."""
    report = json.loads(text)
    stats = report["stats"]
    return Outcome(
        stats["expected"] + stats["flaky"],
        stats["unexpected"] + len(report.get("errors", [])),
        stats["skipped"],
    )
