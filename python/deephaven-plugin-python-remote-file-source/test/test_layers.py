"""A package of the plugin imports from those below it only."""

import ast
import importlib.util
from pathlib import Path

import pytest

LAYERS = [
    {"rpc"},
    {"mirror"},
    {"importing"},
    {"programs", "variables", "language"},
    {"cells"},
    {"contexts"},
    {"plugin_object"},
    {"message_stream", "plugin_info"},
    {"plugin_type"},
    {"register", "__init__"},
]
ROOT = Path(__file__).parents[1] / "src" / "deephaven" / "python_remote_file_source"
NAME = "plugin"


def imported(file, root=ROOT):
    """The parts of the plugin that a file imports, by its own name and theirs."""
    path = file.relative_to(root).with_suffix("").parts
    package = ".".join((NAME, *path[:-1]))
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            relative = "." * node.level + (node.module or "")
            module = importlib.util.resolve_name(relative, package)
            names = [f"{module}.{alias.name}" for alias in node.names]
            yield from (name.split(".")[1] for name in names)


def floor(part):
    found = [number for number, layer in enumerate(LAYERS) if part in layer]
    return found[0] if found else None


@pytest.mark.parametrize(
    "file", sorted(ROOT.rglob("*.py")), ids=lambda file: file.relative_to(ROOT).as_posix()
)
def test_a_file_imports_from_below(file):
    own = file.relative_to(ROOT).with_suffix("").parts[0]
    if own == "_version":
        return
    assert floor(own) is not None, f"{own} belongs in the list"
    above = {part for part in imported(file) if (floor(part) or 0) > floor(own)}
    assert not above


def test_imports_across_layers_are_found(tmp_path):
    file = tmp_path / "rpc" / "a.py"
    file.parent.mkdir()
    file.write_text("from ..contexts import serving\nfrom . import b\nimport os\n")
    assert set(imported(file, tmp_path)) == {"contexts", "rpc"}
