"""The kinds of edits say what they mean to: each has an effect, or says that it has none."""

import pytest

from edit_kinds import FreshProcesses, all_kinds


@pytest.fixture(scope="module")
def fresh_process():
    with FreshProcesses() as process:
        yield process


@pytest.mark.parametrize("kind", all_kinds(), ids=lambda kind: kind.name)
def test_a_fresh_process_sees_each_edit(kind, fresh_process):
    printed = [fresh_process(files, kind.program, kind.roots) for files in kind.states()]
    assert all(printed)
    assert not any("uncaught" in text for text in printed)
    if kind.expected is not None:
        assert len(kind.expected) == len(printed)
        assert kind.expected[0] == printed[0]
    elif not kind.silent:
        assert all(before != after for before, after in zip(printed, printed[1:]))


def test_names_of_kinds_are_distinct():
    names = [kind.name for kind in all_kinds()]
    assert len(set(names)) == len(names) >= 125
