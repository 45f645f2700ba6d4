"""What a server is given: the object type, and the panel if it was built."""

import json
import logging
from importlib.metadata import distribution
from pathlib import Path

import pytest

from deephaven.python_remote_file_source import register
from deephaven.python_remote_file_source._version import __version__
from deephaven.python_remote_file_source.plugin_type import PluginType
from deephaven.python_remote_file_source.register import PluginRegistration

JS = Path(__file__).parent.parent / "js"
MANIFEST = {"name": "@x/panel", "version": "1.2.3", "main": "dist/index.js"}


@pytest.fixture
def js_folder(tmp_path, monkeypatch):
    folder = tmp_path / "_js"
    monkeypatch.setattr(register, "_JS_FOLDER", str(folder))
    return folder


def test_with_the_panel(js_folder, caplog):
    (js_folder / "dist").mkdir(parents=True)
    (js_folder / "dist" / "index.js").touch()
    (js_folder / "package.json").write_text(json.dumps(MANIFEST), encoding="utf-8")
    plugin_type, panel = PluginRegistration.collect_plugins()
    assert plugin_type is PluginType
    assert (panel.name, panel.version, panel.main) == ("@x/panel", "1.2.3", "dist/index.js")
    assert panel.path() == js_folder
    assert not caplog.records


@pytest.mark.parametrize("manifest", [None, "", "{}", json.dumps(MANIFEST)])
def test_without_the_panel(js_folder, caplog, manifest):
    if manifest is not None:
        js_folder.mkdir()
        (js_folder / "package.json").write_text(manifest, encoding="utf-8")
    assert PluginRegistration.collect_plugins() == [PluginType]
    [record] = caplog.records
    assert record.levelno == logging.WARNING
    assert "no panel" in record.getMessage()
    assert "npm run build" in record.getMessage()


@pytest.mark.skipif(not JS.exists(), reason="needs the source of the panel")
def test_the_panel_has_the_version_of_the_package():
    package = json.loads((JS / "package.json").read_text(encoding="utf-8"))
    assert package["version"] == __version__


def test_entry_point():
    entries = distribution("deephaven-plugin-python-remote-file-source").entry_points
    assert [(entry.group, entry.name, entry.value) for entry in entries] == [
        (
            "deephaven.plugin",
            "registration_cls",
            "deephaven.python_remote_file_source.register:PluginRegistration",
        )
    ]
