"""Modules that are kept loaded: an edit of others does not import them again."""

import importlib

import pytest

from dialects import result_of
from synced import Synced


@pytest.fixture
def kept(connect, plugin_object):
    """A client that keeps a module loaded; calling it changes files and runs."""
    files = {
        "pk/__init__.py": "from . import db\nRUNS = 1\n",
        "pk/db/__init__.py": "connections = []\n",
        "pk/db/pool.py": "size = 1\n",
        "pk/user.py": "from .db import connections\nX = 1\n",
    }
    client = connect(Synced(), files, connection_id=None)
    client.send(Synced().set_connection_id("id-1"))
    revision = 0

    def run(changes=None, keep=("pk.db",)):
        nonlocal revision
        revision += 1
        client.files = {**client.files, **(changes or {})}
        result_of(client.call(Synced().sync(client.files, revision, keep=keep and list(keep))))
        plugin_object.set_execution_context("id-1", {"pk"}, revision)
        return {
            name: importlib.import_module(name) for name in ["pk", "pk.db", "pk.db.pool", "pk.user"]
        }

    return run


def test_a_kept_module_and_what_is_below_it_survive_edits_of_others(kept):
    before = kept()
    before["pk.db"].connections.append("open")
    after = kept({"pk/user.py": "from .db import connections\nX = 2\n"})
    assert [name for name in after if after[name] is before[name]] == ["pk.db", "pk.db.pool"]
    assert after["pk.user"].X == 2
    assert after["pk.user"].connections == ["open"]
    # The package that is imported again has them.
    assert after["pk"].db is before["pk.db"]


def test_a_kept_module_that_has_changed_is_imported_again(kept):
    before = kept()
    after = kept({"pk/db/__init__.py": "connections = ['new']\n"})
    assert again_of(before, after) == ["pk", "pk.db", "pk.user"]
    assert after["pk.user"].connections == ["new"]


def test_what_is_no_longer_kept_is_imported_again_with_the_others(kept):
    before = kept()
    after = kept({"pk/user.py": "from .db import connections\nX = 2\n"}, keep=[])
    assert again_of(before, after) == list(before)


def test_a_message_without_keep_changes_nothing_of_it(kept):
    before = kept()
    after = kept({"pk/user.py": "from .db import connections\nX = 2\n"}, keep=None)
    # `base: null` replaces everything, `keep` as well.
    assert again_of(before, after) == list(before)


def test_a_whole_project_can_be_kept(kept):
    before = kept(keep=["pk"])
    after = kept({"pk/user.py": "from .db import connections\nX = 2\n"}, keep=["pk"])
    assert again_of(before, after) == ["pk.user"]
    assert after["pk"].user is after["pk.user"]


def again_of(before, after):
    return [name for name in before if before[name] is not after[name]]
