"""Imports in a standing context: the client is asked to push what has changed before they begin."""

import importlib
import sys
import threading

import pytest

from deephaven.python_remote_file_source.contexts import refresh
from dialects import Documented, error_of, request, result_of
from synced import Synced
from test_faults import Importing, wait_until


class Refreshing(Synced):
    """Pushes what has changed when it is asked to."""

    def __init__(self):
        super().__init__()
        self.client = None
        self.revision = 1

    def set_connection_id(self, connection_id):
        capabilities = {"sync": 2, "renew": True}
        return request("set_connection_id", id=connection_id, capabilities=capabilities)

    def answer(self, message, files):
        if message["method"] != "renew":
            return super().answer(message, files)
        self.push(files)
        return {"jsonrpc": "2.0", "id": message["id"], "result": None}

    def push(self, files):
        self.revision += 1
        result_of(self.client.call(self.sync(files, self.revision)))


@pytest.fixture(autouse=True)
def no_period(monkeypatch):
    monkeypatch.setattr(refresh, "PERIOD", 0.0)


@pytest.fixture
def stand(connect):
    def stand(files, connection_id="one", names=("pk",), dialect=None, **options):
        dialect = dialect or Refreshing()
        client = connect(dialect, dict(files), connection_id, **options)
        dialect.client = client
        assert result_of(client.call(request("set_standing", names=list(names)))) is not None
        return client

    return stand


def test_what_has_just_been_added_is_found(stand):
    client = stand({"pk/__init__.py": ""})
    client.files["pk/new.py"] = "X = 1"
    assert importlib.import_module("pk.new").X == 1
    assert set(client.asked) == {"renew"}


def test_what_has_just_changed_is_imported_as_it_is(stand):
    client = stand({"pk.py": "X = 1"})
    client.files["pk.py"] = "X = 2"
    assert importlib.import_module("pk").X == 2


def test_what_has_just_gone_is_not_found(stand):
    client = stand({"pk/__init__.py": "", "pk/old.py": ""})
    importlib.import_module("pk")
    del client.files["pk/old.py"]
    with pytest.raises(ModuleNotFoundError, match=r"No module named 'pk\.old'"):
        importlib.import_module("pk.old")


def test_a_loaded_package_that_has_changed_is_imported_anew(stand):
    client = stand({"pk/__init__.py": "X = 1", "pk/a.py": "from pk import X"})
    old = importlib.import_module("pk")
    client.files["pk/__init__.py"] = "X = 2"
    assert importlib.import_module("pk.a").X == 2
    assert sys.modules["pk"] is not old
    assert sys.modules["pk"].a is sys.modules["pk.a"]


def test_from_a_loaded_package_that_has_changed(stand):
    client = stand({"pk/__init__.py": "X = 1", "pk/a.py": "from . import X"})
    importlib.import_module("pk")
    client.files["pk/__init__.py"] = "X = 2"
    names = {}
    exec("from pk import a", names)
    assert names["a"].X == 2


def test_a_package_that_now_imports_the_module_itself(stand):
    client = stand({"pk/__init__.py": "RUNS = []", "pk/a.py": "import pk; pk.RUNS.append(1)"})
    importlib.import_module("pk")
    client.files["pk/__init__.py"] = "RUNS = []\nfrom . import a"
    module = importlib.import_module("pk.a")
    assert sys.modules["pk"].RUNS == [1]
    assert sys.modules["pk"].a is module is sys.modules["pk.a"]


def test_a_package_that_does_not_load_any_more(stand):
    client = stand({"pk/__init__.py": "", "pk/a.py": ""})
    importlib.import_module("pk")
    client.files["pk/__init__.py"] = "1 / 0"
    with pytest.raises(ZeroDivisionError):
        importlib.import_module("pk.a")
    client.files["pk/__init__.py"] = ""
    importlib.import_module("pk.a")


def test_one_import_asks_once_and_so_do_those_soon_after(stand, monkeypatch):
    files = {"pk/__init__.py": "from . import a", "pk/a.py": "import pk.b", "pk/b.py": ""}
    client = stand({**files, "pk/c.py": ""})
    importlib.import_module("pk")
    assert client.asked == ["renew"]
    monkeypatch.setattr(refresh, "PERIOD", 1000.0)
    importlib.import_module("pk.c")
    client.files["pk/d.py"] = ""
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("pk.d")
    assert client.asked == ["renew"] * 2


def test_each_program_asks(stand, monkeypatch):
    monkeypatch.setattr(refresh, "PERIOD", 1000.0)
    client = stand(dict.fromkeys(["pk/__init__.py", "pk/a.py", "pk/b.py", "pk/c.py"], ""))
    programs = ["import pk, pk.a\nexec('import pk.b')", "import pk.c"]
    for count, text in enumerate(programs):
        # The tests are run by a script themselves.
        thread = threading.Thread(target=exec, args=[text, {}])
        thread.start()
        thread.join(60)
        assert client.asked == ["renew"] * (count + 1)
    assert "pk.c" in sys.modules


