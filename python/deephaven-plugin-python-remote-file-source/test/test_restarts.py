"""An edit restarts its project, and those that it is connected to; nothing else runs again."""

import importlib
import logging
import sys
import threading

import pytest

from dialects import request
from synced import Synced, client_path
from test_faults import PATIENCE, Importing, wait_until

FILES = {
    "one/__init__.py": "",
    "one/base.py": "RATE = 1\n",
    "one/user.py": "from .base import RATE\n",
    "one/alone.py": "state = []\n",
    "two.py": "import one.base\nRATE = one.base.RATE\n",
    "three.py": "import two\n",
    "other.py": "state = []\n",
}
NAMES = {"one", "two", "three", "other"}
ALL = ["one", "one.base", "one.user", "one.alone", "two", "three", "other"]


def load(names=ALL):
    return {name: importlib.import_module(name) for name in names}


def again(before):
    """The modules that are not the ones of before."""
    return [name for name in before if importlib.import_module(name) is not before[name]]


def test_nothing_runs_again_if_nothing_has_changed(edit):
    editor = edit(FILES)
    editor.run(NAMES)
    before = load()
    editor.run(NAMES)
    assert again(before) == []
    editor.save({})
    editor.run(NAMES)
    assert again(before) == []
    editor.save({"one/base.py": "RATE = 2\n"})
    editor.save({"one/base.py": FILES["one/base.py"]})
    editor.run(NAMES)
    assert load()["one.user"].RATE == 1


def test_an_edit_restarts_its_project_and_those_that_import_it(edit):
    editor = edit(FILES)
    editor.run(NAMES)
    before = load()
    editor.save({"one/base.py": "RATE = 2\n"})
    editor.run(NAMES)
    assert again(before) == [name for name in ALL if name != "other"]
    assert (sys.modules["one.user"].RATE, sys.modules["two"].RATE) == (2, 2)


def test_an_edit_restarts_what_its_project_imports(edit):
    """It may have registered something there."""
    editor = edit(FILES)
    editor.run(NAMES)
    before = load()
    editor.save({"three.py": "import two  # edited\n"})
    editor.run(NAMES)
    assert again(before) == [name for name in ALL if name != "other"]


def test_projects_that_do_not_import_each_other_are_left_alone(edit):
    editor = edit(FILES)
    editor.run(NAMES)
    before = load()
    editor.save({"other.py": "state = [1]\n"})
    editor.run(NAMES)
    assert again(before) == ["other"]


@pytest.mark.parametrize(
    "text",
    [
        "from lib.part import VALUE as V\n",
        "import lib.part as p\nV = p.VALUE\n",
        "from lib import part\nV = part.VALUE\n",
        "import importlib\nV = importlib.import_module('lib.part').VALUE\n",
        "V = __import__('lib.part', fromlist=['VALUE']).VALUE\n",
        "def f():\n    from lib.part import VALUE\n    return VALUE\nV = f()\n",
    ],
)
@pytest.mark.parametrize("is_loaded", [False, True])
def test_ways_to_import_another_project(edit, text, is_loaded):
    lib = {"lib/__init__.py": "from . import part\n", "lib/part.py": "VALUE = 1\n"}
    files = {**lib, "user.py": text}
    editor = edit(files)
    editor.run({"lib", "user"})
    if is_loaded:
        importlib.import_module("lib.part")
    assert importlib.import_module("user").V == 1
    editor.save({"lib/part.py": "VALUE = 2\n"})
    editor.run({"lib", "user"})
    assert importlib.import_module("user").V == 2


def test_a_name_that_no_source_has(edit):
    files = {"lib.py": "VALUE = 1\n", "user.py": "import importlib\nname = 'li' + str('b')\n"
             "V = importlib.import_module(name).VALUE\n"}  # fmt: skip
    editor = edit(files)
    editor.run({"lib", "user"})
    assert importlib.import_module("user").V == 1
    editor.save({"lib.py": "VALUE = 2\n"})
    editor.run({"lib", "user"})
    assert importlib.import_module("user").V == 2


