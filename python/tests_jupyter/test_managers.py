"""Tests of contents managers: which of them are asked at all, and one that has no disk."""

import itertools
import os
from datetime import datetime, timezone

import pytest
from conftest import Subclass, tree
from jupyter_server.services.contents.filemanager import (
    AsyncFileContentsManager,
    FileContentsManager,
)
from jupyter_server.services.contents.largefilemanager import (
    AsyncLargeFileManager,
    LargeFileManager,
)
from jupyter_server.services.contents.manager import ContentsManager
from tornado.web import HTTPError
from traitlets.config import Config

from jupyterlab_deephaven import file_tree
from jupyterlab_deephaven.contents_tree import ContentsTree
from jupyterlab_deephaven.file_tree import FileTree
from jupyterlab_deephaven.tree import CHANGING


class Memory(ContentsManager):
    """A contents manager without a disk."""

    files = {"pkg/a.py": "a = 1\n", "pkg/sub/b.py": "b = 2\n", "pkg/.git/config": ""}
    calls = []
    time = datetime(2020, 1, 2, 3, 4, 5, 600, tzinfo=timezone.utc)

    def is_hidden(self, path):
        return any(part.startswith(".") for part in path.split("/"))

    def get(self, path, content=True, type=None, format=None):
        self.calls.append((path, content, type))
        if path in self.files:
            text = self.files[path]
            return self.model(path, "file", len(text), text if content else None)
        below = sorted(file for file in self.files if file.startswith(f"{path}/"))
        if not below:
            raise HTTPError(404, f"/secret/place/{path}")
        names = dict.fromkeys(file[len(path) + 1 :].split("/")[0] for file in below)
        return self.model(
            path,
            "directory",
            None,
            [self.get(f"{path}/{name}", content=False) for name in names] if content else None,
        )

    def model(self, path, kind, size, content):
        name = path.rpartition("/")[2]
        return {
            **{"name": name, "path": path, "type": kind, "size": size, "content": content},
            **{"format": "text", "last_modified": self.time, "hash": "x"},
        }


class TestWithoutADisk:
    """What a manager without a disk shows."""

    @pytest.fixture
    def way(self):
        return "memory"

    @pytest.fixture
    def jp_server_config(self):
        config = Config({"ServerApp": {"jpserver_extensions": {"jupyterlab_deephaven": True}}})
        config.ServerApp.contents_manager_class = Memory
        return config

    async def test_it_is_listed(self, ask):
        answer = await ask("list", roots=["pkg", "none", "pkg/.git"], ignore=[".*"])
        assert tree(answer) == {"pkg": ["a.py", "sub/"], "pkg/sub": ["b.py"]}
        assert answer["missing"] == ["none", "pkg/.git"]
        entry = answer["folders"]["pkg"]["entries"][0]
        assert entry[:4] == ["a.py", False, "2020-01-02T03:04:05.000600Z", 6]

    async def test_it_is_read(self, ask):
        answer = await ask("read", paths=["pkg/a.py", "none", "pkg", "pkg/.git/config"])
        file, *others = answer["files"].values()
        assert (file["format"], file["content"]) == ("text", "a = 1\n")
        assert others == [None, {"error": "It is a folder."}, None]
        listing = await ask("list", roots=["pkg/a.py"])
        assert listing["folders"]["pkg"]["entries"][0][4] == file["version"]

    async def test_its_versions_are_not_exact(self, ask, monkeypatch):
        asked = {"paths": ["pkg/a.py"]}
        before = (await ask("read", **asked))["files"]["pkg/a.py"]
        monkeypatch.setitem(Memory.files, "pkg/a.py", "a = 2\n")
        after = (await ask("read", **asked))["files"]["pkg/a.py"]
        assert (before["version"], before["exact"]) == (after["version"], False)
        assert after["content"] == "a = 2\n"

    async def test_times_of_the_request_do_not_keep_it_from_being_read(self, ask, monkeypatch):
        times = itertools.count()
        monkeypatch.setattr(
            Memory, "time", property(lambda _: datetime.fromtimestamp(next(times), timezone.utc))
        )
        answer = await ask("read", paths=["pkg/a.py"])
        assert answer["files"]["pkg/a.py"]["content"] == "a = 1\n"

    async def test_a_file_that_changes_all_the_time_is_not_read(self, ask, monkeypatch):
        numbers = itertools.count()
        model = Memory.model

        def changing(self, path, kind, size, content):
            number = next(numbers)
            text = content and f"a = {number}"
            time = datetime.fromtimestamp(number, timezone.utc)
            return {**model(self, path, kind, size, text), "last_modified": time}

        monkeypatch.setattr(Memory, "model", changing)
        answer = await ask("read", paths=["pkg/a.py"])
        assert answer["files"]["pkg/a.py"] == {"error": CHANGING}

    async def test_what_is_ignored_is_not_asked_for(self, ask):
        Memory.calls.clear()
        await ask("list", roots=["pkg"], ignore=["sub", ".git"])
        listed = {path for path, content, _ in Memory.calls if content}
        assert listed == {"pkg"}

    async def test_its_changes_are_seen(self, ask, monkeypatch):
        first = await ask("list", roots=["pkg"])
        known = {path: folder["fingerprint"] for path, folder in first["folders"].items()}
        monkeypatch.setitem(Memory.files, "pkg/a.py", "a = 100\n")
        answer = await ask("watch", roots=["pkg"], known=known)
        assert list(answer["folders"]) == ["pkg"]


