"""Cells of notebooks: the value of a last expression, what is displayed, and what is asked."""

import builtins
import os
import sys
import types

import pytest

import in_process
from deephaven.python_remote_file_source.cells import bundles, showing, tables
from in_process import run_id
from synced import Synced
from test_output import error_of_run, printed


@pytest.fixture(autouse=True)
def globals_of_python(monkeypatch):
    """What cells change for good is undone."""
    monkeypatch.setattr(builtins, "display", None, raising=False)
    monkeypatch.delattr(builtins, "display")
    monkeypatch.setattr(builtins, "_", None, raising=False)
    monkeypatch.setattr(os, "environ", dict(os.environ))
    showing.install.cache_clear()
    yield
    showing.install.cache_clear()


@pytest.fixture(params=["with IPython", "without"])
def ipython(request, monkeypatch):
    monkeypatch.setattr(bundles, "has_ipython", lambda: request.param == "with IPython")


@pytest.fixture
def client(connect):
    return connect(Synced(), {"pk.py": "X = 1\n"}, "id-1")


def run_cell(source, scope=None, mark="m", filename="/jupyter:/a.ipynb#cell-id=c"):
    from deephaven.python_remote_file_source import run_cell as run_in_caller

    scope = {"__name__": "test_cells_scope"} if scope is None else scope
    scope.update(run_in_caller=run_in_caller, arguments=(run_id("id-1"), {"pk"}, 1, source))
    exec(f"run_in_caller(*arguments, {filename!r}, {mark!r})", scope)
    return scope


def shown(client):
    """The types and the contents of what was shown, and texts, in order."""
    found = []
    for message in client.received:
        if message.get("method") == "display":
            found.append((message["params"]["type"], message["params"]["content"]))
        elif message.get("method") == "output":
            found += [("stream", text) for _, text in message["params"]["parts"]]
    return found


def test_the_value_of_a_last_expression_is_shown(client, ipython):
    run_cell("import pk\nprint('before')\npk.X + 1")
    assert shown(client) == [
        ("stream", "before\n"),
        ("execute_result", {"data": {"text/plain": "2"}, "metadata": {}}),
    ]
    assert error_of_run(client) is None


@pytest.mark.parametrize(
    "source",
    [
        "1 + 1;",
        "1 + 1 ; # note",
        "x = 1",
        "None",
        "",
        "# nothing",
        "def f():\n    1",
        "if 1:\n    2",
    ],
)
def test_nothing_is_shown(client, source):
    run_cell(source)
    assert shown(client) == []
    assert error_of_run(client) is None


@pytest.mark.parametrize("source", ["'a;'", "'a' # b;", "a = 1; a", '"""\n;\n"""'])
def test_a_semicolon_elsewhere_hides_nothing(client, source):
    run_cell(source)
    assert [kind for kind, _ in shown(client)] == ["execute_result"]


def test_the_last_value_is_kept_as_in_python(client):
    scope = run_cell("40 + 2")
    run_cell("x = _ + 1", scope)
    assert scope["x"] == 43


def test_values_are_shown_in_their_own_forms(client, ipython):
    run_cell(
        "class Shape:\n"
        "    def _repr_html_(self): return '<b>1</b>'\n"
        "    def _repr_png_(self): return b'png'\n"
        "    def _repr_mimebundle_(self, include=None, exclude=None):\n"
        "        return {'application/x': {'a': 1}}, {'application/x': {'b': 2}}\n"
        "    def __repr__(self): return 'Shape'\n"
        "Shape()"
    )
    ((_, content),) = shown(client)
    data = content["data"]
    assert data["application/x"] == {"a": 1}
    if "text/html" in data:  # IPython takes the bundle for all there is to say of these
        assert data["text/html"] == "<b>1</b>"
        assert data["image/png"] == "cG5n"
    assert data["text/plain"] == "Shape"
    assert content["metadata"] == {"application/x": {"b": 2}}


