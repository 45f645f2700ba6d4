"""Tests of devtools/testing.py, with suites that are none."""

import pytest

from devtools import testing
from devtools.console import Failure
from devtools.results import Outcome


@pytest.fixture
def run(monkeypatch, capsys):
    """Runs `dev.py test` with other suites; returns its exit code, output and errors."""

    def run(*names, full=False, **suites):
        monkeypatch.setattr(testing, "_RUNNERS", suites)
        for variable in (*testing._FULL, "RANDOM_EDITS_SEED"):
            monkeypatch.setenv(variable, "")  # gone again after the test
        monkeypatch.setattr(testing, "SUITES", dict.fromkeys(suites, "none"))
        # The real lock is held by who runs these tests.
        lock = testing.lock
        monkeypatch.setattr(testing, "lock", lambda _, purpose: lock("test-testing", purpose))
        return testing.test(list(names), [], full=full), *capsys.readouterr()

    return run


def fails(_):
    raise Failure("there is no JDK")


def crashes(_):
    raise KeyError("what is wrong")


def passes(_):
    return Outcome(passed=2)


def test_a_suite_that_cannot_run_or_crashes_does_not_end_the_others(run):
    code, out, err = run(one=fails, two=crashes, three=passes)
    assert code == 1
    assert out.splitlines()[-4:] == [
        "one      0 passed, 1 failed (it could not run, see above)",
        "two      0 passed, 1 failed (it crashed, see above)",
        "three    2 passed, 0 failed",
        "2 passed, 2 failed",
    ]
    assert "dev.py: there is no JDK" in err
    assert "KeyError: 'what is wrong'" in err


def test_only_the_suites_named_run(run):
    code, out, _ = run("three", two=crashes, three=passes)
    assert code == 0
    assert out.splitlines()[-1] == "2 passed, 0 failed"


def test_long_suites_run_if_all_or_they_are_wanted(run):
    suites = {"one": passes, "versions": crashes}
    assert run(**suites)[0] == 0
    assert run("versions", **suites)[0] == 1
    assert run(full=True, **suites)[0] == 1


def test_an_unchanged_packaging_is_not_checked_again(run, monkeypatch):
    monkeypatch.setattr(testing.dist, "is_unchanged", lambda: True)
    code, out, _ = run(dist=crashes, one=passes)
    assert code == 0
    assert "nothing of the packaging has changed" in out
    assert run("dist", dist=crashes, one=passes)[0] == 1
    assert run(full=True, dist=crashes, one=passes)[0] == 1


def test_an_interruption_ends_all(run):
    def interrupted(_):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(one=interrupted, two=passes)
