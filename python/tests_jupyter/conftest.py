"""A Jupyter server with our part, both with its fast and with its general way to the files."""

import json
import os
import time

import pytest
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.httpclient import HTTPClientError
from traitlets.config import Config

pytest_plugins = ["pytest_jupyter.jupyter_server"]

WAYS = ("disk", "contents", "subclass")


class Subclass(AsyncLargeFileManager):
    """As a manager of somebody else's: it says what Jupyter's own says, in its own way."""

    async def get(self, *arguments, **options):
        return await super().get(*arguments, **options)


@pytest.fixture(params=WAYS)
def way(request):
    return request.param


@pytest.fixture
def settings():
    """Settings of the contents manager; a test may have its own."""
    return {}


@pytest.fixture
def jp_server_config(way, settings):
    config = Config({"ServerApp": {"jpserver_extensions": {"jupyterlab_deephaven": True}}})
    config.ServerPart.straight_from_disk = way != "contents"
    config.ContentsManager.update(settings)
    if way == "subclass":
        config.ServerApp.contents_manager_class = Subclass
    return config


@pytest.fixture
def ask(jp_fetch):
    """Ask an endpoint, and return its answer."""

    async def ask(endpoint, **body):
        response = await jp_fetch(
            "jupyterlab-deephaven", endpoint, method="POST", body=json.dumps(body)
        )
        return json.loads(response.body)

    return ask


@pytest.fixture
def refused(jp_fetch):
    """Ask an endpoint something that it refuses, and return the status and the message."""

    async def refused(endpoint, body):
        with pytest.raises(HTTPClientError) as caught:
            await jp_fetch("jupyterlab-deephaven", endpoint, method="POST", body=body)
        return caught.value.code, json.loads(caught.value.response.body)["message"]

    return refused


@pytest.fixture
def part(jp_serverapp):
    """The extension in the server."""
    return jp_serverapp.web_app.settings["jupyterlab_deephaven"]


@pytest.fixture
def put(jp_root_dir):
    """Write files into the server's root folder, as if some time ago."""

    def put(*paths, content=None):
        for path in paths:
            file = jp_root_dir / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(f"# {path}\n".encode() if content is None else content)
        return jp_root_dir / paths[0]

    return put


@pytest.fixture
def settle():
    """Wait until the clock of the file system has gone on."""
    return lambda: time.sleep(0.1)


@pytest.fixture
def forbidding(tmp_path):
    """Skip where nothing is forbidden to this user."""
    probe = tmp_path / "probe"
    probe.touch(mode=0)
    if os.access(probe, os.R_OK):
        pytest.skip("nothing is forbidden to this user")


def names(answer, folder):
    """Return the names in a folder of a list's answer; those of folders with a slash."""
    return [e[0] + ("/" if e[1] else "") for e in answer["folders"][folder]["entries"]]


def tree(answer):
    """Return the names in each folder of a list's answer."""
    return {folder: names(answer, folder) for folder in answer["folders"]}