def test_display_comes_in_order_and_can_be_replaced(client, ipython):
    run_cell(
        "print('a')\n"
        "handle = display(1, display_id='d')\n"
        "print('b')\n"
        "handle.update(2)\n"
        "display('x', {'text/plain': 'raw'}, metadata={'m': 1})\n"
        "display({'text/html': '<i>r</i>'}, raw=True)\n"
    )
    first, second = {"text/plain": "1"}, {"text/plain": "2"}
    transient = {"display_id": "d"}
    kinds = [kind for kind, _ in shown(client)]
    assert kinds[:4] == ["stream", "display_data", "stream", "update_display_data"]
    contents = [content for kind, content in shown(client) if kind != "stream"]
    assert contents[0] == {"data": first, "metadata": {}, "transient": transient}
    assert contents[1] == {"data": second, "metadata": {}, "transient": transient}
    assert contents[2] == {"data": {"text/plain": "'x'"}, "metadata": {"m": 1}}
    assert contents[4] == {"data": {"text/html": "<i>r</i>"}, "metadata": {}}


def test_ipythons_own_functions_show_here(client):
    pytest.importorskip("IPython")
    run_cell(
        "from IPython.display import HTML, Markdown, clear_output, display\n"
        "display(HTML('<b>x</b>'))\n"
        "clear_output(wait=True)\n"
        "Markdown('*y*')"
    )
    (kind, content), cleared, (last, result) = shown(client)
    assert (kind, content["data"]["text/html"]) == ("display_data", "<b>x</b>")
    assert cleared == ("clear_output", {"wait": True})
    assert (last, result["data"]["text/markdown"]) == ("execute_result", "*y*")


def test_a_program_that_is_no_cell_prints_what_it_displays(client, connect):
    from test_runs import run

    run_cell("pass")
    run(source="display([1])", mark="n")
    assert printed(client, "n") == [["stdout", "[1]\n"]]


def test_what_is_too_large_is_not_shown(client, monkeypatch):
    monkeypatch.setattr(showing, "_MAX_SIZE", 100)
    run_cell("'a' * 1000")
    ((_, content),) = shown(client)
    assert content["data"] == {"text/plain": "<1,002 characters are too many to show>"}


def test_an_error_begins_with_the_cell(client):
    run_cell("def f():\n    return 1 / 0\n\nf()")
    error = error_of_run(client)
    assert error["name"] == "ZeroDivisionError"
    assert (
        error["traceback"].splitlines()[:4]
        == [
            "Traceback (most recent call last):",
            '  File "/jupyter:/a.ipynb#cell-id=c", line 4, in <module>',
            "    f()",
            *([] if sys.version_info < (3, 13) else ["    ~^^"]),
            '  File "/jupyter:/a.ipynb#cell-id=c", line 2, in f',
        ][:4]
    )


def test_a_cause_stays(client):
    run_cell("try:\n    1 / 0\nexcept Exception as e:\n    raise KeyError('k') from e")
    assert "direct cause" in error_of_run(client)["traceback"]


def test_await_outside_functions(client):
    source = (
        "import asyncio\n"
        "async def work():\n    await asyncio.sleep(0)\n    return 'done'\n"
        "found = await work()\n"
        "await work()"
    )
    scope = run_cell(source)
    assert scope["found"] == "done"
    assert shown(client)[-1][1]["data"] == {"text/plain": "'done'"}
    run_cell("async def fail():\n    1 / 0\nawait fail()", mark="n")
    frames = error_of_run(client, "n")["frames"]
    assert [frame["file"] for frame in frames] == ["/jupyter:/a.ipynb#cell-id=c"]


def test_a_syntax_error_shows_its_line(client):
    run_cell("x = 1\ny = = 2")
    error = error_of_run(client)
    assert error["name"] == "SyntaxError"
    assert error["frames"] == [{"file": "/jupyter:/a.ipynb#cell-id=c", "line": 2}]


