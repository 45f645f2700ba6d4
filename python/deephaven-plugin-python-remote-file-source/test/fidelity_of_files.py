"""Checks of what only an index can tell: walking packages, data files, bytes in any encoding."""

import importlib.resources as resources
import importlib.util
import pkgutil
import sys
import warnings
from importlib import import_module
from pathlib import Path

import pytest

from fidelity import check_with_index, error_of, import_as, traceback_of

PACKAGES = ["pk", "pk.sub", "pk.space", "spread"]


def need_files():
    if sys.version_info < (3, 10):
        pytest.skip("importlib.resources.files() knows real folders only before Python 3.10")


def tree(folder, depth=0):
    """All that is in a folder, but bytecode, with sizes."""
    out = []
    for item in sorted(folder.iterdir(), key=lambda item: item.name):
        if item.name == "__pycache__":
            continue
        assert item.is_dir() != item.is_file()
        size = len(item.read_bytes()) if item.is_file() else tree(item, depth + 1)
        out.append((item.name, size))
    return out


@check_with_index
def iter_modules():
    packages = [import_module(name) for name in PACKAGES]
    return [
        [(m.name, m.ispkg) for m in pkgutil.iter_modules(package.__path__, package.__name__ + ".")]
        for package in packages
    ]


@check_with_index
def walk_packages():
    import pk.star_package
    import pk.sub

    failed = []
    found = pkgutil.walk_packages(pk.__path__, "pk.", onerror=failed.append)
    return [(m.name, m.ispkg) for m in found], failed


@check_with_index
def star_import_of_walked_names():
    import pk.sub

    names = [m.name for m in pkgutil.iter_modules(pk.sub.__path__)]
    return [import_module("pk.sub." + name).__name__ for name in names]


@check_with_index
def get_data():
    out = [pkgutil.get_data("pk", name) for name in ["data.csv", "data/inner.bin", "core.py"]]
    return out, error_of(pkgutil.get_data, "pk", "data")[0], pkgutil.get_data("pk.core", "data.csv")


@check_with_index
def loader_get_data_in_all_encodings():
    names = ["latin", "cookie_wins", "bom_and_cookie", "crlf", "bom", "bad_utf8"]
    return [pkgutil.get_data("pk", f"{name}.py") for name in names]


@check_with_index
def resource_functions():
    """The functions that Python 3.9 has as well."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with resources.path("pk", "data.csv") as path:
            content = Path(path).read_bytes()
        return (
            content,
            resources.read_binary("pk.sub", "here.txt"),
            resources.read_text("pk", "data.csv", encoding="utf-8"),
            resources.is_resource("pk", "data.csv"),
            resources.is_resource("pk", "data"),
            resources.is_resource("pk", "nope"),
            sorted(set(resources.contents("pk")) - {"__pycache__"}),
        )


@check_with_index
def files_read():
    need_files()
    file = resources.files("pk") / "data.csv"
    with file.open("rb") as stream, file.open(encoding="utf-8") as text:
        opened = stream.read(), list(text)
    return opened, file.read_text(encoding="utf-8"), file.read_bytes(), file.name


@check_with_index
def files_tree():
    need_files()
    return [tree(resources.files(name)) for name in PACKAGES]


@check_with_index
def files_join():
    need_files()
    files = resources.files("pk")
    paths = [
        files / "data" / "inner.bin",
        files.joinpath("data", "deep", "note.txt"),
        files.joinpath("data"),
        files.joinpath("nope"),
        files / "nope" / "deeper",
        files,
    ]
    return [(path.name, path.is_file(), path.is_dir()) for path in paths]


@check_with_index
def files_errors():
    need_files()
    files = resources.files("pk")

    def errors(path):
        return [
            error_of(function)[0]
            for function in [path.read_bytes, path.read_text, lambda: list(path.iterdir())]
        ]

    missing = errors(files / "nope")
    return (
        missing,
        error_of((files / "data").read_bytes)[0],
        error_of(lambda: list((files / "data.csv").iterdir()))[0],
    )


@check_with_index
def files_as_file():
    need_files()
    with resources.as_file(resources.files("pk") / "data" / "inner.bin") as path:
        content, suffix = path.read_bytes(), path.name[-4:]
    return content, suffix, isinstance(path, Path)


@check_with_index
def folder_as_file():
    if sys.version_info < (3, 12):
        pytest.skip("folders as files came with Python 3.12")
    with resources.as_file(resources.files("pk") / "data") as path:
        return path.name, tree(path)


@check_with_index
def files_of_a_module():
    if sys.version_info < (3, 12):
        pytest.skip("modules as anchors came with Python 3.12")
    return (resources.files("pk.core") / "data.csv").read_bytes()


@check_with_index
def files_of_a_namespace_package():
    need_files()
    files = resources.files("pk.space")
    with resources.as_file(files / "table.txt") as path:
        content = path.read_bytes()
    return (
        content,
        (files / "table.txt").read_text(encoding="utf-8"),
        (files / "table.txt").read_bytes(),
        sorted(item.name for item in files.iterdir() if item.name != "__pycache__"),
    )


@check_with_index
def namespace_package_over_two_folders():
    import spread.one
    import spread.two

    return (
        list(spread.__path__),
        spread.one.X,
        spread.two.Y,
        spread.one.__file__,
        spread.two.__file__,
        list(import_module("spread.inner").__path__),
        spread.__file__,
        type(spread.__loader__).__name__.lstrip("_"),
        spread.__spec__.origin,
    )


@check_with_index
def resources_over_two_folders():
    need_files()
    files = resources.files("spread")
    names = ["data_one.txt", "data_two.txt", "twice.txt"]
    return [(files / name).read_text(encoding="utf-8") for name in names]


@check_with_index
def sources_in_all_encodings():
    names = ["latin", "cookie_wins", "bom_and_cookie"]
    modules = [import_module(f"pk.{name}") for name in names]
    return [(m.X, m.__loader__.get_source(m.__name__)) for m in modules], traceback_of(modules[0].f)


BROKEN = ["bad_utf8", "bad_cookie", "bad_bom"]


@check_with_index
def source_whose_comments_cannot_be_decoded():
    """It can be imported, but its lines cannot be shown."""
    if sys.version_info < (3, 10):
        pytest.skip("linecache raises an error for the file on disk before Python 3.10")
    module = import_module("pk.odd_comment")
    return (
        module.X,
        traceback_of(module.f),
        error_of(module.__loader__.get_source, "pk.odd_comment"),
    )


@check_with_index
def sources_that_cannot_be_decoded():
    return [error_of(import_module, f"pk.{name}") for name in BROKEN]


@check_with_index
def tracebacks_of_what_cannot_be_decoded():
    return [traceback_of(import_as, f"pk.{name}") for name in BROKEN]


@check_with_index
def get_source_of_what_cannot_be_decoded():
    specs = [importlib.util.find_spec(f"pk.{name}") for name in BROKEN]
    return [error_of(spec.loader.get_source, spec.name)[:2] for spec in specs]
