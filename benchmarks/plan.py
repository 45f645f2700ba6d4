"""What is measured, in which order, and how the results are kept."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from . import workloads
from .measure import Bench, as_json
from .workloads import Workload

ROUND_TRIPS = (0.0, 0.05)
_ALL = ("local", "published", "ours")
# pip looks at its `__file__`, which modules do not have with the published plugin.
_REAL = ("local", "ours")


@dataclass(frozen=True)
class Step:
    """One workload by some ways, with one delay.

    Attributes:
        workload: What is imported.
        ways: By what ways: from the worker's disk (`local`), by the plugin 0.1.5 (`published`), by
            ours (`ours`), by ours without the server extension (`contents`), and by ours in
            Chromium (`browser`).
        round_trip: Between the client and each server, in seconds.
        repeat: How often.
    """

    workload: Workload
    ways: tuple[str, ...]
    round_trip: float
    repeat: int


def quick() -> list[Step]:
    """Return a plan that measures little, to see that measuring works."""
    few = workloads.flat(30)
    return [
        Step(few, (*_ALL, "contents"), 0.02, 1),
        Step(few, ("browser",), 0.02, 1),
        Step(workloads.flat_by_package(10), ("local", "ours"), 0.0, 1),
        Step(workloads.chain(5), _ALL, 0.0, 1),
    ]


def full(repeat: int, site_packages: Path) -> list[Step]:
    """Return the whole plan.

    Args:
        repeat: How often each is measured.
        site_packages: Where the real package is.
    """
    many = workloads.flat(1000)
    real = workloads.pip(site_packages)
    near, far = ROUND_TRIPS
    return [
        Step(workloads.flat(100), _ALL, near, repeat),
        Step(many, (*_ALL, "contents"), near, repeat),
        Step(workloads.flat(5000), _REAL, near, 1),
        Step(workloads.flat_by_package(100), ("local", "ours"), near, repeat),
        Step(workloads.chain(30), _ALL, near, repeat),
        Step(real, _REAL, near, repeat),
        Step(many, ("browser",), near, 1),
        Step(workloads.flat(100), _ALL, far, repeat),
        Step(workloads.flat(300), _ALL, far, repeat),
        Step(many, (*_ALL, "contents"), far, repeat),
        Step(workloads.chain(30), _ALL, far, repeat),
        Step(real, _REAL, far, repeat),
        Step(many, ("browser",), far, 1),
        Step(workloads.crowded(100), ("ours", "contents"), near, 1),
        Step(workloads.crowded(100), ("browser",), near, 1),
    ]


def only(key: str, steps: Sequence[Step]) -> list[Step]:
    """Return the steps of one workload.

    Raises:
        ValueError: If there is none of that key.
    """
    chosen = [step for step in steps if step.workload.key == key]
    if not chosen:
        keys = ", ".join(dict.fromkeys(step.workload.key for step in steps))
        raise ValueError(f"There is no workload {key!r}; there are {keys}")
    return chosen


def measure(
    bench: Bench,
    steps: Sequence[Step],
    with_browser: bool,
    note: Callable[[dict[str, Any]], None] = lambda results: None,
) -> dict[str, Any]:
    """Take all measurements, and return them as the result file has them.

    Args:
        bench: What measures.
        steps: The plan.
        with_browser: Whether there is a Chromium.
        note: Called after each step with what there is.
    """
    # What is compiled at its first use is so in all that counts.
    for _ in bench.measure(workloads.flat(10), _ALL, 0.0, 1):
        pass
    results: dict[str, Any] = {
        "taken": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "machine": {
            "system": platform.platform(),
            "processors": os.cpu_count(),
            "load": os.getloadavg() if hasattr(os, "getloadavg") else None,
        },
        "idle_still": bench.idle_still(),
        "contents_seconds": [],
        "cells": [],
    }
    for step in steps:
        if step.ways == ("browser",) and not with_browser:
            continue
        cells: dict[tuple[str, str], dict[str, Any]] = {}
        for way, column, run in bench.measure(
            step.workload, step.ways, step.round_trip, step.repeat
        ):
            cell = {
                "workload": step.workload.key,
                "title": step.workload.title,
                "round_trip": step.round_trip,
                "way": way,
                "column": column,
                "runs": [],
            }
            cells.setdefault((way, column), cell)["runs"].append(as_json(run))
        results["cells"] += cells.values()
        if "contents" in step.ways:
            results["contents_seconds"].append(
                {
                    "workload": step.workload.key,
                    "round_trip": step.round_trip,
                    "seconds": [
                        bench.contents_seconds(step.workload, step.round_trip)
                        for _ in range(step.repeat)
                    ],
                }
            )
        # Half an hour of work is not lost to what happens next.
        note({**results, "wrong": bench.wrong})
    return {**results, "wrong": bench.wrong}
