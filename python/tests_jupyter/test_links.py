"""Links lead nowhere but into the served folders, and not to what is ignored there."""

import asyncio
import os

import pytest
from conftest import names, tree

from jupyterlab_deephaven import disk_read
from jupyterlab_deephaven.bounds import Bounds
from jupyterlab_deephaven.disk import Root
from jupyterlab_deephaven.links import Links

IGNORE = [".git/", "/build/", "venv/", "*.key"]


@pytest.fixture
def link(jp_root_dir):
    """Make links below the root folder, by their paths and targets."""

    def link(links):
        for path, target in links.items():
            (jp_root_dir / path).symlink_to(target)

    return link


@pytest.fixture
def served(put, link):
    """Two served folders, links between them and out of them; return the links that lead out."""
    put("private/secret.py", "top.py", "pkg/a.py", "pkg/build/x.py", "pkg/.git/config")
    put("pkg/sub/b.py", "other/c.py", "other/build/y.py", "other/.git/hook.py", "other/my.key")
    link(
        {
            "pkg/up": "..",
            "pkg/out": "../private",
            "pkg/out.py": "../private/secret.py",
            "pkg/chain.py": "out.py",
            "pkg/chained": "sub/far",
            "pkg/sub/far": "../../private",
            "pkg/kept.py": "build/x.py",
            "pkg/built": "build",
            "pkg/hook.py": "../other/.git/hook.py",
            "pkg/git": ".git",
            "pkg/key.py": "../other/my.key",
            "pkg/near.py": "sub/b.py",
            "pkg/other": "../other",
            "pkg/c.py": "../other/c.py",
        }
    )
    names = ("up", "out", "out.py", "chain.py", "chained", "sub/far", "kept.py", "built")
    return {f"pkg/{name}" for name in (*names, "hook.py", "git", "key.py")}


async def test_what_is_listed(ask, served):
    answer = await ask("list", roots=["pkg", "other"], ignore=IGNORE)
    assert tree(answer) == {
        "pkg": ["a.py", "c.py", "near.py", "other/", "sub/"],
        "pkg/sub": ["b.py"],
        "pkg/other": ["c.py"],
        "other": ["c.py"],
    }
    assert set(answer["outside"]) == served
    assert answer["missing"] == []


async def test_another_folder_is_outside_unless_it_is_served(ask, served):
    answer = await ask("list", roots=["pkg"], ignore=IGNORE)
    assert names(answer, "pkg") == ["a.py", "near.py", "sub/"]
    assert set(answer["outside"]) == served | {"pkg/other", "pkg/c.py"}


async def test_what_is_read(ask, served):
    within = {"roots": ["pkg", "other"], "ignore": IGNORE}
    inside = ["pkg/a.py", "pkg/near.py", "pkg/c.py", "pkg/other/c.py", "other/c.py"]
    below = ["pkg/up/top.py", "pkg/out/secret.py", "pkg/sub/far/secret.py", "pkg/git/config"]
    below += ["pkg/built/x.py", "pkg/other/build/y.py", "pkg/other/my.key", "pkg/up/pkg/build/x.py"]
    files = [path for path in served if path.endswith(".py")]
    answer = await ask("read", paths=inside + below + files, within=within)
    told = answer["files"]
    assert [path for path in told if told[path] and "content" in told[path]] == inside
    for path in below + files:
        assert told[path] is None or told[path]["outside"] is True, path
    assert told["pkg/out.py"]["outside"] is True
    assert told["pkg/out/secret.py"]["outside"] is True
    # Nor is anything that is no link.
    paths = ["top.py", "pkg/build/x.py", "other/my.key", "private/secret.py", "private/none.py"]
    answer = await ask("read", paths=paths, within=within)
    assert not any(file and "content" in file for file in answer["files"].values())


async def test_one_folder_is_listed_within_others(ask, served):
    within = {"roots": ["pkg", "other"], "ignore": IGNORE}
    answer = await ask("list", roots=["pkg/other", "pkg/out", "pkg/up"], within=within)
    assert tree(answer) == {"pkg/other": ["c.py"]}
    assert set(answer["outside"]) == {"pkg/out", "pkg/up"}


async def test_a_served_folder_or_file_may_be_a_link(ask, put, link):
    put("real/a.py", "real/build/x.py", "private/secret.py")
    link({"pkg": "real", "mod.py": "real/build/x.py", "real/out.py": "../private/secret.py"})
    within = {"roots": ["pkg", "mod.py"], "ignore": IGNORE}
    answer = await ask("list", **within)
    assert tree(answer) == {"pkg": ["a.py"], "": ["mod.py"]}
    assert answer["outside"] == ["pkg/out.py"]
    files = (await ask("read", paths=["pkg/a.py", "mod.py"], within=within))["files"]
    assert all("content" in file for file in files.values())


async def test_a_served_folder_in_an_ignored_one_is_served(ask, put, link):
    put("pkg/build/x.py", "pkg/build/venv/y.py")
    link({"pkg/x.py": "build/x.py", "pkg/y.py": "build/venv/y.py"})
    answer = await ask("list", roots=["pkg", "pkg/build"], ignore=IGNORE)
    assert tree(answer) == {"pkg": ["x.py"], "pkg/build": ["x.py"]}
    assert answer["outside"] == ["pkg/y.py"]


