"""Importing what a client serves, in both dialects, without a server."""

import importlib
import importlib.util
import sys
from pathlib import Path

import pytest

from deephaven.python_remote_file_source.contexts.asking import read_module
from dialects import DIALECTS, ROOT, Deployed, Documented

FILES = {
    "pk/__init__.py": "from .base import ONE\nfrom . import sub\n",
    "pk/base.py": "ONE = 1\n",
    "pk/sub/__init__.py": "from ..base import ONE as one\nfrom .deep import TWO\n",
    "pk/sub/deep.py": "import pk\nfrom pk.base import ONE\nTWO = ONE + 1\n",
    "pk/space/leaf.py": "from ..sub.deep import TWO\n",
    "single.py": "import pk.space.leaf\n"
    "def plus_one(x):\n    return x + 1\n"
    "THREE = plus_one(pk.space.leaf.TWO)\n",
}

both_dialects = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)


@both_dialects
def test_packages_sub_packages_and_relative_imports(dialect, connect, plugin_object):
    client = connect(dialect, FILES)
    plugin_object.set_execution_context("id-1", {"pk", "single"})
    import single

    assert single.THREE == 3
    pk = sys.modules["pk"]
    assert pk.__file__ == f"{client.mirror}/pk/__init__.py"
    assert pk.sub.deep.__file__ == f"{client.mirror}/pk/sub/deep.py"
    assert Path(pk.sub.deep.__file__).read_text() == FILES["pk/sub/deep.py"]
    # What people are shown is the client's path.
    assert single.plus_one.__code__.co_filename == f"{ROOT}/single.py"
    assert getattr(pk.space, "__file__", None) is None
    assert sorted(client.asked) == sorted(
        ["single", "pk", "pk.base", "pk.sub", "pk.sub.deep", "pk.space", "pk.space.leaf"]
    )


def test_both_dialects_at_once(connect, plugin_object):
    connect(Documented(), {"pk.py": "WHO = 'documented'"}, "doc")
    connect(Deployed(), {"pk.py": "WHO = 'deployed'"}, "dep")
    for connection_id, who in [("doc", "documented"), ("dep", "deployed"), ("doc", "documented")]:
        plugin_object.set_execution_context(connection_id, {"pk"})
        assert importlib.import_module("pk").WHO == who


@both_dialects
def test_every_run_sees_the_files_of_its_time(dialect, connect, plugin_object):
    client = connect(dialect, dict(FILES))
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.sub.deep").TWO == 2
    client.files["pk/base.py"] = "ONE = 10\n"
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.import_module("pk.sub.deep").TWO == 11


@both_dialects
def test_what_is_missing_is_asked_for_once_per_run(dialect, connect, plugin_object):
    client = connect(dialect, dict(FILES))
    plugin_object.set_execution_context("id-1", {"pk"})
    for _ in range(3):
        with pytest.raises(ModuleNotFoundError) as caught:
            importlib.import_module("pk.nope")
        assert caught.value.name == "pk.nope"
        with pytest.raises(ImportError, match="cannot import name 'nope' from 'pk'"):
            from pk import nope
    assert client.asked.count("pk.nope") == 1

    client.files["pk/nope.py"] = "X = 1"
    plugin_object.set_execution_context("id-1", {"pk"})
    from pk import nope

    assert nope.X == 1
    assert client.asked.count("pk.nope") == 2


def test_invalidate_caches_asks_again_within_a_run(connect, plugin_object):
    client = connect(Documented(), {})
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.util.find_spec("pk") is None
    client.files["pk.py"] = ""
    assert importlib.util.find_spec("pk") is None
    importlib.invalidate_caches()
    assert importlib.util.find_spec("pk") is not None


def test_reload_fetches_the_new_text(connect, plugin_object):
    client = connect(Documented(), {"pk.py": "X = 1"})
    plugin_object.set_execution_context("id-1", {"pk"})
    import pk

    client.files["pk.py"] = "X = 2"
    assert importlib.reload(pk) is pk
    assert pk.X == 2


@both_dialects
def test_a_shared_disk_does_not_fill_in_what_the_client_lacks(
    dialect, connect, plugin_object, tmp_path, monkeypatch
):
    """The worker has a file at the very path where the client has none."""
    (tmp_path / "pk").mkdir()
    (tmp_path / "pk" / "secret.py").write_text("X = 'from the disk of the worker'")
    (tmp_path / "ns" / "inner").mkdir(parents=True)
    (tmp_path / "ns" / "secret.py").write_text("")
    monkeypatch.setattr("dialects.ROOT", str(tmp_path))
    connect(dialect, {"pk/__init__.py": "", "ns/inner/m.py": ""})
    plugin_object.set_execution_context("id-1", {"pk", "ns"})
    for name in ["pk.secret", "ns.secret"]:
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(name)
    assert importlib.import_module("ns.inner.m").__name__ == "ns.inner.m"


