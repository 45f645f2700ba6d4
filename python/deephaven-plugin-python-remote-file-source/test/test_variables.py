"""What clients are told of the session's variables, and deleting them."""

import collections
import datetime
import decimal
import importlib
import math
import pathlib
import sys
import types

import pytest

from deephaven.python_remote_file_source import delete_variable, restore_variable
from deephaven.python_remote_file_source.variables import listing, texts
from deephaven.python_remote_file_source.variables.deleted import MAX_KEPT
from dialects import Documented
from synced import Synced, ask


class Hostile:
    """Every question about it fails."""

    def __repr__(self):
        raise RuntimeError("asked for its text")

    __len__ = __str__ = __hash__ = __repr__

    def __eq__(self, other):
        raise RuntimeError("compared")

    def __getattribute__(self, name):
        raise RuntimeError(f"asked for {name}")


class HostileList(list):
    """A collection with code of its own."""

    def __len__(self):
        raise RuntimeError("asked for its length")

    __iter__ = __repr__ = __len__


HOSTILE = Hostile()
RECURSIVE: list = [1]
RECURSIVE.append(RECURSIVE)

SHORT_TEXTS = [
    (3, "3"),
    (10**200, "an integer of 665 bits"),
    (1.5, "1.5"),
    (math.inf, "inf"),
    (None, "None"),
    ("a\nb", r"'a\nb'"),
    ("x" * 1000, "'" + "x" * 78 + "…"),
    (b"\xff", r"b'\xff'"),
    ([1, "a", None], "[1, 'a', None]"),
    ((1,), "(1,)"),
    ((), "()"),
    (set(), "set()"),
    (frozenset([1]), "frozenset({1})"),
    (range(10**5), "range(0, 100000)"),
    (list(range(1000)), "[0, 1, 2, 3, 4, 5, 6, 7, …]"),
    ({"a": {"b": {"c": {"d": 1}}}}, "{'a': {'b': {'c': {…}}}}"),
    (collections.Counter("aab"), "{'a': 2, 'b': 1}"),
    (collections.deque([1, 2]), "deque([1, 2])"),
    (decimal.Decimal("1.50"), "Decimal('1.50')"),
    (datetime.date(2024, 1, 2), "datetime.date(2024, 1, 2)"),
    (datetime.datetime(2024, 1, 2), "datetime.datetime(2024, 1, 2, 0, 0)"),
    (pathlib.PurePosixPath("/a"), "PurePosixPath('/a')"),
    (RECURSIVE, "[1, [1, [1, […]]]]"),
    ([Hostile()], "[<Hostile>]"),
    (Hostile(), None),
    (HostileList([1]), None),
    (object(), None),
]


@pytest.mark.parametrize(
    ("value", "text"),
    SHORT_TEXTS,
    ids=[type(value).__name__ + str(i) for i, (value, _) in enumerate(SHORT_TEXTS)],
)
def test_short_texts(value, text, monkeypatch):
    monkeypatch.setattr(Hostile, "__module__", "__main__")
    assert texts.short_text(value) == text


def test_a_short_text_is_short():
    wide = {("k" * 60, n): ["v" * 60] * 9 for n in range(100)}
    assert len(texts.short_text(wide)) <= texts.MAX_TEXT


def vwap(prices, sizes: "list[int]", /, *rest, scale: float = 1.0, by=HOSTILE) -> float:
    """Volume weighted average price."""
    return prices


def test_a_function_is_its_parameters():
    told = listing.describe(vwap)
    assert told["kind"] == "function"
    own = f"<{__name__}.Hostile>"
    assert told["text"] == f"(prices, sizes, /, *rest, scale=1.0, by={own})"


def namespace(**values):
    return {"__name__": "__main__", **values}


def names_of(told):
    return [each["name"] for each in told["variables"]]


def test_imports_and_private_names_are_no_variables():
    own = types.FunctionType(vwap.__code__, {"__name__": "__main__"})
    own.__module__ = "__main__"
    told = listing.list_variables(
        namespace(b=1, _private=1, a=2, sys=sys, wraps=vwap, Path=pathlib.Path, own=own)
    )
    assert names_of(told) == ["a", "b", "own"]
    assert told["left_out"] == 0


def test_hostile_values_are_told_by_their_type():
    told = listing.list_variables(namespace(a=Hostile(), b=HostileList()))
    assert [each["kind"] for each in told["variables"]] == ["object", "object"]
    assert all("text" not in each and "length" not in each for each in told["variables"])


