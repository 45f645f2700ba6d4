"""Tests of the read endpoint, each with all ways to the files."""

import base64
import os
import socket
import sys
import time

import pytest

from jupyterlab_deephaven import disk_read, tree, versions


@pytest.fixture
def read(ask):
    """Read files, and return what became of them."""

    async def read(*paths):
        answer = await ask("read", paths=paths)
        assert answer["left"] == []
        assert list(answer["files"]) == list(dict.fromkeys(paths))
        return answer["files"]

    return read


async def test_text_is_as_it_is(read, put):
    texts = {
        "pkg/a.py": "x = 1\r\ny = '\t\u00e9\u20ac\U0001f600'\n\r",
        "pkg/bom.py": "\ufeffx = 1\n",
        "pkg/empty.py": "",
        "pkg/nul.py": "a\0b",
        "pkg/note.ipynb": "no notebook",
        "top.py": "pass",
    }
    for path, text in texts.items():
        put(path, content=text.encode())
    files = await read(*texts)
    assert {path: (file["format"], file["content"]) for path, file in files.items()} == {
        path: ("text", text) for path, text in texts.items()
    }


@pytest.mark.parametrize("data", [b"# coding: latin-1\nx = '\xe9'\n", bytes(range(256)) * 9])
async def test_other_bytes_are_base64(read, put, data):
    put("pkg/a.py", content=data)
    file = (await read("pkg/a.py"))["pkg/a.py"]
    assert (file["format"], base64.b64decode(file["content"])) == ("base64", data)
    assert "\n" not in file["content"]


async def test_the_version_is_that_of_the_listing(ask, read, put, settle):
    put("pkg/a.py", "pkg/b.py")
    settle()
    read_versions = [file["version"] for file in (await read("pkg/a.py", "pkg/b.py")).values()]
    listing = await ask("list", roots=["pkg"])
    assert [entry[4] for entry in listing["folders"]["pkg"]["entries"]] == read_versions
    assert len(set(read_versions)) == 2


async def test_a_file_that_may_change_unnoticed_is_read_again(ask, read, put):
    later = time.time() + 5
    os.utime(put("pkg/a.py"), (later, later))
    version = (await read("pkg/a.py"))["pkg/a.py"]["version"]
    listing = await ask("list", roots=["pkg"])
    assert listing["folders"]["pkg"]["entries"][0][4] != version


async def test_versions_from_the_disk_are_exact(read, put, way):
    put("pkg/a.py")
    assert (await read("pkg/a.py"))["pkg/a.py"]["exact"] is (way == "disk")


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell when something changed")
async def test_an_edit_that_keeps_time_and_size_changes_the_version(ask, put, way):
    file = put("pkg/a.py", content=b"a = 1")

    async def version():
        listing = await ask("list", roots=["pkg"])
        return listing["folders"]["pkg"]["entries"][0][4]

    before = await version()
    times = os.stat(file)
    file.write_bytes(b"a = 2")
    os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert await version() != before


def test_a_clock_of_seconds_is_not_exact():
    assert versions.are_fine(1_000_000_000, 1_000_000_001)
    assert not versions.are_fine(1_000_000_000, 2_000_000_000)


async def test_the_limit(ask, put):
    put(*(f"pkg/{i}.py" for i in range(5)), content=b"x" * 1000)
    paths = [f"pkg/{i}.py" for i in range(5)]
    answer = await ask("read", paths=paths, limit=2500)
    assert (list(answer["files"]), answer["left"]) == (paths[:2], paths[2:])
    # Whatever the limit, something is read.
    answer = await ask("read", paths=paths, limit=1)
    assert (list(answer["files"]), answer["left"]) == (paths[:1], paths[1:])
    answer = await ask("read", paths=["none", "pkg", *paths], limit=1)
    assert (list(answer["files"]), answer["left"]) == (["none", "pkg", paths[0]], paths[1:])


