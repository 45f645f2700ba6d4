"""Tests of the list endpoint, each with all ways to the files."""

import json
import os
import sys

import pytest
from conftest import names, tree

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux takes any bytes for a name")


async def test_a_tree_of_folders(ask, put):
    put("pkg/a.py", "pkg/sub/b.py", "pkg/sub/deep/c.txt", "other/d.py")
    (put("pkg/empty/x").unlink())
    answer = await ask("list", roots=["pkg"])
    assert tree(answer) == {
        "pkg": ["a.py", "empty/", "sub/"],
        "pkg/empty": [],
        "pkg/sub": ["b.py", "deep/"],
        "pkg/sub/deep": ["c.txt"],
    }
    assert (answer["unchanged"], answer["missing"], answer["outside"]) == ([], [], [])
    assert answer["truncated"] is False
    assert answer["now"].endswith("Z")


async def test_times_and_sizes_are_those_of_the_contents_api(ask, put, jp_fetch):
    os.utime(put("pkg/a.py"), (1_000_000_000, 1_000_000_000))
    put("pkg/b.py", "pkg/sub/c.py")
    answer = await ask("list", roots=["pkg"])
    response = await jp_fetch("api", "contents", "pkg")
    models = json.loads(response.body)["content"]
    expected = [
        [m["name"], m["type"] == "directory", m["last_modified"], m["size"]]
        for m in sorted(models, key=lambda model: model["name"])
    ]
    assert [entry[:4] for entry in answer["folders"]["pkg"]["entries"]] == expected


async def test_the_whole_root_folder(ask, put):
    put("a.py", "pkg/b.py")
    assert tree(await ask("list", roots=[""])) == {"": ["a.py", "pkg/"], "pkg": ["b.py"]}


async def test_slashes_too_many_are_no_matter(ask, put):
    put("pkg/sub/a.py")
    assert tree(await ask("list", roots=["/pkg//sub/"])) == {"pkg/sub": ["a.py"]}


async def test_files_as_roots(ask, put):
    put("pkg/a.py", "pkg/b.py", "pkg/c.py", "top.py")
    answer = await ask("list", roots=["pkg/a.py", "top.py", "pkg/b.py", "pkg/none.py"])
    assert tree(answer) == {"pkg": ["a.py", "b.py"], "": ["top.py"]}
    assert answer["missing"] == ["pkg/none.py"]


async def test_a_file_and_its_folder_as_roots(ask, put):
    put("pkg/a.py", "pkg/b.py", "pkg/sub/c.py")
    for roots in (["pkg/a.py", "pkg"], ["pkg", "pkg/a.py"], ["pkg", "pkg/sub", "pkg"]):
        answer = await ask("list", roots=roots)
        assert tree(answer) == {"pkg": ["a.py", "b.py", "sub/"], "pkg/sub": ["c.py"]}


async def test_ignored_files_and_folders_are_not_there(ask, put):
    put("pkg/a.py", "pkg/a.log", "pkg/build/b.py", "pkg/sub/build", "pkg/sub/keep.log")
    put("pkg/docs/conf.py", "pkg/sub/docs/d.py")
    ignore = ["*.log", "!keep.log", "build/", "/docs"]
    assert tree(await ask("list", roots=["pkg"], ignore=ignore)) == {
        "pkg": ["a.py", "sub/"],
        "pkg/sub": ["build", "docs/", "keep.log"],
        "pkg/sub/docs": ["d.py"],
    }


async def test_patterns_are_relative_to_each_root(ask, put):
    put("pkg/tests/a.py", "pkg/sub/tests/b.py")
    answer = await ask("list", roots=["pkg", "pkg/sub"], ignore=["/sub/tests"])
    # Ignored in the one, it is served as a part of the other.
    assert tree(answer)["pkg/sub"] == ["tests/"]
    assert tree(await ask("list", roots=["pkg"], ignore=["/sub/tests"]))["pkg/sub"] == []


async def test_the_case_of_patterns_matters(ask, put):
    put("pkg/Build/a.py")
    assert "pkg/Build" in tree(await ask("list", roots=["pkg"], ignore=["build", "[", "!"]))