def test_very_many_variables_are_counted():
    told = listing.list_variables(namespace(**{f"n{i}": i for i in range(2500)}))
    assert len(told["variables"]) == listing.MAX_VARIABLES
    assert told["left_out"] == 500


def test_what_the_server_has_made_is_no_variable(monkeypatch):
    values = globals_at_start(monkeypatch, server=object(), config={})
    values["config"] = {"set": "by a client"}
    assert names_of(listing.list_variables(values)) == ["config"]


def globals_at_start(monkeypatch, **values):
    """The session's globals, recorded as those of the program that started the server."""
    of_server = namespace(**values)
    monkeypatch.setattr(listing, "session_globals", lambda: of_server)
    monkeypatch.setattr(listing, "_of_server", {})
    listing.record_server_globals()
    return of_server


def test_what_the_web_ide_puts_into_the_session_is_no_variable():
    """Its completion imports an object."""
    completer = type("Completer", (), {"__module__": "deephaven_internal.auto_completer"})()
    told = listing.list_variables(namespace(jedi_settings=completer, mine=1))
    assert names_of(told) == ["mine"]


def test_what_comes_in_place_of_a_freed_value_is_a_variable(monkeypatch):
    """A new value may have the identity of the one before."""
    values = globals_at_start(monkeypatch, config=[])
    made = []
    identity = id(values.pop("config"))
    while not made or (id(made[-1]) != identity and len(made) < 1000):
        made.append([])
    values["config"] = made[-1]
    assert names_of(listing.list_variables(values)) == ["config"]


def test_what_was_replaced_stays_a_variable(monkeypatch):
    values = globals_at_start(monkeypatch, debug=True, size=3)
    values["debug"] = False
    del values["size"]
    assert names_of(listing.list_variables(values)) == ["debug"]
    values.update(debug=True, size=3)
    assert names_of(listing.list_variables(values)) == ["debug", "size"]


def test_a_metaclass_of_hostile_code_is_not_asked():
    class Meta(type):
        def __getattribute__(cls, name):
            raise RuntimeError(f"asked for {name}")

    told = listing.list_variables(namespace(a=Meta("Own", (), {"__module__": "__main__"})))
    assert [(each["name"], each["kind"]) for each in told["variables"]] == [("a", "class")]


class Table:
    """Stands in for Deephaven's, which needs Java."""

    def __init__(self, j_table):
        self.j_table = j_table


class JavaTable:
    def __init__(self, rows):
        self._rows = rows

    def size(self):
        if self._rows is None:
            raise RuntimeError("java.io.UncheckedIOException: the file is gone")
        return self._rows

    def numColumns(self):
        return 2

    def isRefreshing(self):
        return False


@pytest.fixture
def deephaven_tables(monkeypatch):
    none = types.SimpleNamespace(jclass=types.SimpleNamespace(isInstance=lambda value: False))
    jpy = types.SimpleNamespace(get_type=lambda name: none)
    monkeypatch.setitem(sys.modules, "jpy", jpy)
    monkeypatch.setitem(sys.modules, "deephaven.table", types.SimpleNamespace(Table=Table))


def test_a_table_of_unknown_size_is_told_with_the_others(deephaven_tables):
    told = listing.list_variables(namespace(a=Table(JavaTable(3)), b=Table(JavaTable(None)), c=1))
    good, bad, other = told["variables"]
    assert (good["kind"], good["rows"], good["columns"]) == ("table", 3, 2)
    assert (bad["kind"], bad["text"]) == ("table", "Its size cannot be read (RuntimeError)")
    assert other["name"] == "c"


def test_a_subclass_of_a_table_runs_no_code(deephaven_tables):
    class Own(Table):
        def __getattribute__(self, name):
            raise RuntimeError(f"asked for {name}")

    told = listing.describe(Own(JavaTable(3)))
    assert (told["kind"], told["rows"], told["columns"]) == ("table", 3, 2)


def test_a_subclass_of_a_data_frame_runs_no_code():
    pandas = pytest.importorskip("pandas")
    asked = []

    class Own(pandas.DataFrame):
        @property
        def shape(self):
            asked.append("shape")
            raise RuntimeError("asked for its shape")

        index = columns = shape

    frame = Own.__new__(Own)
    object.__setattr__(frame, "_mgr", pandas.DataFrame({"a": [1, 2, 3]})._mgr)
    told = listing.list_variables(namespace(frame=frame))["variables"][0]
    assert (told["kind"], told["rows"], told["columns"]) == ("table", 3, 1)
    assert asked == []


