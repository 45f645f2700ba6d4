"""Tests of what reaches a process behind the proxy, and what comes back."""

import pytest
from tornado import web, websocket
from tornado.httpclient import HTTPClientError
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port

OURS = ("jupyterlab-deephaven", "proxy")
SCRIPT = ("jsapi", "dh-core.js")
COOKIE = {"Cookie": "username-localhost=secret"}


@pytest.fixture(params=["disk"])
def way(request):
    return request.param


@pytest.fixture
def jp_server_config(jp_server_config):
    jp_server_config.ServerApp.jpserver_extensions["jupyter_server_proxy"] = True
    return jp_server_config


@pytest.fixture
def heard():
    """What the process has heard: headers and queries."""
    return []


@pytest.fixture
def port(heard, jp_asyncio_loop):
    """Some process that listens on a port."""

    class Get(web.RequestHandler):
        def get(self):
            heard.append((dict(self.request.headers), self.request.query))
            self.set_header("Content-Type", "text/javascript")
            self.set_header("Set-Cookie", "_xsrf=theirs")
            self.set_header("Etag", '"1"')
            self.write("hello")

    class Echo(websocket.WebSocketHandler):
        def open(self):
            heard.append((dict(self.request.headers), self.request.query))

        def on_message(self, message):
            self.write_message(message, binary=isinstance(message, bytes))

        def check_origin(self, origin):
            return True

        def select_subprotocol(self, subprotocols):
            return subprotocols[0]

    async def listen():
        socket, port = bind_unused_port()
        server = HTTPServer(web.Application([("/a.Service/Method", Echo), (".*", Get)]))
        server.add_socket(socket)
        return server, port

    server, port = jp_asyncio_loop.run_until_complete(listen())
    yield str(port)
    server.stop()


def leaked(heard, token):
    """Return what of Jupyter's the process has heard."""
    text = repr(heard).lower()
    words = ("authorization", "cookie", "xsrf", "token=", "secret", token.lower())
    return [word for word in words if word in text]


async def test_jupyter_server_proxy_itself_passes_credentials_on(
    jp_fetch, port, heard, jp_serverapp
):
    # If this fails, it passes on no credentials any more: then it can be used as it is.
    await jp_fetch("proxy", port, *SCRIPT, headers=COOKIE)
    assert "authorization" in leaked(heard, jp_serverapp.identity_provider.token)


async def test_a_process_hears_no_credentials(jp_fetch, port, heard, jp_serverapp):
    response = await jp_fetch(
        *OURS,
        port,
        *SCRIPT,
        headers={**COOKIE, "X-Forwarded-User": "me"},
        params={"token": jp_serverapp.identity_provider.token},
    )
    assert response.body == b"hello"
    [(headers, query)] = heard
    assert leaked(heard, jp_serverapp.identity_provider.token) == []
    assert query == ""
    assert "X-Forwarded-User" not in headers


async def test_a_websocket_carries_no_credentials(
    jp_ws_fetch, port, heard, jp_serverapp, jp_auth_header
):
    socket = await jp_ws_fetch(
        *OURS,
        port,
        "a.Service",
        "Method",
        headers={**jp_auth_header, **COOKIE, "Sec-WebSocket-Protocol": "p"},
        params={"token": jp_serverapp.identity_provider.token},
    )
    await socket.write_message(b"\x00ping", binary=True)
    assert await socket.read_message() == b"\x00ping"
    assert leaked(heard, jp_serverapp.identity_provider.token) == []
    assert heard[0][0]["Sec-Websocket-Protocol"] == "p"
    socket.close()


async def test_an_answer_sets_nothing_and_is_no_page(jp_fetch, port):
    headers = (await jp_fetch(*OURS, port, *SCRIPT)).headers
    assert "_xsrf=theirs" not in headers.get_list("Set-Cookie")
    assert headers["Etag"] == '"1"'
    assert headers["Content-Type"] == "text/javascript"
    assert headers["Content-Security-Policy"] == "sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path", [(), ("ide", "index.html"), ("jsapi", "index.html"), ("jsapi", "a", "b.js")]
)
async def test_nothing_but_scripts_of_the_api_is_fetched(jp_fetch, port, heard, path):
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*OURS, port, *path)
    assert caught.value.code == 404
    assert heard == []


async def test_nothing_is_posted(jp_fetch, port, heard):
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*OURS, port, *SCRIPT, method="POST", body="")
    assert caught.value.code == 405
    assert heard == []


async def test_only_allowed_hosts_are_reached(
    http_server_client, jp_auth_header, jp_base_url, port, heard
):
    # `jp_fetch` would escape the colon.
    def fetch(host):
        url = "/".join([jp_base_url.rstrip("/"), *OURS, f"{host}:{port}", *SCRIPT])
        return http_server_client.fetch(url, headers=jp_auth_header)

    assert (await fetch("127.0.0.1")).body == b"hello"
    with pytest.raises(HTTPClientError) as caught:
        await fetch("elsewhere.test")
    assert caught.value.code == 403
    assert "is not allowed" in caught.value.response.body.decode()


async def test_nobody_is_let_in_without_signing_in(jp_fetch, port, heard, jp_auth_header):
    with pytest.raises(HTTPClientError) as caught:
        await jp_fetch(*OURS, port, *SCRIPT, headers={"Authorization": ""}, follow_redirects=False)
    assert caught.value.code in (302, 403)
    assert heard == []


def test_the_page_is_told(jp_serverapp):
    page = jp_serverapp.web_app.settings["page_config_data"]
    assert page["jupyterlabDeephavenProxy"] == "/".join(OURS)
    assert jp_serverapp.extension_manager.extensions["jupyter_server_proxy"].enabled


class TestWithoutJupyterServerProxy:
    @pytest.fixture
    def jp_server_config(self, jp_server_config):
        jp_server_config.ServerApp.jpserver_extensions["jupyter_server_proxy"] = False
        return jp_server_config

    async def test_nothing_is_passed_on(self, jp_fetch, jp_serverapp, port, heard):
        page = jp_serverapp.web_app.settings["page_config_data"]
        assert "jupyterlabDeephavenProxy" not in page
        with pytest.raises(HTTPClientError) as caught:
            await jp_fetch(*OURS, port, *SCRIPT)
        assert caught.value.code == 404
        assert heard == []
