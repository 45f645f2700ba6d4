"""The folder of a process: its own, and gone with it, however it ends."""

import os
import signal
import subprocess
import sys

import pytest

from deephaven.python_remote_file_source.mirror import home

SRC = os.path.dirname(home.__file__)

# A process without Deephaven, which makes a mirror and tells where it is.
START = f"""
import sys, types, os
for name in ["deephaven", "deephaven.python_remote_file_source"]:
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = []
sys.modules["deephaven.python_remote_file_source"].__path__ = [{os.path.dirname(SRC)!r}]
from deephaven.python_remote_file_source.mirror import home
"""
MAKE = (
    START
    + """
from deephaven.python_remote_file_source.mirror.mirror import Mirror
mirror = Mirror()
mirror.fill("/pk/a.py", [b"X = 1"])
print(mirror.root, flush=True)
"""
)
STAY = MAKE + "sys.stdin.read()\n"


class Process:
    def __init__(self, code, folder):
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            env={**os.environ, home.VARIABLE: str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.root = self._process.stdout.readline().strip()
        self.home = os.path.dirname(self.root)

    def kill(self):
        self._process.kill()
        self._wait()

    def terminate(self):
        self._process.send_signal(signal.SIGTERM)
        self._wait()

    def end(self):
        self._process.stdin.close()
        self._wait()

    def _wait(self):
        self._process.wait(60)
        self._process.stdin.close()
        self._process.stdout.close()


@pytest.fixture
def start(tmp_path):
    processes = []

    def start(code=STAY):
        processes.append(Process(code, tmp_path))
        return processes[-1]

    yield start
    for process in processes:
        process.kill()


def homes(folder):
    return sorted(os.listdir(folder))


def test_a_process_removes_its_folder_when_it_ends(start, tmp_path):
    process = start()
    assert os.path.isfile(f"{process.root}/pk/a.py")
    assert homes(tmp_path) == [os.path.basename(process.home)]
    process.end()
    assert homes(tmp_path) == []


def test_what_a_killed_process_left_is_removed_at_the_next_start(start, tmp_path):
    left = [start(), start()]
    for process in left:
        process.kill()
    assert len(homes(tmp_path)) == 2
    new = start()
    assert homes(tmp_path) == [os.path.basename(new.home)]


def test_the_folder_of_a_process_that_lives_is_not_removed(start, tmp_path):
    first = start()
    second = start()
    assert os.path.isfile(f"{first.root}/pk/a.py")
    assert len(homes(tmp_path)) == 2
    first.end()
    assert homes(tmp_path) == [os.path.basename(second.home)]


def test_a_forked_process_does_not_remove_the_folder(start, tmp_path):
    process = start(
        MAKE + "pid = os.fork()\nif not pid: sys.exit()\n"
        "print(os.waitpid(pid, 0)[1], flush=True)\nsys.stdin.read()\n"
    )
    assert process._process.stdout.readline() == "0\n"
    assert os.path.isfile(f"{process.root}/pk/a.py")


def test_folders_are_for_their_owner_alone(start):
    process = start()
    for folder in [process.home, process.root]:
        assert os.stat(folder).st_mode & 0o777 == 0o700


def test_what_is_not_a_folder_of_ours_is_left_alone(start, tmp_path):
    (tmp_path / "served-by-somebody").mkdir()
    (tmp_path / "served-by-somebody" / "data.txt").touch()
    (tmp_path / "served-file").touch()
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / home._LOCK).touch()
    (tmp_path / "served-link").symlink_to(tmp_path / "target")
    before = homes(tmp_path)
    process = start()
    assert homes(tmp_path) == sorted([*before, os.path.basename(process.home)])
    assert (tmp_path / "target" / home._LOCK).exists()


def test_the_folder_of_this_process_has_the_form_that_clients_know():
    from deephaven.python_remote_file_source.mirror.mirror import Mirror

    mirror = Mirror()
    folder, number = os.path.split(mirror.root)
    assert number.isdigit()
    assert os.path.basename(folder).startswith("served-")
    assert os.path.realpath(mirror.root) == mirror.root
    mirror.close()
