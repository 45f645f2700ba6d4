"""Tests of devtools/results.py."""

import json

import pytest

from devtools.console import Failure
from devtools.results import (
    Outcome,
    broken,
    jest,
    junit,
    no_silence,
    playwright,
    read_report,
    run_checks,
    summary_line,
    total,
)

JUNIT = (
    '<testsuites><testsuite tests="{tests}" failures="{failures}" errors="{errors}" '
    'skipped="{skipped}"/></testsuites>'
)


def report_of(tool, **counts):
    if tool is junit:
        return JUNIT.format(**{"tests": 0, "failures": 0, "errors": 0, "skipped": 0, **counts})
    return json.dumps(counts)


def test_junit():
    text = report_of(junit, tests=9, failures=2, errors=1, skipped=1)
    assert junit(text) == Outcome(5, 3, 1)


def test_jest_counts_files_that_do_not_run():
    text = report_of(
        jest, numPassedTests=4, numFailedTests=1, numPendingTests=2, numRuntimeErrorTestSuites=1
    )
    assert jest(text) == Outcome(4, 2, 2)


def test_playwright_counts_errors_outside_tests():
    stats = {"expected": 7, "unexpected": 1, "flaky": 1, "skipped": 3}
    assert playwright(report_of(playwright, stats=stats, errors=[{}])) == Outcome(8, 2, 3)


def test_the_summary_adds_up_all_suites():
    outcomes = [Outcome(3, 0, 1), Outcome(2, 1), broken("no server")]
    assert summary_line(total(outcomes)) == "5 passed, 2 failed"
    assert summary_line(total([])) == "0 passed, 0 failed"


def test_a_suite_without_tests_is_a_failure():
    assert no_silence(Outcome()).failed == 1
    assert no_silence(Outcome(skipped=3)).failed == 1
    assert no_silence(Outcome(passed=1)) == Outcome(passed=1)


def test_checks_are_counted_and_said(capsys):
    def bad():
        raise Failure("the reason")

    assert run_checks("suite", {"one": lambda: None, "two": bad}) == Outcome(1, 1)
    one, two = capsys.readouterr().out.splitlines()
    assert one.endswith("suite: one passed")
    assert two.endswith("suite: two failed: the reason")


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        (report_of(junit, tests=2), 0, (2, 0)),
        (report_of(junit, tests=2, failures=1), 1, (1, 1)),
        (report_of(junit, tests=2), 139, (2, 1)),
        ("<testsuites", 0, (0, 1)),
        (None, 1, (0, 1)),
        (None, 0, (0, 1)),
    ],
)
def test_report_and_exit_code_must_agree(tmp_path, text, code, expected):
    report = tmp_path / "report"
    if text is not None:
        report.write_text(text)
    outcome = read_report(junit, report, code)
    assert (outcome.passed, outcome.failed) == expected


def test_an_exit_code_for_nothing_to_do_can_be_fine(tmp_path):
    assert read_report(junit, tmp_path / "none", 4, fine=(0, 4, 5)) == Outcome()
