"""Draws the chart of the README: an SVG that suits light and dark pages."""

from __future__ import annotations

from .cells import Cells, in_seconds, seconds

_BARS = (
    ("published", "cold", "plugin 0.1.5, every run", "#b35900"),
    ("ours", "cold", "ours, right after serving", "#6a8fd8"),
    ("ours", "warm", "ours, served a while ago", "#2f6bd0"),
    ("ours", "edited", "ours, again after an edit", "#2f6bd0"),
    ("local", "warm", "the worker's own disk", "#7a7a7a"),
)
_SIZES = ("flat-100", "flat-300", "flat-1000")
_WIDTH, _LEFT, _RIGHT = 800, 230, 90
_BAR, _GAP, _TITLE = 16, 5, 34


def chart(cells: Cells) -> str | None:
    """Return the chart, or None if what it shows was not measured."""
    delays = [round_trip for _, round_trip, _ in cells.blocks()]
    groups = []
    for workload, round_trip, title in cells.blocks():
        bars = [
            (text, cells.median(workload, round_trip, way, column, seconds), color)
            for way, column, text, color in _BARS
        ]
        if workload in _SIZES and round_trip == max(delays) and all(bar[1] for bar in bars):
            groups.append((title, bars))
    if not groups:
        return None
    longest = max(value for _, bars in groups for _, value, _ in bars)
    scale = (_WIDTH - _LEFT - _RIGHT) / longest
    shapes = []
    y = 52
    for title, bars in groups:
        shapes.append(f'<text x="0" y="{y + 16}" class="strong">{title}</text>')
        y += _TITLE - 8
        for text, value, color in bars:
            middle = y + _BAR - 4
            width = max(value * scale, 1.5)
            shapes.append(f'<text x="{_LEFT - 8}" y="{middle}" text-anchor="end">{text}</text>')
            shapes.append(
                f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR}" fill="{color}"/>'
            )
            shapes.append(
                f'<text x="{_LEFT + width + 6:.1f}" y="{middle}">{in_seconds(value)} s</text>'
            )
            y += _BAR + _GAP
        y += 12
    delay = f"{max(delays) * 1000:.0f} ms"
    name = f"Seconds to import modules over a network with {delay} round trip"
    head = f'<text x="0" y="16" class="strong">{name}</text>'
    note = (
        '<text x="0" y="36">From the call in the client to the result; medians. '
        "Less is better.</text>"
    )
    body = "\n".join([head, note, *shapes])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" width="{_WIDTH}" '
        f'height="{y}" role="img" aria-label="{name}">\n<style>{_STYLE}</style>\n{body}\n</svg>\n'
    )


_STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#57606a}"
    ".strong{font-weight:600}"
    "@media (prefers-color-scheme:dark){text{fill:#a9b3be}}"
)
