"""Runs that ask for input end at once: a worker has one standard input for all sessions."""

import io
import sys

import pytest

from synced import Synced
from test_runs import FILES, run

SENTENCE = "A run has no keyboard"


@pytest.mark.parametrize(
    "source",
    [
        "input('?')",
        "import sys\nsys.stdin.readline()",
        "import sys\nsys.stdin.read()",
        "import sys\nfor line in sys.stdin: pass",
    ],
)
def test_a_run_that_asks_for_input_ends_with_a_sentence(connect, source, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("from a terminal\n"))
    connect(Synced(), FILES)
    before = sys.stdin
    with pytest.raises(RuntimeError, match=SENTENCE):
        run(source=source, scope={})
    assert sys.stdin is before
    assert before.readline() == "from a terminal\n"


def test_a_program_may_bring_its_own_input(connect):
    connect(Synced(), FILES)
    before = sys.stdin
    source = "import io, sys\nsys.stdin = io.StringIO('mine\\n')\nline = input()"
    try:
        assert run(source=source, scope={})["line"] == "mine"
        assert isinstance(sys.stdin, io.StringIO)
    finally:
        sys.stdin = before
