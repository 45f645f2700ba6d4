"""Tests of ignore patterns: each answer is git's, and that of the client, which has this table."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from jupyterlab_deephaven.ignore import IgnoreRules

TABLE = Path(__file__).parents[2] / "src" / "__tests__" / "tree" / "ignorePatterns.json"
ROWS = json.loads(TABLE.read_text(encoding="utf-8"))


def of_rows(rows):
    keys = ("patterns", "ignored", "kept")
    values = [tuple(row[key] for key in keys) for row in rows]
    return pytest.mark.parametrize(keys, values, ids=[" ".join(row[0])[:40] for row in values])


def ignores(patterns, path):
    """Tell whether a walk from the top leaves out a path; a folder's ends with a slash."""
    rules = IgnoreRules(patterns)
    names = path.rstrip("/").split("/")
    return any(
        rules.ignores("/".join(names[:end]), end < len(names) or path.endswith("/"))
        for end in range(1, len(names) + 1)
    )


@of_rows(ROWS)
def test_patterns(patterns, ignored, kept):
    assert [path for path in ignored if not ignores(patterns, path)] == []
    assert [path for path in kept if ignores(patterns, path)] == []


@pytest.mark.skipif(os.name == "nt" or not shutil.which("git"), reason="needs git and all names")
@of_rows(row for row in ROWS if "notForGit" not in row)
def test_git_has_the_same(patterns, ignored, kept, tmp_path):
    def git(*arguments, **options):
        command = ["git", "-c", "core.ignoreCase=false", "-c", "core.excludesFile=", *arguments]
        return subprocess.run(
            command, cwd=tmp_path, stdout=subprocess.PIPE, encoding="utf-8", **options
        ).stdout

    git("init", "--quiet")
    for number, path in enumerate([*ignored, *kept]):
        # Each by itself: one may be a folder where another one is a file.
        here = tmp_path / f"{number}"
        target = here / path
        (target if path.endswith("/") else target.parent).mkdir(parents=True, exist_ok=True)
        if not path.endswith("/"):
            target.touch()
        (here / ".gitignore").write_text("\n".join(patterns) + "\n")
    # The disk tells which are folders.
    asked = [f"{number}/{path}".rstrip("/") for number, path in enumerate([*ignored, *kept])]
    told = git("check-ignore", "--no-index", "--stdin", "-z", input="\0".join(asked))
    assert told.split("\0")[:-1] == asked[: len(ignored)]


@pytest.mark.parametrize(
    ("patterns", "path", "is_ignored"),
    [
        # A file system may store names composed or decomposed.
        (["\u00e9"], "\u00e9", True),
        (["\u00e9"], "e\u0301", True),
        (["e\u0301"], "\u00e9", True),
        (["e\u0301/"], "e\u0301/", True),
        (["\u00e9"], "e", False),
        # A character is one, however many bytes it has.
        (["?"], "\u00e9", True),
        (["?"], "\U0001f40d", True),
        (["[\U0001f400-\U0001f40f]x"], "\U0001f40dx", True),
        (["[!\U0001f40d]x"], "\U0001f40dx", False),
        (["*\u00e9?"], "\u00e9\U0001f40d", True),
    ],
)
def test_characters(patterns, path, is_ignored):
    assert ignores(patterns, path) == is_ignored


@pytest.mark.parametrize("pattern", ["*a*a*a*a*a*a*b", "**/*a*a*a*b/*a*a*b", "*?" * 400 + "b"])
async def test_a_pattern_does_not_hold_up_the_server(ask, put, pattern):
    put(*(f"pkg/{letter * 200}.py" for letter in "abc"))
    answer = await ask("list", roots=["pkg"], ignore=[pattern, "[z-a]", "c*"])
    assert [entry[0][0] for entry in answer["folders"]["pkg"]["entries"]] == ["a", "b"]