def test_runs_do_not_ask(stand, plugin_object):
    client = stand({"pk.py": "X = 1"})
    plugin_object.set_execution_context("one", {"pk"})
    client.files["pk.py"] = "X = 2"
    assert importlib.import_module("pk").X == 1
    assert client.asked == []


def test_what_is_loaded_does_not_ask(stand):
    client = stand({"pk.py": ""})
    importlib.import_module("pk")
    client.asked.clear()
    importlib.import_module("pk")
    assert client.asked == []


def test_a_client_that_cannot_be_asked_is_not(stand):
    client = stand({"pk.py": "X = 1"}, dialect=Synced())
    assert importlib.import_module("pk").X == 1
    assert client.asked == []


def test_a_client_may_cease_to_offer_it(stand):
    client = stand({"pk.py": ""})
    client.send(Synced().set_connection_id("one"))
    importlib.import_module("pk")
    assert client.asked == []


def test_the_server_says_that_it_asks(connect):
    client = connect(Documented(), connection_id=None)
    answer = result_of(client.call(Refreshing().set_connection_id("one")))
    assert answer["capabilities"]["renew"] is True


def test_a_silent_client_is_asked_once(stand, monkeypatch):
    monkeypatch.setattr(refresh, "MAX_WAIT", 0.01)
    client = stand({"pk/__init__.py": "", "pk/a.py": ""}, answer=lambda message: None)
    importlib.import_module("pk")
    importlib.import_module("pk.a")
    assert client.asked == ["renew"]


def test_what_was_sent_counts_when_a_client_cannot_look(stand):
    def refuse(message):
        error = {"code": -32000, "message": "The Jupyter server does not answer"}
        return {"jsonrpc": "2.0", "id": message["id"], "error": error}

    client = stand({"pk.py": "X = 1"}, answer=refuse)
    assert importlib.import_module("pk").X == 1
    assert client.asked == ["renew"]


def test_a_client_that_leaves_instead(stand):
    left = threading.Event()

    def leave(message):
        client.close()
        left.set()

    client = stand({"pk.py": "X = 1"}, answer=leave)
    with pytest.raises(ModuleNotFoundError, match="No module named 'pk'"):
        importlib.import_module("pk")
    assert left.is_set()


def test_another_client_is_not_asked(stand, connect):
    first = stand({"pk.py": "X = 1"})
    second = stand({"pk.py": "X = 2"}, "two")
    assert importlib.import_module("pk").X == 2
    assert (first.asked, second.asked) == ([], ["renew"])


def test_imports_on_two_threads_wait_for_the_same_answer(stand, monkeypatch):
    monkeypatch.setattr(refresh, "PERIOD", 1000.0)
    go = threading.Event()

    def answer(message):
        def later():
            go.wait(60)
            client.send(dialect.answer(message, client.files))

        threading.Thread(target=later, daemon=True).start()

    dialect = Refreshing()
    client = stand({"a.py": "X = 1", "b.py": "X = 1"}, "one", ("a", "b"), dialect, answer=answer)
    client.files.update({"a.py": "X = 2", "b.py": "X = 2"})
    both = [Importing("a"), Importing("b")]
    client.was_asked.wait(60)
    go.set()
    assert [importing.result().X for importing in both] == [2, 2]
    assert client.asked == ["renew"]


def test_the_offer_must_come_with_the_extension(connect):
    client = connect(Documented(), connection_id=None)
    message = request("set_connection_id", id="one", capabilities={"renew": True})
    assert result_of(client.call(message))["capabilities"] == {}
    assert error_of(client.call(request("set_standing", names=[])))["code"] == -32601


@pytest.fixture
def meanwhile(stand, monkeypatch):
    """Changes the loaded package `pk` while `pk.a` is being imported."""

    def meanwhile(text):
        files = {"pk/__init__.py": "X = 1", "pk/a.py": "import builtins; builtins.meanwhile()"}
        client = stand(files)
        importlib.import_module("pk")

        def change():
            monkeypatch.setattr("builtins.meanwhile", lambda: None)
            client.files["pk/__init__.py"] = text
            client.dialect.push(client.files)

        monkeypatch.setattr("builtins.meanwhile", change, raising=False)
        return client

    return meanwhile


def test_a_package_that_changes_while_a_module_of_it_is_imported(meanwhile):
    """The import ends with the files that it began with; later ones get the newer."""
    meanwhile("X = 2")
    module = importlib.import_module("pk.a")
    assert module.__name__ == "pk.a"
    wait_until(lambda: "pk" not in sys.modules)
    again = importlib.import_module("pk.a")
    assert sys.modules["pk"].X == 2
    assert sys.modules["pk"].a is again is sys.modules["pk.a"]


def test_a_package_that_fails_then_fails_the_next_import(meanwhile):
    client = meanwhile("1 / 0")
    importlib.import_module("pk.a")
    wait_until(lambda: "pk" not in sys.modules)
    with pytest.raises(ZeroDivisionError):
        importlib.import_module("pk.a")
    client.files["pk/__init__.py"] = ""
    exec("import pk.a; pk.a")
