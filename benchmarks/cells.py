"""The results, looked up: medians and ranges of what was measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

COLUMNS = ("cold", "warm", "again", "edited")
WAYS = ("local", "published", "ours", "contents", "browser")

Value = Callable[[Mapping[str, Any]], float | None]


class Cells:
    """All cells of a result file."""

    def __init__(self, results: Mapping[str, Any]):
        """Make it.

        Args:
            results: What a result file has.
        """
        self.results = results
        self._cells = {
            (cell["workload"], cell["round_trip"], cell["way"], cell["column"]): cell
            for cell in results["cells"]
        }

    def blocks(self) -> list[tuple[str, float, str]]:
        """Return workloads, round trips and titles, in the order in which they were measured."""
        found: dict[tuple[str, float], str] = {}
        for cell in self.results["cells"]:
            found.setdefault((cell["workload"], cell["round_trip"]), cell["title"])
        return [(workload, round_trip, title) for (workload, round_trip), title in found.items()]

    def runs(self, workload: str, round_trip: float, way: str, column: str) -> list[dict]:
        """Return the runs of a cell; none if it was not measured."""
        cell = self._cells.get((workload, round_trip, way, column))
        return cell["runs"] if cell else []

    def values(
        self, workload: str, round_trip: float, way: str, column: str, value: Value
    ) -> list[float]:
        """Return one value of each run of a cell."""
        found = (value(run) for run in self.runs(workload, round_trip, way, column))
        return [one for one in found if one is not None]

    def median(
        self, workload: str, round_trip: float, way: str, column: str, value: Value
    ) -> float | None:
        """Return the median of one value; None if it was not measured."""
        values = self.values(workload, round_trip, way, column, value)
        return median(values) if values else None

    def contents_seconds(self, workload: str, round_trip: float) -> float | None:
        """Return how long reading by the contents API alone took, in the median."""
        for entry in self.results["contents_seconds"]:
            if (entry["workload"], entry["round_trip"]) == (workload, round_trip):
                return median(entry["seconds"])
        return None


def seconds(run: Mapping[str, Any]) -> float:
    """The time from the client's call to the result."""
    return run["seconds"]


def still(run: Mapping[str, Any]) -> float | None:
    """The longest time that the table stood still."""
    return run["still"]


def run_bytes(run: Mapping[str, Any]) -> float:
    """The bytes between client and Deephaven during a run."""
    return run["traffic"]["up_bytes"] + run["traffic"]["down_bytes"]


def sent_bytes(run: Mapping[str, Any]) -> float:
    """The bytes that the client sent to Deephaven, from its connecting to the run's end."""
    return run["traffic"]["up_bytes"] + run["before"]["up_bytes"]


def spread(values: list[float], form: Callable[[float], str]) -> str:
    """Return the median and the range of values in words."""
    if not values:
        return "–"
    if len(values) == 1:
        return form(values[0])
    return f"{form(median(values))} ({form(min(values))}–{form(max(values))})"


def in_seconds(value: float) -> str:
    """Return seconds as people read them."""
    return f"{value:.3f}" if value < 1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def in_bytes(value: float) -> str:
    """Return bytes as people read them."""
    return f"{value:,.0f}" if value < 10_000 else f"{value / 1000:,.0f} k"
