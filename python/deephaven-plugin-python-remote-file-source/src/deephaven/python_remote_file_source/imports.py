"""What served modules import, as it was observed: who must be evicted along with a module.

Three observations together find the importers of a module:

- the import statements in the code of modules and class bodies. Those in functions run again when
  the function is called, so they bind nothing that could become stale. Only those count that take
  something from a package that the module is in, since that is how modules avoid circles, and the
  function may be called at once;
- the names that finders are asked for while a module executes. They tell of imports that functions
  make meanwhile, and of those by name;
- the modules that a module's global functions, classes and modules come from. They tell of the same
  where another module had already imported them, so that no finder was asked.
"""

from __future__ import annotations

import dis
import importlib.util
import sys
import threading
from collections.abc import Iterator, Set
from types import CodeType, FunctionType, ModuleType
from typing import Any, Callable, NamedTuple

_CO_OPTIMIZED = 1  # set for functions, not for modules and class bodies
_IMPORT_NAME = dis.opmap["IMPORT_NAME"]
_LOAD_CONST = dis.opmap["LOAD_CONST"]
_EXTENDED_ARG = dis.opmap["EXTENDED_ARG"]

# Full names of served modules whose next import may have another outcome, although nothing changed:
# the last one failed for some reason outside of the sources, or a client was asked in vain.
failed: set[str] = set()

# Full names of served modules whose import has failed since modules were evicted last.
failed_lately: set[str] = set()

# Full names of served packages whose last import failed, and that have to take their submodules
# along when they are imported anew.
failed_packages: set[str] = set()

_executing = threading.local()


class ImportStatement(NamedTuple):
    """One import statement: `from ..name import first, second` has level 2 and two names."""

    level: int
    name: str
    names: tuple[str, ...]
    in_function: bool = False


class Failure(NamedTuple):
    """What a module had whose import ended in an ImportError or a SyntaxError.

    Attributes:
        entry: Its entry in an index; None if it came without one.
        names: All names that it may have taken something from, see `imported_names`, without the
            packages that it is in.
    """

    entry: Any
    names: frozenset[str]


# By full name, the served modules whose last import failed and would again: an optional dependency
# is not installed, say. Who caught that need not be imported anew until one of these changes.
failures: dict[str, Failure] = {}

# By full name, the entry that was last executed of each module of an index, also of modules that
# code took out of `sys.modules`: somebody may have kept them.
executed: dict[str, Any] = {}


def attributes_of(module: Any) -> dict:
    """The attributes of what stands in `sys.modules`, without running code of it.

    Asking a lazy module for any attribute, even for `__dict__`, would load it.
    """
    if issubclass(type(module), ModuleType):
        return object.__getattribute__(module, "__dict__")
    return {}


def begin(loader: Any) -> None:
    """Note that this thread begins to execute a loader's module."""
    if not hasattr(_executing, "loaders"):
        _executing.loaders = []
    _executing.loaders.append(loader)


def end() -> None:
    """Note that this thread has executed the module that it began last."""
    _executing.loaders.pop()


def note_failure(module: ModuleType, loader: Any, error: BaseException) -> None:
    """Note that a module could not be imported.

    Args:
        module: The module, as far as it was executed.
        loader: Its loader.
        error: What it raised.
    """
    failures.pop(loader.name, None)
    failed_lately.add(loader.name)
    if not loader.leaves_submodules():
        failed_packages.add(loader.name)
    if isinstance(error, (ImportError, SyntaxError)):
        names = imported_names(module, loader)
        if not _has_submodules(loader.name) and not _are_in_circle(names - {loader.name}):
            taken = frozenset(imported_names(module, loader, with_own_packages=False))
            failures[loader.name] = Failure(getattr(loader, "entry", None), taken)
            return
    failed.add(loader.name)


def _has_submodules(name: str) -> bool:
    """Whether a package that failed has left submodules: they are imported without it then."""
    return any(other.startswith(f"{name}.") for other in list(sys.modules))


def _are_in_circle(names: Set[str]) -> bool:
    """Whether some of the named modules import, directly or not, one that is executing.

    What becomes of modules that import each other depends on which of them comes first, and one may
    have got another that is not complete yet.
    """
    executing = {loader.name for loader in _executing.loaders}
    seen, pending = set(names), list(names)
    while pending:
        name = pending.pop()
        if name in executing:
            return True
        further = _names_imported_by(name) - seen
        seen |= further
        pending.extend(further)
    return False


def _names_imported_by(name: str) -> Set[str]:
    if name in failures:
        return failures[name].names
    module = sys.modules.get(name)
    loader = getattr(attributes_of(module).get("__spec__"), "loader", None)
    # Of served modules alone it is known.
    return imported_names(module, loader) if hasattr(loader, "statements") else set()