def test_arrays_are_their_shape():
    numpy = pytest.importorskip("numpy")
    told = listing.describe(numpy.zeros((2, 3)))
    assert told == {"kind": "object", "type": "numpy.ndarray", "text": "float64 (2, 3)"}


def test_data_frames_have_rows_and_columns():
    pandas = pytest.importorskip("pandas")
    told = listing.describe(pandas.DataFrame({"a": [1, 2, 3]}))
    assert (told["kind"], told["rows"], told["columns"], told["ticking"]) == ("table", 3, 1, False)


def test_full_texts():
    assert listing.full_text("a\nb")["text"] == "a\nb"
    assert "def vwap(" in listing.full_text(vwap)["text"]
    assert listing.full_text([1] * 200_000)["is_cut"] is True
    told = listing.full_text(Hostile())
    assert told["text"] == "Its text cannot be made: RuntimeError: asked for its text"


@pytest.fixture
def session(monkeypatch):
    """The session's globals."""
    values = namespace()
    monkeypatch.setattr(
        "deephaven.python_remote_file_source.message_stream.session_globals", lambda: values
    )
    return values


def test_a_client_asks_for_variables(connect, session):
    client = connect(Synced())
    session["count"] = 3
    (told,) = ask(client, "list_variables")["result"]["variables"]
    assert told == {"name": "count", "kind": "value", "type": "int", "text": "3"}
    assert ask(client, "inspect_variable", name="count")["result"]["text"] == "3"


def test_there_is_no_such_variable(connect, session):
    answer = ask(connect(Synced()), "inspect_variable", name="nothing")
    assert answer["error"] == {"code": -32602, "message": "There is no variable 'nothing'"}
    assert (
        ask(connect(Synced(), connection_id="id-2"), "inspect_variable")["error"]["code"] == -32602
    )


def test_clients_without_the_extension_are_told_nothing(connect, session):
    client = connect(Documented())
    (answer,) = client.call({"jsonrpc": "2.0", "id": "1", "method": "list_variables", "params": {}})
    assert answer["error"]["code"] == -32601


def test_a_text_may_be_made_of_a_served_module(connect, session, plugin_object):
    """The `__repr__` waits for the client that waits for the text."""

    class Lazy:
        def __repr__(self):
            return importlib.import_module("served_text").TEXT

    client = connect(Synced(), {"served_text.py": "TEXT = 'lazily'"})
    plugin_object.set_execution_context("id-1", {"served_text"})
    session["lazy"] = Lazy()
    assert ask(client, "inspect_variable", name="lazy")["result"]["text"] == "lazily"


def script(code, values):
    exec(compile(code, "<string>", "exec"), values)


DELETE = "delete_variable({name!r}, {key!r})"
RESTORE = "restore_variable({name!r}, {key!r})"


@pytest.fixture
def values():
    return {"delete_variable": delete_variable, "restore_variable": restore_variable, "a": [1]}


def test_a_deleted_variable_comes_back_as_it_was(values):
    held = values["a"]
    script(DELETE.format(name="a", key="k1"), values)
    assert "a" not in values
    script(RESTORE.format(name="a", key="k1"), values)
    assert values["a"] is held


def test_a_new_variable_of_the_name_is_not_lost(values):
    script(DELETE.format(name="a", key="k1"), values)
    values["a"] = "new"
    with pytest.raises(NameError, match="there is a new variable 'a'"):
        script(RESTORE.format(name="a", key="k1"), values)
    del values["a"]
    script(RESTORE.format(name="a", key="k1"), values)
    assert values["a"] == [1]


def test_only_the_last_ones_are_kept(values):
    for number in range(MAX_KEPT + 1):
        values[f"n{number}"] = number
        script(DELETE.format(name=f"n{number}", key=f"k{number}"), values)
    with pytest.raises(KeyError, match="n0"):
        script(RESTORE.format(name="n0", key="k0"), values)
    script(RESTORE.format(name="n1", key="k1"), values)


def test_what_is_not_there_cannot_be_deleted(values):
    with pytest.raises(NameError, match="name 'b' is not defined"):
        script(DELETE.format(name="b", key="k1"), values)
