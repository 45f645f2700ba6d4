"""Tests of who may ask, of what is asked, and of how the answer is sent."""

import gzip
import json

import pytest
from jupyter_server.auth import Authorizer
from tornado.httpclient import HTTPClientError

import jupyterlab_deephaven

POST = ("list", "read", "watch")
BODIES = {"list": {"roots": []}, "read": {"paths": []}, "watch": {"roots": [], "timeout": 0}}


@pytest.fixture(params=["disk"])
def way(request):
    return request.param


async def request(jp_fetch, endpoint, **options):
    if endpoint in POST:
        options = {"method": "POST", "body": json.dumps(BODIES[endpoint]), **options}
    return await jp_fetch("jupyterlab-deephaven", endpoint, **options)


async def test_info(jp_fetch):
    response = await request(jp_fetch, "info")
    version = jupyterlab_deephaven.__version__
    assert json.loads(response.body) == {"version": version, "endpoints": 1}
    assert response.headers["Content-Type"] == "application/json"


async def test_the_page_knows(jp_serverapp):
    page = jp_serverapp.web_app.settings["page_config_data"]
    assert page["jupyterlabDeephavenEndpoints"] == "1"


@pytest.mark.parametrize("endpoint", [*POST, "info"])
async def test_strangers_are_refused(jp_fetch, endpoint):
    with pytest.raises(HTTPClientError) as caught:
        await request(jp_fetch, endpoint, headers={"Authorization": "token wrong"})
    assert caught.value.code in (302, 403)


@pytest.mark.parametrize("endpoint", [*POST, "info"])
@pytest.mark.parametrize(
    ("allowed", "code"), [(("read", "contents"), 200), (("write", "contents"), 403)]
)
async def test_who_may_read_contents_may_ask(jp_fetch, jp_serverapp, endpoint, allowed, code):
    class OneThing(Authorizer):
        def is_authorized(self, handler, user, action, resource):
            return (action, resource) == allowed

    jp_serverapp.web_app.settings["authorizer"] = OneThing(parent=jp_serverapp)
    if code == 200:
        assert (await request(jp_fetch, endpoint)).code == 200
    else:
        with pytest.raises(HTTPClientError) as caught:
            await request(jp_fetch, endpoint)
        assert caught.value.code == code


@pytest.mark.parametrize("endpoint", POST)
async def test_another_site_cannot_ask(jp_fetch, jp_serverapp, endpoint):
    # A browser sends the cookie of who is signed in, but no token of ours.
    jp_serverapp.identity_provider.token = ""
    with pytest.raises(HTTPClientError) as caught:
        await request(jp_fetch, endpoint, headers={"Authorization": ""})
    assert caught.value.code == 403
    assert "_xsrf" in json.loads(caught.value.response.body)["message"]


@pytest.mark.parametrize("endpoint", POST)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_other_methods(jp_fetch, endpoint, method):
    with pytest.raises(HTTPClientError) as caught:
        await request(jp_fetch, endpoint, method=method, body=None, allow_nonstandard_methods=True)
    assert caught.value.code == 405


@pytest.mark.parametrize("endpoint", POST)
@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b"no"])
async def test_a_body_that_is_no_json(refused, endpoint, body):
    assert await refused(endpoint, body) == (400, "The body is not JSON.")


@pytest.mark.parametrize("endpoint", POST)
@pytest.mark.parametrize("body", ["[]", "null", "1", '"a"'])
async def test_a_body_that_is_no_object(refused, endpoint, body):
    assert await refused(endpoint, body) == (400, "The body must be a JSON object.")


@pytest.mark.parametrize(
    ("endpoint", "body", "key"),
    [
        ("list", {}, "roots"),
        ("list", {"roots": "pkg"}, "roots"),
        ("list", {"roots": [1]}, "roots"),
        ("list", {"roots": [None]}, "roots"),
        ("list", {"roots": ["x"] * 20_001}, "roots"),
        ("list", {"roots": [], "ignore": "x"}, "ignore"),
        ("list", {"roots": [], "ignore": [[]]}, "ignore"),
        ("list", {"roots": [], "ignore": ["x" * 1001]}, "ignore"),
        ("list", {"roots": [], "known": []}, "known"),
        ("list", {"roots": [], "known": {"a": None}}, "known"),
        ("list", {"roots": [], "limits": 3}, "limits"),
        ("list", {"roots": [], "limits": {"entries": 0}}, "limits.entries"),
        ("list", {"roots": [], "limits": {"entries": True}}, "limits.entries"),
        ("list", {"roots": [], "limits": {"folders": 1.5}}, "limits.folders"),
        ("watch", {"roots": []} | {"timeout": "1"}, "timeout"),
        ("watch", {"roots": []} | {"timeout": -1}, "timeout"),
        ("watch", {"roots": []} | {"timeout": float("nan")}, "timeout"),
        ("watch", {"roots": []} | {"timeout": float("inf")}, "timeout"),
        ("read", {}, "paths"),
        ("read", {"paths": {}}, "paths"),
        ("read", {"paths": [0]}, "paths"),
        ("read", {"paths": [], "limit": -1}, "limit"),
        ("read", {"paths": [], "limit": "1"}, "limit"),
    ],
)
async def test_a_body_with_something_wrong_in_it(refused, endpoint, body, key):
    code, message = await refused(endpoint, json.dumps(body))
    assert code == 400
    assert message.startswith(f"`{key}` ")


async def test_large_answers_are_compressed_if_the_client_can(jp_fetch, put, settle):
    put("pkg/a.py", content=b"x = 1\n" * 10_000)
    settle()

    async def fetch(accept):
        return await request(
            jp_fetch,
            "read",
            body=json.dumps({"paths": ["pkg/a.py"]}),
            headers={"Accept-Encoding": accept},
            decompress_response=False,
        )

    plain = await fetch("identity")
    assert "Content-Encoding" not in plain.headers
    packed = await fetch("gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.body) < len(plain.body) / 10
    assert gzip.decompress(packed.body) == plain.body
    assert "Accept-Encoding" in packed.headers["Vary"]


async def test_small_answers_are_not_compressed(jp_fetch):
    response = await request(
        jp_fetch, "list", headers={"Accept-Encoding": "gzip"}, decompress_response=False
    )
    assert json.loads(response.body)["folders"] == {}


async def test_half_of_a_character_comes_back(ask, put):
    put("pkg/é.py")
    answer = await ask("list", roots=["\ud800", "pkg"])
    assert answer["missing"] == ["\ud800"]
    assert answer["folders"]["pkg"]["entries"][0][0] == "é.py"
