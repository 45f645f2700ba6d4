"""Tells packages whose own code leaves their submodules as they are.

Most packages only gather names from their submodules. Some do something to these: they set their
attributes, register things with them, or decorate with their functions. To execute such a package
again without its submodules would do that twice, and undo nothing of what it had done before.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator
from importlib.util import resolve_name

# Builtin functions that may change what they are given, or call it. The others do not, as long as
# they get no functions by keyword.
_ACTING = {"anext", "delattr", "filter", "iter", "map", "next", "setattr", "type"}

# What runs code that is not to be seen here.
_RUNNING = {"compile", "eval", "exec"}

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def only_gathers(source: str, package: str) -> bool:
    """Whether executing a package again changes nothing of its submodules.

    Args:
        source: The text of the package's own module.
        package: Its full dotted name.

    Returns:
        False also where that cannot be told.
    """
    try:
        return not _Look(ast.parse(source), package).is_harmful
    except (SyntaxError, ValueError, RecursionError):
        return False


class _Look:
    """A look at the code that is executed with a module, without running it."""

    def __init__(self, tree: ast.Module, package: str):
        self._package = package
        # Names of what came from the package, or may hold something of it.
        self._own: set[str] = set()
        self._bound: set[str] = set()
        self._has_star = False
        nodes = list(_executed(tree))
        # What is bound further down may be used further up, in a loop.
        for _ in range(2):
            for node in nodes:
                self._bind(node)
        self.is_harmful = any(self._is_harm(node) for node in nodes)

    def _bind(self, node: ast.AST) -> None:
        if isinstance(node, ast.ImportFrom):
            is_own = self._is_own_module("." * node.level + (node.module or ""))
            for alias in node.names:
                if alias.name == "*":
                    self._has_star = self._has_star or is_own
                else:
                    self._note(alias.asname or alias.name, is_own)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                # `import a.b` binds `a`.
                name = alias.asname or alias.name.partition(".")[0]
                self._note(name, self._is_own_module(alias.name))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            # To call it may do anything.
            self._note(node.name, True)
        elif isinstance(node, ast.Assign):
            self._bind_to(node.targets, node.value)
        elif isinstance(node, (ast.AnnAssign, ast.NamedExpr)) and node.value:
            self._bind_to([node.target], node.value)
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            self._bind_to([node.target], node.iter)

    def _bind_to(self, targets: list[ast.expr], value: ast.expr) -> None:
        is_own = self._holds_own(value)
        for target in targets:
            for node in ast.walk(target):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    self._note(node.id, is_own)

    def _note(self, name: str, is_own: bool) -> None:
        self._bound.add(name)
        if is_own:
            self._own.add(name)

    def _is_harm(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            return self._is_harmful_call(node)
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            return not isinstance(node.ctx, ast.Load) and (
                self._holds_own(node.value) or _is_modules(node.value)
            )
        if isinstance(node, ast.AugAssign):
            return self._holds_own(node.target)
        if isinstance(node, (ast.With, ast.AsyncWith)):
            return any(self._holds_own(item.context_expr) for item in node.items)
        if isinstance(node, ast.ClassDef):
            # A base may note its subclasses.
            bases = [*node.bases, *(keyword.value for keyword in node.keywords)]
            return any(self._holds_own(part) for part in [*bases, *node.decorator_list])
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return any(self._holds_own(decorator) for decorator in node.decorator_list)
        return isinstance(node, ast.Await)

    def _is_harmful_call(self, call: ast.Call) -> bool:
        function = call.func
        name = function.id if isinstance(function, ast.Name) else ""
        if name in _RUNNING:
            return True
        is_builtin = hasattr(builtins, name) and name not in self._bound
        is_acting = name in _ACTING and not _is_question(call)
        if is_builtin and not is_acting:
            return bool(call.keywords) and self._holds_own(call)
        if _imports(call):
            return False
        return self._holds_own(call)

    def _holds_own(self, expression: ast.expr) -> bool:
        """Whether something of the package may be in what an expression gives."""
        return any(
            self._is_own(node.id) if isinstance(node, ast.Name) else _imports(node)
            for node in ast.walk(expression)
        )

    def _is_own(self, name: str) -> bool:
        if name in self._own:
            return True
        is_known = name in self._bound or hasattr(builtins, name) or name.startswith("__")
        return self._has_star and not is_known

    def _is_own_module(self, name: str) -> bool:
        try:
            fullname = resolve_name(name, self._package)
        except ImportError:
            return False
        return f"{fullname}.".startswith(f"{self._package}.")


def _executed(tree: ast.AST) -> Iterator[ast.AST]:
    """All that is executed at once: no bodies of functions."""
    for node in ast.iter_child_nodes(tree):
        yield node
        if isinstance(node, _FUNCTIONS):
            yield from _executed_of_function(node)
        else:
            yield from _executed(node)


def _executed_of_function(function: ast.AST) -> Iterator[ast.AST]:
    arguments = function.args
    defaults = [*arguments.defaults, *(value for value in arguments.kw_defaults if value)]
    for part in [*defaults, *getattr(function, "decorator_list", [])]:
        yield part
        yield from _executed(part)


def _is_question(call: ast.Call) -> bool:
    """Whether it asks for a type. With more arguments, it makes one."""
    return isinstance(call.func, ast.Name) and call.func.id == "type" and len(call.args) == 1


def _imports(node: ast.AST) -> bool:
    """Whether it is a call such as `importlib.import_module(name)`."""
    if not isinstance(node, ast.Call):
        return False
    function = node.func
    name = getattr(function, "attr", getattr(function, "id", ""))
    return name in ("import_module", "__import__")


def _is_modules(expression: ast.expr) -> bool:
    """Whether it is `sys.modules`."""
    return isinstance(expression, ast.Attribute) and expression.attr == "modules"