async def test_hidden_places_are_none_to_lead_to(ask, put, link):
    put("pkg/.hidden/x.py", "pkg/.y.py", "pkg/a.py")
    link({"pkg/x.py": ".hidden/x.py", "pkg/y.py": ".y.py"})
    answer = await ask("list", roots=["pkg"])
    assert tree(answer) == {"pkg": ["a.py"]}
    assert answer["outside"] == ["pkg/x.py", "pkg/y.py"]


async def test_what_a_link_out_leads_to_is_not_watched(ask, put, link, part):
    from jupyterlab_deephaven.bodies import list_body
    from jupyterlab_deephaven.tree import Stop

    put("pkg/a.py", "private/secret.py", "other/c.py")
    link(
        {"pkg/out.py": "../private/secret.py", "pkg/out": "../private", "pkg/c.py": "../other/c.py"}
    )
    body = list_body({"roots": ["pkg", "other"]})
    watchable = (await part.tree().list(body, Stop())).watchable
    assert {os.path.basename(folder) for folder in watchable} <= {"pkg", "other"}


async def test_thousands_of_served_files(ask, put, link):
    served = [f"mods/m{number}.py" for number in range(3000)]
    put(*served, "private/secret.py")
    link({"mods/out.py": "../private/secret.py", "mods/in.py": "m1.py"})
    within = {"roots": served, "ignore": []}
    answer = await ask("read", paths=["mods/out.py", "mods/in.py", "mods/m2999.py"], within=within)
    assert ["content" in file for file in answer["files"].values()] == [False, True, True]


@pytest.mark.parametrize(
    "within", [3, [], {"roots": "pkg"}, {"roots": [], "ignore": ["x" * 2000]}, {"ignore": []}]
)
async def test_bounds_that_are_none(refused, within):
    import json

    body = json.dumps({"paths": [], "within": within})
    status, _ = await refused("read", body)
    assert status == 400


@pytest.mark.parametrize("way", ["disk"], indirect=True)
@pytest.mark.parametrize("swap", ["file", "folder"])
async def test_a_link_that_comes_while_a_file_is_read(
    ask, put, jp_root_dir, monkeypatch, way, swap
):
    put("pkg/sub/a.py", "private/a.py")
    opened = os.open

    def swapped(path, *arguments, **options):
        target = jp_root_dir / "pkg" / "sub"
        if os.fspath(path).endswith("a.py") and not target.is_symlink():
            if swap == "file":
                (target / "a.py").unlink(missing_ok=True)
                if not (target / "a.py").is_symlink():
                    (target / "a.py").symlink_to("../../private/a.py")
            else:
                target.rename(jp_root_dir / "pkg" / "was")
                target.symlink_to("../private")
        return opened(path, *arguments, **options)

    monkeypatch.setattr(disk_read.os, "open", swapped)
    within = {"roots": ["pkg"], "ignore": []}
    files = (await ask("read", paths=["pkg/sub/a.py"], within=within))["files"]
    assert "private" not in str(files)


@pytest.mark.parametrize("way", ["contents", "subclass"], indirect=True)
async def test_a_link_that_comes_while_the_manager_reads(ask, put, jp_root_dir, monkeypatch, way):
    for path in ("pkg/sub/a.py", "private/a.py"):
        os.utime(put(path, content=path[:5].encode()), (1_000_000_000, 1_000_000_000))
    look = Links.look

    def swapped(self, path, *arguments):
        found = look(self, path, *arguments)
        folder = jp_root_dir / "pkg" / "sub"
        if path == "pkg/sub/a.py" and not folder.is_symlink():
            folder.rename(jp_root_dir / "pkg" / "was")
            folder.symlink_to("../private")
        return found

    monkeypatch.setattr(Links, "look", swapped)
    within = {"roots": ["pkg"], "ignore": []}
    files = (await ask("read", paths=["pkg/sub/a.py"], within=within))["files"]
    assert "content" not in (files["pkg/sub/a.py"] or {})


def test_where_upper_case_does_not_matter(tmp_path, monkeypatch):
    (tmp_path / "pkg" / "Build").mkdir(parents=True)
    (tmp_path / "pkg" / "Build" / "a.py").touch()
    bounds = Bounds(Root(str(tmp_path)), ["pkg"], ["Build/"], allow_hidden=False)
    pkg = os.path.realpath(tmp_path / "pkg")
    # Such a file system has what a link names, however that is written.
    for name in ("Build", "BUILD", "build"):
        assert not bounds.holds(os.path.join(pkg, name, "a.py"), is_folder=False)
        assert not bounds.holds(os.path.join(pkg, name), is_folder=True)
    assert bounds.holds(os.path.join(pkg, "other.py"), is_folder=False)


async def test_a_link_that_turns_is_noticed(ask, put, jp_root_dir):
    put("pkg/a.py", "pkg/b.py", "private/b.py")
    here = jp_root_dir / "pkg" / "link.py"
    here.symlink_to("b.py")
    first = await ask("list", roots=["pkg"], ignore=[])
    assert "link.py" in names(first, "pkg")
    known = {"pkg": first["folders"]["pkg"]["fingerprint"]}
    waiting = asyncio.ensure_future(ask("watch", roots=["pkg"], known=known, timeout=20))
    here.unlink()
    here.symlink_to("../private/b.py")
    answer = await waiting
    assert answer["outside"] == ["pkg/link.py"]
    assert "link.py" not in names(answer, "pkg")