async def test_what_is_known_is_not_told_again(ask, put):
    put("pkg/a.py", "pkg/sub/b.py")
    first = await ask("list", roots=["pkg"])
    known = {path: folder["fingerprint"] for path, folder in first["folders"].items()}
    again = await ask("list", roots=["pkg"], known=known)
    assert (again["folders"], again["unchanged"]) == ({}, ["pkg", "pkg/sub"])
    put("pkg/sub/c.py")
    third = await ask("list", roots=["pkg"], known=known)
    # The time of a folder in it does not count.
    assert (names(third, "pkg/sub"), third["unchanged"]) == (["b.py", "c.py"], ["pkg"])
    (put("pkg/sub/b.py").parent).rename(put("pkg/a.py").parent / "new")
    moved = await ask("list", roots=["pkg"], known=known)
    assert (set(moved["folders"]), moved["missing"]) == ({"pkg", "pkg/new"}, ["pkg/sub"])


@pytest.mark.parametrize("way", ["disk"], indirect=True)
async def test_every_change_of_a_file_changes_its_version(ask, put, settle):
    file = put("pkg/a.py", content=b"one")
    os.utime(file, (1e9, 1e9))
    seen = set()

    async def look():
        answer = await ask("list", roots=["pkg"])
        folder = answer["folders"]["pkg"]
        seen.add((folder["fingerprint"], folder["entries"][0][4]))
        return len(seen)

    assert await look() == 1
    assert await look() == 1
    settle()
    file.write_bytes(b"two")
    os.utime(file, (1e9, 1e9))  # the same size and time: only the other time tells
    assert await look() == 2
    file.write_bytes(b"three")
    os.utime(file, (1e9, 1e9))
    assert await look() == 3
    settle()
    copy = put("pkg/b.py", content=b"three")
    os.utime(copy, (1e9, 1e9))
    copy.replace(file)
    assert await look() == 4


async def test_a_changed_file_has_another_version(ask, put, settle):
    file = put("pkg/a.py", content=b"one")
    first = await ask("list", roots=["pkg"])
    settle()
    file.write_bytes(b"two")
    second = await ask("list", roots=["pkg"])
    assert first["folders"]["pkg"]["fingerprint"] != second["folders"]["pkg"]["fingerprint"]
    assert first["folders"]["pkg"]["entries"][0][4] != second["folders"]["pkg"]["entries"][0][4]


async def test_limits(ask, put):
    put(*(f"pkg/{folder}/{file}.py" for folder in "abc" for file in range(10)))
    cut = await ask("list", roots=["pkg"], limits={"entries": 25})
    assert (list(cut["folders"]), cut["truncated"]) == (["pkg", "pkg/a", "pkg/b"], True)
    cut = await ask("list", roots=["pkg"], limits={"folders": 2})
    assert (list(cut["folders"]), cut["truncated"]) == (["pkg", "pkg/a"], True)
    # What was not reached is not missing.
    cut = await ask("list", roots=["pkg"], limits={"folders": 2}, known={"pkg/c": "x"})
    assert cut["missing"] == []
    whole = await ask("list", roots=["pkg"], limits={"entries": 33, "folders": 4})
    assert (len(whole["folders"]), whole["truncated"]) == (4, False)


async def test_what_is_hidden_is_not_there(ask, put):
    put("pkg/.secret.py", "pkg/.git/config", "pkg/a.py", ".hidden/b.py")
    answer = await ask("list", roots=["pkg", ".hidden", "pkg/.git", ".hidden/b.py"])
    assert tree(answer) == {"pkg": ["a.py"]}
    assert answer["missing"] == [".hidden", "pkg/.git", ".hidden/b.py"]


@pytest.mark.parametrize("settings", [{"allow_hidden": True}])
async def test_what_is_hidden_may_be_allowed(ask, put):
    put("pkg/.secret.py", "pkg/.git/config", ".hidden/b.py")
    answer = await ask("list", roots=["pkg", ".hidden"])
    assert tree(answer) == {
        "pkg": [".git/", ".secret.py"],
        "pkg/.git": ["config"],
        ".hidden": ["b.py"],
    }


async def test_what_is_never_listed(ask, put):
    put("pkg/__pycache__/a.pyc", "pkg/a.pyc", "pkg/a.py~", "pkg/a.py")
    assert tree(await ask("list", roots=["pkg"])) == {"pkg": ["a.py"]}


