"""Metadata of served projects that have a `pyproject.toml` and are not built."""

from importlib import metadata

import pytest

from synced import Synced
from test_runs import run

PROJECT = """
[project]
name = "Alpha.Research"
version = "1.2.3"
description = "Factors"
requires-python = ">=3.9"
dependencies = ["numpy>=1", "tzdata; sys_platform == 'win32'"]

[project.optional-dependencies]
plot = ["matplotlib", "pillow; python_version < '4'"]

[project.scripts]
alpha = "alpha:main"

[project.entry-points."alpha.plugins"]
first = "alpha:First"
"""
CODE = {"alpha/__init__.py": "def main(): return 7\n"}


def version_in(connect, files, name="alpha-research", roots=("",)):
    connect(Synced(roots), files)
    source = f"from importlib.metadata import version\nfound = version({name!r})"
    return run(source=source, names=("alpha",), scope={})["found"]


@pytest.mark.parametrize("name", ["alpha-research", "Alpha.Research", "alpha_research"])
def test_a_project_has_its_version(connect, name):
    assert version_in(connect, {**CODE, "pyproject.toml": PROJECT}, name) == "1.2.3"


def test_the_file_is_above_src_or_in_the_package(connect):
    files = {"src/alpha/__init__.py": "", "pyproject.toml": PROJECT}
    assert version_in(connect, files, roots=("src/",)) == "1.2.3"
    connect(Synced(), {**CODE, "alpha/pyproject.toml": PROJECT}, "id-2")
    source = "from importlib.metadata import version\nfound = version('alpha-research')"
    assert run("id-2", {"alpha"}, source=source, scope={})["found"] == "1.2.3"


def test_it_has_what_an_installed_one_has(connect):
    connect(Synced(), {**CODE, "pyproject.toml": PROJECT})
    source = """
from importlib import metadata
one = metadata.distribution("alpha-research")
requires = one.requires
fields = one.metadata["Name"], one.metadata["Summary"], one.metadata["Requires-Python"]
points = {p.name: p.value for p in one.entry_points}
called = next(p for p in one.entry_points if p.name == "alpha").load()()
names = [d.metadata["Name"] for d in metadata.distributions()].count("Alpha.Research")
"""
    scope = run(source=source, names=("alpha",), scope={})
    assert scope["requires"] == [
        "numpy>=1",
        "tzdata; sys_platform == 'win32'",
        'matplotlib; extra == "plot"',
        "pillow; (python_version < '4') and extra == \"plot\"",
    ]
    assert scope["fields"] == ("Alpha.Research", "Factors", ">=3.9")
    assert scope["points"] == {"alpha": "alpha:main", "first": "alpha:First"}
    assert (scope["called"], scope["names"]) == (7, 1)


def test_what_was_built_comes_first(connect):
    built = "Metadata-Version: 2.1\nName: alpha-research\nVersion: 9\n"
    files = {**CODE, "pyproject.toml": PROJECT, "alpha_research-9.dist-info/METADATA": built}
    assert version_in(connect, files) == "9"


@pytest.mark.parametrize(
    ("table", "files"),
    [
        ('[tool.poetry]\nname = "alpha"\nversion = "4.5"', {}),
        (
            '[project]\nname = "alpha"\ndynamic = ["version"]\n'
            '[tool.setuptools.dynamic]\nversion = {attr = "alpha.about.VERSION"}',
            {"alpha/about.py": "VERSION: str = '4.5'\n"},
        ),
        (
            '[project]\nname = "alpha"\ndynamic = ["version"]\n'
            '[tool.setuptools.dynamic]\nversion = {file = "VERSION"}',
            {"VERSION": "4.5\n"},
        ),
        (
            '[project]\nname = "alpha"\ndynamic = ["version"]\n'
            '[tool.hatch.version]\npath = "alpha/_v.py"',
            {"alpha/_v.py": '__version__ = "4.5"\n'},
        ),
        (
            '[project]\nname = "alpha"\ndynamic = ["version"]',  # flit
            {"alpha/__init__.py": '"""A."""\n__version__ = "4.5"\n'},
        ),
    ],
)
def test_versions_of_other_builders_are_found(connect, table, files):
    files = {**CODE, "pyproject.toml": table, **files}
    assert version_in(connect, files, "alpha") == "4.5"


@pytest.mark.parametrize(
    "text",
    [
        "[project\n",
        '[project]\nname = "alpha"',
        "",
        "[tool.ruff]\n",
        "tool = 1\nproject = 2\n",
        b"\xff",
    ],
)
def test_a_file_that_tells_no_version_is_none(connect, text):
    with pytest.raises(metadata.PackageNotFoundError):
        version_in(connect, {**CODE, "pyproject.toml": text}, "alpha")
