"""Tests of devtools/known_api.py."""

import hashlib
import io
import zipfile

import pytest

from devtools.console import Failure
from devtools.known_api import hashes


def wheel(tmp_path, files):
    jar = io.BytesIO()
    with zipfile.ZipFile(jar, "w") as inner:
        for name, text in files.items():
            inner.writestr(name, text)
    path = tmp_path / "deephaven_server-1.2-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as outer:
        outer.writestr("deephaven_server/jars/deephaven-web-1.2.jar", jar.getvalue())
        outer.writestr("deephaven_server/jars/websocket-1.2.jar", b"not read")
    return path


@pytest.mark.parametrize("prefix", ["", "META-INF/resources/"])
def test_the_files_that_the_page_runs_are_hashed(tmp_path, prefix):
    files = {
        f"{prefix}jsapi/dh-core.js": "core",
        f"{prefix}jsapi/dh-internal.js": "internal",
        f"{prefix}jsapi/batch.js": "of no page of ours",
        f"{prefix}ide/jsapi.js": "another",
    }
    assert hashes(wheel(tmp_path, files)) == {
        "dh-core.js": hashlib.sha256(b"core").hexdigest(),
        "dh-internal.js": hashlib.sha256(b"internal").hexdigest(),
    }


def test_a_wheel_without_the_api_is_a_failure(tmp_path):
    with pytest.raises(Failure, match=r"deephaven_server-1\.2.* has no jsapi/dh-core\.js"):
        hashes(wheel(tmp_path, {"jsapi/other.js": ""}))