@pytest.mark.parametrize("settings", [{"hide_globs": ["*.py", "x[0-9]"]}])
async def test_what_else_is_not_to_be_listed(ask, put):
    put("pkg/a.py", "pkg/x1/b.txt", "pkg/xx/c.txt", "pkg/__pycache__/a.pyc")
    answer = await ask("list", roots=["pkg"])
    assert tree(answer) == {
        "pkg": ["__pycache__/", "xx/"],
        "pkg/__pycache__": ["a.pyc"],
        "pkg/xx": ["c.txt"],
    }


@pytest.mark.parametrize(
    "root",
    [
        *("..", "../root_dir/pkg", "pkg/../pkg", "./pkg", "pkg/.", "none", "pkg/none", "pkg%2Fsub"),
        *("%2e%2e/x", "RTC:pkg", "RTC:pkg/a.py", "C:\\pkg", "pkg\\sub", "pkg\0", "\0", "x" * 300),
        *("x/" * 3000, "pkg/a.py/b.py", "\udcff", "pkg/\ud800", "~", "/etc", "//etc/passwd"),
    ],
)
async def test_a_root_that_is_none(ask, put, root):
    put("pkg/a.py", "pkg/sub/b.py")
    answer = await ask("list", roots=[root, "pkg/sub"])
    assert tree(answer) == {"pkg/sub": ["b.py"]}
    assert len(answer["missing"]) == 1
    assert answer["missing"][0].strip("/") == root.strip("/").replace("//", "/")


async def test_deep_folders(ask, put):
    deep = "/".join(["d"] * 300)
    put(f"{deep}/a.py")
    answer = await ask("list", roots=["d"])
    assert len(answer["folders"]) == 300
    assert tree(answer)[deep] == ["a.py"]


async def test_links(ask, put, jp_root_dir, tmp_path):
    put("real/a.py", "pkg/b.py")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.py").write_text("secret")
    for link, target in {
        "file.py": "../real/a.py",
        "folder": "../real",
        "up": "..",
        "self": ".",
        "nothing": "none",
        "itself": "itself",
        "out": tmp_path / "elsewhere",
        "out.py": tmp_path / "elsewhere" / "secret.py",
        "out-ignored": tmp_path,
    }.items():
        (jp_root_dir / "pkg" / link).symlink_to(target)
    answer = await ask("list", roots=["pkg", "pkg/out", "real"], ignore=["out-ignored"])
    assert tree(answer) == {
        "pkg": ["b.py", "file.py", "folder/"],
        "pkg/folder": ["a.py"],
        "real": ["a.py"],
    }
    assert set(answer["outside"]) == {"pkg/out", "pkg/out.py", "pkg/up"}
    assert answer["missing"] == []


async def test_the_root_folder_is_one_too(ask, put, jp_root_dir):
    put("pkg/b.py", "real/a.py")
    (jp_root_dir / "pkg" / "up").symlink_to("..")
    answer = await ask("list", roots=[""])
    # A link back to a folder that it lies in is not shown.
    assert tree(answer) == {
        "": ["pkg/", "real/"],
        "pkg": ["b.py"],
        "real": ["a.py"],
    }
    assert answer["outside"] == []


async def test_a_link_tells_of_its_target(ask, put, jp_root_dir, settle):
    target = put("real/a.py", content=b"1234")
    put("pkg/b.py")
    (jp_root_dir / "pkg" / "link.py").symlink_to(target)

    async def entry():
        answer = await ask("list", roots=["pkg", "real"])
        return answer["folders"]["pkg"]["entries"][1]

    first = await entry()
    assert (first[0], first[3]) == ("link.py", 4)
    settle()
    target.write_bytes(b"5678")
    assert (await entry())[4] != first[4]


async def test_folders_that_link_to_each_other(ask, put, jp_root_dir):
    put("pkg/a/x.py", "pkg/b/y.py")
    (jp_root_dir / "pkg" / "a" / "b").symlink_to("../b")
    (jp_root_dir / "pkg" / "b" / "a").symlink_to("../a")
    answer = await ask("list", roots=["pkg"])
    assert tree(answer) == {
        "pkg": ["a/", "b/"],
        "pkg/a": ["b/", "x.py"],
        "pkg/b": ["a/", "y.py"],
        "pkg/a/b": ["y.py"],
        "pkg/b/a": ["x.py"],
    }


