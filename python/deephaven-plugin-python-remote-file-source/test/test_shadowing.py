"""Served modules that hide the worker's own, and what comes back when serving ends."""

import importlib
import sys

import pytest

from kinds import DIFFERENT, for_each

FILES = {
    "colorsys.py": "HERE = 'served'\n",
    "installed/__init__.py": "from . import part\nHERE = 'served'\n",
    "installed/part.py": "HERE = 'served'\n",
    "mine.py": "HERE = 'served'\n",
}
NAMES = {"colorsys", "installed", "mine"}


@pytest.fixture(params=["used before", "not used before"])
def installed(request, tmp_path, monkeypatch):
    """A package that is installed in the worker."""
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed" / "__init__.py").write_text("HERE = 'installed'\n")
    (tmp_path / "installed" / "part.py").write_text("HERE = 'installed'\n")
    (tmp_path / "installed" / "more.py").write_text("HERE = 'installed'\n")
    monkeypatch.syspath_prepend(tmp_path)
    sys.modules.pop("colorsys", None)
    used = ["installed.part", "installed.more"] if request.param == "used before" else []
    for name in used:
        importlib.import_module(name)
    yield {name: sys.modules[name] for name in ["installed", *used] if name in sys.modules}
    for name in [name for name in sys.modules if name.startswith("installed")]:
        del sys.modules[name]


def without_names(plugin_object, client):
    plugin_object.set_execution_context("id-1", {"another"})


def switched_off(plugin_object, client):
    plugin_object.set_execution_context(None, set())


def by_another_client(plugin_object, client):
    plugin_object.set_execution_context("id-2", set())


def by_a_client_that_leaves(plugin_object, client):
    client.close()


def by_a_client_that_is_cut_off(plugin_object, client):
    client.break_stream()
    client.send({"jsonrpc": "2.0", "id": 1, "method": "request_plugin_info"})


@for_each(DIFFERENT)
@pytest.mark.parametrize(
    "end",
    [
        without_names,
        switched_off,
        by_another_client,
        by_a_client_that_leaves,
        by_a_client_that_is_cut_off,
    ],
)
def test_what_was_hidden_comes_back_when_serving_ends(kind, end, connect, plugin_object, installed):
    client = connect(kind, FILES)
    plugin_object.set_execution_context("id-1", NAMES)
    for name in ["colorsys", "installed", "installed.part", "mine"]:
        assert importlib.import_module(name).HERE == "served"
    # The worker's submodules do not belong to the served package.
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'installed\.more'"):
        importlib.import_module("installed.more")

    end(plugin_object, client)
    assert importlib.import_module("colorsys").rgb_to_hsv(0, 0, 0) == (0.0, 0.0, 0)
    for name in ["installed", "installed.part", "installed.more"]:
        module = importlib.import_module(name)
        assert module.HERE == "installed"
        assert module is installed.get(name, module)  # the very object that was there before


@for_each(DIFFERENT)
def test_what_hides_nothing_stays_when_its_client_leaves(kind, connect, plugin_object):
    """Listeners and later scripts go on; the next import of what is not loaded fails."""
    client = connect(kind, FILES)
    plugin_object.set_execution_context("id-1", NAMES)
    mine = importlib.import_module("mine")
    client.close()
    assert importlib.import_module("mine") is mine
    with pytest.raises(ModuleNotFoundError, match="No module named 'installed'"):
        importlib.import_module("installed")


@for_each(DIFFERENT)
def test_a_client_that_did_not_serve_takes_nothing_along(kind, connect, plugin_object):
    connect(kind, FILES)
    other = connect(kind, FILES, "id-2")
    plugin_object.set_execution_context("id-1", NAMES)
    colorsys = importlib.import_module("colorsys")
    other.close()
    assert importlib.import_module("colorsys") is colorsys
