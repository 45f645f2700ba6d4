"""Which modules import which, by their sources: what an edit should have executed again."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path


def with_importers(folder: Path, leaf: str, loaded: list[str]) -> set[str]:
    """Return a module and all modules that import it, directly or not.

    Args:
        folder: The folder of the package.
        leaf: The module, as a path below it.
        loaded: The modules that count.
    """
    parts = (folder.name, *Path(leaf).with_suffix("").parts)
    found = {".".join(parts[:-1] if parts[-1] == "__init__" else parts)}
    imports = {module: _imports(folder.parent, module) for module in loaded}
    grows = True
    while grows:
        new = {module for module, names in imports.items() if names & found} - found
        found |= new
        grows = bool(new)
    return found


def file_of(parent: Path, module: str) -> Path | None:
    """Return the file of a module, if it has one."""
    place = parent.joinpath(*module.split("."))
    files = (place / "__init__.py", place.with_suffix(".py"))
    return next((file for file in files if file.is_file()), None)


def _imports(parent: Path, module: str) -> set[str]:
    file = file_of(parent, module)
    if file is None:
        return set()
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for statement in _outside_functions(ast.parse(file.read_bytes())):
        if isinstance(statement, ast.Import):
            found.update(alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom):
            base = statement.module or ""
            if statement.level:
                above = package.split(".")[: len(package.split(".")) - statement.level + 1]
                base = ".".join([*above, *([base] if base else [])])
            found.add(base)
            found.update(f"{base}.{alias.name}" for alias in statement.names)
    return found


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            yield child
            yield from _outside_functions(child)
