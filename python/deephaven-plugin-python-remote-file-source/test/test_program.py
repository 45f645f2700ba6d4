"""Programs as scripts: names and paths, packages, exits, encodings."""

import linecache
import sys
import traceback

import pytest

import dialects
from deephaven.python_remote_file_source.contexts import program
from synced import Synced
from test_runs import run

PATH = f"{dialects.ROOT}/pk/sub/main.py"
FILES = {
    "pk/__init__.py": "",
    "pk/a.py": "A = 1\n",
    "pk/sub/__init__.py": "",
    "pk/sub/b.py": "B = 2\n",
    "pk/sub/main.py": "",
    "pk/sub/data.txt": "data",
    "top.py": "",
}
SEEN = "import sys\nfound = sys.argv, globals().get('__file__'), globals().get('__package__')\n"


def test_a_program_has_the_name_of_its_file_alone(connect):
    connect(Synced(), FILES)
    before = sys.argv
    scope = run(source=SEEN, filename="/jupyter:/work/main.py", scope={})
    assert scope["found"] == (["main.py"], "/jupyter:/work/main.py", None)
    assert sys.argv is before


def test_arguments_that_a_program_sets_are_its_own(connect):
    connect(Synced(), FILES)
    before = list(sys.argv)
    run(source="import sys\nsys.argv.append('x')\nsys.argv = ['y']", filename=PATH, scope={})
    assert sys.argv == before
    assert run(source=SEEN, filename=PATH, scope={})["found"][0] == ["main.py"]


@pytest.mark.parametrize("end", ["", "1 / 0", "sys.exit(1)", "x = ("])
def test_nothing_of_it_stays(connect, end):
    connect(Synced(), FILES)
    scope, before = {"__package__": None}, sys.argv
    try:
        run(source=SEEN + end, filename=PATH, scope=scope)
    except (ZeroDivisionError, SystemExit, SyntaxError):
        assert end
    assert "__file__" not in scope
    assert scope["__package__"] is None
    assert sys.argv is before


def test_what_a_program_sets_itself_stays(connect):
    connect(Synced(), FILES)
    scope = run(source="__file__ = 'mine'", filename=PATH, scope={})
    assert scope["__file__"] == "mine"


@pytest.mark.parametrize("filename", ["<run 1>", "/jupyter:/pk/a.ipynb#cell-id=1f"])
def test_a_program_of_no_file_has_no_name(connect, filename):
    connect(Synced(), FILES)
    found = run(source=SEEN, filename=filename, scope={})["found"]
    assert found == ([""], None, None)


def test_a_served_file_has_its_place_and_its_package(connect):
    client = connect(Synced(), FILES)
    source = (
        SEEN
        + "from . import b\nfrom ..a import A\nimport pathlib\n"
        + "data = pathlib.Path(__file__).with_name('data.txt').read_text()\n"
    )
    scope = run(source=source, filename=PATH, scope={})
    assert scope["found"] == (["main.py"], client.mirror + PATH, "pk.sub")
    assert (scope["b"].B, scope["A"], scope["data"]) == (2, 1, "data")


def test_a_served_file_in_no_package_has_none(connect):
    connect(Synced(), FILES)
    found = run(source=SEEN, filename=f"{dialects.ROOT}/top.py", names=("top",), scope={})["found"]
    assert found[2] is None


def test_the_package_is_that_of_the_nearest_source_root(connect):
    files = {"src/pk/__init__.py": "", "src/pk/b.py": "B = 2\n", "src/pk/main.py": ""}
    connect(Synced(roots=("", "src/")), files)
    source = SEEN + "from .b import B"
    path = f"{dialects.ROOT}/src/pk/main.py"
    assert run(source=source, filename=path, scope={})["found"][2] == "pk"


def test_a_file_that_is_not_served_has_no_place(connect):
    connect(Synced(), FILES)
    path = f"{dialects.ROOT}/pk/ignored.py"
    assert run(source=SEEN, filename=path, scope={})["found"] == (["ignored.py"], path, None)


