"""Which names are served: a served name never breaks a worker, nor hides what it must not."""

import importlib
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from deephaven.python_remote_file_source import PluginObject
from deephaven.python_remote_file_source.importing import refused
from dialects import DIALECTS, request
from kinds import ASKED, DIFFERENT, for_each
from synced import Synced

PROBLEM = "raise RuntimeError('the worker imports it from a client')\n"


@pytest.fixture
def stand(connect):
    """Connects clients that make all their modules standing: the client, and the answer."""

    def stand(files, connection_id="one", **options):
        client = connect(Synced(), files, connection_id, **options)
        names = sorted({path.split("/")[0].partition(".")[0] for path in files})
        return client, set_standing(client, names)

    return stand


def set_standing(client, names):
    (answer,) = [m for m in client.call(request("set_standing", names=names)) if "id" in m]
    return answer["result"]


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Installs packages in the worker: `installed(files)`."""
    names = set()

    def installed(files):
        for path, text in files.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
            names.add(path.split("/")[0].partition(".")[0])
        monkeypatch.syspath_prepend(tmp_path)
        return tmp_path

    yield installed
    for name in [name for name in sys.modules if name.partition(".")[0] in names]:
        del sys.modules[name]


# Names that are refused.

REFUSED = ["deephaven", "jpy", "jpyutil", "deephaven_server", "sys", "builtins", "json", "logging"]


def test_refused_names_are_told_with_their_reasons(stand):
    import json  # noqa: F401

    _, result = stand({"deephaven/__init__.py": "", "json.py": "", "sys.py": "", "pk.py": ""})
    assert result == {
        "displaced": [],
        "refused": {
            "deephaven": "Deephaven itself needs this name",
            "json": "the worker uses the module of this name of Python's standard library",
            "sys": "Python itself has this name",
        },
    }


def test_a_refused_name_of_a_folder_is_told_as_well(stand):
    _, result = stand({"deephaven/notes.txt": ""})
    assert list(result["refused"]) == ["deephaven"]


def test_what_is_not_refused_is_not_told(stand):
    _, result = stand({"pk.py": "", "numpy_helpers.py": "", "deephaven_tools.py": ""})
    assert result == {"displaced": []}


@for_each(ASKED)
@pytest.mark.parametrize("name", REFUSED)
def test_refused_names_are_never_imported_from_a_client(kind, name, connect, plugin_object):
    before = sys.modules.get(name)
    files = {f"{name}/__init__.py": PROBLEM, f"{name}/part.py": PROBLEM}
    client = connect(kind, files)
    if isinstance(kind, Synced):
        client.send(request("set_standing", names=[name]))
    plugin_object.set_execution_context("id-1", {name})
    error, module = None, before
    try:
        module = importlib.import_module(name)
    except ImportError as raised:  # there may be no Java, or no Deephaven
        error = raised
    assert before in (None, module)
    assert "client" not in str(error)
    assert client.asked == []


def test_a_dotted_name_below_a_refused_one(connect, plugin_object):
    client = connect(DIALECTS[0], {"json/extra.py": PROBLEM})
    plugin_object.set_execution_context("id-1", {"json.extra"})
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("json.extra")
    assert client.asked == []


def test_what_deephaven_requires_is_refused(monkeypatch):
    lines = ["jpy>=1.1.0", "numpy", "pandas>=1", "pyarrow", "my-own.thing (>1)", 'x; extra == "a"']
    monkeypatch.setattr(refused, "requires", lambda name: lines)
    names = refused._needed_by_deephaven()
    assert {"jpy", "numpy", "pandas", "pyarrow"} <= names
    assert "x" not in names


def test_a_module_of_the_standard_library_that_nobody_uses_is_served(stand, monkeypatch):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    _, result = stand({"colorsys.py": "WHO = 'served'\n"})
    assert result == {"displaced": [], "hides": ["colorsys"]}
    assert importlib.import_module("colorsys").WHO == "served"


# Folders without `__init__.py`.


@for_each(DIFFERENT)
@pytest.mark.parametrize("kind_of_module", ["package", "module", "unused library", "builtin"])
def test_a_folder_does_not_hide_a_module_of_the_worker(
    kind, kind_of_module, connect, plugin_object, installed, monkeypatch
):
    installed({"own_package/__init__.py": "WHO = 'worker'\n", "own_module.py": "WHO = 'worker'\n"})
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    name = {"package": "own_package", "module": "own_module", "builtin": "time"}.get(
        kind_of_module, "colorsys"
    )
    connect(kind, {f"{name}/notes.py": "", f"{name}/sub/more.py": ""})
    plugin_object.set_execution_context("id-1", {name})
    module = importlib.import_module(name)
    assert not hasattr(module, "notes")
    assert getattr(module, "__file__", "built in") is not None


def test_a_folder_does_not_hide_a_module_in_use(stand, installed):
    installed({"own/__init__.py": "WHO = 'worker'\n"})
    own = importlib.import_module("own")
    client, result = stand({"own/notes.py": ""})
    assert result == {"displaced": []}
    assert importlib.import_module("own") is own
    client.close()
    assert sys.modules["own"] is own


def test_a_folder_that_is_alone_is_a_namespace_package(stand):
    stand({"space/a.py": "X = 1\n"})
    assert importlib.import_module("space.a").X == 1


def test_a_folder_and_a_folder_of_the_worker_are_one_namespace_package(stand, installed):
    installed({"space/theirs.py": "X = 'worker'\n", "space/both.py": "X = 'worker'\n"})
    stand({"space/mine.py": "X = 'served'\n", "space/both.py": "X = 'served'\n"})
    assert importlib.import_module("space.mine").X == "served"
    assert importlib.import_module("space.theirs").X == "worker"
    assert importlib.import_module("space.both").X == "served"


def test_a_folder_that_becomes_a_package_and_a_folder_again(edit, installed):
    installed({"own/__init__.py": "WHO = 'worker'\n", "own/part.py": ""})
    own, part = importlib.import_module("own"), importlib.import_module("own.part")
    editor = edit({"own/notes.py": ""})
    editor.run({"own"})
    assert importlib.import_module("own") is own
    editor.save({"own/__init__.py": "WHO = 'served'\n"})
    editor.run({"own"})
    assert importlib.import_module("own").WHO == "served"
    editor.save({"own/__init__.py": None})
    editor.run({"own"})
    assert importlib.import_module("own") is own
    assert importlib.import_module("own.part") is part


# Packages that take the place of installed ones.


@for_each(DIFFERENT)
def test_an_installed_package_is_given_back_as_the_same_object(
    kind, connect, plugin_object, installed
):
    installed({"own/__init__.py": "WHO = 'worker'\nfrom . import part\n", "own/part.py": "X = 1\n"})
    own = importlib.import_module("own")
    connect(kind, {"own/__init__.py": "WHO = 'served'\n", "own/other.py": "Y = 2\n"})
    for _ in range(3):
        plugin_object.set_execution_context("id-1", {"own"})
        assert importlib.import_module("own").WHO == "served"
        assert importlib.import_module("own.other").Y == 2
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("own.part")
        plugin_object.set_execution_context("id-1", set())
        assert importlib.import_module("own") is own
        assert sys.modules["own.part"] is own.part
        assert "own.other" not in sys.modules


def test_a_client_without_the_module_gives_way(connect, plugin_object, installed):
    """Clients that are asked for each module claim names that they may not have."""
    installed({"own.py": "WHO = 'worker'\n"})
    own = importlib.import_module("own")
    client = connect(DIALECTS[0], {})
    plugin_object.set_execution_context("id-1", {"own"})
    assert importlib.import_module("own") is own
    assert client.asked == ["own"]


NUMPY = """
    import importlib, sys, types
    import numpy
    sys.path.insert(0, {test!r})
    import conftest
    from deephaven.python_remote_file_source import PluginObject
    from deephaven.python_remote_file_source.importing import refused
    refused._DEEPHAVEN = frozenset()  # it needs numpy itself
    from in_process import InProcessClient
    from synced import Synced

    before = {{name: m for name, m in sys.modules.items() if name.partition(".")[0] == "numpy"}}
    files = {{"numpy/__init__.py": "WHO = 'served'\\n"}}
    plugin_object = PluginObject()
    client = InProcessClient(plugin_object, Synced(), files)
    client.send(Synced().set_connection_id("id"))
    client.send(Synced().sync(files))
    plugin_object.set_execution_context("id", {{"numpy"}}, 1)
    assert importlib.import_module("numpy").WHO == "served"
    client.close()
    after = {{name: m for name, m in sys.modules.items() if name.partition(".")[0] == "numpy"}}
    assert after == before
    assert importlib.import_module("numpy") is numpy
    assert numpy.linalg.inv(numpy.array([[2.0]])).tolist() == [[0.5]]
    import numpy.polynomial.chebyshev
    print("works")
