"""Tests of devtools/demo_settings.py."""

import json

import pytest

from devtools.console import Failure
from devtools.demo_settings import parse, with_server, write_settings

DEMO = {"name": "Demo", "url": "http://localhost:10000", "auth": "psk"}
MINE = {"name": "Mine", "url": "https://example.org", "auth": "anonymous"}
FILE = "jupyterlab-deephaven/servers.jupyterlab-settings"


def test_the_server_is_added():
    assert with_server({}, DEMO["url"], "psk") == {"servers": [DEMO]}
    assert with_server({"servers": [MINE]}, DEMO["url"], "psk") == {"servers": [DEMO, MINE]}


def test_only_the_demo_server_is_changed():
    old = {**DEMO, "url": "http://localhost:1", "note": "kept"}
    settings = {"other": 1, "servers": [MINE, old]}
    assert with_server(settings, DEMO["url"], "psk") == {
        "other": 1,
        "servers": [MINE, {**DEMO, "note": "kept"}],
    }
    assert settings["servers"][1] == old


def test_settings_may_hold_comments_and_trailing_commas():
    text = """
    // JupyterLab writes such lines
    { /* and
         such */
      "servers": [{"name": "a, ]", "url": "http://x//y /* z */"},],
    }
    """
    assert parse(text) == {"servers": [{"name": "a, ]", "url": "http://x//y /* z */"}]}
    assert parse("// nothing else\n") == {}


def test_the_file_is_written_and_updated(tmp_path):
    write_settings(tmp_path, "http://localhost:1", "psk")
    write_settings(tmp_path, "http://localhost:2", "anonymous")
    assert json.loads((tmp_path / FILE).read_text()) == {
        "servers": [{"name": "Demo", "url": "http://localhost:2", "auth": "anonymous"}]
    }


@pytest.mark.parametrize("text", ["{", "[]", '"servers"'])
def test_what_cannot_be_read_is_not_overwritten(tmp_path, text):
    file = tmp_path / FILE
    file.parent.mkdir()
    file.write_text(text)
    with pytest.raises(Failure, match="correct it or delete it"):
        write_settings(tmp_path, "http://localhost:1", "psk")
    assert file.read_text() == text