def test_input_asks_the_clients_user(connect, monkeypatch):
    monkeypatch.setattr(in_process, "ASKED", ("input",))
    monkeypatch.setattr(in_process, "what_is_asked", lambda message: message["params"]["prompt"])
    client = connect(Synced(), {"pk.py": "X = 1\n"}, "id-1")
    answers = iter(["Ada", "secret", None])

    def answer(message):
        return {"jsonrpc": "2.0", "id": message["id"], "result": next(answers)}

    monkeypatch.setattr(client, "_answer", answer)
    scope = run_cell(
        "from getpass import getpass\n"
        "print('name?')\nname = input('Name: ')\nkey = getpass()\ninput()"
    )
    assert (scope["name"], scope["key"]) == ("Ada", "secret")
    asked = [m["params"] for m in client.received if m.get("method") == "input"]
    assert asked == [
        {"run": "m", "prompt": "Name: ", "password": False},
        {"run": "m", "prompt": "Password: ", "password": True},
        {"run": "m", "prompt": "", "password": False},
    ]
    order = [m["method"] for m in client.received if m.get("method") in ("input", "output")]
    assert order[:2] == ["output", "input"]
    assert error_of_run(client)["name"] == "EOFError"


def test_a_table_goes_along_as_a_reference(client, monkeypatch):
    class Table:
        def __init__(self):
            self.columns = [types.SimpleNamespace(name="A<")]
            self.size = 12

    pandas = pytest.importorskip("pandas")
    monkeypatch.setitem(
        sys.modules, "deephaven.table", types.SimpleNamespace(Table=Table, __name__="t")
    )
    monkeypatch.setattr(
        tables, "_frame", lambda table, names: pandas.DataFrame({"A<": ["<x>"] * 10})
    )
    table = Table()
    run_cell("table", {"table": table})
    ((kind, content),) = shown(client)
    assert kind == "execute_result"
    assert content["data"][tables.TABLE_TYPE] == {"object": 0, "type": "Table"}
    assert "&lt;x&gt;" in content["data"]["text/html"]
    assert "10 of 12 rows" in content["data"]["text/plain"]
    assert client.references == [table]


@pytest.mark.parametrize("source", ["%time 1 + 1", "%%time\n\n1 + 1", "x = 1\n%time x + 1"])
def test_time(client, source):
    run_cell(source)
    (_, text), (kind, content) = shown(client)
    assert text.startswith("CPU time: ")
    assert "\nWall time: " in text
    assert (kind, content["data"]) == ("execute_result", {"text/plain": "2"})


def test_a_value_that_is_timed_can_be_assigned(client):
    assert run_cell("x = %time 40 + 2")["x"] == 42


def test_timeit(client):
    run_cell("n = 1\n%timeit n + 1")
    assert "per loop (best of 5 runs" in shown(client)[0][1]


def test_other_lines_of_ipython(client):
    run_cell("%load_ext autoreload\n%matplotlib inline\n7")
    (_, text), (_, content) = shown(client)
    assert text.startswith("No %autoreload is needed")
    assert content["data"] == {"text/plain": "7"}


@pytest.mark.parametrize("source", ["%magic", "!ls", "%load_ext sql", "%time 1 +\nx = = 1"])
def test_what_is_no_python_stays_so(client, source):
    run_cell(source)
    assert error_of_run(client)["name"] == "SyntaxError"


def test_what_is_python_stays_so(client):
    scope = run_cell('time = 3\nx = (7\n%time)\ny = """\n%time 1\n"""')
    assert (scope["x"], scope["y"]) == (1, "\n%time 1\n")


def test_pip_says_where_it_installs(client):
    run_cell("%pip --version")
    text = "".join(text for _, text in shown(client))
    assert text.startswith(f"Installs on the Deephaven server, into {sys.prefix}")
    assert "\npip " in text or "No module named pip" in text
