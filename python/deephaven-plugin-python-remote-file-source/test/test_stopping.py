"""Stopping programs: the one that is meant, at any moment, and never the next one."""

import queue
import random
import threading
import time

import pytest

from deephaven.python_remote_file_source.contexts import serving
from deephaven.python_remote_file_source.contexts.synced import SyncedSource
from deephaven.python_remote_file_source.programs.stopping import Programs
from dialects import error_of, request, result_of
from synced import Synced
from test_protocol_examples import example
from test_runs import run

ENDLESS = "began.set()\nwhile True:\n    pass"


class Console:
    """Runs programs one after the other in one thread, as Deephaven does."""

    def __init__(self):
        self._jobs = queue.SimpleQueue()
        self.strikes = 0
        threading.Thread(target=self._work, daemon=True).start()

    def submit(self, job):
        """Begin a job when those before it have ended; returns what tells how it ended."""
        ended = queue.SimpleQueue()
        self._jobs.put((job, ended))
        return ended

    def _work(self):
        while True:
            try:
                job, ended = self._jobs.get()
                try:
                    job()
                    outcome = None
                except BaseException as error:
                    outcome = error
                ended.put(outcome)
                for _ in range(100):  # what comes too late would strike here
                    pass
            except KeyboardInterrupt:
                self.strikes += 1


@pytest.fixture
def console():
    return Console()


def stopped(ended):
    return isinstance(ended.get(timeout=10), KeyboardInterrupt)


def test_an_endless_program_ends(console):
    programs, began = Programs(), threading.Event()
    ended = console.submit(lambda: programs.run("m", lambda: exec(ENDLESS, {"began": began})))
    assert began.wait(10)
    assert programs.stop("m")
    assert stopped(ended)
    assert not programs.stop("m")


def test_a_program_that_has_not_begun_ends_when_it_begins(console):
    programs, ran = Programs(), []
    assert not programs.stop("m")
    assert stopped(console.submit(lambda: programs.run("m", lambda: ran.append(1))))
    assert ran == []
    assert console.submit(lambda: programs.run("n", lambda: ran.append(2))).get(timeout=10) is None
    assert ran == [2]


def test_an_error_stays_what_it_was(console):
    def fail():
        raise ValueError("mine")

    error = console.submit(lambda: Programs().run("m", fail)).get(timeout=10)
    assert isinstance(error, ValueError)


def test_a_program_may_clean_up_and_be_stopped_again(console):
    programs, began, caught = Programs(), threading.Event(), threading.Event()

    def stubborn():
        try:
            began.set()
            while True:
                pass
        except KeyboardInterrupt:
            caught.set()
        while True:
            pass

    ended = console.submit(lambda: programs.run("m", stubborn))
    assert began.wait(10)
    programs.stop("m")
    assert caught.wait(10)
    deadline = time.monotonic() + 10
    while ended.empty() and time.monotonic() < deadline:
        programs.stop("m")
        time.sleep(0.05)
    assert stopped(ended)


@pytest.mark.parametrize("seed", range(4))
def test_random_stops_strike_no_other_program(console, seed):
    chance = random.Random(seed)
    programs = Programs()

    def count(until, told):
        told.set()
        for _ in range(until):
            pass

    for number in range(100):
        mark, told = f"m{number}", threading.Event()
        until = chance.choice([0, 10, 1000, 100_000])
        ended = console.submit(lambda m=mark, u=until, t=told: programs.run(m, lambda: count(u, t)))
        after = console.submit(lambda: None)
        if chance.random() < 0.8:
            told.wait(10)
        time.sleep(chance.choice([0, 0, 1e-5, 1e-4, 1e-3]))
        programs.stop(mark)
        assert isinstance(ended.get(timeout=10), (type(None), KeyboardInterrupt))
        assert after.get(timeout=10) is None
    assert console.strikes == 0


def test_a_client_stops_its_own_programs_only(connect):
    began = threading.Event()
    mine, other = connect(Synced(), {}, "id-1"), connect(Synced(), {}, "id-2")

    def program():
        run("id-1", set(), 1, source=ENDLESS, names=(), scope={"began": began}, mark="secret")

    running = threading.Thread(target=program, daemon=True)
    running.start()
    assert began.wait(10)
    assert result_of(other.call(request("stop_run", mark="secret"))) == {"running": False}
    assert running.is_alive()
    assert result_of(mine.call(request("stop_run", mark="secret"))) == {"running": True}
    running.join(10)
    assert mine.received[-1]["method"] == "run_ended"
    assert mine.received[-1]["params"]["error"]["name"] == "KeyboardInterrupt"


def test_a_program_that_is_stopped_in_an_import_leaves_nothing_busy(connect, monkeypatch):
    def begin_and_stop(self):
        begin(self)
        raise KeyboardInterrupt

    client = connect(Synced(), {"pk.py": "X = 1\n"})
    begin = SyncedSource.begin_import
    with monkeypatch.context() as patch:
        patch.setattr(SyncedSource, "begin_import", begin_and_stop)
        with pytest.raises(KeyboardInterrupt):
            run(source="import pk")
    client.send(Synced().sync({"pk.py": "X = 2\n"}, revision=2))
    scope = run("id-1", {"pk"}, 2, source="import pk\nfound = pk.X", scope={})
    assert scope["found"] == 2
    (source,) = serving.all_sources()
    assert not source.is_busy


@pytest.mark.parametrize("method", ["stop_run", "resume_run"])
def test_it_is_answered_as_on_the_page(connect, method):
    client = connect(Synced(), {})
    (answer,) = client.call(example(f"sync: {method}, request"))
    assert answer == example(f"sync: {method}, response")


@pytest.mark.parametrize("params", [{}, {"mark": ""}, {"mark": 3}])
def test_a_program_has_to_be_named(connect, params):
    client = connect(Synced(), {})
    assert error_of(client.call(request("stop_run", **params)))["code"] == -32602
