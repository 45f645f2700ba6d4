"""The loader of one served module: source in, module out."""

from __future__ import annotations

import errno
import importlib.abc
import importlib.util
import sys
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any, Callable, TypeVar

from . import imports, set_aside, source_lines
from .content_store import Compiled
from .gathering import only_gathers

Function = TypeVar("Function", bound=Callable)

_IMPORTLIB_FILENAME = "<frozen importlib._bootstrap_external>"


def leave_out_of_tracebacks(function: Function) -> Function:
    """Let CPython treat a function's frames as importlib's own.

    An import leaves runs of importlib's frames out of the tracebacks of errors: all of them for an
    ImportError, else those that end in a `_call_with_frames_removed`. It knows them by file name.
    Without this, every error in a served module would show frames of this package.
    """
    function.__code__ = function.__code__.replace(co_filename=_IMPORTLIB_FILENAME)
    return function


@leave_out_of_tracebacks
def _call_with_frames_removed(function: Callable, *args: Any, **kwargs: Any) -> Any:
    # CPython looks for this very name.
    return function(*args, **kwargs)


class RemoteLoader(importlib.abc.InspectLoader):
    """Loads one module from what its client sent.

    It keeps the content but not the client, so that a loaded module works after the client has
    gone.

    Attributes:
        name: The module's full dotted name.
        path: The client's path of the file.
        statements: The import statements that the module executed.
        asked: Full names of the modules that were looked for while the module executed.
    """

    def __init__(self, name: str, path: str, source: str | bytes | None, is_package: bool):
        """Make the loader.

        Args:
            name: The module's full dotted name.
            path: The client's path of the file.
            source: The text of the file, decoded, or its bytes; None if a subclass loads it.
            is_package: Whether the module is a package.
        """
        self.name = name
        self.path = path
        self.statements: list[imports.ImportStatement] = []
        self.asked: set[str] = set()
        self._source = source_lines.normalize(source) if isinstance(source, str) else source
        self._is_package = is_package

    def __repr__(self) -> str:
        """Show the module and its path."""
        return f"{type(self).__name__}({self.name!r}, {self.path!r})"

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        """Leave making the module to importlib, unless it has been set aside.

        Args:
            spec: Its spec.
        """
        return set_aside.take(self, spec)

    @leave_out_of_tracebacks
    def exec_module(self, module: ModuleType) -> None:
        """Execute the module, or bring it back from where it was set aside.

        Args:
            module: The module, with its import-related attributes set.

        Raises:
            SyntaxError: If the source is not Python.
            ImportError: If a new run evicted the module while it was executing.
            Exception: Whatever the module raises.
        """
        parent = self.name.rpartition(".")[0]
        is_import = self.name in sys.modules
        has_parent = is_import and parent in sys.modules
        imports.begin(self)
        try:
            if set_aside.is_returning(self, module):
                set_aside.import_again(module, imports.imported_names(module, self))
            else:
                self._execute(module)
        except BaseException as error:
            imports.note_failure(module, self, error)
            raise
        finally:
            imports.end()
        imports.note_success(self)
        if is_import and self.name not in sys.modules:
            # importlib would fail with a bare KeyError.
            raise set_aside.evicted(self)
        if has_parent and parent not in sys.modules:
            # The same, and the module would stay, never to be an attribute of its package.
            importlib.import_module(parent)

    @leave_out_of_tracebacks
    def _execute(self, module: ModuleType) -> None:
        try:
            compiled = self._get_compiled(self.name)
        except ImportError:
            imports.failed.add(self.name)  # the client may send it the next time
            raise
        self.statements = compiled.statements
        _call_with_frames_removed(exec, compiled.code, module.__dict__)

    @leave_out_of_tracebacks
    def get_code(self, fullname: str) -> CodeType:
        """Compile the module.

        Args:
            fullname: The loader's module.

        Returns:
            The code of the module.

        Raises:
            ImportError: If `fullname` is another module, or the client does not send the file.
            SyntaxError: If the source is not Python; `text` is the line of the client's file.
        """
        return self._get_compiled(fullname).code

    @leave_out_of_tracebacks
    def _get_compiled(self, fullname: str) -> Compiled:
        self._check_name(fullname)
        try:
            source = self._get_source()
        except ImportError as error:
            raise error.with_traceback(None) from None
        text = self._get_text()
        # Warnings of the compiler already quote lines.
        source_lines.register(self.name, self.path, text)
        try:
            return self._compile(source)
        except SyntaxError as error:
            if not text and isinstance(source, bytes):
                text = source_lines.normalize(source.decode("utf-8", "replace"))
            source_lines.set_text(error, self.path, text)
            raise
        except UnicodeEncodeError as error:
            message = f"(unicode error) {error.reason}"
            raise SyntaxError(message, (self.path, 0, 0, None)) from None

    def get_source(self, fullname: str) -> str:
        """The text of the module, with lines that end in a single newline character.

        Args:
            fullname: The loader's module.

        Raises:
            ImportError: If `fullname` is another module.
            SyntaxError: If the bytes of the file declare an unknown encoding.
            UnicodeDecodeError: If they are not in the encoding that they declare.
        """
        self._check_name(fullname)
        source = self._get_source()
        return source if isinstance(source, str) else importlib.util.decode_source(source)

    def get_filename(self, fullname: str) -> str:
        """The client's path of the module's file.

        Args:
            fullname: The loader's module.

        Raises:
            ImportError: If `fullname` is another module.
        """
        self._check_name(fullname)
        return self.path

    def is_package(self, fullname: str) -> bool:
        """Whether the module is a package.

        Args:
            fullname: The loader's module.

        Raises:
            ImportError: If `fullname` is another module.
        """
        self._check_name(fullname)
        return self._is_package

    def leaves_submodules(self) -> bool:
        """Whether the module can be executed again without its submodules; asks no client."""
        if not self._is_package:
            return True
        if self._source is None:
            return False
        try:
            return only_gathers(self.get_source(self.name), self.name)
        except (SyntaxError, UnicodeDecodeError):
            return False

    def get_data(self, path: str) -> bytes:
        """Read a file beside the module; `pkgutil.get_data` calls it.

        Args:
            path: The client's path of the file.

        Returns:
            The content: of the module's own file, its bytes, or its text in UTF-8.

        Raises:
            OSError: If it is another file and there is no such file, or the client does not send
                it.
        """
        if path != self.path:
            return self._read_file(path)
        source = self._get_source()
        return source.encode("utf-8") if isinstance(source, str) else source

    def _get_source(self) -> str | bytes:
        return self._source

    def _read_file(self, path: str) -> bytes:
        raise FileNotFoundError(
            errno.ENOENT, "The client serves Python modules only, no data files", path
        )

    def _get_text(self) -> str:
        """The text for people: none if the bytes cannot be decoded, as of a file on a disk."""
        try:
            return self.get_source(self.name)
        except (SyntaxError, UnicodeDecodeError):
            return ""

    @leave_out_of_tracebacks
    def _compile(self, source: str | bytes) -> Compiled:
        code = _call_with_frames_removed(compile, source, self.path, "exec", dont_inherit=True)
        return Compiled(code, imports.find_statements(code))

    @leave_out_of_tracebacks
    def _check_name(self, fullname: str) -> None:
        if fullname != self.name:
            raise ImportError(f"loader for {self.name} cannot handle {fullname}", name=fullname)
