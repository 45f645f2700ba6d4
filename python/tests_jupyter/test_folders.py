"""No link is followed that comes while files are read and listed, in whatever moment."""

import itertools
import os
import random
import subprocess
import sys

import pytest

from jupyterlab_deephaven import disk, file_tree, folders
from jupyterlab_deephaven.bodies import list_body, read_body
from jupyterlab_deephaven.tree import Absence, Stop

by_name = pytest.mark.skipif(not folders.HAS_DIR_FD, reason="needs folders opened by name")
WITHIN = {"roots": ["pkg"], "ignore": ["*.key"]}

# Exchanges pkg/sub with a link, again and again, each time at once.
EXCHANGE = """
import ctypes, os, sys
os.chdir(sys.argv[1])
renameat2 = ctypes.CDLL(None).renameat2
AT_FDCWD, RENAME_EXCHANGE = -100, 2
print("running", flush=True)
while renameat2(AT_FDCWD, b"sub", AT_FDCWD, b"link", RENAME_EXCHANGE) == 0:
    pass
"""


@pytest.fixture(params=["", "/deep"])
def pkg(tmp_path, request):
    """A served folder, and beside it `link`, to a folder that is not served."""
    below = f"sub{request.param}"
    for folder, text in ((f"pkg/{below}", "inside"), (f"private{request.param}", "secret")):
        (tmp_path / folder).mkdir(parents=True)
        for name in ("a.py", f"{text}.py"):
            (tmp_path / folder / name).write_text(text)
    (tmp_path / "pkg" / "link").symlink_to("../private")
    return tmp_path / "pkg", below


def read(pkg, *paths):
    body = read_body({"paths": list(paths), "within": WITHIN})
    return str(file_tree._read(str(pkg.parent), False, (), body, Stop()))


def listing(pkg):
    return str(file_tree._list(str(pkg.parent), False, (), list_body(WITHIN), Stop()).answer)


@pytest.mark.skipif(sys.platform != "linux", reason="needs renameat2")
def test_a_folder_and_a_link_that_change_places_all_the_time(pkg):
    pkg, below = pkg
    exchange = subprocess.Popen([sys.executable, "-c", EXCHANGE, pkg], stdout=subprocess.PIPE)
    try:
        exchange.stdout.readline()
        answers = [read(pkg, f"pkg/{below}/a.py") for _ in range(1000)]
        listings = [listing(pkg) for _ in range(500)]
        assert exchange.poll() is None
    finally:
        exchange.kill()
        exchange.communicate()
    assert [answer for answer in answers if "secret" in answer] == []
    assert [answer for answer in listings if "secret" in answer] == []
    assert any("inside" in answer for answer in answers)
    assert any("inside" in answer for answer in listings)


@pytest.fixture
def before_calls(monkeypatch):
    """Call a function before each call of the operating system."""

    def before_calls(act):
        def acting(function):
            def call(*arguments, **options):
                act()
                return function(*arguments, **options)

            return call

        for name in ("open", "stat", "lstat", "readlink", "scandir", "access", "fstat"):
            monkeypatch.setattr(os, name, acting(getattr(os, name)))

    return before_calls


def exchange(pkg):
    """Let pkg/sub and pkg/link change places."""
    for one, other in (("sub", "was"), ("link", "sub"), ("was", "link")):
        os.rename(pkg / one, pkg / other)


@by_name
@pytest.mark.parametrize("what", ["read", "list"])
def test_a_folder_and_a_link_that_change_places_between_calls(pkg, before_calls, what):
    pkg, below = pkg
    chance = random.Random(what)
    before_calls(lambda: chance.random() < 0.4 and exchange(pkg))
    answers = [
        read(pkg, f"pkg/{below}/a.py") if what == "read" else listing(pkg) for _ in range(500)
    ]
    assert [answer for answer in answers if "secret" in answer] == []
    assert any("inside" in answer for answer in answers)


