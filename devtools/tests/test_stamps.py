"""Tests of devtools/stamps.py."""

import pytest

from devtools.stamps import fingerprint, stamp, up_to_date


@pytest.fixture
def tree(tmp_path):
    (tmp_path / "src" / "deep").mkdir(parents=True)
    (tmp_path / "src" / "deep" / "a.ts").write_text("a")
    (tmp_path / "package.json").write_text("{}")
    return tmp_path


def digest(tree, *more):
    return fingerprint([tree / "src", tree / "package.json"], *more, root=tree)


def test_depends_on_content_and_names_only(tree):
    before = digest(tree)
    (tree / "package.json").write_text("{}")
    assert digest(tree) == before
    (tree / "src" / "deep" / "a.ts").write_text("b")
    assert digest(tree) != before
    (tree / "src" / "deep" / "a.ts").rename(tree / "src" / "deep" / "b.ts")
    (tree / "src" / "deep" / "b.ts").write_text("a")
    assert digest(tree) != before


def test_depends_on_strings_and_on_absent_inputs(tree):
    before = digest(tree)
    assert digest(tree, "3.11") != before
    (tree / "package.json").unlink()
    absent = digest(tree)
    assert absent != before
    (tree / "package.json").write_text("")
    assert digest(tree) not in (absent, before)


@pytest.mark.parametrize("folder", ["__pycache__", "__tests__", "node_modules"])
def test_leaves_out_what_is_no_input(tree, folder):
    before = digest(tree)
    (tree / "src" / folder).mkdir()
    (tree / "src" / folder / "x.ts").write_text("x")
    assert digest(tree) == before


def test_a_step_is_done_once_for_the_same_content(tmp_path):
    output = tmp_path / "output"
    done = []

    def make():
        done.append(1)
        output.touch()

    def step(wanted):
        return up_to_date("step", wanted, [output], make, folder=tmp_path)

    assert [step("1"), step("1"), step("2"), step("2")] == [False, True, False, True]
    assert len(done) == 2
    output.unlink()
    assert not step("2")


def test_a_step_that_fails_is_done_again(tmp_path):
    def fail():
        raise RuntimeError

    up_to_date("step", "1", [], lambda: None, folder=tmp_path)
    with pytest.raises(RuntimeError):
        up_to_date("step", "2", [], fail, folder=tmp_path)
    assert stamp("step", tmp_path) == ""
    assert not up_to_date("step", "1", [], lambda: None, folder=tmp_path)
