"""Tests of devtools/processes.py, locks.py and runner.py: nothing is left running."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devtools.console import Failure
from devtools.locks import lock
from devtools.paths import DEVTOOLS, ROOT, WINDOWS
from devtools.processes import Child, run_step

SLEEP = "import time; time.sleep(60)"


def python(name, code, **options):
    return Child(name, [sys.executable, "-c", code], env=os.environ, **options)


def text_soon_in(file):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if file.exists() and file.read_text().endswith("\n"):
            return file.read_text().strip()
        time.sleep(0.05)
    raise AssertionError(f"nothing in {file}")


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # One that ended stays as a zombie until its parent, which may be anybody, has looked.
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"


def ends_soon(pid):
    end = time.monotonic() + 20
    while is_running(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not is_running(pid)


def test_a_child_that_ended_is_reported_with_its_log(tmp_path):
    child = python("Thing", "print('what happened'); exit(3)", log=tmp_path / "log")
    child.wait(20)
    with pytest.raises(
        Failure, match=r"Thing ended unexpectedly \(exit code 3\):\n.*what happened"
    ):
        child.check_alive()
    child.stop()


def test_the_end_of_its_lifeline_ends_a_child(tmp_path):
    code = "import sys; print(sys.stdin.readline()); sys.stdin.read(); print('bye')"
    child = python("Thing", code, log=tmp_path / "log", lifeline="key")
    child.stop()
    assert child.exit_code() == 0
    assert (tmp_path / "log").read_text().split() == ["key", "bye"]


@pytest.mark.skipif(WINDOWS, reason="needs process groups")
def test_children_of_a_child_end_too(tmp_path):
    code = (
        "import signal, subprocess, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"p = subprocess.Popen([sys.executable, '-c', {SLEEP!r}]); print(p.pid, flush=True);"
        "sys.stdin.read()"
    )
    child = python("Thing", code, log=tmp_path / "log", lifeline="")
    grandchild = int(text_soon_in(tmp_path / "log"))
    child.stop(grace=5)
    assert ends_soon(grandchild)


@pytest.mark.skipif(WINDOWS, reason="uses kill")
def test_a_server_ends_when_dev_py_is_killed(tmp_path):
    # A stand-in for Deephaven, which the runner imports.
    stand_in = "class Server:\n def __init__(self, **_): pass\n def start(self): pass\n"
    (tmp_path / "deephaven_server.py").write_text(stand_in)
    parent = f"""
import os, sys, time
from devtools.processes import Child
env = {{**os.environ, "PYTHONPATH": {str(tmp_path)!r}}}
child = Child("d", [sys.executable, {str(DEVTOOLS / "runner.py")!r}, "deephaven"], env=env,
              lifeline='{{"port": 1, "psk": null, "heap": "1g"}}')
print(child.pid, flush=True)
time.sleep(60)
"""
    with (tmp_path / "out").open("w") as out:
        process = subprocess.Popen([sys.executable, "-c", parent], stdout=out, cwd=ROOT)
    pid = int(text_soon_in(tmp_path / "out").split()[0])
    assert is_running(pid)
    process.kill()
    process.wait()
    assert ends_soon(pid)


def test_a_program_that_is_not_there_is_a_failure_in_words():
    with pytest.raises(Failure, match="Thing: .*does not start"):
        Child("Thing", [ROOT / "no-such-program"], env=os.environ)


def test_a_step_that_fails_shows_the_end_of_its_log():
    command = [sys.executable, "-c", "print('the reason'); exit(2)"]
    with pytest.raises(Failure, match="Doing it.*exit code 2; look here(.|\n)*the reason"):
        run_step("Doing it", command, log="test-step", env=os.environ, hint="look here")


def test_a_lock_has_one_holder_and_ends_with_it():
    other = (
        "from devtools.locks import lock\nfrom devtools.console import Failure\n"
        "try:\n with lock('test-lock', 'testing'): print('held')\n"
        "except Failure as failure: print(failure)"
    )

    def from_another_process():
        command = [sys.executable, "-c", other]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout

    with lock("test-lock", "testing"):
        assert f"process {os.getpid()}) is testing" in from_another_process()
    assert from_another_process() == "held\n"
