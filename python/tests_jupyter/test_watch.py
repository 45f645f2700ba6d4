"""Tests of the watch endpoint, each with all ways to the files."""

import asyncio
import json
import threading
import time

import pytest
from conftest import names

from jupyterlab_deephaven import disk_events, file_tree, watching
from jupyterlab_deephaven.bodies import list_body
from jupyterlab_deephaven.tree import Stop, Stopped

THREAD = "jupyterlab-deephaven-watch"


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    """Walk often where nothing tells of changes, so that tests are short."""
    monkeypatch.setattr(watching, "_PAUSE", 0.2)
    # So that events, where there are any, are what tells.
    monkeypatch.setattr(watching, "_PAUSE_WITH_EVENTS", 30)
    monkeypatch.setattr(watching, "_PAUSE_IN_WALKS", 3)


def watchers():
    return [thread for thread in threading.enumerate() if thread.name == THREAD]


async def until(is_so, seconds=5):
    end = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < end, "it does not come to be"
        await asyncio.sleep(0.01)


@pytest.fixture
def known(ask):
    """List folders, and return what is known then."""

    async def known(**body):
        answer = await ask("list", **body)
        folders = {path: folder["fingerprint"] for path, folder in answer["folders"].items()}
        return folders | dict.fromkeys(answer["missing"], "")

    return known


@pytest.fixture
def waiting(ask, part):
    """Begin to watch, and return a task that ends with the answer."""

    async def waiting(**body):
        task = asyncio.ensure_future(ask("watch", **body))
        await until(lambda: part._stops or task.done())
        await asyncio.sleep(0.4)
        assert not task.done()
        return task

    return waiting


async def test_what_is_not_known_is_told_at_once(ask, put):
    put("pkg/a.py")
    began = time.monotonic()
    answer = await ask("watch", roots=["pkg"])
    assert time.monotonic() - began < 10
    assert names(answer, "pkg") == ["a.py"]


async def test_nothing_until_the_time_is_over(ask, put, known):
    put("pkg/a.py", "pkg/sub/b.py")
    body = {"roots": ["pkg", "none"], "ignore": ["x"]}
    began = time.monotonic()
    answer = await ask("watch", **body, known=await known(**body), timeout=1.2)
    assert 1.1 < time.monotonic() - began < 10
    assert (answer["folders"], answer["unchanged"]) == ({}, ["pkg", "pkg/sub"])
    assert answer["missing"] == ["none"]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "pkg" / "a.py").write_text("other"),
        lambda root: (root / "pkg" / "sub" / "new.py").write_text("new"),
        lambda root: (root / "pkg" / "sub" / "b.py").unlink(),
        lambda root: (root / "pkg" / "new").mkdir(),
        lambda root: (root / "pkg" / "sub").rename(root / "pkg" / "renamed"),
        lambda root: (root / "pkg").rename(root / "away"),
        lambda root: (root / "pkg" / "sub" / "b.py").replace(root / "pkg" / "a.py"),
    ],
)
async def test_a_change_is_told(put, jp_root_dir, known, waiting, change):
    put("pkg/a.py", "pkg/sub/b.py")
    task = await waiting(roots=["pkg"], known=await known(roots=["pkg"]), timeout=20)
    began = time.monotonic()
    change(jp_root_dir)
    answer = await task
    assert answer["folders"] or answer["missing"]
    assert time.monotonic() - began < 10


async def test_a_root_that_appears_is_told(put, known, waiting):
    put("pkg/a.py")
    body = {"roots": ["pkg", "later", "pkg/later.py"]}
    task = await waiting(**body, known=await known(**body), timeout=20)
    put("later/b.py", "pkg/later.py")
    answer = await task
    assert set(answer["folders"]) & {"later", "pkg"}


