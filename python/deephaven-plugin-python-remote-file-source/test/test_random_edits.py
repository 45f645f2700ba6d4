"""Random edits: after each, a program prints what it would in a fresh process."""

import os
import random

import pytest

from edit_kinds import FreshProcesses, Kind
from random_workspace import RandomWorkspace, program
from synced import Synced
from test_edit_kinds import printed

STEPS = int(os.environ.get("RANDOM_EDITS_STEPS", "150"))


@pytest.mark.parametrize("seed", [int(os.environ.get("RANDOM_EDITS_SEED", "1"))])
def test_random_edits_are_seen_as_by_a_fresh_process(seed, connect):
    workspace = RandomWorkspace(random.Random(seed))
    dialect = Synced()
    client = connect(dialect, workspace.files)
    kind = Kind("random", workspace.files, program(), ())
    names = {"wa", "wb", "wns", "wreg", "wsingle"}
    kind.top_level = lambda: names
    done = []
    with FreshProcesses() as fresh:
        for step in range(1, STEPS + 1):
            seen = printed(kind, client, step)
            assert seen == fresh(workspace.files, kind.program), "\n".join(done[-12:])
            for _ in range(workspace._random.randrange(0, 4)):
                done.append(workspace.change())
            done.append(f"run {step}")
            answers = client.call(dialect.sync(workspace.files, step + 1))
            assert "result" in answers[-1], answers
