"""Running the code of a client with the extension: its modules and its code in one script."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Set
from typing import Any, Callable

from ..cells import executing, prompting, showing
from ..cells.compiling import compile_cell
from ..cells.scopes import scopes
from ..importing import source_lines
from ..mirror import compiling
from ..programs import keyboard, raised, streams
from ..programs.output import Output
from . import leaving, program, serving
from .synced import SyncedSource


def run(
    run_id: str,
    top_level_module_fullnames: Set[str] | Mapping[str, object],
    revision: int,
    source: str | bytes,
    filename: str,
    mark: str = "",
) -> None:
    """Set the execution context and execute a program in the caller's globals.

    As two scripts, they would take two round trips, and the script of another client could come
    between them. It is a function since any code could delete the variable of a plugin object.

    Args:
        run_id: The `run_id` that the client was told when it said who it is.
        top_level_module_fullnames: See `PluginObject.set_execution_context`.
        revision: See there.
        source: The program's text, or the bytes of its file, whose first lines name their
            encoding.
        filename: What tracebacks call the program. They show its lines, unless it is "<string>",
            which is what any generated code is called.
        mark: What the client calls the program. By it, the client is sent what the program prints
            and how it ended, and stops it. Without one, the program prints to the server's log,
            and what it raises is raised.

    Raises:
        ConnectionError: If no such client is connected, or it goes away before the program begins.
        TimeoutError: If the revision does not arrive in time.
        TypeError: If an argument has another type.
        BaseException: Whatever the program raises, if the client cannot be told: it has no mark, or
            the client has gone away for good.
    """
    namespace = sys._getframe(1).f_globals
    client = _set_context(run_id, top_level_module_fullnames, revision)

    def work() -> None:
        _run(client, source, filename, mark, namespace)

    if mark:
        _tell(client, mark, work)
    else:
        work()


def run_cell(
    run_id: str,
    top_level_module_fullnames: Set[str] | Mapping[str, object],
    revision: int,
    source: str,
    filename: str,
    mark: str,
    scope_id: str = "",
    exports_tables: bool = False,
) -> None:
    """Do as `run`, with a cell of a notebook.

    The client is sent the value of its last expression, and what it displays. It may read from the
    client's keyboard, and await outside of functions.

    Args:
        run_id: See `run`, here and below.
        top_level_module_fullnames: See there.
        revision: See there.
        source: See there.
        filename: See there.
        mark: See there.
        scope_id: Which globals the cell has, in place of the caller's: all cells of one id share
            them. Empty for the caller's.
        exports_tables: Whether tables of such globals become variables of the session, too.
    """
    namespace = sys._getframe(1).f_globals
    client = _set_context(run_id, top_level_module_fullnames, revision)
    showing.install()
    scope = scopes.of(scope_id) if scope_id else None

    def work() -> None:
        try:
            own = namespace if scope is None else scope.namespace
            _run(client, source, filename, mark, own, True)
        finally:
            if scope is not None and exports_tables:
                scope.export_tables()

    _tell(client, mark, work, True)


def _tell(client: SyncedSource, mark: str, work: Callable[[], None], is_cell: bool = False) -> None:
    """Do work that prints to a client, and tell the client how it ended."""
    output = Output(client.client, mark, streams.write_through, is_cell)
    client.add_output(mark, output)
    error: BaseException | None = None
    try:
        with streams.captured(output):
            work()
    except BaseException as caught:
        error = caught
    if not output.end(error and raised.describe(error)) and error is not None:
        raise error


def _run(
    client: SyncedSource,
    source: str | bytes,
    filename: str,
    mark: str,
    namespace: dict,
    is_cell: bool = False,
) -> None:
    def execute() -> None:
        try:
            if is_cell:
                executing.execute(code, namespace)
            else:
                exec(code, namespace)
        except SystemExit as error:
            program.check_exit(error)

    stdin = prompting.given if is_cell else keyboard.taken_away
    with serving.program_of(client), compiling.paused(), stdin():
        code = _compile(source, filename, is_cell)
        with program.as_script(namespace, filename, client):
            # Only the program itself can be stopped: what is around it has to be whole.
            client.programs.run(mark, execute)


def _set_context(
    run_id: str,
    top_level_module_fullnames: Set[str] | Mapping[str, object],
    revision: int,
) -> SyncedSource:
    found = serving.find(run_id)
    if found is None:
        raise ConnectionError("the client of this run is not connected any more")
    source, plugin_object = found
    leaving.give_up(set(top_level_module_fullnames))
    connection_id = source.client.connection_id
    plugin_object.set_execution_context(connection_id, top_level_module_fullnames, revision)
    return source  # another one would have sent no revision


def _compile(source: str | bytes, filename: str, is_cell: bool) -> Any:
    # The compiler decodes bytes; what it cannot decode has no lines.
    text = source_lines.text_of(source) if isinstance(source, bytes) else source
    text = source_lines.normalize(text)
    if filename != "<string>":
        source_lines.keep_text(filename, text)
    compiler = compile_cell if is_cell else compiling.compile_module
    code = compiling.compile_now(source if isinstance(source, bytes) else text, filename, compiler)
    if isinstance(code, BaseException):
        if isinstance(code, SyntaxError):
            source_lines.set_text(code, filename, text)
        raise code
    return code