async def test_a_root_that_is_a_file(put, known, waiting):
    file = put("pkg/a.py", "pkg/b.py")
    task = await waiting(roots=["pkg/a.py"], known=await known(roots=["pkg/a.py"]), timeout=20)
    put("pkg/b.py", content=b"other")
    await asyncio.sleep(0.6)
    assert not task.done()
    file.write_text("other")
    assert names(await task, "pkg") == ["a.py"]


async def test_what_is_ignored_is_not_told(put, known, waiting):
    put("pkg/a.py", "pkg/logs/x.log")
    body = {"roots": ["pkg"], "ignore": ["*.log"]}
    task = await waiting(**body, known=await known(**body), timeout=20)
    put("pkg/b.log", "pkg/logs/x.log", "pkg/.hidden", "pkg/__pycache__/a.pyc", content=b"new")
    await asyncio.sleep(0.8)
    assert not task.done()
    put("pkg/b.py")
    assert "b.py" in names(await task, "pkg")


async def test_the_target_of_a_link(put, jp_root_dir, known, waiting):
    target = put("real/a.py")
    put("pkg/b.py")
    (jp_root_dir / "pkg" / "link.py").symlink_to(target)
    roots = ["pkg", "real"]
    task = await waiting(roots=roots, known=await known(roots=roots), timeout=20)
    target.write_text("other")
    assert "link.py" in names(await task, "pkg")


async def test_folders_that_cannot_be_watched_are_walked_through(put, known, waiting, monkeypatch):
    def refuse(*folders, **options):
        raise OSError("No space left on device")
        yield

    monkeypatch.setattr(disk_events, "watch", refuse)
    put("pkg/a.py")
    task = await waiting(roots=["pkg"], known=await known(roots=["pkg"]), timeout=20)
    put("pkg/b.py")
    assert names(await task, "pkg") == ["a.py", "b.py"]


@pytest.mark.parametrize("way", ["disk"], indirect=True)
async def test_there_is_an_end_to_watchers(put, known, waiting):
    put("pkg/a.py")
    body = {"roots": ["pkg"], "known": await known(roots=["pkg"]), "timeout": 20}
    tasks = [await waiting(**body) for _ in range(3)]
    many = [asyncio.ensure_future(waiting(**body)) for _ in range(7)]
    tasks += [await each for each in many]
    assert len(watchers()) == 8
    put("pkg/b.py")
    for task in tasks:
        assert names(await task, "pkg") == ["a.py", "b.py"]
    await until(lambda: not watchers())


async def test_it_ends_when_the_client_goes(
    put, known, part, jp_http_port, jp_base_url, jp_auth_header, caplog
):
    put("pkg/a.py")
    body = json.dumps({"roots": ["pkg"], "known": await known(roots=["pkg"]), "timeout": 60})
    _, writer = await asyncio.open_connection("localhost", jp_http_port)
    lines = [
        f"POST {jp_base_url}jupyterlab-deephaven/watch HTTP/1.1",
        "Host: localhost",
        f"Authorization: {jp_auth_header['Authorization']}",
        f"Content-Length: {len(body)}",
        "",
        body,
    ]
    writer.write("\r\n".join(lines).encode())
    await writer.drain()
    await until(lambda: part._stops)
    await asyncio.sleep(0.3)
    assert part._stops
    caplog.clear()
    writer.close()
    await until(lambda: not part._stops)
    await asyncio.sleep(0.1)
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    await until(lambda: not watchers())


async def test_it_ends_when_the_server_stops(put, known, waiting, part):
    put("pkg/a.py")
    task = await waiting(roots=["pkg"], known=await known(roots=["pkg"]), timeout=60)
    began = time.monotonic()
    await part.stop_extension()
    assert (await task)["unchanged"] == ["pkg"]
    assert time.monotonic() - began < 10
    await until(lambda: not watchers())


