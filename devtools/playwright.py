"""Runs Playwright with one of the configurations in ui-tests."""

from __future__ import annotations

from .browser import chromium
from .paths import UI_TESTS, child_environment, tool
from .processes import run_shown
from .results import Outcome, read_report
from .results import playwright as count
from .suites import new_report


def playwright(config: str, *arguments: str, **variables: str) -> int:
    """Run Playwright to its end, and return its exit code.

    Args:
        config: A file in ui-tests.
        arguments: More arguments for it.
        variables: More variables for its environment: where the servers are.
    """
    return run_shown(
        [
            *(tool("jlpm"), "playwright", "test"),
            f"--config={UI_TESTS / config}",
            *arguments,
        ],
        env=child_environment(
            CHROMIUM_PATH=str(chromium()), PLAYWRIGHT_HTML_OPEN="never", **variables
        ),
    )


def browser_tests(name: str, *arguments: str, **variables: str) -> Outcome:
    """Run browser tests, and count them.

    Args:
        name: What the report and the folder of results are called: runs side by side need two.
        arguments: See `playwright`.
        variables: See `playwright`.
    """
    report = new_report(f"playwright-{name}.json")
    code = playwright(
        "playwright.config.ts",
        "--reporter=list,json",
        f"--output={UI_TESTS / 'test-results' / name}",
        *arguments,
        PLAYWRIGHT_JSON_OUTPUT_NAME=str(report),
        **variables,
    )
    return read_report(count, report, code)
