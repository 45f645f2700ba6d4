"""The plugin in a real Deephaven server, driven by clients that are not ours."""

import pytest

from dialects import DIALECTS, ROOT, Documented, request

pytestmark = pytest.mark.server

both_dialects = pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)

FILES = {
    "pk/__init__.py": "from .base import ONE\nfrom . import sub\n",
    "pk/base.py": "ONE = 1\n\ndef fail():\n    raise ValueError('on purpose')\n",
    "pk/sub/__init__.py": "from ..base import ONE as one\nfrom .deep import TWO\n",
    "pk/sub/deep.py": "import pk\nfrom pk.base import ONE\nTWO = ONE + 1\n",
    "pk/space/leaf.py": "from ..sub.deep import TWO\n",
}


@both_dialects
def test_a_package_with_sub_packages_and_relative_imports(dialect, connect_to_server, run):
    client = connect_to_server(dialect, FILES, "id")
    run(
        "id",
        {"pk"},
        f"""
import pk.space.leaf
assert pk.space.leaf.TWO == 2
assert pk.sub.one == 1
assert pk.base.fail.__code__.co_filename == "{ROOT}/pk/base.py"
assert "/served-" in pk.base.__file__ and pk.base.__file__.endswith("/pk/base.py")
import inspect
assert "on purpose" in inspect.getsource(pk.base.fail)
""",
    )
    assert sorted(client.asked) == sorted(
        ["pk", "pk.base", "pk.sub", "pk.sub.deep", "pk.space", "pk.space.leaf"]
    )


@both_dialects
def test_an_error_shows_the_source_line_of_the_client(dialect, connect_to_server, run):
    connect_to_server(dialect, FILES, "id")
    with pytest.raises(Exception, match="on purpose") as caught:
        run("id", {"pk"}, "import pk\npk.base.fail()\n")
    assert f'File "{ROOT}/pk/base.py", line 4, in fail' in str(caught.value)
    assert "    raise ValueError('on purpose')" in str(caught.value)


@both_dialects
def test_every_run_sees_the_files_of_its_time(dialect, connect_to_server, run):
    client = connect_to_server(dialect, dict(FILES), "id")
    run("id", {"pk"}, "import pk\nassert pk.sub.TWO == 2")
    client.files["pk/base.py"] = "ONE = 10"
    run("id", {"pk"}, "import pk\nassert pk.sub.TWO == 11")


def test_both_dialects_at_once(connect_to_server, run):
    clients = {
        dialect.name: connect_to_server(
            dialect, {"pk/__init__.py": f"WHO = '{dialect.name}'"}, dialect.name
        )
        for dialect in DIALECTS
    }
    for name in ["documented", "deployed", "documented"]:
        run(name, {"pk"}, f"import pk\nassert pk.WHO == '{name}'")
    assert clients["documented"].asked == ["pk", "pk"]
    assert clients["deployed"].asked == ["pk"]
    for client in clients.values():
        info = client.call(request("request_plugin_info", message_id="q"))
        assert info == {"jsonrpc": "2.0", "id": "q", "result": {"full_names": ["pk"]}}


@both_dialects
def test_what_is_not_served(dialect, connect_to_server, run):
    connect_to_server(dialect, FILES, "id")
    run(
        "id",
        {"pk"},
        """
import importlib
for name in ["pk.nope", "pk.base.nope"]:
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        assert error.name == name, error.name
    else:
        raise AssertionError(name)
""",
    )
    with pytest.raises(Exception, match="No module named 'pk'"):
        run(None, {"pk"}, "import pk")


def test_a_client_that_tells_its_capabilities_is_told_ours(connect_to_server):
    client = connect_to_server(Documented(), FILES, None)
    answer = client.call(request("set_connection_id", id="id", capabilities={}))
    assert answer["result"]["capabilities"] == {}
    assert isinstance(answer["result"]["version"], str)


def test_the_second_import_path(session):
    session.run_script(
        "from deephaven.python_remote_file_source import PluginObject as first\n"
        "from deephaven.python_remote_file_source_plugin import PluginObject as second\n"
        "assert first is second"
    )