# Data files and folders.


def test_a_data_file_that_was_read_counts_as_part_of_the_project(edit):
    reads = "import pathlib\nTEXT = pathlib.Path(__file__).with_name('data.txt').read_text()\n"
    editor = edit({"pk/__init__.py": reads, "pk/data.txt": "1", "pk/unread.bin": "1"})
    editor.run({"pk"})
    first = importlib.import_module("pk")
    editor.save({"pk/unread.bin": "2"})
    editor.run({"pk"})
    assert importlib.import_module("pk") is first
    editor.save({"pk/data.txt": "2"})
    editor.run({"pk"})
    assert importlib.import_module("pk").TEXT == "2"


def test_a_data_file_of_another_project(edit):
    """Found by a path beside its own."""
    files = {
        "pk.py": "import os\nwith open(os.path.dirname(__file__) + '/lib/data.txt') as file:\n"
        "    TEXT = file.read()\n",
        "lib/data.txt": "1",
    }
    editor = edit(files)
    editor.run({"pk"})
    assert importlib.import_module("pk").TEXT == "1"
    editor.save({"lib/data.txt": "2"})
    editor.run({"pk"})
    assert importlib.import_module("pk").TEXT == "2"


def test_a_data_file_that_a_function_reads_later(edit):
    cached = (
        "import functools, os\n@functools.lru_cache\ndef text():\n"
        "    with open(os.path.dirname(__file__) + '/' + 'data' + '.txt') as file:\n"
        "        return file.read()\n"
    )
    editor = edit({"pk/__init__.py": cached, "pk/data.txt": "1"})
    editor.run({"pk"})
    assert importlib.import_module("pk").text() == "1"
    editor.save({"pk/data.txt": "2"})
    editor.run({"pk"})
    assert importlib.import_module("pk").text() == "2"


@pytest.mark.parametrize(
    "listing",
    [
        "sorted(os.listdir(here))",
        "sorted(entry.name for entry in os.scandir(here))",
        "sorted(os.path.basename(path) for path in glob.glob(here + '/*'))",
        "sorted(path.name for path in pathlib.Path(here).iterdir())",
        "sorted(name for _, folders, files in os.walk(here) for name in files)",
    ],
)
def test_a_folder_that_was_listed_counts_as_part_of_the_project(edit, listing):
    text = f"import glob, os, pathlib\nhere = os.path.dirname(__file__)\nNAMES = {listing}\n"
    editor = edit({"pk/__init__.py": text, "pk/a.txt": ""})
    editor.run({"pk"})
    assert importlib.import_module("pk").NAMES == ["__init__.py", "a.txt"]
    editor.save({"pk/b.txt": ""})
    editor.run({"pk"})
    assert importlib.import_module("pk").NAMES == ["__init__.py", "a.txt", "b.txt"]
    editor.save({"pk/a.txt": None})
    editor.run({"pk"})
    assert importlib.import_module("pk").NAMES == ["__init__.py", "b.txt"]


def test_a_file_that_was_looked_for_appears_and_vanishes(edit):
    text = (
        "import os\nPATH = os.path.join(os.path.dirname(__file__), 'local.cfg')\n"
        "FOUND = os.path.exists(PATH)\n"
    )
    editor = edit({"pk/__init__.py": text})
    for is_there in [False, True, False]:
        editor.save({"pk/local.cfg": "" if is_there else None})
        editor.run({"pk"})
        assert importlib.import_module("pk").FOUND is is_there


# Modules that appear and vanish.


def test_a_module_that_appears_is_found_by_who_tried_to_import_it(edit):
    text = "try:\n    from . import extra\nexcept ImportError:\n    extra = None\n"
    editor = edit({"pk/__init__.py": text})
    editor.run({"pk"})
    assert importlib.import_module("pk").extra is None
    editor.save({"pk/extra.py": ""})
    editor.run({"pk"})
    assert importlib.import_module("pk").extra.__name__ == "pk.extra"
    editor.save({"pk/extra.py": None})
    editor.run({"pk"})
    assert importlib.import_module("pk").extra is None
    assert "pk.extra" not in sys.modules


