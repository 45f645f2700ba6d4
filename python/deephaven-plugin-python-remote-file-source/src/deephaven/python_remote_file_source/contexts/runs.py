"""Running the code of a client with the extension: its modules and its code in one script."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Set
from types import CodeType

from ..importing import source_lines
from ..mirror import compiling
from ..rpc.client import short_name
from . import keyboard, leaving, serving
from .synced import SyncedSource


def run(
    connection_id: str | int,
    top_level_module_fullnames: Set[str] | Mapping[str, object],
    revision: int,
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
        source: The program's text.
        filename: What tracebacks call the program. They show its lines, unless it is "<string>",
            which is what any generated code is called.
        mark: Written to the server's log after all that the program printed, if it is not empty:
            who reads the log need not run another script to know that this was all. The client
            stops the program by it.

    Raises:
        ConnectionError: If no such client is connected, or it goes away before the program begins.
        TimeoutError: If the revision does not arrive in time.
        TypeError: If an argument has another type.
        KeyboardInterrupt: If the client stops it.
        BaseException: Whatever the program raises; a `SyntaxError` if it is none.
    """
    try:
        namespace = sys._getframe(1).f_globals
        client = _set_context(connection_id, top_level_module_fullnames, revision)

        with serving.program_of(client), compiling.paused(), keyboard.taken_away():
            code = _compile(source, filename)
            # Only the program itself can be stopped: what is around it has to be whole.
            client.programs.run(mark, lambda: exec(code, namespace))
    finally:
        if mark:
            _log(mark)


def _set_context(
    connection_id: str | int,
    top_level_module_fullnames: Set[str] | Mapping[str, object],
    revision: int,
) -> SyncedSource:
    found = serving.find(connection_id)
    if found is None:
        raise ConnectionError(f"client {short_name(connection_id)!r} is not connected")
    source, plugin_object = found
    leaving.give_up(set(top_level_module_fullnames))
    plugin_object.set_execution_context(connection_id, top_level_module_fullnames, revision)
    return source  # another one would have sent no revision


def _compile(source: str, filename: str) -> CodeType:
    source = source_lines.normalize(source)
    if filename != "<string>":
        source_lines.keep_text(filename, source)
    code = compiling.compile_now(source, filename)
    if isinstance(code, BaseException):
        if isinstance(code, SyntaxError):
            source_lines.set_text(code, filename, source)
        raise code
    return code


def _log(mark: str) -> None:
    # Not by Python's logging, which prints: other clients would take it for output. Deephaven logs
    # scripts in the same way, and in the same order with what they print.
    import jpy

    factory = jpy.get_type("io.deephaven.internal.log.LoggerFactory")
    factory.getLogger("io.deephaven.python_remote_file_source").info().append(mark).endl()