"""


def test_numpy_works_after_it_was_hidden():
    pytest.importorskip("numpy")
    code = textwrap.dedent(NUMPY.format(test=str(Path(__file__).parent)))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("works\n", "")


# Who runs never imports what is another client's.


@for_each(DIFFERENT, "other_kind")
@for_each(DIFFERENT)
def test_two_objects_with_the_same_package_name_never_mix(kind, other_kind, connect):
    """JupyterLab's object and that of VS Code, side by side."""
    objects, clients = {}, {}
    for who, its_kind in [("A", kind), ("B", other_kind)]:
        objects[who] = PluginObject()
        files = {
            "pk/__init__.py": f"WHO = '{who}'\nfrom . import part\n",
            "pk/part.py": f"WHO = '{who}'\n",
            "pk/late.py": f"from . import WHO\nfrom .part import WHO as PART\nMINE = '{who}'\n",
            f"pk/only_{who}.py": "",
        }
        clients[who] = connect(its_kind, files, f"id-{who}", target=objects[who])
    for who, other in [("A", "B"), ("B", "A"), ("A", "B"), ("A", "B"), ("B", "A")]:
        objects[who].set_execution_context(f"id-{who}", {"pk"})
        pk = importlib.import_module("pk")
        late = importlib.import_module("pk.late")
        assert {pk.WHO, pk.part.WHO, late.WHO, late.PART, late.MINE} == {who}
        importlib.import_module(f"pk.only_{who}")
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"pk.only_{other}")
        assert f"pk.only_{other}" not in sys.modules


def test_background_names_do_not_mix_with_a_run_either(connect, plugin_object, stand):
    files = {"pk/__init__.py": "WHO = 'background'\n", "pk/a.py": "from . import WHO\n"}
    stand(files, "back")
    stand_a = importlib.import_module("pk.a")
    of_run = {path: text.replace("background", "run") for path, text in files.items()}
    connect(Synced(), of_run, "run")
    plugin_object.set_execution_context("run", {"pk"})
    assert importlib.import_module("pk.a").WHO == "run"
    plugin_object.set_execution_context("run", set())
    assert importlib.import_module("pk.a").WHO == "background"
    assert sys.modules["pk.a"] is not stand_a


@pytest.mark.parametrize(
    "name", ["0001_initial", "is", "with-dash", "with space", "\u00fc\u4e2d", "UPPER", "class"]
)
def test_names_that_are_no_identifiers(connect, plugin_object, name):
    connect(Synced(), {"pk/__init__.py": "", f"pk/{name}.py": "X = 1\n", f"{name}.py": "X = 2\n"})
    plugin_object.set_execution_context("id-1", {"pk", name})
    assert importlib.import_module(f"pk.{name}").X == 1
    assert importlib.import_module(name).X == 2