@pytest.mark.parametrize("what", ["read", "list"])
def test_a_link_that_comes_without_descriptors(pkg, before_calls, monkeypatch, what):
    """As on Windows, put a link in a folder's place before the first call, the second, and so on.

    One that goes again before it is looked for is not noticed there.
    """
    monkeypatch.setattr(folders, "HAS_DIR_FD", False)
    pkg, below = pkg
    left = -1

    def come():
        nonlocal left
        left -= 1
        if left == 0:
            exchange(pkg)

    before_calls(come)
    for before in itertools.count(1):
        left = before
        answer = read(pkg, f"pkg/{below}/a.py") if what == "read" else listing(pkg)
        assert "secret" not in answer, before
        if left > 0:
            break
        exchange(pkg)
    assert "inside" in answer


@pytest.fixture
def linked(tmp_path):
    """A root folder with links of all kinds; return it."""
    root = tmp_path / "above" / "root"
    (root / "pkg" / "sub").mkdir(parents=True)
    (root / "pkg" / "sub" / "a.py").touch()
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "back").symlink_to(root / "pkg")
    (tmp_path / "also").symlink_to("above")
    for name, target in {
        "file": "pkg/sub/a.py",
        "folder": "pkg/sub",
        "up": "pkg/..",
        "absolute": root / "pkg" / "sub",
        "absolute up": root / "pkg" / ".." / "pkg",
        "other way": tmp_path / "also" / "root" / "pkg",
        "above and back": "../root/pkg",
        "far above and back": "../../also/root/pkg/sub",
        "back from outside": tmp_path / "outside" / "back",
        "root": root,
        "root from above": "../root",
        "here": ".",
        "chain": "folder/../sub/./a.py",
        "slash": "pkg//sub/",
        "slash after a file": "file/",
        "below a file": "pkg/sub/a.py/../a.py",
        "past nothing": "none/../pkg",
        "outside": tmp_path / "outside",
        "outside from above": "../../outside",
        "nothing": "none",
        "nothing outside": "../../none",
        "itself": "itself",
        "circle": "other circle",
        "other circle": "circle",
        "top": "/",
    }.items():
        (root / name).symlink_to(target)
    previous = "pkg"
    for number in range(45):
        (root / f"long {number}").symlink_to(previous)
        previous = f"long {number}"
    return root


@by_name
def test_links_lead_where_the_operating_system_has_them_lead(linked):
    root = disk.Root(str(linked))
    paths = [str(linked)]
    for entry in os.listdir(linked):
        paths += (os.path.join(linked, entry, rest).rstrip("/") for rest in ("", "sub", "sub/a.py"))

    def expected(path):
        try:
            status = os.stat(path)
        except OSError:
            return None
        real = os.path.realpath(path)
        return (real, status.st_ino) if root.holds(real) else Absence.OUTSIDE

    def found(path):
        try:
            place = found_in.find(path)
        except OSError:
            return None
        return place if isinstance(place, Absence) else (place.real, place.status.st_ino)

    with folders.opened(root) as found_in:
        for path in (*paths, *reversed(paths)):
            assert found(path) == expected(path), path


@by_name
def test_no_folder_stays_open(pkg):
    pkg, below = pkg
    deep = pkg.joinpath(*["d"] * 300)
    deep.mkdir(parents=True)
    (deep / "end.py").write_text("the end")
    (pkg / "short.py").symlink_to(os.path.join(*["d"] * 300, "end.py"))

    def free():
        number = os.dup(0)
        os.close(number)
        return number

    before = free()
    most = 0
    opened = os.open

    def watched(*arguments, **options):
        nonlocal most
        number = opened(*arguments, **options)
        most = max(most, number)
        return number

    os.open = watched
    try:
        assert "end.py" in listing(pkg)
        path = "/".join(["pkg", *["d"] * 300, "end.py"])
        told = read(pkg, path, "pkg/a.py", f"pkg/{below}/a.py", "pkg/short.py", "pkg/d/none.py")
        assert told.count("the end") == 2
    finally:
        os.open = opened
    assert free() == before
    assert most < before + 100
