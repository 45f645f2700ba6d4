"""What programs print and raise: sent to their own client, as it comes, in order, and bounded."""

import logging
import sys
import threading
import uuid

import pytest

from deephaven import python_remote_file_source
from deephaven.python_remote_file_source.contexts import left
from deephaven.python_remote_file_source.programs import output as outputs
from deephaven.python_remote_file_source.programs import raised
from deephaven.python_remote_file_source.programs.output import Output
from deephaven.python_remote_file_source.rpc.client import Client
from synced import Synced
from test_faults import wait_until
from test_runs import run


def printed(client, mark="m"):
    """What a client was sent of a run, in order, with neighbours of one stream joined."""
    joined = []
    for message in list(client.received):
        if message.get("method") == "output" and message["params"]["run"] == mark:
            for stream, text in message["params"]["parts"]:
                if joined and joined[-1][0] == stream:
                    joined[-1][1] += text
                else:
                    joined.append([stream, text])
    return joined


def error_of_run(client, mark="m"):
    (ended,) = (
        message["params"]["error"]
        for message in client.received
        if message.get("method") == "run_ended" and message["params"]["run"] == mark
    )
    return ended


def resume(client, secret, **params):
    """Have a client take its program back, and return whether it was there."""
    params = {"connection_id": secret, "mark": "m", **params}
    message = {"jsonrpc": "2.0", "id": "r", "method": "resume_run", "params": params}
    (found,) = (m["result"]["found"] for m in client.call(message) if m.get("id") == "r")
    return found


@pytest.fixture
def secret():
    """A connection id of which no other test has left a program."""
    return uuid.uuid4().hex


@pytest.fixture
def client(connect):
    return connect(Synced(), {}, "id-1")


def test_both_streams_in_order(client):
    source = (
        "import sys\nprint('a', end='')\nprint('b', file=sys.stderr)\n"
        "sys.stdout.buffer.write('\u20ac'.encode()[:1])\n"
        "sys.stdout.buffer.write('\u20ac'.encode()[1:])\n"
        "print('c\\rd', end='')\nsys.exit()"
    )
    run(source=source, mark="m")
    assert printed(client) == [["stdout", "a"], ["stderr", "b\n"], ["stdout", "\u20acc\rd"]]


def test_a_text_comes_while_its_program_runs(client):
    def seen():
        return wait_until(lambda: printed(client) == [["stdout", "."]])

    run(source="print('.', end='')\nseen()", scope={"seen": seen}, mark="m")
    assert error_of_run(client) is None


def test_another_clients_run_sees_nothing_of_it(connect, client):
    other = connect(Synced(), {}, "id-2")
    run(source="print('secret', end='')", mark="m")
    run("id-2", set(), 1, source="print('mine')", mark="n")
    assert printed(client) == [["stdout", "secret"]]
    assert printed(other, "n") == [["stdout", "mine\n"]]
    assert "secret" not in str(other.received)


def test_nothing_goes_to_the_log(client, capsys):
    run(source="print('secret')\n1 / 0", mark="m")
    print("not of a program")
    assert capsys.readouterr().out == "not of a program\n"


def test_threads_of_a_program_print_to_it_also_later(client):
    go = threading.Event()
    source = (
        "import threading\n"
        "def outer():\n    thread = threading.Thread(target=inner)\n    thread.start()\n"
        "    thread.join()\n"
        "def inner():\n    go.wait(10)\n    print('late')\n"
        "threading.Thread(target=outer).start()\n"
    )
    run(source=source, scope={"go": go}, mark="m")
    run(source="print('next')", mark="n")
    go.set()
    wait_until(lambda: printed(client, "m") == [["stdout", "late\n"]])
    assert printed(client, "n") == [["stdout", "next\n"]]


def test_a_handler_that_was_made_in_one_run_logs_to_the_run_that_logs(client):
    logger = logging.getLogger("test_output")
    logger.propagate = False
    scope = {"logger": logger, "logging": logging}
    try:
        run(source="logger.addHandler(logging.StreamHandler())", scope=scope, mark="m")
        run(source="logger.warning('here')", scope=scope, mark="n")
    finally:
        logger.handlers.clear()
    assert (printed(client, "m"), printed(client, "n")) == ([], [["stderr", "here\n"]])


def test_output_of_a_client_that_does_not_come_back_goes_to_the_log(client, capsys, monkeypatch):
    monkeypatch.setattr(left, "KEPT", 0.05)
    source = "print('first')\nleave()\nprint('second')\n1 / 0"
    run(source=source, scope={"leave": client.break_stream}, mark="m")
    shown = []

    def is_shown():
        shown.append(capsys.readouterr().out)
        return "second" in "".join(shown)

    wait_until(is_shown)