async def test_large_files(ask, put, monkeypatch):
    from jupyterlab_deephaven import bodies

    data = "é".encode() * (5 * 2**19)
    put("pkg/large.py", "pkg/other.py", content=data)
    put("pkg/small.py")
    answer = await ask("read", paths=["pkg/large.py", "pkg/other.py"])
    assert [file["content"] for file in answer["files"].values()] == [data.decode()] * 2
    answer = await ask("read", paths=["pkg/large.py", "pkg/other.py"], limit=6 * 2**20)
    assert answer["left"] == ["pkg/other.py"]
    monkeypatch.setattr(bodies.ReadBody.__init__, "__defaults__", (2**20, None))
    answer = await ask("read", paths=["pkg/large.py", "pkg/small.py"])
    assert answer["files"]["pkg/large.py"] == {"error": tree.TOO_LARGE}
    assert answer["files"]["pkg/small.py"]["format"] == "text"


@pytest.mark.parametrize(
    "path",
    [
        *("../root_dir/pkg/a.py", "pkg/../pkg/a.py", "./pkg/a.py", "none.py", "none/a.py", ".."),
        *("pkg%2Fa.py", "%2e%2e/a.py", "RTC:pkg/a.py", "C:\\a.py", "pkg\\a.py", "pkg/a.py\0"),
        *("x" * 300, "x/" * 3000, "pkg/a.py/b", "\udcff", "pkg/\ud800.py", "/etc/passwd"),
        *(".hidden.py", "pkg/.hidden/a.py", ".hidden/deep/a.py", "pkg/.hidden"),
    ],
)
async def test_what_is_missing(read, put, path):
    put("pkg/a.py", ".hidden.py", "pkg/.hidden/a.py", ".hidden/deep/a.py")
    files = await read(path, "pkg/a.py")
    assert files[path] is None
    assert files["pkg/a.py"]["content"] == "# pkg/a.py\n"


async def test_slashes_too_many_are_no_matter(read, put):
    put("pkg/a.py")
    assert (await read("/pkg//a.py"))["/pkg//a.py"]["content"] == "# pkg/a.py\n"


@pytest.mark.parametrize("settings", [{"allow_hidden": True}])
async def test_what_is_hidden_may_be_allowed(read, put):
    put("pkg/.hidden/.a.py")
    assert (await read("pkg/.hidden/.a.py"))["pkg/.hidden/.a.py"]["format"] == "text"


async def test_what_is_not_listed_can_be_read(read, put):
    # As with the contents API: `hide_globs` are for listings.
    put("pkg/a.py~")
    assert (await read("pkg/a.py~"))["pkg/a.py~"]["format"] == "text"


async def test_folders_are_no_files(read, put):
    put("pkg/sub/a.py")
    files = await read("pkg", "pkg/sub/", "")
    assert list(files.values()) == [{"error": tree.A_FOLDER}] * 3


@pytest.mark.skipif(os.name == "nt", reason="Windows has none of these")
async def test_pipes_sockets_and_devices_are_never_opened(read, put, jp_root_dir, monkeypatch):
    put("pkg/a.py")
    os.mkfifo(jp_root_dir / "pkg" / "pipe.py")
    (jp_root_dir / "pkg" / "link.py").symlink_to("pipe.py")
    (jp_root_dir / "pkg" / "null.py").symlink_to("/dev/null")
    monkeypatch.chdir(jp_root_dir / "pkg")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.py")
        files = await read("pkg/pipe.py", "pkg/link.py", "pkg/socket.py", "pkg/null.py")
    assert list(files.values()) == [{"error": tree.NO_FILE}] * 3 + [
        {"error": tree.OUTSIDE, "outside": True}
    ]


async def test_links(read, put, jp_root_dir, tmp_path):
    put("real/a.py")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.py").write_text("secret")
    put("pkg/b.py")
    for link, target in {
        "file.py": "../real/a.py",
        "folder": "../real",
        "nothing.py": "none",
        "itself.py": "itself.py",
        "out": tmp_path / "elsewhere",
        "out.py": tmp_path / "elsewhere" / "secret.py",
    }.items():
        (jp_root_dir / "pkg" / link).symlink_to(target)
    files = await read(
        *("pkg/file.py", "pkg/folder/a.py", "pkg/nothing.py", "pkg/itself.py"),
        *("pkg/out/secret.py", "pkg/out.py", "pkg/out/none.py", "pkg/folder/../b.py"),
    )
    told = [file and (file.get("content") or file.get("error")) for file in files.values()]
    assert told[:6] == ["# real/a.py\n"] * 2 + [None] * 2 + [tree.OUTSIDE] * 2
    assert told[6] in (None, tree.OUTSIDE)
    assert told[7] is None


