"""The finder of modules in one folder of a mirror, and its place in `sys.path_hooks`."""

from __future__ import annotations

import os
import sys
from importlib import machinery
from importlib.machinery import ModuleSpec
from typing import Any

from . import reading
from .loaders import LOADERS, leave_out_of_tracebacks
from .places import is_in_mirror, source_at


class FileFinder(machinery.FileFinder):
    """CPython's finder, which first has the client asked for what is missing in the folder."""

    @leave_out_of_tracebacks
    def find_spec(self, fullname: str, target: Any = None) -> ModuleSpec | None:
        """Find a module in the folder; importlib calls it.

        Args:
            fullname: The module's full dotted name.
            target: Not used.

        Returns:
            The spec; None if the folder has no such module.

        Raises:
            ImportError: If the client did not say whether it has the module.
        """
        source = source_at(self.path)
        if source is not None:
            try:
                spec = source.before_find(fullname, self.path)
            except ImportError as error:
                raise error.with_traceback(None) from None
            if spec is not None:
                return spec
        return super().find_spec(fullname, target)

    def _fill_cache(self) -> None:
        with reading.unseen():
            super()._fill_cache()


def install() -> None:
    """Let CPython use the finder for folders of mirrors, once."""
    if path_hook not in sys.path_hooks:
        sys.path_hooks.insert(0, path_hook)


def path_hook(path: str) -> FileFinder:
    """Make the finder of a folder of a mirror.

    Args:
        path: An entry of a `__path__` or of `sys.path`.

    Raises:
        ImportError: If it is anything else.
    """
    if not is_in_mirror(path) or not os.path.isdir(path):
        raise ImportError("only folders of served files are supported", path=path)
    return FileFinder(path, *LOADERS)
