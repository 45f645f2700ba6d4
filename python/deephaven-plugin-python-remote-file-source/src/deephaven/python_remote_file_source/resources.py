"""The files beside served modules, as `importlib.resources` wants them."""

from __future__ import annotations

import errno
import io
import os
import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

try:
    from importlib.resources.abc import Traversable, TraversableResources
except ImportError:  # before Python 3.11
    from importlib.abc import Traversable, TraversableResources

if TYPE_CHECKING:
    from .synced_source import SyncedModuleSource


class RemotePath(Traversable):
    """A file or a folder of a client; several folders at once for a namespace package.

    Attributes:
        name: The last part of its path.
    """

    def __init__(self, source: SyncedModuleSource, paths: tuple[str, ...]):
        """Make a path, whether it is there or not.

        Args:
            source: Has the files.
            paths: The client's paths, of which there are several only for folders.
        """
        self._source = source
        self._paths = tuple(posixpath.normpath(path) for path in paths)

    def __repr__(self) -> str:
        """Show the client's paths."""
        return f"{type(self).__name__}{self._paths!r}"

    def __str__(self) -> str:
        """The client's path."""
        return self._paths[0]

    def __eq__(self, other: object) -> bool:
        """Whether the other is the same path."""
        return isinstance(other, RemotePath) and self._paths == other._paths

    def __hash__(self) -> int:
        """Hash it as what `__eq__` compares."""
        return hash(self._paths)

    @property
    def name(self) -> str:
        """The last part of the path."""
        return posixpath.basename(self._paths[0])

    def iterdir(self) -> Iterator[RemotePath]:
        """Iterate over what is in the folder.

        Raises:
            OSError: If it is no folder.
        """
        folders = self._source.index.folders
        names = [name for path in self._paths for name in folders.get(path, [])]
        if not names:
            raise self._error(errno.ENOTDIR if self.is_file() else errno.ENOENT)
        return (self.joinpath(name) for name in dict.fromkeys(names))

    def is_dir(self) -> bool:
        """Whether it is a folder that has files at any depth; the client tells of no other."""
        return any(path in self._source.index.folders for path in self._paths)

    def is_file(self) -> bool:
        """Whether it is a file."""
        return any(path in self._source.index.keys_by_path for path in self._paths)

    def joinpath(self, *descendants: Any) -> RemotePath:
        """The path of something in the folder, whether it is there or not.

        Args:
            descendants: Names, or relative paths.
        """
        parts = [os.fspath(part) for part in descendants]
        paths = [posixpath.normpath(posixpath.join(path, *parts)) for path in self._paths]
        index = self._source.index
        present = [path for path in paths if path in index.folders or path in index.keys_by_path]
        if present and present[0] in index.keys_by_path:
            return RemotePath(self._source, (present[0],))
        folders = [path for path in present if path in index.folders]
        return RemotePath(self._source, tuple(folders) or (paths[0],))

    def __truediv__(self, child: Any) -> RemotePath:
        """The path of something in the folder."""
        return self.joinpath(child)

    def open(self, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        """Open the file for reading.

        Args:
            mode: `r` for text, `rb` for bytes.
            args: As for `io.TextIOWrapper`.
            kwargs: As for `io.TextIOWrapper`.

        Raises:
            OSError: If it is no file, or the client does not send it.
            ValueError: If the mode is another one.
        """
        if mode not in ("r", "rt", "rb"):
            raise ValueError(f"a client's files can only be read, not opened as {mode!r}")
        stream = io.BytesIO(self.read_bytes())
        return stream if mode == "rb" else io.TextIOWrapper(stream, *args, **kwargs)

    def read_bytes(self) -> bytes:
        """The content of the file.

        Raises:
            OSError: If it is no file, or the client does not send it.
        """
        return self._source.read_file(self._paths[0])

    def read_text(self, encoding: str | None = None, errors: str | None = None) -> str:
        """The text of the file.

        Args:
            encoding: As for `open`.
            errors: As for `open`.

        Raises:
            OSError: If it is no file, or the client does not send it.
            UnicodeDecodeError: If it is not in this encoding.
        """
        with self.open(encoding=encoding, errors=errors) as file:
            return file.read()

    def _error(self, number: int) -> OSError:
        return OSError(number, os.strerror(number), self._paths[0])


class RemoteResources(TraversableResources):
    """Reads the resources of one package."""

    def __init__(self, source: SyncedModuleSource, folders: tuple[str, ...]):
        """Make the reader.

        Args:
            source: Has the files.
            folders: The client's folders of the package.
        """
        self._folder = RemotePath(source, folders)

    def files(self) -> RemotePath:
        """The folder of the package."""
        return self._folder

    def is_resource(self, path: str) -> bool:
        """Whether there is a file of that name; that of Python 3.9 cannot tell."""
        return self._folder.joinpath(path).is_file()
