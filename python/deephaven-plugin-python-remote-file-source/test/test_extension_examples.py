"""The examples of the extension in docs/protocol.md, replayed against the plugin in their order."""

import importlib
import json
import re
from pathlib import Path

import pytest

from deephaven.python_remote_file_source import __version__, runs
from dialects import Documented
from synced import Synced

HERE = Path(__file__).resolve()
PAGES = [HERE.parents[3] / "docs" / "protocol.md"]
EXAMPLE = re.compile(r"<!-- example: sync: ([^\n]+) -->\s+```\w+\n(.*?)```", re.DOTALL)
EXAMPLES = {
    name: text
    for page in PAGES
    if page.exists()
    for name, text in EXAMPLE.findall(page.read_text(encoding="utf-8"))
}

# The page is part of the repository, not of this package.
pytestmark = pytest.mark.skipif(not EXAMPLES, reason="the repository's docs are not here")

RIVAL = "9b1d0c2f-another-connection"


def example(name):
    return json.loads(EXAMPLES[name])


@pytest.fixture
def client(connect):
    """A client that has sent the first requests of the page, and got its answers."""

    def answer(message):
        kind = message["method"]
        wanted = example(f"{kind} request")
        assert {**message, "id": wanted["id"]} == wanted
        return {**example(f"{kind} response"), "id": message["id"]}

    client = connect(Documented(), connection_id=None, answer=answer)
    for name, separator in [
        ("set_connection_id", " "),
        ("first revision", ", "),
        ("put", ", "),
    ]:
        replay(client, name, separator)
    return client


def replay(client, name, separator=", "):
    wanted = example(f"{name}{separator}response")
    if "version" in (wanted.get("result") or {}):
        wanted["result"]["version"] = __version__
    assert client.call(example(f"{name}{separator}request")) == [wanted]


def set_execution_context(plugin_object):
    exec(EXAMPLES["code, set the execution context"], {"__deephaven_jupyter": plugin_object})


def test_a_run_and_its_details(client, plugin_object):
    replay(client, "next revision")
    set_execution_context(plugin_object)
    assert importlib.import_module("market").RATE == 3
    assert importlib.import_module("market.reports.daily").NAME == "market.reports.daily"
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("market.legacy")
    wanted = example("details, response")
    (answer,) = client.call(example("details, request"))
    for message in (wanted, answer):
        for fetched in message["result"]["clients"][0]["fetched"]:
            assert fetched.pop("ms") >= 0
    assert answer == wanted


def test_the_first_revision_is_imported(client, plugin_object):
    connection_id = example("set_connection_id request")["id"]
    plugin_object.set_execution_context(connection_id, {"market"}, 1)
    assert importlib.import_module("market").RATE == 2
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("market.nothing")
    assert importlib.import_module("market.reports.daily").NAME == "market.reports.daily"
    path = "/jupyter:/projects/market/prices.csv"
    assert importlib.import_module("market").__loader__.get_data(path).startswith(b"day,price")
    assert importlib.import_module("market.legacy").OLD == 1


def test_a_data_file_that_was_not_put_is_fetched(connect, plugin_object):
    """The page's request and response; the store has nothing of it here."""
    asked = []

    def answer(message):
        asked.append(message)
        return {**example("fetch_file response"), "id": message["id"]}

    client = connect(Documented(), connection_id=None, answer=answer)
    replay(client, "set_connection_id", " ")
    client.send(example("first revision, request"))
    set_id = example("set_connection_id request")["id"]
    plugin_object.set_execution_context(set_id, {"market"}, 1)
    loader = importlib.import_module("market").__loader__
    content = loader.get_data(example("fetch_file request")["params"]["path"])
    assert content.decode() == example("fetch_file response")["result"]
    (message,) = asked
    assert {**message, "id": example("fetch_file request")["id"]} == example("fetch_file request")


def test_a_program_is_run(client, capsys, monkeypatch):
    monkeypatch.setattr(runs, "_log", print)  # there is no Deephaven to log it
    replay(client, "next revision")
    exec(EXAMPLES["code, run a program"], {})
    assert capsys.readouterr().out == "3\nc3d0f9a2-77b1-4a35-8c1e-5d2f4b6a7980\n"


def test_a_revision_that_does_not_fit(client):
    replay(client, "next revision")
    replay(client, "wrong base")


def test_standing_names_are_lost_and_regained(client, connect):
    replay(client, "set_standing")
    rival = connect(Synced(), {"market.py": ""}, RIVAL)
    before = len(client.received)
    rival.send({**example("set_standing, request")})
    rival.close()
    told = [example("displaced, standing"), example("restored, standing")]
    assert client.received[before:] == told


def test_the_context_is_lost(client, connect, plugin_object):
    replay(client, "next revision")
    set_execution_context(plugin_object)
    connect(Documented(), {}, RIVAL)
    before = len(client.received)
    plugin_object.set_execution_context(RIVAL, {"other"})
    assert client.received[before:] == [example("displaced, foreground")]


def test_an_import_of_a_standing_module_asks_first(client, connect, plugin_object):
    replay(client, "set_standing")
    module = importlib.import_module("market.config")
    assert module.__name__ == "market.config"
    assert client.asked[0] == "renew"