@pytest.mark.skipif(os.name == "nt", reason="Windows has none of these")
async def test_pipes_sockets_and_devices_are_not_there(ask, put, jp_root_dir, tmp_path):
    import socket

    put("pkg/a.py")
    os.mkfifo(jp_root_dir / "pkg" / "pipe.py")
    (jp_root_dir / "pkg" / "link.py").symlink_to("pipe.py")
    (jp_root_dir / "pkg" / "null.py").symlink_to("/dev/null")
    with socket.socket(socket.AF_UNIX) as listening:
        os.chdir(jp_root_dir / "pkg")
        try:
            listening.bind("socket.py")
        finally:
            os.chdir(tmp_path)
        roots = ["pkg", "pkg/pipe.py", "pkg/link.py"]
        answer = await ask("list", roots=roots)
    assert tree(answer) == {"pkg": ["a.py"]}
    assert answer["missing"] == ["pkg/pipe.py", "pkg/link.py"]
    assert answer["outside"] == ["pkg/null.py"]


@LINUX
async def test_names_that_are_no_text_are_skipped(ask, put, jp_root_dir):
    put("pkg/é.py")
    for name in (b"\xff.py", b"\xffdir"):
        path = os.fsencode(jp_root_dir / "pkg") + b"/" + name
        if name.endswith(b"dir"):
            os.mkdir(path)
        else:
            with open(path, "wb") as file:
                file.write(b"x")
    assert tree(await ask("list", roots=["pkg"])) == {"pkg": ["é.py"]}


async def test_a_folder_that_cannot_be_listed(ask, put, forbidding):
    put("pkg/closed/a.py", "pkg/b.py")
    closed = put("pkg/closed/a.py").parent
    closed.chmod(0)
    try:
        answer = await ask("list", roots=["pkg", "pkg/closed"])
    finally:
        closed.chmod(0o700)
    assert tree(answer) == {"pkg": ["b.py"]}
    assert answer["missing"] == ["pkg/closed"]


async def test_a_folder_that_vanishes(ask, put, monkeypatch, jp_root_dir):
    from jupyterlab_deephaven import walk

    put("pkg/a.py", "pkg/sub/b.py")
    ignores = walk.IgnoreRules.ignores

    def vanish(rules, path, is_folder):
        if path == "sub" and (jp_root_dir / "pkg" / "sub" / "b.py").exists():
            (jp_root_dir / "pkg" / "sub" / "b.py").unlink()
            (jp_root_dir / "pkg" / "sub").rmdir()
        return ignores(rules, path, is_folder)

    monkeypatch.setattr(walk.IgnoreRules, "ignores", vanish)
    answer = await ask("list", roots=["pkg"])
    assert "pkg/sub" not in answer["folders"]
    assert "a.py" in names(answer, "pkg")


async def test_ignored_folders_are_not_entered(ask, put, jp_root_dir, monkeypatch, way):
    folders = [f"pkg/node_modules/m{i}" for i in range(20)]
    put(*(f"{folder}/{i}.js" for folder in folders for i in range(10)), "pkg/a.py", "pkg/b/c.py")
    # Folders are entered by path or by descriptor.
    paths = {os.stat(folder).st_ino: folder for folder, _, _ in os.walk(jp_root_dir / "pkg")}
    entered = []

    def recording(function):
        def record(folder):
            entered.append(paths.get(os.stat(folder).st_ino))
            return function(folder)

        return record

    monkeypatch.setattr(os, "scandir", recording(os.scandir))
    monkeypatch.setattr(os, "listdir", recording(os.listdir))
    answer = await ask("list", roots=["pkg"], ignore=["node_modules/"])
    assert tree(answer) == {"pkg": ["a.py", "b/"], "pkg/b": ["c.py"]}
    ours = [path for path in entered if path]
    assert ours == [str(jp_root_dir / "pkg"), str(jp_root_dir / "pkg" / "b")]


@pytest.mark.parametrize("way", ["disk"], indirect=True)
async def test_twenty_thousand_files(ask, jp_root_dir):
    for folder in range(100):
        where = jp_root_dir / "pkg" / ("node_modules" if folder % 2 else "src") / f"f{folder}"
        where.mkdir(parents=True)
        for file in range(200):
            (where / f"m{file}.py").touch()
    answer = await ask("list", roots=["pkg"], ignore=["node_modules"])
    assert len(answer["folders"]) == 52
    assert sum(len(folder["entries"]) for folder in answer["folders"].values()) == 10_051