def test_a_served_module_hides_an_unused_one_of_the_standard_library_until_it_is_served_no_more(
    connect, plugin_object, monkeypatch
):
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    connect(Documented(), {"colorsys.py": "HERE = 'served'"})
    plugin_object.set_execution_context("id-1", {"colorsys"})
    assert importlib.import_module("colorsys").HERE == "served"
    plugin_object.set_execution_context("id-1", {"other"})
    assert importlib.import_module("colorsys").rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)


def test_a_module_of_the_standard_library_that_is_in_use_is_not_replaced(connect, plugin_object):
    import colorsys

    client = connect(Documented(), {"colorsys.py": "HERE = 'served'"})
    plugin_object.set_execution_context("id-1", {"colorsys"})
    assert importlib.import_module("colorsys") is colorsys
    assert client.asked == []


def test_names_that_only_begin_alike_are_not_asked_for(connect, plugin_object):
    client = connect(Documented(), {})
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.util.find_spec("pkx") is None
    assert importlib.util.find_spec("p") is None
    assert client.asked == []


def test_no_path_entry_stays_behind(connect, plugin_object):
    client = connect(Documented(), FILES)
    mirror = client.mirror
    plugin_object.set_execution_context("id-1", {"pk"})
    assert importlib.util.find_spec("pk.nope") is None
    client.close()
    assert not [entry for entry in sys.path_importer_cache if entry.startswith(mirror)]


@both_dialects
def test_a_module_that_becomes_a_package_and_a_package_that_becomes_a_folder(
    dialect, connect, plugin_object
):
    client = connect(dialect, {})
    for files, kind in [
        ({"pk.py": "X = 1"}, "module"),
        ({"pk/__init__.py": "X = 2", "pk/a.py": "Y = 1"}, "package"),
        ({"pk/a.py": "Y = 2"}, "folder"),
        ({"pk.py": "X = 3"}, "module"),
        ({}, "nothing"),
    ]:
        client.files = files
        plugin_object.set_execution_context("id-1", {"pk"})
        if kind == "nothing":
            with pytest.raises(ModuleNotFoundError):
                importlib.import_module("pk")
            continue
        pk = importlib.import_module("pk")
        assert hasattr(pk, "__path__") == (kind != "module")
        assert (getattr(pk, "__file__", None) is None) == (kind == "folder")
        if kind != "module":
            assert importlib.import_module("pk.a").Y == (1 if kind == "package" else 2)


@pytest.mark.parametrize(
    ("result", "origin", "source", "is_package"),
    [
        # documented
        ({"filepath": "/w/m.py", "source": "x"}, "/w/m.py", "x", False),
        ({"filepath": "/w/m.py", "source": ""}, "/w/m.py", "", False),
        ({"filepath": "/w/p/__init__.py", "source": "x"}, "/w/p/__init__.py", "x", True),
        ({"filepath": "/w/p/__init__.py", "source": None}, "/w/p/__init__.py", "", True),
        ({"filepath": "/w/p", "source": None}, "/w/p", None, True),
        ({"filepath": "<script>", "source": "x"}, None, "x", False),
        ({"filepath": "<script>", "source": None}, None, None, True),
        ({"filepath": "C:\\w\\p\\__init__.py", "source": "x"},
         "C:\\w\\p\\__init__.py", "x", True),
        # deployed
        ({"origin": "/w/m.py", "is_package": False, "source": "x"}, "/w/m.py", "x", False),
        ({"origin": "/w/m.py", "is_package": False, "source": None}, "/w/m.py", "", False),
        ({"origin": "/w/p/__init__.py", "is_package": True, "source": "x",
          "submodule_search_locations": ["/w/p", "/v/p"]}, "/w/p/__init__.py", "x", True),
        ({"is_package": True, "submodule_search_locations": ["/w/p"]}, None, None, True),
        ({"is_package": True, "source": "x"}, None, "x", True),
        ({"origin": None, "is_package": False, "source": "x",
          "submodule_search_locations": None}, None, "x", False),
        # both
        ({"name": "other", "origin": "/w/m.py", "filepath": "/w/m.py", "is_package": False,
          "source": "x"}, "/w/m.py", "x", False),
        # hostile
        ({"is_package": True, "submodule_search_locations": ["/../../etc"]}, None, None, True),
    ],
)  # fmt: skip
def test_results_of_both_dialects(result, origin, source, is_package):
    module = read_module("a.b", result)
    assert (module.origin, module.source, module.is_package) == (origin, source, is_package)


@pytest.mark.parametrize(
    "result",
    [
        "text",
        [],
        3,
        {"source": 3},
        {"source": "x", "origin": []},
        {"source": "x", "is_package": "yes"},
        {"source": "x", "submodule_search_locations": "/w"},
        {"source": "x", "submodule_search_locations": [1]},
    ],
)
def test_malformed_results(result):
    with pytest.raises(ValueError, match=r"result|source|origin|is_package|locations"):
        read_module("a.b", result)