async def test_the_server_goes_on_meanwhile(put, known, ask, waiting, jp_fetch):
    put(*(f"pkg/{i}/{j}.py" for i in range(30) for j in range(10)))
    body = {"roots": ["pkg"], "known": await known(roots=["pkg"]), "timeout": 20}
    task = await waiting(**body)
    for _ in range(20):
        began = time.monotonic()
        await jp_fetch("jupyterlab-deephaven", "info")
        assert time.monotonic() - began < 2
    put("pkg/x.py")
    await task


async def test_who_waits_does_not_keep_the_server_alive(ask, put, known, jp_serverapp):
    put("pkg/a.py")
    fingerprints = await known(roots=["pkg"])
    settings = jp_serverapp.web_app.settings
    before = settings["api_last_activity"]
    await ask("watch", roots=["pkg"], known=fingerprints, timeout=0)
    assert settings["api_last_activity"] == before
    await ask("list", roots=["pkg"])
    assert settings["api_last_activity"] > before


@pytest.fixture
def held_up(monkeypatch):
    """Hold up all walks through `pkg` until the event is set; return it with their roots."""
    go_on = threading.Event()
    begun = []
    walk = file_tree._list

    def wait(*arguments):
        *_, body, stop = arguments
        if any(root.startswith("pkg") for root in body.roots):
            begun.append(body.roots)
            while not go_on.wait(0.05):
                stop.check()
        return walk(*arguments)

    monkeypatch.setattr(file_tree, "_list", wait)
    yield go_on, begun
    go_on.set()


@pytest.mark.parametrize("way", ["disk"], indirect=True)
@pytest.mark.parametrize("same", [True, False], ids=["of the same", "of others"])
async def test_listings_and_reads_do_not_wait_for_watches(ask, put, part, held_up, same):
    go_on, begun = held_up
    put("pkg/a.py", "other/b.py")
    # More than there are threads, and less than this client has connections.
    roots = [["pkg"] if same else ["pkg", f"none{number}"] for number in range(8)]
    watches = [asyncio.ensure_future(ask("watch", roots=each)) for each in roots]
    await until(lambda: len(part._stops) == 8 and begun)
    answer = await asyncio.wait_for(ask("list", roots=["other"]), 20)
    assert names(answer, "other") == ["b.py"]
    answer = await asyncio.wait_for(ask("read", paths=["other/b.py"]), 20)
    assert "content" in answer["files"]["other/b.py"]
    assert len(begun) == 1
    go_on.set()
    for each in watches:
        assert names(await each, "pkg") == ["a.py"]
    # One walk for all that asked while another one was under way.
    assert len(begun) <= 2 if same else len(begun) == 8


@pytest.mark.parametrize("way", ["disk"], indirect=True)
async def test_who_goes_does_not_end_the_walk_of_others(put, part, held_up):
    go_on, begun = held_up
    put("pkg/a.py")
    body = list_body({"roots": ["pkg"]})
    stops = [Stop() for _ in range(4)]
    tasks = []
    for stop in stops:
        tasks.append(asyncio.ensure_future(part.walks.walk(part.tree(), body, stop)))
        await until(lambda: begun)
    await asyncio.sleep(0)
    stops[0].set()
    stops[1].set()
    for task in tasks[:2]:
        with pytest.raises(Stopped):
            await task
    go_on.set()
    for task in tasks[2:]:
        listed, _ = await task
        assert names(listed.answer, "pkg") == ["a.py"]


@pytest.mark.parametrize("way", ["disk"], indirect=True)
async def test_a_walk_that_nobody_waits_for_ends(put, part, held_up):
    go_on, begun = held_up
    put("pkg/a.py")
    stop = Stop()
    body = list_body({"roots": ["pkg"]})
    task = asyncio.ensure_future(part.walks.walk(part.tree(), body, stop))
    await until(lambda: begun)
    stop.set()
    with pytest.raises(Stopped):
        await task
    # The next one has its turn.
    again = asyncio.ensure_future(part.walks.walk(part.tree(), body, Stop()))
    await until(lambda: len(begun) == 2)
    go_on.set()
    assert names((await again)[0].answer, "pkg") == ["a.py"]