def test_a_client_that_is_back_gets_what_it_missed_and_how_the_program_ended(connect, secret):
    client = connect(Synced(), {}, secret)
    back, found = [], []

    def leave():
        client.break_stream()
        back.append(connect(Synced(), {}, f"{secret}-2"))

    source = "print('first')\nleave()\nprint('second')\nresume()\nprint('third')\n1 / 0"

    scope = {"leave": leave, "resume": lambda: found.append(resume(back[0], secret))}
    run(secret, source=source, scope=scope, mark="m")
    assert found == [True]
    wait_until(lambda: "run_ended" in [m.get("method") for m in back[0].received])
    texts = "".join(text for _, text in printed(back[0]))
    assert texts.endswith("second\nthird\n")
    assert error_of_run(back[0])["name"] == "ZeroDivisionError"


def test_a_program_that_ended_meanwhile_is_told_of(connect, secret):
    client = connect(Synced(), {}, secret)
    run(secret, source="leave()\nprint('printed')", scope={"leave": client.break_stream}, mark="m")
    back = connect(Synced(), {}, f"{secret}-2")
    assert resume(back, secret)
    wait_until(lambda: "run_ended" in [m.get("method") for m in back.received])
    assert printed(back) == [["stdout", "printed\n"]]
    assert error_of_run(back) is None
    # Only once.
    assert not resume(back, secret)


def test_a_connection_that_nobody_missed_is_replaced(connect, secret):
    connect(Synced(), {}, secret)
    run(secret, source="print('printed')", mark="m")
    back = connect(Synced(), {}, f"{secret}-2")
    assert resume(back, secret)
    wait_until(lambda: "run_ended" in [m.get("method") for m in back.received])
    assert printed(back) == [["stdout", "printed\n"]]


def test_a_connection_that_is_just_ending_is_waited_for(connect, secret, monkeypatch):
    client = connect(Synced(), {}, secret)
    run(secret, source="print('printed')", mark="m")
    is_ending, may_end = threading.Event(), threading.Event()
    add = left.programs.add

    def slowly(*args):
        is_ending.set()
        may_end.wait(60)
        add(*args)

    monkeypatch.setattr(left.programs, "add", slowly)
    threading.Thread(target=client.close).start()
    assert is_ending.wait(60)
    back = connect(Synced(), {}, f"{secret}-2")
    threading.Timer(0.05, may_end.set).start()
    assert resume(back, secret)


def test_a_program_that_was_taken_back_can_be_stopped(connect, secret):
    client = connect(Synced(), {}, secret)
    back = []

    def leave():
        client.close()
        back.append(connect(Synced(), {}, f"{secret}-2"))
        assert resume(back[0], secret)
        message = {"jsonrpc": "2.0", "id": "s", "method": "stop_run", "params": {"mark": "m"}}
        threading.Timer(0.05, back[0].send, [message]).start()

    run(secret, source="leave()\nwhile True: pass", scope={"leave": leave}, mark="m")
    wait_until(lambda: "run_ended" in [m.get("method") for m in back[0].received])
    assert error_of_run(back[0])["name"] == "KeyboardInterrupt"


@pytest.mark.parametrize("stranger", [{"connection_id": "another"}, {"mark": "n"}])
def test_a_program_is_told_only_to_who_knows_its_connection(connect, secret, stranger):
    client = connect(Synced(), {}, secret)
    run(secret, source="leave()\nprint('secret')", scope={"leave": client.break_stream}, mark="m")
    other = connect(Synced(), {}, f"{secret}-2")
    assert not resume(other, secret, **stranger)
    assert printed(other) == []


def test_streams_are_like_those_of_python(client):
    source = """
import io, sys
stream = sys.stdout
try:
    stream.write(b"x")
except TypeError as error:
    print(error)
print(stream.writable(), stream.isatty(), stream.encoding.lower(), stream.closed)
stream.close()
print(isinstance(stream, io.TextIOBase), stream.write("four"), stream.writelines(["a", "b"]))
"""
    run(source=source, mark="m")
    ((_, text),) = printed(client)
    assert text.splitlines() == [
        "write() argument must be str, not bytes",
        "True False utf-8 False",
        "fourabTrue 4 None",
    ]


class Page(Client):
    """A client that takes nothing until it is told to."""

    def __init__(self):
        super().__init__(None, lambda: None, lambda: None)
        self.sent = []

    def send(self, message, references=()):
        self.sent.append(message)

    def parts(self):
        return [
            part for message in self.sent for part in message.get("params", {}).get("parts", [])
        ]


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(outputs, "MAX_HEAD", 100)
    monkeypatch.setattr(outputs, "MAX_TAIL", 20)
    monkeypatch.setattr(outputs, "PORTION", 10)


@pytest.mark.usefixtures("small")
def test_a_slow_page_gets_the_beginning_and_the_end():
    page = Page()
    output = Output(page, "m", lambda stream, text: None)
    for number in range(1000):
        output.write("stdout", f"{number:04} ")
    assert output.end(None)
    text = "".join(text for _, text in page.parts())
    left_out = sum(message["params"].get("left_out", 0) for message in page.sent)
    assert text.startswith("0000 0001 0002 0003 ")
    assert text.endswith("0996 0997 0998 0999 ")
    assert len(text) + left_out == 5000
    assert len(text) <= 120 + 20


