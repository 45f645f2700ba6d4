"""Tests of the command line, of the tools' search and of what the packages must hold."""

import pytest

from devtools import demo, toolchain
from devtools.commands import parser, run
from devtools.console import Failure


def test_demo_options():
    options = parser().parse_args(["demo", "--port", "9000", "--auth", "anonymous"])
    assert (options.port, options.deephaven_port, options.auth) == (9000, None, "anonymous")
    assert not options.no_browser


@pytest.mark.parametrize(
    "arguments", [[], ["demo", "--port", "x"], ["build", "--", "x"], ["screenshots", "x"]]
)
def test_a_wrong_command_line_is_refused(arguments, capsys):
    with pytest.raises(SystemExit) as refusal:
        run(arguments)
    assert refusal.value.code == 2
    assert "dev.py" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["test", "nonsense"], "no suite 'nonsense'"),
        (["test", "--", "-k", "x"], "exactly one suite"),
        (["test", "unit", "ui", "--", "x"], "exactly one suite"),
    ],
)
def test_wrong_suites_are_refused(arguments, message):
    with pytest.raises(Failure, match=message):
        run(arguments)


@pytest.mark.parametrize(
    ("modules", "version"),
    [
        ("java.base@17.0.15\njdk.compiler@17.0.15\n", 17),
        ("java.base@25\njdk.compiler@25\n", 25),
        ("java.base@21.0.2\njava.compiler@21.0.2\n", 0),
        ("", 0),
    ],
)
def test_a_jdk_is_told_from_a_jre(modules, version):
    assert toolchain.jdk_compiler_version(modules) == version


def test_a_missing_jdk_is_said_with_what_to_install(monkeypatch):
    monkeypatch.setattr(toolchain, "_jdk_candidates", lambda: iter(()))
    with pytest.raises(Failure, match="needs a JDK 17 or newer.*install.*JAVA_HOME"):
        toolchain.find_jdk.__wrapped__()


def test_the_workspace_copy_keeps_what_is_there(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "package" / "__pycache__").mkdir(parents=True)
    (source / "package" / "__pycache__" / "a.pyc").touch()
    (source / "package" / "a.py").write_text("shipped")
    (source / "package" / "b.py").write_text("shipped")
    (target / "package").mkdir(parents=True)
    (target / "package" / "a.py").write_text("edited")
    demo.copy_missing(source, target)
    files = {file.name: file.read_text() for file in target.rglob("*") if file.is_file()}
    assert files == {"a.py": "edited", "b.py": "shipped"}
