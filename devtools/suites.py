"""The suites without a browser: lint, unit (TypeScript) and python."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from . import environment, results
from .console import Failure
from .paths import (
    DEVTOOLS,
    JUPYTER_TESTS,
    PANEL,
    RESULTS,
    ROOT,
    SERVER_PLUGIN,
    child_environment,
    tool,
)
from .processes import run_shown
from .results import Outcome
from .toolchain import find_jdk

_PYTHON_SOURCES = ("dev.py", "benchmarks", "devtools", "examples", "python", "ui-tests")
_JLPM_CHECKS = ("prettier:check", "eslint:check", "stylelint:check", "layers", "typecheck")
# pytest: no test was collected, or an argument for one project is no file of the other's.
_PYTEST_NOTHING = (4, 5)


def lint(extra: list[str]) -> Outcome:
    """Run the linters and the type checker; each is one test."""
    if extra:
        raise Failure("lint takes no arguments after --")
    environment.prepare(environment.node_packages)
    ruff = tool("ruff")
    sources = [name for name in _PYTHON_SOURCES if (ROOT / name).exists()]
    checks = {name: [tool("jlpm"), name] for name in _JLPM_CHECKS}
    checks["ruff check"] = [ruff, "check", *sources]
    checks["ruff format"] = [ruff, "format", "--check", *sources]
    runs = {name: partial(_lint, command) for name, command in checks.items()}
    runs["typecheck of the panel"] = partial(_lint, [tool("jlpm"), "typecheck"], PANEL)
    return results.run_checks("lint", runs)


def _lint(command: Sequence[str | Path], folder: Path = ROOT) -> None:
    code = run_shown(command, cwd=folder)
    if code:
        raise Failure(f"exit code {code}, see above")


def unit(extra: list[str]) -> Outcome:
    """Run the TypeScript tests that need no server."""
    environment.prepare(environment.node_packages)
    report = new_report("jest.json")
    code = run_shown([tool("jlpm"), "jest", "--ci", "--json", f"--outputFile={report}", *extra])
    outcome = results.read_report(results.jest, report, code)
    # Arguments are for Jest, to pick some of its tests.
    return outcome if extra else outcome + _unit_of_panel()


def _unit_of_panel() -> Outcome:
    report = new_report("vitest.json")
    reporters = ("--reporter=default", "--reporter=json", f"--outputFile.json={report}")
    code = run_shown([tool("jlpm"), "test", *reporters], cwd=PANEL)
    # Vitest writes what Jest writes.
    return results.read_report(results.jest, report, code)


def python(extra: list[str]) -> Outcome:
    """Run the tests of the server plugin, of the server extension and of devtools."""
    environment.prepare(environment.server_plugin)
    env = child_environment(JAVA_HOME=str(find_jdk()))
    outcome = Outcome()
    for name, folder, tests in (
        ("plugin", SERVER_PLUGIN, "test"),
        ("jupyter", JUPYTER_TESTS, "."),
        ("devtools", ROOT, str(DEVTOOLS / "tests")),
    ):
        report = new_report(f"pytest-{name}.xml")
        command = [tool("python"), "-m", "pytest", tests, f"--junitxml={report}", *extra]
        code = run_shown(command, env=env, cwd=folder)
        # Arguments may pick tests of one of them only; without them, all have tests.
        fine = (0, *_PYTEST_NOTHING) if extra else (0,)
        outcome += results.read_report(results.junit, report, code, fine)
    return outcome


def new_report(name: str) -> Path:
    """Return the path of a report to be written, with none of an earlier run in its place."""
    report = RESULTS / name
    report.parent.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    return report
