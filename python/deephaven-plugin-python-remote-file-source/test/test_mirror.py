"""The mirror: files of a client as real files, whatever the client makes of them."""

import errno
import importlib
import os
import sys
from importlib.machinery import FileFinder, SourceFileLoader

import pytest

from deephaven.python_remote_file_source.mirror import home
from deephaven.python_remote_file_source.mirror.mirror import Mirror
from dialects import ROOT, Documented, error_of, request, result_of
from synced import Synced, client_path, content_of, key_of


@pytest.fixture
def mirror():
    mirror = Mirror()
    yield mirror
    mirror.close()
    assert not os.path.exists(mirror.root)


def apply(mirror, contents=None, versions=None):
    """Apply contents by path; None removes a file."""
    known = {key_of(text): text.encode() for text in (contents or {}).values() if text is not None}
    changes = {path: text and key_of(text) for path, text in (contents or {}).items()}
    mirror.apply({**changes, **(versions or {})}, known.get)


def found(mirror):
    """All files below the mirror with their contents, and all empty folders."""
    result = {}
    for folder, folders, files in os.walk(mirror.root):
        if folder == mirror.root:
            folders[:] = [name for name in folders if name != ".new"]
        for name in files:
            path = f"{folder}/{name}"
            with open(path, "rb") as file:
                result[mirror.remote(path)] = file.read().decode()
        if not folders and not files and folder != mirror.root:
            result[mirror.remote(folder) + "/"] = None
    return result


def test_files_and_folders(mirror):
    apply(mirror, {"/a/b.py": "b", "/a/c/d.txt": "d"}, {"/e/": ""})
    assert found(mirror) == {"/a/b.py": "b", "/a/c/d.txt": "d", "/e/": None}
    assert os.stat(mirror.root).st_mode & 0o777 == 0o700
    assert not os.listdir(f"{mirror.root}/.new")


def test_changes_and_removals(mirror):
    apply(mirror, {"/a/b.py": "1", "/a/c.py": "1", "/a/d/e/f.py": "1"})
    apply(mirror, {"/a/b.py": "2", "/a/c.py": None})
    assert found(mirror) == {"/a/b.py": "2", "/a/d/e/f.py": "1"}
    # Folders without anything are gone, as the client shows none.
    apply(mirror, {"/a/d/e/f.py": None})
    assert found(mirror) == {"/a/b.py": "2"}
    apply(mirror, {"/a/b.py": None})
    assert found(mirror) == {}
    apply(mirror, {"/a/b.py": None, "/never/was.py": None}, {"/never/": None})
    assert found(mirror) == {}


def test_a_folder_is_removed_with_all_that_is_in_it(mirror):
    apply(mirror, {"/a/b.py": "1", "/a/c/d.py": "1", "/e.py": "1"}, {"/a/h.py": "?3:x"})
    mirror.remove("/a")
    assert found(mirror) == {"/e.py": "1"}
    assert mirror.hollow_paths() == []
    mirror.clear()
    assert found(mirror) == {}


def test_an_empty_folder_that_fills_and_one_that_empties(mirror):
    apply(mirror, versions={"/a/": ""})
    apply(mirror, {"/a/b.py": "1"}, {"/a/": None})
    assert found(mirror) == {"/a/b.py": "1"}
    apply(mirror, {"/a/b.py": None}, {"/a/": ""})
    assert found(mirror) == {"/a/": None}
    apply(mirror, versions={"/a/": None})
    assert found(mirror) == {}


def test_a_file_that_becomes_a_folder_and_a_folder_that_becomes_a_file(mirror):
    apply(mirror, {"/a": "file", "/b/c/d.py": "1"})
    apply(mirror, {"/a": None, "/a/x.py": "1", "/b/c/d.py": None, "/b": "file"})
    assert found(mirror) == {"/a/x.py": "1", "/b": "file"}
    apply(mirror, {"/a/x.py": None, "/a": "file", "/b": None, "/b/c/d.py": "2"})
    assert found(mirror) == {"/a": "file", "/b/c/d.py": "2"}


@pytest.mark.parametrize("first", ["file", "folder"])
def test_a_swap_of_which_the_client_tells_one_half(mirror, first):
    """Such as one that a folder's listing brings."""
    apply(mirror, {"/a": "file"} if first == "file" else {"/a/x.py": "1"})
    apply(mirror, {"/a/x.py": "2"} if first == "file" else {"/a": "file 2"})
    assert found(mirror) == ({"/a/x.py": "2"} if first == "file" else {"/a": "file 2"})


