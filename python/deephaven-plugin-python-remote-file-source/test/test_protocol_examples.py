"""The examples of docs/protocol.md, replayed against the plugin."""

import importlib
import json
import re
import uuid
from pathlib import Path

import pytest

from deephaven.python_remote_file_source import __version__
from dialects import Documented

PAGE = Path(__file__).resolve().parents[3] / "docs" / "protocol.md"
EXAMPLE = re.compile(r"<!-- example: ([^\n]+) -->\s+```\w+\n(.*?)```", re.DOTALL)

# The page is part of the repository, not of this package.
pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="the repository's docs are not here")

EXAMPLES = dict(EXAMPLE.findall(PAGE.read_text(encoding="utf-8"))) if PAGE.exists() else {}

# What the page serves, with the kind of module that each name is.
NAMES = {
    "market": "package",
    "market.config": "module",
    "market.reports": "namespace package",
    "market.nothing": "not found",
    "market.legacy": "cannot be read",
}


def example(name):
    return json.loads(EXAMPLES[name])


def connection_id():
    return example("set_connection_id request, our client")["id"]


def run(name, scope):
    """Execute an example of code as the client lets the worker do it."""
    exec(EXAMPLES[name], scope)


def response(message, kind, dialect):
    """The page's answer to a `fetch_module` request, with the request's id."""
    if dialect is not None:
        name = f"fetch_module result, {kind}, {dialect} dialect"
        if name in EXAMPLES:
            return {"jsonrpc": "2.0", "id": message["id"], "result": example(name)}
    return {**example(f"fetch_module response, {kind}"), "id": message["id"]}


@pytest.fixture
def worker(connect):
    """The globals of a worker, after the code on the page, and a client of its plugin object."""
    scope = {}
    run("code, create the plugin object", scope)

    def client(dialect=None):
        def answer(message):
            return response(message, NAMES[message["params"]["module_name"]], dialect)

        connected = connect(
            Documented(), target=scope["__deephaven_jupyter"], connection_id=None, answer=answer
        )
        # As of a client that has nothing but these methods.
        message = example("set_connection_id request, our client")
        del message["params"]["capabilities"]
        connected.send(message)
        run("code, set the execution context", scope)
        return connected

    return client


@pytest.mark.parametrize(
    ("request_name", "response_name"),
    [
        (
            "set_connection_id request, our client",
            "set_connection_id response, our server",
        ),
        ("unknown method, request", "unknown method, response"),
    ],
)
def test_requests_are_answered_as_on_the_page(connect, request_name, response_name):
    wanted = example(response_name)
    client = connect(Documented(), connection_id=None)
    (answer,) = client.call(example(request_name))
    if "version" in wanted.get("result", {}):
        wanted["result"]["version"] = __version__
    if "mirror" in wanted.get("result", {}):
        form = re.compile(r"(/[\w.-]+)+/served-\w+/\d+")
        assert form.fullmatch(wanted["result"]["mirror"])
        assert form.fullmatch(client.mirror)
        wanted["result"]["mirror"] = client.mirror
        wanted["result"]["run_id"] = client.run_id
    assert answer == wanted


@pytest.mark.parametrize("dialect", ["documented", "deployed"])
def test_set_connection_id_of_other_clients_is_taken(connect, plugin_object, dialect):
    message = example(f"set_connection_id request, {dialect} dialect")
    client = connect(
        Documented(),
        connection_id=None,
        answer=lambda message: response(message, NAMES[message["params"]["module_name"]], None),
    )
    assert client.call(message) == [{"jsonrpc": "2.0", "id": message["id"], "result": None}]
    plugin_object.set_execution_context("a-connection", {"market"})
    assert importlib.import_module("market.config").RATE == 2


def test_request_plugin_info_is_answered_as_on_the_page(worker):
    client = worker()
    assert client.call(example("request_plugin_info request")) == [
        example("request_plugin_info response")
    ]


def test_fetch_module_is_sent_as_on_the_page(worker):
    client = worker()
    importlib.import_module("market.config")
    wanted = example("fetch_module request")
    (sent,) = (message for message in client.received if message.get("params") == wanted["params"])
    assert {**sent, "id": wanted["id"]} == wanted
    assert str(uuid.UUID(sent["id"])) == sent["id"]


@pytest.mark.parametrize("dialect", [None, "documented", "deployed"])
def test_results_are_read(worker, dialect):
    client = worker(dialect)
    market = importlib.import_module("market")
    config = importlib.import_module("market.config")
    reports = importlib.import_module("market.reports")
    root = "/jupyter:/projects" if dialect is None else "/home/me"

    assert market.RATE == config.RATE == 2
    assert market.__file__ == f"{client.mirror}/market/__init__.py"
    assert config.__file__ == f"{client.mirror}/market/config.py"
    assert market.__path__ == [f"{client.mirror}/market"]
    assert list(reports.__path__) == [f"{client.mirror}/market/reports"]
    # Tracebacks show the client's path.
    assert config.__loader__.get_code("market.config").co_filename == f"{root}/market/config.py"
    assert not hasattr(config, "__path__")
    assert getattr(reports, "__file__", None) is None
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'market\.nothing'"):
        importlib.import_module("market.nothing")


def test_a_module_that_cannot_be_read_is_an_import_error(worker):
    worker()
    reason = re.escape(example("fetch_module response, cannot be read")["error"]["message"])
    with pytest.raises(ImportError, match=f"^cannot import 'market.legacy' from client .*{reason}"):
        importlib.import_module("market.legacy")
