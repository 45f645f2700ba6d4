"""The examples of the extension in docs/protocol.md, replayed against the plugin in their order."""

import importlib
import json
import pkgutil
import re
from pathlib import Path

import pytest

import in_process
from deephaven.python_remote_file_source import __version__, run, run_cell
from deephaven.python_remote_file_source.cells.scopes import scopes
from deephaven.python_remote_file_source.contexts import fetching
from dialects import Documented
from synced import Synced, ask, key_of
from test_output import printed

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


PROJECT = "/jupyter/projects/market"


def connected(connect, names, **responses):
    """A client that has sent some requests of the page, and got its answers.

    Args:
        responses: What it answers by method, other than on the page.
    """

    def answer(message):
        method = message["method"]
        wanted = example(f"{method} request")
        assert message["params"].keys() == wanted["params"].keys()
        return {**responses.get(method, example(f"{method} response")), "id": message["id"]}

    client = connect(Documented(), connection_id=None, answer=answer)
    for name in names:
        replay(client, name)
    return client


@pytest.fixture
def client(connect):
    contents = {"result": {"contents": example("fetch_files response")["result"]["contents"][:1]}}
    return connected(connect, ["set_connection_id", "first revision", "put"], fetch_files=contents)


def replay(client, name):
    separator = " " if name == "set_connection_id" else ", "
    wanted = example(f"{name}{separator}response")
    (answer,) = client.call(example(f"{name}{separator}request"))
    if "version" in (wanted.get("result") or {}):
        wanted["result"]["version"] = __version__
    if "mirror" in (wanted.get("result") or {}):
        wanted["result"]["mirror"] = client.mirror
        wanted["result"]["run_id"] = client.run_id
    assert answer == wanted


def sent(client, method):
    """The params of the only request of the server by that method."""
    (message,) = (message for message in client.received if message.get("method") == method)
    return message["params"]


def set_execution_context(plugin_object):
    exec(EXAMPLES["code, set the execution context"], {"__deephaven_jupyter": plugin_object})


@pytest.mark.parametrize("method", ["complete", "hover", "signatures"])
def test_completion(client, method):
    wanted = example(f"{method}, response")["result"]
    assert ask(client, method, **example(f"{method}, request")["params"])["result"] == wanted


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
    assert pkgutil.get_data("market", "prices.csv").startswith(b"day,price")
    assert importlib.import_module("market.legacy").OLD == 1
    assert (
        sent(client, "fetch_files")["paths"][0]
        == (example("fetch_files request")["params"]["paths"][0])
    )


def test_the_mirror_of_a_path_is_where_the_page_says(client):
    assert Path(f"{client.mirror}{PROJECT}/config.py").read_text() == "RATE = 2\n"
    assert Path(f"{client.mirror}{PROJECT}/legacy.py").read_bytes().startswith(b"# \xfc")


def test_several_files_are_fetched_at_once(connect, plugin_object):
    """The page's answer, of which one file is gone."""
    client = connected(connect, ["set_connection_id"])
    paths = example("fetch_files request")["params"]["paths"]
    message = example("first revision, request")
    message["params"]["files"] = {
        **dict.fromkeys(paths, "?:"), f"{PROJECT}/reports/__init__.py": "?:"
    }  # fmt: skip
    message["params"]["contents"] = []
    source = client._stream._source
    assert client.call(message)[0]["result"]["wanted"] == []
    contents = source._fetcher.files(paths)
    assert contents == {paths[0]: b"NAME = __name__\n", paths[1]: b"RATE = 2\n"}
    assert sent(client, "fetch_files") == example("fetch_files request")["params"]


def test_a_data_file_is_fetched_in_portions(connect, monkeypatch):
    """The page's request, and its response with the rest of the file after it."""
    first = example("fetch_file response")
    text = "day,price\n1,2.5\n"
    assert (first["result"]["content"], first["result"]["size"]) == (text[:10], len(text))
    assert first["result"]["version"] == key_of(text)
    request = example("fetch_file request")["params"]
    monkeypatch.setattr(fetching, "PORTION", request["length"])
    portions = [first, {**first, "result": {**first["result"], "content": text[10:]}}]
    asked = []

    def answer(message):
        asked.append(message)
        return {**portions.pop(0), "id": message["id"]}

    client = connect(Documented(), connection_id=None, answer=answer)
    replay(client, "set_connection_id")
    replay(client, "first revision")
    assert Path(f"{client.mirror}{request['path']}").read_text() == text
    wanted = [request, {**request, "offset": 10}]
    assert [message["params"] for message in asked] == wanted


def test_a_folder_is_listed(connect, plugin_object):
    contents = {"result": {"contents": ["NAME = __name__\n"]}}
    client = connected(connect, ["set_connection_id"], fetch_files=contents)
    message = example("first revision, request")
    folder = example("list_folder request")["params"]["path"]
    del message["params"]["files"][f"{folder}/daily.py"]
    message["params"]["files"][f"{folder}/"] = "?"
    assert "result" in client.call(message)[0]
    plugin_object.set_execution_context(message_id(), {"market"}, 1)
    assert importlib.import_module("market.reports.daily").NAME == "market.reports.daily"
    assert sent(client, "list_folder") == example("list_folder request")["params"]


def message_id():
    return example("set_connection_id request")["id"]


def test_a_program_is_run(client):
    replay(client, "next revision")
    client._stream._client.run_id = example("set_connection_id response")["result"]["run_id"]
    before = len(client.received)
    exec(EXAMPLES["code, run a program"], {})
    assert client.received[before] == example("run_began")
    output = example("output")
    assert printed(client, output["params"]["run"]) == output["params"]["parts"]
    assert client.received[-1] == example("run_ended")
    client.send(example("output_taken"))


@pytest.mark.parametrize("suffix", ["", " of a scope"])
def test_a_cell_is_run(client, suffix):
    replay(client, "next revision")
    client._stream._client.run_id = example("set_connection_id response")["result"]["run_id"]
    exec(EXAMPLES[f"code, run a cell{suffix}"], {})
    shown = [message for message in client.received if message.get("method") == "display"]
    assert shown == [example("display")]


def test_a_scope_is_forgotten(client):
    params = example("forget scope, request")["params"]
    scopes.of(params["scope"]).namespace["x"] = 1
    wanted = example("forget scope, response")
    assert ask(client, "forget_scope", **params)["result"] == wanted["result"]
    assert "x" not in scopes.of(params["scope"]).namespace


def test_a_cell_asks_for_a_line(client, monkeypatch):
    request, response = example("input, request"), example("input, response")
    monkeypatch.setattr(in_process, "ASKED", ("input",))
    monkeypatch.setattr(in_process, "what_is_asked", lambda message: message["method"])
    monkeypatch.setattr(client, "_answer", lambda asked: {**response, "id": asked["id"]})
    values = (client.run_id, set(), 1, "name = input('Name: ')", "/jupyter:/a.ipynb#cell-id=a")
    scope = {"run_cell": run_cell, "values": (*values, request["params"]["run"])}
    exec("run_cell(*values)", scope)
    asked = next(message for message in client.received if message.get("method") == "input")
    assert asked == {**request, "id": asked["id"]}
    assert scope["name"] == response["result"]


def test_a_program_fails(client):
    run_ended = example("run_ended, failed")
    before = len(client.received)
    values = (client.run_id, set(), 1, 'raise ValueError("no rate")', "/jupyter:/projects/main.py")
    exec("run(*values)", {"run": run, "values": (*values, run_ended["params"]["run"])})
    assert client.received[before:] == [example("run_began"), run_ended]


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
