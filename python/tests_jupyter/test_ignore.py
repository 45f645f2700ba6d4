"""Tests of ignore patterns: each answer is that of the package `ignore`, which the client uses."""

import pytest

from jupyterlab_deephaven.ignore import IgnoreRules


@pytest.mark.parametrize(
    ("patterns", "ignored", "kept"),
    [
        (["build"], ["build", "build/", "a/build/"], ["builds", "a/Build"]),
        (["build/"], ["build/", "a/build/"], ["build"]),
        (["/build"], ["build/", "build"], ["a/build"]),
        (["a/b"], ["a/b", "a/b/"], ["x/a/b", "a/", "a/c"]),
        (["*.py", "!keep.py"], ["a.py", "a/b.py"], ["keep.py", "a/keep.py", "a.pyc"]),
        (["/*", "!/foo"], ["bar", "a/"], ["foo/", "foo/x"]),
        (["*", "!*/", "!*.py"], ["a.txt", "a/b.txt"], ["a/", "a.py", "a/b.py"]),
        (["a/**"], ["a/b", "a/b/"], ["a/", "a"]),
        (["a/**/"], ["a/b/"], ["a/b", "a/"]),
        (["**/x"], ["x", "a/x", "a/b/x/"], ["y"]),
        (["a/**/x"], ["a/x", "a/b/x"], ["x", "b/a/x"]),
        (["***/x"], ["x", "a/x"], []),
        (["[ab].py"], ["a.py"], ["c.py", "A.py"]),
        (["[!a].py"], ["b.py"], ["a.py"]),
        (["\\#a", "\\!b"], ["#a", "!b"], ["a", "b"]),
        (["# comment", "", "  ", "!"], [], ["# comment", "a"]),
        (["[", "a\\"], [], ["[", "a", "a\\"]),
        (["\u00e9"], ["\u00e9", "e\u0301"], ["e"]),
        (["e\u0301"], ["\u00e9", "e\u0301/"], []),
        ([".*"], [".git/", "a/.x"], ["a.b"]),
    ],
)
def test_patterns(patterns, ignored, kept):
    rules = IgnoreRules(patterns)
    for path in ignored:
        assert rules.ignores(path.rstrip("/"), path.endswith("/")), path
    for path in kept:
        assert not rules.ignores(path.rstrip("/"), path.endswith("/")), path