def test_a_name_that_is_served_later_restarts_who_tried_to_import_it(edit):
    text = "try:\n    import extra\nexcept ImportError:\n    extra = None\n"
    editor = edit({"pk.py": text})
    editor.run({"pk"})
    assert importlib.import_module("pk").extra is None
    editor.save({"extra.py": ""})
    editor.run({"pk", "extra"})
    assert importlib.import_module("pk").extra is not None
    editor.save({"extra.py": None})
    editor.run({"pk"})
    assert importlib.import_module("pk").extra is None


def test_the_first_module_of_a_folder(edit):
    """Somebody looked into it when it was not there."""
    editor = edit({"pk.py": ""})
    names = {"pk": [client_path("later")], "new": [client_path("later")]}
    for path, is_there in [("other.txt", False), ("later/new.py", True)]:
        editor.save({path: "X = 1\n"})
        message = Synced().sync(editor.files, editor._revision + 1)
        message["params"]["names"] = names
        editor._revision += 1
        assert "result" in editor.client.call(message)[-1]
        editor.run({"pk", "new"})
        if is_there:
            assert importlib.import_module("new").X == 1
        else:
            with pytest.raises(ModuleNotFoundError):
                importlib.import_module("new")


def test_a_deleted_module_is_gone_for_its_importers(edit):
    editor = edit(FILES)
    editor.run(NAMES)
    load()
    editor.save({"one/base.py": None})
    editor.run(NAMES)
    for name in ["one.base", "one.user", "two", "three"]:
        with pytest.raises(ModuleNotFoundError, match=r"No module named 'one\.base'"):
            importlib.import_module(name)


# What importing does to others.


def test_handlers_of_loggers_are_not_doubled(edit):
    text = (
        "import logging\nVERSION = {}\n"
        "logging.getLogger('test_restarts').addHandler(logging.NullHandler())\n"
    )
    logger = logging.getLogger("test_restarts")
    mine = logging.NullHandler()
    logger.addHandler(mine)
    try:
        editor = edit({"pk.py": text.format(0)})
        for version in range(3):
            editor.save({"pk.py": text.format(version)})
            editor.run({"pk"})
            assert importlib.import_module("pk").VERSION == version
            assert len(logger.handlers) == 2
            assert mine in logger.handlers
    finally:
        logger.handlers.clear()


def test_a_path_that_a_project_adds_is_not_doubled(edit, tmp_path):
    text = f"import sys\nsys.path.append({str(tmp_path)!r})\nX = {{}}\n"
    editor = edit({"pk.py": text.format(0)})
    for version in range(3):
        editor.save({"pk.py": text.format(version)})
        editor.run({"pk"})
        importlib.import_module("pk")
        assert sys.path.count(str(tmp_path)) == 1


@pytest.mark.parametrize("text", ["1 / 0\n", "x = (\n", "import pk.nope\n", "raise SystemExit\n"])
def test_a_failed_import_is_tried_again_by_the_next_run(edit, text, monkeypatch):
    """Its reason may be outside of what is served."""
    monkeypatch.setattr(sys, "_test_fails", True, raising=False)
    editor = edit({
        "pk/__init__.py": "from . import state\nfrom . import bad\n",
        "pk/state.py": "",
        "pk/bad.py": text if text != "1 / 0\n" else "import sys\nif sys._test_fails: 1 / 0\n",
    })  # fmt: skip
    editor.run({"pk"})
    with pytest.raises((ZeroDivisionError, SyntaxError, ImportError, SystemExit)):
        importlib.import_module("pk")
    state = sys.modules.get("pk.state")
    if text != "1 / 0\n":
        editor.save({"pk/bad.py": ""})
    monkeypatch.setattr(sys, "_test_fails", False)
    editor.run({"pk"})
    importlib.import_module("pk")
    assert state is not None
    assert sys.modules["pk.state"] is not state


