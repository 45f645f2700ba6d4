"""Tests of devtools/dist.py and of what it is made of, as far as they need no server."""

import json
import os
import random
import zipfile

import pytest

from devtools import builds, dist
from devtools.console import Failure
from devtools.create_object import without_java_frames
from devtools.paths import LABEXTENSION_DATA, WINDOWS, path_without

GREEN_OK = "\x1b[32menabled\x1b[0m \x1b[32mOK\x1b[0m"


def program(folder, name):
    folder.mkdir(exist_ok=True)
    file = folder / (f"{name}.exe" if WINDOWS else name)
    file.touch(mode=0o755)
    return str(folder)


def test_a_path_without_some_programs(tmp_path):
    with_node = program(tmp_path / "a", "node")
    with_java = program(tmp_path / "b", "java")
    with_both = program(tmp_path / "b2", "java") and program(tmp_path / "b2", "jlpm")
    path = os.pathsep.join([with_node, "", with_java, with_both, str(tmp_path / "none")])
    assert path_without(["node", "jlpm"], path).split(os.pathsep) == [
        with_java,
        str(tmp_path / "none"),
    ]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (f"ours v0.1.0 {GREEN_OK} (python, ours)", None),
        ("ours v0.1.0 enabled OK", None),
        ("ours v0.1.0 \x1b[31mdisabled\x1b[0m OK", "says: ours v0.1.0 disabled OK"),
        ("ours v0.1.0 enabled  X (python, ours)", "says: ours v0.1.0 enabled  X"),
        (f"ours-too v1 {GREEN_OK}", "does not name ours"),
        ("", "does not name ours"),
    ],
)
def test_the_list_of_labextensions_is_read(line, problem):
    listing = (
        f"JupyterLab v4\n/share/labextensions\n        other v1 {GREEN_OK}\n        {line}\n\n"
    )
    if problem is None:
        dist.check_listed("ours", listing)
    else:
        with pytest.raises(Failure, match=problem):
            dist.check_listed("ours", listing)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["ours \x1b[32menabled\x1b[0m", "- Validating ours...", "ours 1 \x1b[32mOK\x1b[0m"], None),
        (["ours enabled", "- Validating ours...", "ours  OK"], None),
        (["ours disabled", "- Validating ours...", "ours 0.1.0 OK"], "does not name ours"),
        (["ours enabled", "- Validating ours...", "X is ours importable?"], "to be OK"),
        (["other enabled", "- Validating other...", "other 1 OK"], "does not name ours"),
        ([], "does not name ours"),
    ],
)
def test_the_list_of_server_extensions_is_read(lines, problem):
    listing = "Config dir: somewhere\n    " + "\n      ".join(lines) + "\n"
    if problem is None:
        dist.check_enabled("ours", listing)
    else:
        with pytest.raises(Failure, match=problem):
            dist.check_enabled("ours", listing)


def test_a_wheel_of_the_sdist_must_not_lack_files(tmp_path):
    for wheel, names in (("a.whl", ["x.py", "y.js"]), ("b.whl", ["x.py"])):
        with zipfile.ZipFile(tmp_path / wheel, "w") as archive:
            for name in names:
                archive.writestr(name, "")
    dist.check_same_names(tmp_path / "b.whl", tmp_path / "a.whl")
    with pytest.raises(Failure, match="lacks y.js"):
        dist.check_same_names(tmp_path / "a.whl", tmp_path / "b.whl")


@pytest.mark.parametrize(
    ("folder", "needed"),
    [
        ("jupyterlab_deephaven-1.data/", builds.NEEDED_IN_LABEXTENSION),
        ("", builds.NEEDED_IN_SERVER_PLUGIN),
    ],
)
def test_a_wheel_without_what_was_built_is_refused(tmp_path, folder, needed):
    for wheel, names in (("good.whl", needed), ("bad.whl", needed[:1])):
        with zipfile.ZipFile(tmp_path / wheel, "w") as archive:
            for name in names:
                archive.writestr(folder + name, "")
    builds.check_wheel(tmp_path / "good.whl", needed)
    with pytest.raises(Failure, match=f"bad.whl lacks {needed[1]}"):
        builds.check_wheel(tmp_path / "bad.whl", needed)


@pytest.mark.parametrize(
    ("name", "files", "problem"),
    [
        ("ours", ["/js-plugins/ours/dist/index.js"], None),
        ("ours", [], "lacks a file of ours"),
        ("other", ["/js-plugins/ours/dist/index.js"], "does not name other"),
    ],
)
def test_the_panel_must_be_named_and_there(name, files, problem):
    def read(path):
        if path == "/js-plugins/manifest.json":
            plugins = [{"name": "ours", "version": "1", "main": "dist/index.js"}]
            return json.dumps({"plugins": plugins}).encode()
        if path in files:
            return b""
        raise OSError("404")

    if problem is None:
        dist.check_panel(name, read)
    else:
        with pytest.raises(Failure, match=problem):
            dist.check_panel(name, read)


def test_packages_that_are_not_there_are_paths_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr(builds, "DIST", tmp_path)
    (tmp_path / "a-1.whl").touch()
    there, missing = builds.package_files(["a-*.whl", "b-*.whl"])
    assert there == tmp_path / "a-1.whl"
    assert not missing.exists()


def test_only_a_build_that_is_installed_too_is_taken(tmp_path, monkeypatch):
    monkeypatch.setattr(builds, "VENV", tmp_path / "venv")
    built, installed = tmp_path / "built", tmp_path / "venv" / builds.LABEXTENSION_DATA
    assert not builds.same_as_installed(built)
    for folder in (built, installed):
        (folder / "static").mkdir(parents=True)
        (folder / "static" / "style.js").write_text("one")
    (installed / "install.json").touch()
    assert builds.same_as_installed(built)
    (built / "static" / "style.js").write_text("two")
    assert not builds.same_as_installed(built)
    # Linked, as for development, it says nothing.
    assert not builds.same_as_installed(installed)


def test_errors_of_the_worker_are_shown_without_javas_part():
    text = "RuntimeException: Error\nTraceback\n  File\nImportError: no\n\n\tat org.jpy\n\tat x\n"
    assert without_java_frames(text).splitlines()[1:] == ["Traceback", "  File", "ImportError: no"]


@pytest.mark.parametrize(
    ("names", "fine"),
    [
        (["static/1.js", "static/style.css", "static/third-party-licenses.json"], True),
        (["static/1.js", "static/2.js", "static/3.js"], False),
        (["package.json"], False),
    ],
)
def test_the_weight_of_what_browsers_load(tmp_path, names, fine):
    wheel = tmp_path / "a.whl"
    incompressible = random.Random(0).randbytes(90_000)
    with zipfile.ZipFile(wheel, "w") as archive:
        for name in names:
            archive.writestr(f"a.data/data/{LABEXTENSION_DATA}/{name}", incompressible)
        archive.writestr("a/static/other.js", incompressible)
    if fine:
        assert 180_000 < dist.check_bundle(wheel) < 181_000
    else:
        with pytest.raises(Failure, match="bytes of code"):
            dist.check_bundle(wheel)