@pytest.mark.usefixtures("small")
def test_a_page_that_takes_its_messages_gets_everything():
    page, texts = Page(), []
    output = Output(page, "m", lambda stream, text: None)
    for number in range(30):
        texts.append(f"{number:09} ")
        output.write("stdout", texts[-1])
        wait_until(lambda: len(page.parts()) == len(texts))
        output.record_taken()
    output.end(None)
    assert [text for _, text in page.parts()] == texts


@pytest.mark.usefixtures("small")
def test_one_text_that_is_too_large_is_cut():
    page = Page()
    output = Output(page, "m", lambda stream, text: None)
    output.write("stdout", "x" * 1_000_000 + "end")
    output.end(None)
    assert "".join(text for _, text in page.parts()).endswith("end")
    assert sum(message["params"].get("left_out", 0) for message in page.sent) == 1_000_003 - 120


def test_only_the_first_line_after_a_pause_waits_to_be_sent(monkeypatch):
    """A loop that prints would go at the pace of the messages otherwise."""
    monkeypatch.setattr(outputs, "_HEAD_START", 600)
    monkeypatch.setattr(outputs, "_INTERVAL", 600)
    page = Page()
    output = Output(page, "m", lambda stream, text: None)
    output.write("stdout", "first\n")
    output.record_taken()
    printing = threading.Thread(target=output.write, args=("stdout", "second\n"), daemon=True)
    printing.start()
    printing.join(10)
    assert not printing.is_alive()
    output.end(None)
    assert "".join(text for _, text in page.parts()) == "first\nsecond\n"


def test_a_quiet_program_is_heard_of(monkeypatch):
    monkeypatch.setattr(outputs, "_HEARTBEAT", 0.01)
    page = Page()
    output = Output(page, "m", lambda stream, text: None)
    wait_until(lambda: len([m for m in page.sent if m["method"] == "ping"]) >= 2)
    output.end(None)
    wait_until(lambda: output._thread is None)


def test_nothing_is_printed_in_the_garbage_collector_s_way():
    """`__del__` may print while the same thread prints."""
    page = Page()
    output = Output(page, "m", lambda stream, text: None)
    with output._changed:
        output.write("stdout", "inner")
    output.end(None)
    assert page.parts() == [["stdout", "inner"]]


def described(source):
    try:
        exec(compile(source, "<program>", "exec"), {})
    except BaseException as error:
        return raised.describe(error)
    raise AssertionError("nothing was raised")


@pytest.mark.parametrize("message", ["a\0b", "\U0001f600 \ud800", "x\n\tat java.lang.Thread\n"])
def test_a_message_comes_whole(client, message):
    run(source=f"raise ValueError({message!r})", mark="m", filename="/jupyter:/\U0001f600.py")
    error = error_of_run(client)
    assert (error["name"], error["message"]) == ("ValueError", message)
    assert error["traceback"].endswith(f"ValueError: {message}".rstrip("\n"))
    assert error["frames"] == [{"file": "/jupyter:/\U0001f600.py", "line": 1}]


def test_an_exception_group_has_no_frames_of_ours(client):
    if sys.version_info < (3, 11):
        pytest.skip("Python has no exception groups")
    run(source="raise ExceptionGroup('two', [ValueError(1), KeyError(2)])", mark="m")
    error = error_of_run(client)
    assert "python_remote_file_source" not in error["traceback"]
    assert 'File "<string>", line 1' in error["traceback"]


def test_a_syntax_error_is_at_its_line(client):
    run(source="x = 1\ny = (", mark="m", filename="/jupyter:/a.py")
    error = error_of_run(client)
    assert (error["name"], error["frames"]) == (
        "SyntaxError",
        [{"file": "/jupyter:/a.py", "line": 2}],
    )
    assert error["traceback"].startswith('  File "/jupyter:/a.py", line 2\n    y = (\n')


def test_what_is_raised_is_bounded():
    error = described("raise ValueError('x' * 20_000_000)")
    assert len(error["message"]) < raised.MAX_MESSAGE + 100
    assert len(error["traceback"]) < raised.MAX_TRACEBACK + 100
    assert "characters left out" in error["traceback"]


def test_a_message_that_cannot_be_made():
    source = "class E(Exception):\n    def __str__(self): 1 / 0\nraise E"
    assert described(source)["message"] == "<exception str() of E failed>"


def test_a_context_can_be_set_only_by_the_run_id(connect, client):
    """The script is in Deephaven's log, so the connection id is not in it."""
    assert "id-1" not in client.run_id
    code = compile("plugin.run('id-1', set(), 1, '', '<string>')", "<console>", "exec")
    with pytest.raises(ConnectionError):
        exec(code, {"plugin": python_remote_file_source})


def test_a_connection_id_in_use_cannot_be_taken(connect, client):
    thief = connect(Synced(), {}, connection_id=None)
    (answer,) = thief.call(Synced().set_connection_id("id-1"))
    assert answer["error"]["message"] == "This connection id is in use"
    (answer,) = client.call(Synced().set_connection_id("id-1"))  # its own, again
    assert "result" in answer
    client.break_stream()
    (answer,) = thief.call(Synced().set_connection_id("id-1"))
    assert "result" in answer
