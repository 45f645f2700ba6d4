"""Deephaven's tables in outputs: live for clients that can open them, with a preview for others."""

from __future__ import annotations

import html
import sys
from typing import Any

from ..variables.listing import session_globals
from .bundles import Bundle

# The type of the form that our client shows as a grid. It names the reference with the table.
TABLE_TYPE = "application/vnd.deephaven.table+json"

# Rows and columns of the preview.
MAX_ROWS = 10
MAX_COLUMNS = 20

# The classes of what Deephaven's clients show as a table.
_CLASSES = {
    ("deephaven.table", "Table"): "Table",
    ("deephaven.table", "RollupTable"): "HierarchicalTable",
    ("deephaven.table", "TreeTable"): "HierarchicalTable",
}


def is_table(value: Any) -> bool:
    """Whether a value is a table."""
    return _kind_of(value) is not None


def bundle(table: Any) -> Bundle:
    """The forms of a table."""
    kind = _kind_of(table)
    plain, page = _preview(table) if kind == "Table" else (f"<{type(table).__name__}>", None)
    told = {"object": 0, "type": kind}
    name = _name_of(table)
    if name is not None:
        told["name"] = name
    data = {TABLE_TYPE: told, "text/plain": plain}
    if page is not None:
        data["text/html"] = page
    return Bundle(data, {}, (table,))


def _name_of(table: Any) -> str | None:
    """The session's variable that holds a table; None if there is none."""
    for name, value in list(session_globals().items()):
        if value is table and not name.startswith("_"):
            return name
    return None


def _kind_of(value: Any) -> str | None:
    for (module, name), kind in _CLASSES.items():
        found = getattr(sys.modules.get(module), name, None)
        if isinstance(found, type) and isinstance(value, found):
            return kind
    return None


def _preview(table: Any) -> tuple[str, str | None]:
    names = [column.name for column in table.columns]
    what = f"Table of {len(names)} columns"
    try:
        frame = _frame(table, names[:MAX_COLUMNS])
        rows = int(table.size)
    except Exception as error:  # a formula may fail, which the grid shows, too
        return f"{what}: {str(error).splitlines()[0] if str(error) else type(error).__name__}", None
    shown = [f"{min(rows, MAX_ROWS):,} of {rows:,} rows"]
    if len(names) > MAX_COLUMNS:
        shown.append(f"{MAX_COLUMNS} of {len(names):,} columns")
    note = ", ".join(shown)
    head = "".join(f"<th>{html.escape(name)}</th>" for name in frame.columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) + "</tr>"
        for row in frame.itertuples(index=False, name=None)
    )
    page = (
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        f"<p>{html.escape(note)}</p>"
    )
    return f"{frame.to_string(index=False)}\n{note}", page


def _frame(table: Any, names: list[str]) -> Any:
    from deephaven import pandas

    return pandas.to_pandas(table.view(names).head(MAX_ROWS) if names else table.head(MAX_ROWS))