def test_reload_works_after_an_edit(edit):
    editor = edit({"pk/__init__.py": "", "pk/a.py": "X = 1\n"})
    editor.run({"pk"})
    a = importlib.import_module("pk.a")
    editor.save({"pk/a.py": "X = 2\n"})
    assert importlib.reload(a) is a
    assert a.X == 2
    editor.save({"pk/a.py": "X = 3\n"})
    editor.run({"pk"})
    assert "pk.a" not in sys.modules
    assert importlib.reload(a) is a
    assert (a.X, sys.modules["pk.a"], sys.modules["pk"].a) == (3, a, a)


def test_modules_that_code_has_made_go_with_their_project(edit):
    text = "import sys, types\nsys.modules['pk.made'] = types.ModuleType('pk.made')\n"
    editor = edit({"pk/__init__.py": text, "pk/a.py": "X = 1\n"})
    editor.run({"pk"})
    importlib.import_module("pk.a")
    made = sys.modules["pk.made"]
    editor.save({"pk/a.py": "X = 2\n"})
    editor.run({"pk"})
    importlib.import_module("pk")
    assert sys.modules["pk.made"] is not made


# While something runs.


def test_while_a_program_runs_files_and_modules_stay_and_change_after_it(connect, edit):
    from deephaven.python_remote_file_source.contexts import serving

    editor = edit({"pk/__init__.py": "", "pk/a.py": "X = 1\n", "pk/b.py": "X = 1\n"})
    editor.client.send(request("set_standing", names=["pk"]))
    source = editor.client._stream._source
    editor.run({"pk"})
    with serving.program_of(source):
        a = importlib.import_module("pk.a")
        editor.save({"pk/a.py": "X = 2\n", "pk/b.py": "X = 2\n", "pk/c.py": ""})
        assert importlib.import_module("pk.a") is a
        assert importlib.import_module("pk.b").X == 1
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("pk.c")
    assert "pk.a" not in sys.modules
    assert importlib.import_module("pk.b").X == 2
    importlib.import_module("pk.c")


def test_a_run_sees_the_newest_whatever_else_runs(edit, plugin_object, monkeypatch):
    """Another thread imports a module of the same project, slowly."""
    running, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(sys, "_test_events", (running, go_on), raising=False)
    slow = "import sys\nsys._test_events[0].set()\nsys._test_events[1].wait(60)\n"
    editor = edit({"slow.py": slow, "pk.py": "X = 1\n"})
    editor.run({"slow", "pk"})
    importing = Importing("slow")
    assert running.wait(PATIENCE)
    importlib.import_module("pk")
    editor.save({"pk.py": "X = 2\n"})
    editor.run({"slow", "pk"})
    assert importlib.import_module("pk").X == 2
    go_on.set()
    importing.result()


def test_code_that_is_no_run_sees_an_edit_at_once(edit):
    editor = edit({"pk/__init__.py": "", "pk/a.py": "X = 1\n"})
    editor.client.send(request("set_standing", names=["pk"]))
    assert importlib.import_module("pk.a").X == 1
    editor.save({"pk/a.py": "X = 2\n"})
    assert "pk" not in sys.modules
    assert importlib.import_module("pk.a").X == 2


def test_an_edit_during_an_import_that_fails(edit, monkeypatch):
    running, go_on = threading.Event(), threading.Event()
    monkeypatch.setattr(sys, "_test_events", (running, go_on), raising=False)
    slow = "import sys\nsys._test_events[0].set()\nsys._test_events[1].wait(60)\n1 / 0\n"
    editor = edit({"slow.py": slow, "pk.py": "X = 1\n"})
    editor.client.send(request("set_standing", names=["slow", "pk"]))
    importlib.import_module("pk")
    importing = Importing("slow")
    assert running.wait(PATIENCE)
    editor.save({"slow.py": "X = 2\n", "pk.py": "X = 2\n"})
    go_on.set()
    with pytest.raises(ZeroDivisionError):
        importing.result()
    wait_until(lambda: "pk" not in sys.modules)
    assert importlib.import_module("slow").X == 2
    assert importlib.import_module("pk").X == 2
