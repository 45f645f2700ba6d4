"""Writes what was measured: a page of tables, the numbers, and the chart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .cells import (
    COLUMNS,
    WAYS,
    Cells,
    in_bytes,
    in_seconds,
    run_bytes,
    seconds,
    sent_bytes,
    spread,
    still,
)
from .chart import chart
from .promises import verdicts

_WAYS = {
    "local": "local disk",
    "published": "plugin 0.1.5",
    "ours": "ours",
    "contents": "ours, contents API only",
    "browser": "ours, in Chromium",
}
_COLUMNS = {
    "cold": "cold",
    "warm": "warm",
    "again": "again, unchanged",
    "edited": "again, one line edited",
}


def write(
    results: Mapping[str, Any], folder: Path, numbers: Path, picture: Path | None
) -> list[str]:
    """Write the files, and return what the terminal shows.

    Args:
        results: What was measured.
        folder: Where the tables go.
        numbers: Where all numbers go.
        picture: Where the chart goes; None for no chart.
    """
    cells = Cells(results)
    text = page(cells)
    for place, name, content in (
        (folder, "results.md", text),
        (numbers, "results.json", json.dumps(results, indent=1) + "\n"),
    ):
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(content, encoding="utf-8")
    lines = text.splitlines()
    drawn = chart(cells) if picture else None
    if picture and drawn:
        picture.write_text(drawn, encoding="utf-8")
        lines.append(f"The chart is {picture}")
    return [*lines, f"The tables are in {folder}, all numbers in {numbers}"]


def page(cells: Cells) -> str:
    """Return the page of tables."""
    results = cells.results
    machine = results["machine"]
    idle = results["idle_still"]
    parts = [
        "# Measured import times",
        "",
        f"Taken {results['taken']} on {machine['processors']} processors, {machine['system']}"
        + (f", load {machine['load'][0]:.1f}" if machine["load"] else "")
        + ", by `python3 dev.py bench`. What is what: [README](../README.md).",
        "",
        "## Promises",
        "",
    ]
    parts += [f"- {verdict}" for verdict in verdicts(cells)]
    if results["wrong"]:
        parts += ["", "## Wrong results, which are missing below", ""]
        parts += [f"- {wrong.splitlines()[0]}" for wrong in results["wrong"]]
    parts += ["", "## Seconds", "", "Median (least–most), from the call to the result.", ""]
    parts += _table(cells, seconds, in_seconds)
    parts += ["", "## Longest stand-still of a ticking table, in seconds", ""]
    parts += [f"While nothing runs: {in_seconds(idle)}.", ""] if idle else []
    parts += _table(cells, still, in_seconds)
    parts += ["", "## Bytes between client and Deephaven during the run, both ways", ""]
    parts += _table(cells, run_bytes, in_bytes)
    parts += ["", "## Bytes sent to Deephaven from connecting on", ""]
    parts += _table(cells, sent_bytes, in_bytes, ("cold", "warm"))
    parts += ["", "## Requests", ""]
    parts += ["To the client for modules and files, while locks are held / to Jupyter.", ""]
    parts += _requests(cells)
    parts += ["", "## Modules executed", ""]
    parts += _table(cells, lambda run: run["executed"], lambda value: f"{value:.0f}")
    return "\n".join(parts) + "\n"


def _table(cells: Cells, value, form, columns=COLUMNS) -> list[str]:
    rows = [["Work", "Round trip", "By", *(_COLUMNS[column] for column in columns)]]
    for workload, round_trip, title in cells.blocks():
        for way in WAYS:
            found = [cells.values(workload, round_trip, way, column, value) for column in columns]
            if any(found):
                shown = (spread(values, form) for values in found)
                rows.append([title, f"{round_trip * 1000:.0f} ms", _WAYS[way], *shown])
    return _aligned(rows)


def _requests(cells: Cells) -> list[str]:
    rows = [["Work", "Round trip", "By", *_COLUMNS.values()]]
    for workload, round_trip, title in cells.blocks():
        for way in WAYS:
            if way == "local" or not cells.runs(workload, round_trip, way, "cold"):
                continue
            shown = []
            for column in COLUMNS:
                runs = cells.runs(workload, round_trip, way, column)
                fetched = (
                    "?" if way == "browser" else max((run["fetched"] for run in runs), default=0)
                )
                asked = max((run["jupyter_requests"] for run in runs), default=0)
                shown.append(f"{fetched} / {asked}" if runs else "–")
            rows.append([title, f"{round_trip * 1000:.0f} ms", _WAYS[way], *shown])
    return _aligned(rows)


def _aligned(rows: list[list[str]]) -> list[str]:
    """Return a table as Prettier writes it; the first row is its head."""
    widths = [max(3, *(len(cell) for cell in column)) for column in zip(*rows, strict=True)]
    rows.insert(1, ["-" * width for width in widths])
    return [
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        for row in rows
    ]