@pytest.mark.parametrize(
    "cls", [FileContentsManager, AsyncFileContentsManager, LargeFileManager, AsyncLargeFileManager]
)
def test_jupyters_own_managers_need_not_be_asked(cls):
    assert file_tree.serves(cls())
    changed = cls()
    changed.get = None
    assert not file_tree.serves(changed)


@pytest.mark.parametrize(
    "method", ["get", "_get_os_path", "is_hidden", "should_list", "_dir_model", "_read_file"]
)
def test_a_manager_that_does_something_else_is_asked(method):
    changed = type("Changed", (FileContentsManager,), {method: lambda *arguments: None})
    assert not file_tree.serves(changed())


def test_a_manager_that_changes_something_else_need_not_be_asked():
    changed = type("Changed", (FileContentsManager,), {"save": lambda *arguments: None})
    assert file_tree.serves(changed())
    assert not file_tree.serves(Memory())
    assert not file_tree.serves(Subclass())


async def test_each_way_is_taken(part, way):
    assert isinstance(part.tree(), FileTree if way == "disk" else ContentsTree)


async def test_all_ways_lead_to_the_same(ask, put, part, jp_root_dir):
    put("pkg/a.py", "pkg/é/b.py", "pkg/é/c", "pkg/.x", "pkg/x.pyc", "top.py")
    put("pkg/latin.py", content=b"\xe9\r\n")
    (jp_root_dir / "pkg" / "link").symlink_to("é")
    os.utime(jp_root_dir / "pkg" / "a.py", (1e9, 1e9 + 0.123456789))
    asked = {"roots": ["", "pkg/a.py", "no"], "ignore": ["c"]}
    paths = ["pkg/a.py", "pkg/latin.py", "pkg/link/b.py", "pkg/.x", "no", "pkg"]
    answers = []
    for part.straight_from_disk in (True, False):
        listing = await ask("list", **asked)
        for folder in listing["folders"].values():
            del folder["fingerprint"]
            folder["entries"] = [entry[:4] for entry in folder["entries"]]
        del listing["now"]
        files = (await ask("read", paths=paths))["files"]
        for file in files.values():
            if file:
                file.pop("version", None)
                file.pop("exact", None)
        answers.append((listing, files))
    assert answers[0] == answers[1]