def test_hollow_files_have_names_and_sizes(mirror):
    apply(mirror, versions={"/a.py": "?12:x", "/b.bin": "?:x", "/c.py": "0" * 64, "/d": "?1000:"})
    sizes = {path: os.path.getsize(mirror.local(path)) for path in sorted(mirror.hollow_paths())}
    assert sizes == {"/a.py": 12, "/b.bin": 0, "/c.py": 0, "/d": 1000}
    mirror.fill("/a.py", [b"X = ", b"1\n"])
    assert (mirror.is_hollow("/a.py"), mirror.read("/a.py")) == (False, b"X = 1\n")
    apply(mirror, {"/b.bin": "there"})
    assert (mirror.is_hollow("/b.bin"), mirror.read("/b.bin")) == (False, b"there")
    apply(mirror, {"/a.py": None, "/d": None})
    assert mirror.hollow_paths() == ["/c.py"]


def test_hollow_files_below_a_folder(mirror):
    files = ["/a/x.py", "/a/b/y.py", "/ab/z.py", "/c.py"]
    apply(mirror, versions=dict.fromkeys(files, "?:"))
    assert mirror.hollow_in("/a") == ["/a/b/y.py", "/a/x.py"]
    assert mirror.hollow_in("") == sorted(files)


def test_folders_whose_entries_are_not_known(mirror):
    apply(mirror, versions={"/huge/": "?"})
    assert mirror.is_unlisted("/huge")
    assert os.path.isdir(mirror.local("/huge"))
    apply(mirror, {"/huge/a.py": "1"}, {"/huge/": ""})
    assert not mirror.is_unlisted("/huge")
    apply(mirror, {"/huge/a.py": None}, {"/huge/": None})
    assert found(mirror) == {}


def test_a_file_that_cannot_be_filled_stays_hollow(mirror):
    apply(mirror, versions={"/a.bin": "?4:x"})

    def portions():
        yield b"ab"
        raise ValueError("the client is gone")

    with pytest.raises(ValueError, match="the client is gone"):
        mirror.fill("/a.bin", portions())
    assert mirror.is_hollow("/a.bin")
    assert os.path.getsize(mirror.local("/a.bin")) == 4
    assert os.listdir(f"{mirror.root}/.new") == []


def test_modification_times_are_never_repeated(mirror):
    """Neither of files, so that no bytecode is taken for that of another text, nor of folders."""
    seen = []
    for number in range(50):
        apply(mirror, {"/a/x.py": f"X = {number}", f"/a/y{number}.py": ""})
        for path in ["/a/x.py", f"/a/y{number}.py", "/a"]:
            seen.append(os.stat(mirror.local(path)).st_mtime)
    other = Mirror()
    apply(other, {"/a/x.py": "X = 0"})
    seen.append(os.stat(other.local("/a/x.py")).st_mtime)
    other.close()
    assert len(set(seen)) == len(seen)
    assert all(time == int(time) for time in seen)  # file systems may drop fractions


def test_finders_of_cpython_notice_what_comes_and_goes(mirror):
    """They look at a folder again if its time has changed."""
    finder = FileFinder(mirror.local("/a"), (SourceFileLoader, [".py"]))
    assert finder.find_spec("x") is None
    for _ in range(3):
        apply(mirror, {"/a/x.py": "1"})
        assert finder.find_spec("x") is not None
        apply(mirror, {"/a/x.py": None, "/a/other.py": "1"})
        assert finder.find_spec("x") is None


def test_a_file_that_is_open_keeps_its_content(mirror):
    """A change is a new file under the same name: nobody reads half of one and half of another."""
    apply(mirror, {"/a.txt": "old" * 1000})
    with open(mirror.local("/a.txt")) as file:
        apply(mirror, {"/a.txt": "new"})
        assert file.read() == "old" * 1000
    assert found(mirror) == {"/a.txt": "new"}


@pytest.mark.parametrize(
    "name", ["with space.py", "\u00fc\u4e2d.py", "-.py", "a\nb.py", "A.py", "x" * 255, ".new2", "%"]
)
def test_names(mirror, name):
    apply(mirror, {f"/{name}": "1", f"/folder/{name}": "2"})
    assert found(mirror) == {f"/{name}": "1", f"/folder/{name}": "2"}


def test_many_files(mirror):
    files = {f"/a{n % 100}/b{n % 7}/c{n}.py": "" for n in range(20_000)}
    apply(mirror, files)
    assert len(found(mirror)) == 20_000
    apply(mirror, dict.fromkeys(files))
    assert found(mirror) == {}


def test_nothing_is_left_after_the_end(connect, plugin_object):
    client = connect(Synced(), {"pk/__init__.py": "", "pk/a.py": "X = 1\n"})
    plugin_object.set_execution_context("id-1", {"pk"})
    import pk.a  # noqa: F401

    root = client.mirror
    assert [entry for entry in sys.path_importer_cache if entry.startswith(root)]
    client.close()
    assert not os.path.exists(root)
    assert not [entry for entry in sys.path_importer_cache if entry.startswith(root)]


