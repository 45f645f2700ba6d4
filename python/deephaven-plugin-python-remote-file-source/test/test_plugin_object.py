"""The execution context, and the object type."""

import importlib
import sys
import types

import pytest

from deephaven.python_remote_file_source import PluginObject
from deephaven.python_remote_file_source.plugin_type import PluginType
from dialects import Documented


@pytest.mark.parametrize("names", [{"a"}, frozenset({"a"}), {"a": 1}, {"a": 1}.keys()])
def test_kinds_of_names(plugin_object, names):
    plugin_object.set_execution_context("id", names)
    assert plugin_object.get_top_level_module_fullnames() == {"a"}


def test_an_empty_dict_means_no_names(plugin_object):
    plugin_object.set_execution_context("id", {"a"})
    plugin_object.set_execution_context("id", {})
    assert plugin_object.get_top_level_module_fullnames() == set()


@pytest.mark.parametrize(
    ("connection_id", "names", "words"),
    [
        ("id", ["a"], "must be a set, a frozenset or a dict, not list"),
        ("id", "a", "must be a set, a frozenset or a dict, not str"),
        ("id", None, "must be a set, a frozenset or a dict, not NoneType"),
        ("id", {1}, "must hold strings, not int"),
        (b"id", {"a"}, "connection_id must be a str, an int or None, not bytes"),
        (True, {"a"}, "connection_id must be a str, an int or None, not bool"),
    ],
)
def test_other_types_are_refused_and_change_nothing(plugin_object, connection_id, names, words):
    plugin_object.set_execution_context("before", {"kept"})
    with pytest.raises(TypeError, match=words):
        plugin_object.set_execution_context(connection_id, names)
    assert plugin_object.get_top_level_module_fullnames() == {"kept"}


@pytest.mark.parametrize(
    ("timeout", "error"), [("5", TypeError), (True, TypeError), (0, ValueError), (-1, ValueError)]
)
def test_wrong_timeouts(timeout, error):
    with pytest.raises(error):
        PluginObject(fetch_timeout=timeout)


def test_the_published_keyword_names_work(plugin_object):
    plugin_object.set_execution_context(connection_id="id", top_level_module_fullnames={"a"})
    assert plugin_object.get_top_level_module_fullnames() == {"a"}


def test_old_and_new_names_are_evicted_with_their_submodules(plugin_object, connect):
    files = ["old/__init__.py", "old/sub.py", "new/__init__.py", "new/sub/__init__.py",
             "new/sub/sub.py", "older.py"]  # fmt: skip
    names = ["old", "old.sub", "new", "new.sub", "new.sub.sub", "older"]
    connect(Documented(), dict.fromkeys(files, ""))
    connect(Documented(), dict.fromkeys(files, ""), "id-2", target=(other := PluginObject()))
    other.set_execution_context("id-2", {"older"})
    plugin_object.set_execution_context("id-1", {"old", "new"})
    for name in names:
        importlib.import_module(name)
    plugin_object.set_execution_context("id-1", {"new"})
    assert set(names) & set(sys.modules) == {"older"}


def test_modules_of_the_worker_itself_are_not_evicted(plugin_object, monkeypatch):
    for name in ["old", "old.sub", "new", "new.sub.sub"]:
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    plugin_object.set_execution_context("id", {"old"})
    plugin_object.set_execution_context("id", {"new"})
    plugin_object.set_execution_context(None, set())
    assert {"old", "old.sub", "new", "new.sub.sub"} <= set(sys.modules)


def test_a_run_whose_client_is_not_connected_imports_nothing_that_it_served(connect, plugin_object):
    client = connect(Documented(), {"pk.py": ""})
    plugin_object.set_execution_context("id-1", {"pk"})
    importlib.import_module("pk")
    client.close()
    assert "pk" in sys.modules
    plugin_object.set_execution_context("id-1", {"pk"})
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pk")


def test_a_parent_that_stays_loses_the_evicted_child(plugin_object, connect, monkeypatch):
    parent = types.ModuleType("controller")
    parent.__path__ = []
    monkeypatch.setitem(sys.modules, "controller", parent)
    client = connect(Documented(), {"controller/m.py": "X = 1"})
    plugin_object.set_execution_context("id-1", {"controller.m"})
    from controller import m

    assert parent.m is m
    client.files["controller/m.py"] = "X = 2"
    plugin_object.set_execution_context("id-1", {"controller.m"})
    assert not hasattr(parent, "m")
    from controller import m

    assert m.X == 2


def test_an_attribute_that_is_not_the_module_stays(plugin_object, monkeypatch):
    parent = types.ModuleType("controller")
    parent.m = "mine"
    monkeypatch.setitem(sys.modules, "controller", parent)
    monkeypatch.setitem(sys.modules, "controller.m", types.ModuleType("controller.m"))
    plugin_object.set_execution_context("id", {"controller.m"})
    assert parent.m == "mine"


def test_none_switches_serving_off(plugin_object, connect):
    connect(Documented(), {"pk.py": ""})
    plugin_object.set_execution_context(None, {"pk"})
    assert plugin_object.get_top_level_module_fullnames() == {"pk"}
    with pytest.raises(ModuleNotFoundError, match="No module named 'pk'"):
        import pk  # noqa: F401


def test_the_second_import_path():
    from deephaven.python_remote_file_source_plugin import PluginObject as other

    assert other is PluginObject


def test_object_type(plugin_object):
    plugin_type = PluginType()
    assert plugin_type.name == "DeephavenPythonRemoteFileSourcePlugin"
    assert plugin_type.is_type(plugin_object)
    assert not plugin_type.is_type(object())
    assert plugin_type.authorization_export_behavior() == "transform"
