"""After an edit, a program in the same process prints what it would in a fresh one."""

import contextlib
import io
import os

import pytest

import dialects
from deephaven.python_remote_file_source.contexts import runs
from edit_kinds import FreshProcesses, all_kinds
from synced import Synced


@pytest.fixture(scope="module")
def fresh():
    """Starts fresh processes."""
    if not hasattr(os, "fork"):
        pytest.skip("fresh processes are forked")
    with FreshProcesses() as fresh:
        yield fresh


def printed(kind, client, revision):
    """What a run of the client prints, with the root of its files as ROOT."""
    output = io.StringIO()
    scope = {
        "runs": runs,
        "id": client.run_id,
        "names": kind.top_level(),
        "kind": kind,
        "revision": revision,
    }
    with contextlib.redirect_stdout(output):
        try:
            exec("runs.run(id, names, revision, kind.program, '<program>')", scope)
        except BaseException as error:
            print("uncaught", type(error).__name__, error)
    return output.getvalue().replace(client.mirror + dialects.ROOT, "ROOT")


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_an_edit_is_seen_as_by_a_fresh_process(kind, connect, fresh):
    dialect = Synced(kind.roots)
    client = connect(dialect, kind.files)
    seen = []
    for revision, files in enumerate(kind.states(), 1):
        if revision > 1:
            assert "result" in client.call(dialect.sync(files, revision))[-1]
        seen.append(printed(kind, client, revision))
    assert seen == fresh.expected(kind)
