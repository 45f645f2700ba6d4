"""What the project promises of its speed, and whether the measurements bear it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .cells import Cells, in_bytes, in_seconds, run_bytes, seconds, sent_bytes, still
from .measure import ORIGIN

# The table ticks every 10 ms: shorter times cannot be told apart.
_TICKS = 0.02
_KILOBYTE = 1000


@dataclass(frozen=True)
class Verdict:
    """Whether one promise holds, with the numbers.

    Attributes:
        promise: What is promised.
        holds: Whether it holds; None if it was not measured.
        numbers: What was measured.
    """

    promise: str
    holds: bool | None
    numbers: str

    def __str__(self) -> str:
        """Return it in a line."""
        word = {True: "holds", False: "does not hold", None: "not measured"}[self.holds]
        return f"{word}: {self.promise}: {self.numbers}"


def verdicts(cells: Cells) -> list[Verdict]:
    """Return the verdict on every promise."""
    blocks = [(workload, round_trip) for workload, round_trip, _ in cells.blocks()]
    largest = [block for block in blocks if block[0] == "flat-1000"] or blocks[:1]
    found = [_warm(cells, *block) for block in largest]
    found += [_cold(cells, *block) for block in largest]
    found += [_cold_by_contents(cells, *block) for block in largest]
    found += [_no_requests(cells, blocks), _stands_still(cells, blocks)]
    found += [*_cold_bytes(cells, blocks), *_unchanged(cells, blocks), *_edit(cells, blocks)]
    found += [_executed(cells, blocks), _long_tasks(cells, blocks), _crowded(cells, blocks)]
    return found


def _warm(cells: Cells, workload: str, round_trip: float) -> Verdict:
    ours = cells.median(workload, round_trip, "ours", "warm", seconds)
    local = cells.median(workload, round_trip, "local", "warm", seconds)
    first = cells.median(workload, round_trip, "local", "cold", seconds)
    promise = f"{workload} at {_ms(round_trip)}: warm ≤ local disk + 0.25 s"
    if ours is None or local is None or first is None:
        return Verdict(promise, None, "")
    return Verdict(
        promise,
        ours <= local + 0.25,
        f"{in_seconds(ours)} s; local disk {in_seconds(local)} s with bytecode, "
        f"{in_seconds(first)} s without",
    )


def _cold(cells: Cells, workload: str, round_trip: float) -> Verdict:
    ours = cells.median(workload, round_trip, "ours", "cold", seconds)
    promise = f"{workload} at {_ms(round_trip)}: cold ≤ 1.5 s with the server extension"
    if ours is None:
        return Verdict(promise, None, "")
    return Verdict(promise, ours <= 1.5, f"{in_seconds(ours)} s")


def _cold_by_contents(cells: Cells, workload: str, round_trip: float) -> Verdict:
    ours = cells.median(workload, round_trip, "contents", "cold", seconds)
    reads = cells.contents_seconds(workload, round_trip)
    promise = f"{workload} at {_ms(round_trip)}: cold without it ≤ contents API reads + 10 %"
    if ours is None or reads is None:
        return Verdict(promise, None, "")
    return Verdict(
        promise,
        ours <= reads * 1.1,
        f"{in_seconds(ours)} s; listing and reading alone {in_seconds(reads)} s "
        f"(× {ours / reads:.2f})",
    )


def _no_requests(cells: Cells, blocks: list[tuple[str, float]]) -> Verdict:
    promise = "no requests for modules while locks are held"
    asked = {}
    holds = True
    for workload, round_trip, way, column, run in _our_runs(cells, blocks):
        if way != "browser" and run["fetched"]:
            names = run["steps"].get("asked", [])
            files = sum(name.startswith(ORIGIN) for name in names)
            holds &= files == run["fetched"]
            what = f"{run['fetched'] - files} and {files} data file{'s' * (files != 1)}"
            asked[f"{workload} {column} at {_ms(round_trip)}"] = what
    return Verdict(promise, holds, _list(asked.items()) or "0 everywhere")


def _stands_still(cells: Cells, blocks: list[tuple[str, float]]) -> Verdict:
    promise = "tables stand still ≤ 1.2 × as long as with local disk (+ 2 ticks)"
    found = []
    holds = True
    for workload, round_trip in blocks:
        for column in ("cold", "warm"):
            ours = cells.median(workload, round_trip, "ours", column, still)
            local = cells.median(workload, round_trip, "local", column, still)
            if ours is None or local is None:
                continue
            fine = ours <= local * 1.2 + _TICKS
            holds &= fine
            sign = "" if fine else "!"
            found.append(
                f"{sign}{workload} {column} {_ms(round_trip)} {ours / local:.2f} "
                f"({in_seconds(ours)} to {in_seconds(local)} s)"
            )
    return Verdict(promise, holds if found else None, "; ".join(found))


def _cold_bytes(cells: Cells, blocks: list[tuple[str, float]]) -> list[Verdict]:
    cold = _named_runs(cells, blocks, "cold")
    return [
        _all(
            "cold: the plugin's stream ≤ 1.35 × the sources in one zlib stream",
            ((name, run["steps"]["streamedInAll"] / run["bundle"], 1.35) for name, run in cold),
            lambda ratio: f"{ratio:.2f}",
        ),
        _all(
            "cold: all that is sent, signing in too, ≤ 1.35 × the sources in one zlib stream",
            ((name, sent_bytes(run) / run["bundle"], 1.35) for name, run in cold),
            lambda ratio: f"{ratio:.2f}",
        ),
    ]


def _unchanged(cells: Cells, blocks: list[tuple[str, float]]) -> list[Verdict]:
    again = _named_runs(cells, blocks, "again")
    return [
        _all(
            "unchanged rerun: nothing on the plugin's stream",
            ((name, run["steps"]["streamed"], 0) for name, run in again),
            in_bytes,
        ),
        _all(
            "unchanged rerun: the client sends < 1 kB",
            ((name, run["traffic"]["up_bytes"], _KILOBYTE) for name, run in again),
            in_bytes,
        ),
        _all(
            "unchanged rerun: < 1 kB on the wire, both ways",
            ((name, run_bytes(run), _KILOBYTE) for name, run in again),
            in_bytes,
        ),
    ]


def _edit(cells: Cells, blocks: list[tuple[str, float]]) -> list[Verdict]:
    edited = _named_runs(cells, blocks, "edited")
    return [
        _all(
            "rerun after an edit: the plugin's stream ≤ the file compressed + 1 kB",
            ((name, run["steps"]["streamed"] - run["leaf"], _KILOBYTE) for name, run in edited),
            _more,
        ),
        _all(
            "rerun after an edit: the wire ≤ the file compressed + 1 kB, both ways",
            ((name, run_bytes(run) - run["leaf"], _KILOBYTE) for name, run in edited),
            _more,
        ),
    ]


def _more(value: float) -> str:
    return f"the file {'+' if value >= 0 else '−'} {in_bytes(abs(value))}"


def _executed(cells: Cells, blocks: list[tuple[str, float]]) -> Verdict:
    promise = "executed again: the project after an edit, nothing without one"
    counts = {}
    holds = True
    for workload, _, way, column, run in _our_runs(cells, blocks):
        if way == "ours" and column in ("again", "edited"):
            expected = max(run["expected"], 0)
            holds &= run["executed"] <= expected
            sign = "" if run["executed"] <= expected else "!"
            counts[f"{sign}{workload} {column}"] = f"{run['executed']} of {expected}"
    return Verdict(promise, holds if counts else None, _list(counts.items()))


def _long_tasks(cells: Cells, blocks: list[tuple[str, float]]) -> Verdict:
    promise = "no main-thread task over 50 ms while reading and scanning, in Chromium"
    found = []
    holds = True
    for workload, round_trip in blocks:
        for column, steps in (("cold", "longTasksOfRun"), ("warm", "longTasksOfReading")):
            for run in cells.runs(workload, round_trip, "browser", column):
                tasks = run["steps"][steps]
                holds &= tasks["count"] == 0
                found.append(
                    f"{workload} {column} {_ms(round_trip)}: {tasks['count']}, "
                    f"the longest {tasks['longest']:.0f} ms, together {tasks['sum']:.0f} ms"
                )
    return Verdict(promise, holds if found else None, "; ".join(found))


def _crowded(cells: Cells, blocks: list[tuple[str, float]]) -> Verdict:
    promise = "a tree of 100,000 ignored files: cold ≤ 1 s with the server extension"
    found = []
    holds = True
    for workload, round_trip in blocks:
        for way in ("ours", "browser") if workload.startswith("crowded") else ():
            for run in cells.runs(workload, round_trip, way, "cold"):
                holds &= run["seconds"] <= 1
                requests = run["jupyter_requests"]
                found.append(f"{way} {in_seconds(run['seconds'])} s, {requests} requests")
    return Verdict(promise, holds if found else None, "; ".join(found))


def _named_runs(
    cells: Cells, blocks: list[tuple[str, float]], column: str
) -> list[tuple[str, dict]]:
    """Return our runs of a column, with what people call them."""
    return [
        (f"{workload} {_ms(round_trip)}", run)
        for workload, round_trip in blocks
        for run in cells.runs(workload, round_trip, "ours", column)
    ]


def _our_runs(
    cells: Cells, blocks: list[tuple[str, float]]
) -> Iterator[tuple[str, float, str, str, dict]]:
    for workload, round_trip in blocks:
        for way in ("ours", "contents", "browser"):
            for column in ("cold", "warm", "again", "edited"):
                for run in cells.runs(workload, round_trip, way, column):
                    yield workload, round_trip, way, column, run


def _all(promise, found, form) -> Verdict:
    """Return the verdict on what must not be over a limit anywhere; names the worst of each."""
    worst: dict[str, tuple[float, float]] = {}
    for name, value, limit in found:
        if name not in worst or value > worst[name][0]:
            worst[name] = (value, limit)
    holds = all(value <= limit for value, limit in worst.values()) if worst else None
    return Verdict(
        promise,
        holds,
        "; ".join(
            f"{'' if value <= limit else '!'}{name} {form(value)}"
            for name, (value, limit) in worst.items()
        ),
    )


def _list(items) -> str:
    return "; ".join(f"{name} {value}" for name, value in items)


def _ms(round_trip: float) -> str:
    return f"{round_trip * 1000:.0f} ms"
