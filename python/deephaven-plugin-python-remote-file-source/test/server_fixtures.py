"""A real Deephaven server for the tests, with a session and a plugin object."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import pytest

from server_client import ServerClient, open_session

HERE = Path(__file__).parent
PATIENCE = 60


def java_home():
    """The home of a JDK: JAVA_HOME, or that of the `java` on the path, or None."""
    if os.environ.get("JAVA_HOME"):
        return os.environ["JAVA_HOME"]
    java = shutil.which("java")
    return java and str(Path(java).resolve().parent.parent)


class Server:
    """A Deephaven server in a process of its own."""

    def __init__(self, log):
        home = java_home()
        if home is None:
            pytest.fail("no JDK: install one (17 or later), or choose `-m 'not server'`")
        self.key = uuid.uuid4().hex
        self._process = subprocess.Popen(
            [sys.executable, str(HERE / "server_process.py"), self.key],
            env={**os.environ, "JAVA_HOME": home},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        for line in self._process.stdout:
            if line.startswith("port "):
                self.port = int(line.split()[1])
                break
        else:
            pytest.fail(f"the server does not start; see {log.name}")
        # What else it prints must not fill the pipe.
        threading.Thread(target=self._process.stdout.read, daemon=True).start()

    def session(self):
        return open_session(self.port, self.key)

    def stop(self):
        self._process.stdin.close()
        self._process.wait(PATIENCE)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with open(tmp_path_factory.mktemp("server") / "stderr.log", "w") as log:
        server = Server(log)
        yield server
        server.stop()


@pytest.fixture
def session(server):
    with contextlib.closing(server.session()) as session:
        yield session


@pytest.fixture
def plugin_name(session):
    """The name of a new plugin object in the worker."""
    name = f"remote_file_source_{uuid.uuid4().hex}"
    session.run_script(
        f"from deephaven.python_remote_file_source import PluginObject\n{name} = PluginObject()\n"
    )
    yield name
    session.run_script(f"{name}.set_execution_context(None, set())\ndel {name}\n")


@pytest.fixture
def connect_to_server(server, plugin_name):
    """Connects clients to the plugin object, each in a session of its own: `(kind, files, id)`.

    Those with the extension push all they have, as their kind does.
    """
    with contextlib.ExitStack() as stack:

        def connect(kind, files, connection_id, answer=None, name=plugin_name):
            session = stack.enter_context(contextlib.closing(server.session()))
            client = ServerClient(session, name, kind, files, answer=answer)
            stack.callback(client.close)
            if connection_id is not None:
                assert "error" not in client.set_connection_id(connection_id)
                for message in getattr(kind, "first_messages", lambda files: [])(files):
                    assert "result" in client.call(message)
            return client

        yield connect


@pytest.fixture
def run(session, plugin_name):
    """Runs code in the worker, as a client's run with an execution context."""

    def run(connection_id, names, code):
        session.run_script(f"{plugin_name}.set_execution_context({connection_id!r}, {names!r})")
        session.run_script(code)

    return run