async def test_the_version_of_a_link_is_that_of_its_target(ask, read, put, jp_root_dir, settle):
    put("real/a.py")
    put("pkg/b.py")
    (jp_root_dir / "pkg" / "link.py").symlink_to("../real/a.py")
    settle()
    version = (await read("pkg/link.py"))["pkg/link.py"]["version"]
    listing = await ask("list", roots=["pkg", "real"])
    assert listing["folders"]["pkg"]["entries"][1][4] == version


async def test_a_file_that_may_not_be_read(read, put, forbidding):
    file = put("pkg/a.py")
    file.chmod(0)
    closed = put("closed/a.py").parent
    closed.chmod(0)
    try:
        files = await read("pkg/a.py", "closed/a.py", "closed")
    finally:
        closed.chmod(0o700)
    assert list(files.values()) == [{"error": tree.NOT_ALLOWED}] * 2 + [None]


async def test_a_file_that_the_system_refuses(read, put, monkeypatch):
    put("pkg/a.py", "pkg/b.py", "pkg/c.py")

    def refusing(function):
        def refuse(path, *arguments, **options):
            for name, error in (("a.py", PermissionError(13, "no")), ("b.py", OSError(5, "no"))):
                if os.path.basename(str(path)) == name:
                    error.filename = str(path)
                    raise error
            return function(path, *arguments, **options)

        return refuse

    monkeypatch.setattr(os, "open", refusing(os.open))
    monkeypatch.setattr("builtins.open", refusing(open))
    files = await read("pkg/a.py", "pkg/b.py", "pkg/c.py")
    errors = [file.get("error") for file in files.values()]
    assert errors == [tree.NOT_ALLOWED, tree.UNREADABLE, None]


@pytest.mark.parametrize("way", ["disk"], indirect=True)
@pytest.mark.parametrize(("changes", "ends"), [(1, "# new\n"), (9, {"error": tree.CHANGING})])
async def test_never_half_of_a_change(read, put, monkeypatch, changes, ends):
    file = put("pkg/a.py", content=b"old\n" * 99)
    left = [changes]
    read_up_to = disk_read._read_up_to

    def change(opened, size):
        data = read_up_to(opened, size)
        if left[0]:
            left[0] -= 1
            file.write_bytes(b"# new\n" + b"#" * left[0])
        return data

    monkeypatch.setattr(disk_read, "_read_up_to", change)
    result = (await read("pkg/a.py"))["pkg/a.py"]
    assert result in (ends, {**result, "content": ends})


@pytest.mark.parametrize("way", ["contents", "subclass"], indirect=True)
async def test_a_manager_that_fails(read, put, jp_serverapp, monkeypatch, caplog):
    manager = jp_serverapp.contents_manager
    put("pkg/a.py", "pkg/b.py")
    get = type(manager).get

    async def fail(self, path, **options):
        if path == "pkg/a.py":
            raise RuntimeError("/secret/place")
        return await get(self, path, **options)

    monkeypatch.setattr(type(manager), "get", fail)
    files = await read("pkg/a.py", "pkg/b.py")
    assert files["pkg/a.py"] == {"error": tree.UNREADABLE}
    assert files["pkg/b.py"]["format"] == "text"


@pytest.mark.skipif(sys.platform != "linux", reason="Linux takes any bytes for a name")
async def test_a_name_that_is_no_text_cannot_be_asked_for(read, put, jp_root_dir):
    put("pkg/a.py")
    with open(os.fsencode(jp_root_dir) + b"/pkg/\xff.py", "wb") as file:
        file.write(b"x")
    assert (await read("pkg/\udcff.py"))["pkg/\udcff.py"] is None
