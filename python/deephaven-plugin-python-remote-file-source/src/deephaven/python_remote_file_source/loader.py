"""The loader of one served module: source in, module out."""

from __future__ import annotations

import errno
import importlib.abc
import sys
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any, Callable, TypeVar

from . import source_lines

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
    """Loads one module from the text that its client sent.

    It keeps the text but not the client, so that a loaded module works after the client has gone.

    Attributes:
        name: The module's full dotted name.
        path: The client's path of the file.
    """

    def __init__(self, name: str, path: str, source: str, is_package: bool):
        """Make the loader.

        Args:
            name: The module's full dotted name.
            path: The client's path of the file.
            source: The text of the file, decoded.
            is_package: Whether the module is a package.
        """
        self.name = name
        self.path = path
        self._source = source_lines.normalize(source)
        self._is_package = is_package

    def __repr__(self) -> str:
        """Show the module and its path."""
        return f"{type(self).__name__}({self.name!r}, {self.path!r})"

    def create_module(self, spec: ModuleSpec) -> None:
        """Leave making the module to importlib."""

    @leave_out_of_tracebacks
    def exec_module(self, module: ModuleType) -> None:
        """Execute the module.

        Args:
            module: The module, with its import-related attributes set.

        Raises:
            SyntaxError: If the source is not Python.
            ImportError: If a new run evicted the module while it was executing.
            Exception: Whatever the module raises.
        """
        code = self.get_code(self.name)
        is_import = self.name in sys.modules
        _call_with_frames_removed(exec, code, module.__dict__)
        if is_import and self.name not in sys.modules:
            # importlib would fail with a bare KeyError.
            raise ImportError(
                f"{self.name!r} was evicted by another run while it was being imported",
                name=self.name,
                path=self.path,
            )

    @leave_out_of_tracebacks
    def get_code(self, fullname: str) -> CodeType:
        """Compile the module.

        Args:
            fullname: The loader's module.

        Returns:
            The code of the module.

        Raises:
            ImportError: If `fullname` is another module.
            SyntaxError: If the source is not Python; `text` is the line of the client's file.
        """
        self._check_name(fullname)
        # Warnings of the compiler already quote lines.
        source_lines.register(self.name, self.path, self._source)
        try:
            return _call_with_frames_removed(
                compile, self._source, self.path, "exec", dont_inherit=True
            )
        except SyntaxError as error:
            source_lines.set_text(error, self.path, self._source)
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
        """
        self._check_name(fullname)
        return self._source

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

    def get_data(self, path: str) -> bytes:
        """Read a file beside the module; `pkgutil.get_data` calls it.

        Args:
            path: The client's path of the file.

        Returns:
            The content: of the module's own file, its text in UTF-8.

        Raises:
            OSError: If it is another file: the client sends modules only.
        """
        if path == self.path:
            return self._source.encode("utf-8")
        raise FileNotFoundError(
            errno.ENOENT, "The client serves Python modules only, no data files", path
        )

    @leave_out_of_tracebacks
    def _check_name(self, fullname: str) -> None:
        if fullname != self.name:
            raise ImportError(f"loader for {self.name} cannot handle {fullname}", name=fullname)