def test_the_files_are_where_the_client_is_told(connect):
    files = {"pk/a.py": "X = 1\n", "pk/data.bin": b"\0\xff", "odd name/.hidden": "x"}
    client = connect(Synced(), files)
    for path, content in files.items():
        with open(client.mirror + client_path(path), "rb") as file:
            assert file.read() == (content if isinstance(content, bytes) else content.encode())


# When nothing can be written.


@pytest.fixture
def new_home(monkeypatch):
    """Lets the process look for its folder again."""
    before = home._lock_file
    monkeypatch.setattr(home, "_home", None)
    monkeypatch.setattr(home, "_lock_file", None)
    monkeypatch.setattr(home.atexit, "register", lambda *arguments: None)

    def new_home(folder):
        monkeypatch.setenv(home.VARIABLE, str(folder))

    yield new_home
    if home._lock_file not in (None, before):
        os.close(home._lock_file)


@pytest.mark.parametrize("kind", ["missing", "a file", "read-only"])
def test_no_folder_to_write_to_is_told_with_the_way_out(
    connect, new_home, tmp_path, kind, monkeypatch
):
    folder, mkdtemp = tmp_path / "folder", home.tempfile.mkdtemp
    if kind == "a file":
        folder.touch()
    if kind == "read-only":
        folder.mkdir()

        def refuse(*arguments, **options):
            raise PermissionError(errno.EROFS, os.strerror(errno.EROFS))

        monkeypatch.setattr(home.tempfile, "mkdtemp", refuse)  # root may write anywhere
    new_home(folder)
    client = connect(Documented(), connection_id=None)
    error = error_of(client.call(Synced().set_connection_id("id-1")))
    assert error["code"] == -32003
    assert str(folder) in error["message"]
    assert "Set the environment variable DEEPHAVEN_SERVED_FOLDER" in error["message"]
    # The stream goes on: as a client of the older dialects it needs a folder as well.
    assert "result" in client.call(request("request_plugin_info"))[-1]
    assert error_of(client.call(Documented().set_connection_id("id-1")))["code"] == -32003
    new_home(tmp_path)
    monkeypatch.setattr(home.tempfile, "mkdtemp", mkdtemp)
    assert "result" in client.call(Synced().set_connection_id("id-1"))[-1]
    client.close()


def test_the_environment_chooses_the_folder(connect, new_home, tmp_path):
    new_home(tmp_path)
    client = connect(Synced(), {"pk.py": "X = 1\n"})
    assert client.mirror.startswith(f"{os.path.realpath(tmp_path)}/served-")
    client.close()


def test_a_full_disk_is_told_and_the_client_may_send_again(connect, plugin_object, monkeypatch):
    client = connect(Synced(), {"pk.py": "X = 1\n"})
    mirror = client._stream._source.mirror
    real = mirror._put
    full = [True]

    def put(new, path, changed):
        if full[0] and path.endswith("big.py"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(new, path, changed)

    monkeypatch.setattr(mirror, "_put", put)
    files = {"pk.py": "X = 2\n", "big.py": "Y = 1\n"}
    error = error_of(client.call(Synced().sync(files, revision=2)))
    assert error["code"] == -32003
    assert error["message"] == "The worker cannot store the files: No space left on device"
    full[0] = False
    answers = client.call(Synced().sync(files, revision=3))
    assert result_of(answers) == {"revision": 3, "wanted": []}
    plugin_object.set_execution_context("id-1", {"pk", "big"}, 3)
    import big
    import pk

    assert (pk.X, big.Y) == (2, 1)


def test_what_was_written_before_a_disk_was_full_is_no_longer_there_when_it_is_taken_back(
    connect, plugin_object, monkeypatch
):
    old = {"pk.py": "X = 1\n"}
    client = connect(Synced(), old)
    mirror = client._stream._source.mirror
    real = mirror._put

    def put(new, path, changed):
        if path.endswith("big.py"):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(new, path, changed)

    monkeypatch.setattr(mirror, "_put", put)
    files = {"pk.py": "X = 2\n", "big.py": "Y = 1\n"}
    assert error_of(client.call(Synced().sync(files, revision=2)))["code"] == -32003
    client.call(Synced().sync(old, revision=3))
    plugin_object.set_execution_context("id-1", {"pk"}, 3)
    assert importlib.import_module("pk").X == 1
    with open(f"{client.mirror}{ROOT}/pk.py") as file:
        assert file.read() == "X = 1\n"


def test_put_on_a_full_disk_is_told_as_well(connect, monkeypatch):
    client = connect(Synced(), {"pk.py": "X = 1\n"}, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    client.send(Synced().sync(client.files, contents=False))

    def fill(path, portions):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(client._stream._source.mirror, "fill", fill)
    put = request("put", contents={key_of("X = 1\n"): content_of("X = 1\n")})
    assert error_of(client.call(put))["code"] == -32003
