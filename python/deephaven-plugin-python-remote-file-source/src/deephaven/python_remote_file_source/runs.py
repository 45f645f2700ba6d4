"""Running the code of a client with the extension: its modules and its code in one script."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Mapping, Set
from types import CodeType

from . import compile_ahead, serving, source_lines
from .client import short_name
from .finder import remote_finders
from .synced_source import SyncedModuleSource

# Of how many programs the lines are kept, for functions that later ones call.
MAX_KEPT = 200

_kept: deque[str] = deque()


def run(
    connection_id: str | int,
    top_level_module_fullnames: Set[str] | Mapping[str, object],
    revision: int,
    evict: str,
    source: str,
    filename: str,
    mark: str = "",
) -> None:
    """Set the execution context and execute a program in the caller's globals.

    As two scripts, they would take two round trips, and the script of another client could come
    between them. It is a function since any code could delete the variable of a plugin object.

    Args:
        connection_id: Id of the client's connection.
        top_level_module_fullnames: See `PluginObject.set_execution_context`.
        revision: See there.
        evict: See there.
        source: The program's text.
        filename: What tracebacks call the program. They show its lines, unless it is "<string>",
            which is what any generated code is called.
        mark: Written to the server's log after all that the program printed, if it is not empty:
            who reads the log need not run another script to know that this was all.

    Raises:
        ConnectionError: If no such client is connected, or it goes away before the program begins.
        TimeoutError: If the revision does not arrive in time.
        TypeError: If an argument has another type.
        ValueError: If `evict` is another string.
        BaseException: Whatever the program raises; a `SyntaxError` if it is none.
    """
    try:
        client = _set_context(connection_id, top_level_module_fullnames, revision, evict)
        with serving.program_of(client), compile_ahead.paused():
            exec(_compile(source, filename), sys._getframe(1).f_globals)
    finally:
        if mark:
            _log(mark)


def _set_context(
    connection_id: str | int,
    top_level_module_fullnames: Set[str] | Mapping[str, object],
    revision: int,
    evict: str,
) -> SyncedModuleSource:
    for finder in remote_finders():
        if finder.connection_id == connection_id:
            finder.plugin_object.set_execution_context(
                connection_id, top_level_module_fullnames, revision, evict
            )
            return finder.source  # another one would have sent no revision
    raise ConnectionError(f"client {short_name(connection_id)!r} is not connected")


def _compile(source: str, filename: str) -> CodeType:
    source = source_lines.normalize(source)
    _keep_lines(filename, source)
    try:
        return compile(source, filename, "exec", dont_inherit=True)
    except SyntaxError as error:
        source_lines.set_text(error, filename, source)
        raise


def _log(mark: str) -> None:
    # Not by Python's logging, which prints: other clients would take it for output. Deephaven logs
    # scripts in the same way, and in the same order with what they print.
    import jpy

    factory = jpy.get_type("io.deephaven.internal.log.LoggerFactory")
    factory.getLogger("io.deephaven.python_remote_file_source").info().append(mark).endl()


def _keep_lines(filename: str, source: str) -> None:
    if filename == "<string>":
        return
    name = f"<run> {filename}"
    if name in _kept:
        _kept.remove(name)
    elif len(_kept) == MAX_KEPT:
        source_lines.forget({_kept.popleft()}.__contains__)
    _kept.append(name)
    source_lines.register(name, filename, source)
