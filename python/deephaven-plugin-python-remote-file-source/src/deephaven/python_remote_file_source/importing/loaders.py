"""The loaders of served modules: CPython's own, by their names, with code that is compiled."""

from __future__ import annotations

import sys
from importlib import machinery
from importlib.machinery import ModuleSpec
from types import CodeType, ModuleType
from typing import Any, Callable, TypeVar

from . import executing, loaded
from .places import attributes_of, source_at

Function = TypeVar("Function", bound=Callable)

_IMPORTLIB_FILENAME = "<frozen importlib._bootstrap_external>"


def leave_out_of_tracebacks(function: Function, name: str | None = None) -> Function:
    """Let CPython treat a function's frames as importlib's own.

    An import leaves runs of importlib's frames out of the tracebacks of errors: all of them for an
    ImportError, else those that end in a `_call_with_frames_removed`. It knows them by file name.
    Without this, every error in a served module would show frames of this package.
    """
    code = function.__code__
    function.__code__ = code.replace(co_filename=_IMPORTLIB_FILENAME, co_name=name or code.co_name)
    return function


def _raise(error: BaseException) -> None:
    raise error


# CPython looks for this very name.
_raise = leave_out_of_tracebacks(_raise, "_call_with_frames_removed")


class _Loads:
    """What all loaders of served modules do beside what CPython's do."""

    name: str
    path: str

    @leave_out_of_tracebacks
    def exec_module(self, module: ModuleType) -> None:
        """Execute the module, and record that it is loaded.

        Args:
            module: The module, with its import-related attributes set.

        Raises:
            ImportError: If a new run evicted the module while it was executing, or its client does
                not send it.
            Exception: Whatever the module raises.
        """
        name = self.name
        source = source_at(self.path)
        evictions = loaded.evictions()
        is_import = name in sys.modules
        is_first = executing.enter(name.partition(".")[0])
        if is_first and source is not None:
            source.begin_import()
        has_failed = True
        try:
            loaded.begin(name, self.path, source, is_first)
            _bind_kept(module)
            super().exec_module(module)
            has_failed = False
        finally:
            executing.leave()
            if is_first:
                loaded.end(name, has_failed)
                if source is not None:
                    source.end_import(name)
        if is_import and evictions != loaded.evictions():
            parent = name.rpartition(".")[0]
            if name not in sys.modules or (parent and parent not in sys.modules):
                # importlib would fail with a bare KeyError.
                raise _evicted(self)


class SourceFileLoader(_Loads, machinery.SourceFileLoader):
    """Loads a module from its source."""

    @leave_out_of_tracebacks
    def get_code(self, fullname: str) -> CodeType:
        """The code of the module.

        Args:
            fullname: The loader's module.

        Raises:
            ImportError: If `fullname` is another module, or the client does not send the file.
            SyntaxError: If the source is not Python.
        """
        local = self.get_filename(fullname)
        source = source_at(local)
        if source is None:
            message = f"cannot import {fullname!r}: the client that served it is gone"
            raise ImportError(message, name=fullname, path=local)
        try:
            code, mentions = source.code_of(fullname, local)
        except ImportError as error:
            raise error.with_traceback(None) from None
        if isinstance(code, BaseException):
            _raise(code)
        loaded.record_mentions(fullname, mentions)
        return code

    def get_source(self, fullname: str) -> str:
        """The text of the module.

        Args:
            fullname: The loader's module.

        Raises:
            ImportError: If `fullname` is another module, or the file cannot be read or decoded.
        """
        local = self.get_filename(fullname)
        source = source_at(local)
        text = None if source is None else source.text_of(local)
        return super().get_source(fullname) if text is None else text

    def _cache_bytecode(self, source_path: str, bytecode_path: str, data: bytes) -> None:
        """Write no bytecode: code is kept in memory, by content."""


class SourcelessFileLoader(_Loads, machinery.SourcelessFileLoader):
    """Loads a module from its bytecode."""


class ExtensionFileLoader(_Loads, machinery.ExtensionFileLoader):
    """Loads a compiled module, if it fits the worker's platform."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Load the library; its file has to be there before.

        Args:
            spec: The module's spec.

        Raises:
            ImportError: If the library does not fit, in CPython's words.
        """
        source = source_at(self.path)
        if source is not None:
            source.need(self.path)
        return super().create_module(spec)


LOADERS = [
    (ExtensionFileLoader, machinery.EXTENSION_SUFFIXES),
    (SourceFileLoader, machinery.SOURCE_SUFFIXES),
    (SourcelessFileLoader, machinery.BYTECODE_SUFFIXES),
]


class LoadedAlready:
    """The loader of a spec for a module that came to be loaded while it was looked for."""

    def __init__(self, module: Any):
        """Make the loader.

        Args:
            module: The module.
        """
        self._module = module
        self._spec = attributes_of(module).get("__spec__")

    def create_module(self, spec: ModuleSpec) -> Any:
        """Give the module; importlib then sets its spec."""
        return self._module

    def exec_module(self, module: Any) -> None:
        """Give the module its spec back, which importlib has replaced."""
        module.__spec__ = self._spec


def spec_of_loaded(fullname: str) -> ModuleSpec | None:
    """A spec by which an import gets the module that is loaded under its name; None if none is.

    The import puts it back into `sys.modules`: of one that is in there, importlib would take the
    module's own spec, and execute it again.
    """
    module = sys.modules.pop(fullname, None)
    return None if module is None else ModuleSpec(fullname, LoadedAlready(module))


def _bind_kept(package: ModuleType) -> None:
    """Bind submodules that were kept loaded to their package, which is imported again."""
    for child in loaded.loaded_in(package.__name__):
        module = sys.modules.get(f"{package.__name__}.{child}")
        if module is not None:
            setattr(package, child, module)


def _evicted(loader: Any) -> ImportError:
    message = f"{loader.name!r} was evicted by another run while it was being imported"
    return ImportError(message, name=loader.name, path=loader.path)