def note_success(loader: Any) -> None:
    """Note that a loader's module was imported.

    If it had failed before, that concerns those who caught it.
    """
    failed_packages.discard(loader.name)
    if failures.pop(loader.name, None) is not None:
        failed.add(loader.name)
    if hasattr(loader, "entry"):
        executed[loader.name] = loader.entry


def forget(is_forgotten: Callable[[str], bool]) -> None:
    """Forget what became of modules.

    Args:
        is_forgotten: Tells by a full dotted name whether a module is concerned.
    """
    # Copies, since imports on other threads note things meanwhile.
    for names in (failed, failed_packages):
        names.difference_update([name for name in list(names) if is_forgotten(name)])
    for by_name in (failures, executed):
        for name in [name for name in list(by_name) if is_forgotten(name)]:
            by_name.pop(name, None)


def is_executing() -> bool:
    """Whether this thread executes a served module."""
    return bool(getattr(_executing, "loaders", None))


def note_question(fullname: str) -> None:
    """Note that a finder is asked for a module, by whichever module is executing."""
    loaders = getattr(_executing, "loaders", None)
    if loaders:
        loaders[-1].asked.add(fullname)


def find_statements(code: CodeType) -> list[ImportStatement]:
    """Find the import statements of a module.

    Args:
        code: The code of the module.

    Returns:
        The statements, in no particular order.
    """
    return _find_statements(code, False)


def _find_statements(code: CodeType, in_function: bool) -> list[ImportStatement]:
    found = []
    instructions = code.co_code  # pairs of an opcode and an operand
    position = instructions.find(_IMPORT_NAME)
    while position >= 0:
        if position % 2 == 0:
            name, position_of_names = _operand(instructions, position)
            names, position_of_level = _operand(instructions, position_of_names)
            level, _ = _operand(instructions, position_of_level)
            if instructions[position_of_level] == _LOAD_CONST:
                level = code.co_consts[level]  # else the operand itself, from Python 3.14
            from_names = code.co_consts[names] or ()
            found.append(ImportStatement(level, code.co_names[name], from_names, in_function))
        position = instructions.find(_IMPORT_NAME, position + 1)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            is_later = in_function or not _runs_at_once(constant)
            found.extend(_find_statements(constant, is_later))
    return found


def _operand(instructions: bytes, position: int) -> tuple[int, int]:
    """An instruction's operand, and the position of the instruction before it."""
    operand, shift = instructions[position + 1], 8
    position -= 2
    while position >= 0 and instructions[position] == _EXTENDED_ARG:
        operand |= instructions[position + 1] << shift
        position, shift = position - 2, shift + 8
    return operand, position


def _runs_at_once(code: CodeType) -> bool:
    # A generic class's body is inside a function that makes its type parameters.
    return not code.co_flags & _CO_OPTIMIZED or code.co_name.startswith("<generic parameters of")


def imported_names(module: ModuleType, loader: Any, with_own_packages: bool = True) -> set[str]:
    """All names that a served module may have taken something from.

    Args:
        module: The module.
        loader: The loader that executed it.
        with_own_packages: Whether the packages that it is in count if it took nothing from them,
            as in `from .sibling import name`.

    Returns:
        Full dotted names, of which some may be no modules: `from a import b` means `a` and `a.b`.
    """
    names = set(loader.asked)
    spec = attributes_of(module).get("__spec__")
    package = getattr(spec, "parent", loader.name.rpartition(".")[0])
    own = set(packages_of(loader.name))
    for level, name, from_names, in_function in loader.statements:
        try:
            fullname = importlib.util.resolve_name("." * level + name, package)
        except (ImportError, ValueError):
            continue  # beyond the top-level package: the import failed
        bound = {fullname, *(f"{fullname}.{from_name}" for from_name in from_names)}
        if not from_names:
            bound.update(packages_of(fullname))  # `import a.b` binds `a`
        names.update(bound & own if in_function else bound)
    names.update(_origins_of_globals(module))
    # Importing `a.b` imports `a` first.
    packages = {package_name for name in names for package_name in packages_of(name)}
    if not with_own_packages:
        packages.difference_update(own)
    return names | packages


def packages_of(fullname: str) -> Iterator[str]:
    """The packages that a module is in, the innermost first.

    Args:
        fullname: Its full dotted name.
    """
    while "." in fullname:
        fullname = fullname.rpartition(".")[0]
        yield fullname


def _origins_of_globals(module: ModuleType) -> Iterator[str]:
    attributes = attributes_of(module)
    for name, value in list(attributes.items()):
        if issubclass(type(value), type):
            origin = type.__getattribute__(value, "__dict__").get("__module__")
        elif type(value) is FunctionType:
            origin = value.__module__
        else:
            origin = attributes_of(value).get("__name__")
            if origin == f"{attributes['__name__']}.{name}":
                continue  # importlib binds a submodule to its package, whoever imports it
        if isinstance(origin, str):
            yield origin