@pytest.mark.parametrize(
    ("filename", "path"),
    [
        ("/jupyter:/pk/a.py", "/jupyter/pk/a.py"),
        ("/jupyter:/RTC:pk/a.py", "/RTC/pk/a.py"),
        ("/jupyter:/jupyter:pk/a.py", "/jupyter~/pk/a.py"),
        ("/jupyter:/pk/a:b.py", "/jupyter/pk/a:b.py"),
        ("/jupyter:/pk/e\u0301.py", "/jupyter/pk/\u00e9.py"),
    ],
)
def test_what_tracebacks_call_a_file_is_a_path_of_the_protocol(filename, path):
    assert program._wire_path(filename) == path


def test_a_process_that_is_started_need_not_find_the_program(connect):
    """It would execute the file of the main module, if that had one."""
    connect(Synced(), FILES)
    main = sys.modules["__main__"]
    source = "import multiprocessing.spawn as s\nfound = s.get_preparation_data('x')"
    before, spec = vars(main).pop("__file__", None), main.__spec__
    main.__spec__ = None
    try:
        scope = vars(main)
        run(source=source, filename="/jupyter:/work/main.py", scope=scope)
        assert "init_main_from_path" not in scope.pop("found")
        run(source=source, filename=PATH, scope=scope)
        assert scope.pop("found")["init_main_from_path"].endswith(PATH)
    finally:
        main.__spec__ = spec
        if before is not None:
            main.__file__ = before


@pytest.mark.parametrize("code", ["", "0", "None", "False"])
def test_a_program_may_exit(connect, code):
    connect(Synced(), FILES)
    scope = run(source=f"import sys\nx = 1\nsys.exit({code})\nx = 2", scope={})
    assert scope["x"] == 1


@pytest.mark.parametrize(("code", "text"), [("3", "3"), ("'no data'", "no data"), ("True", "True")])
def test_other_exits_are_failures_without_frames(connect, code, text):
    connect(Synced(), FILES)
    source = f"import sys\ntry:\n    1 / 0\nexcept ZeroDivisionError:\n    sys.exit({code})"
    with pytest.raises(SystemExit) as failure:
        run(source=source, filename=PATH, scope={})
    printed = "".join(traceback.format_exception(failure.type, failure.value, failure.tb))
    assert printed.endswith(f"\nSystemExit: {text}\n")
    assert PATH not in printed
    assert "ZeroDivisionError" not in printed


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp932", "\u8868\u793a"),
        ("cp949", "\ub620"),
        ("cp437", "\u00e9"),
        ("cp850", "\u00e9"),
        ("mac_roman", "\u00e9"),
        ("utf-8", "\u00e9"),
        ("koi8-r", "\u044f"),
    ],
)
def test_python_decodes_a_program(connect, encoding, text, end):
    connect(Synced(), FILES)
    lines = ["#!/usr/bin/env python", f"# coding: {encoding}", f"found = '{text}'", ""]
    source = end.join(lines).encode(encoding)
    scope = run(source=source, filename="/jupyter:/a.py", scope={})
    assert scope["found"] == text
    assert linecache.getline("/jupyter:/a.py", 3) == f"found = '{text}'\n"


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"# coding: klingon\nx = 1", "klingon"),
        (b"# coding: cp932\nx = '\x81'", "cp932"),
        (b"# coding: rot13\nk = 1", "rot13"),
        (b"# coding: cp437\nx = = '\x82'", "invalid syntax"),
    ],
)
def test_a_program_that_cannot_be_decoded_is_a_syntax_error(connect, source, message):
    connect(Synced(), FILES)
    with pytest.raises(SyntaxError, match=message) as failure:
        run(source=source, filename="/jupyter:/a.py", scope={})
    assert failure.value.filename == "/jupyter:/a.py"
