"""Makes the list of Deephaven's released JavaScript APIs, which the extension runs unasked.

    python3 -m devtools.known_api 41.11 42.7

downloads the `deephaven-server` wheel of each version, one at a time, into a temporary folder, and
writes the SHA-256 of its API's files into src/connection/trust/knownApis.json. Other versions in
the list stay.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from .console import Failure, say
from .paths import ROOT

LIST = ROOT / "src" / "connection" / "trust" / "knownApis.json"

_JAR = re.compile(r"(^|/)deephaven-web-[^/]*\.jar$")
# The page asks for the first one; older releases import the second one from it.
_FILE = re.compile(r"(?:^|/)jsapi/(dh-(?:core|internal)\.js)$")


def main(versions: list[str]) -> None:
    """Put versions into the list."""
    known = json.loads(LIST.read_text(encoding="utf-8")) if LIST.exists() else {}
    for version in versions:
        say(f"Reading the API of Deephaven {version}")
        known[version] = _downloaded(version)
        # Each at once: an interruption loses one version only.
        in_order = dict(sorted(known.items(), key=lambda item: _order(item[0])))
        LIST.write_text(json.dumps(in_order, indent=2) + "\n", encoding="utf-8")


def hashes(wheel: Path) -> dict[str, str]:
    """Return the SHA-256 of each file of the API in a `deephaven-server` wheel, in hex.

    Raises:
        Failure: The wheel has no API.
    """
    with zipfile.ZipFile(wheel) as outer:
        jars = [outer.read(name) for name in outer.namelist() if _JAR.search(name)]
    found = {}
    for jar in jars:
        with zipfile.ZipFile(io.BytesIO(jar)) as inner:
            for name in sorted(inner.namelist()):
                if file := _FILE.search(name):
                    found[file[1]] = hashlib.sha256(inner.read(name)).hexdigest()
    if "dh-core.js" not in found:
        raise Failure(f"{wheel.name} has no jsapi/dh-core.js: has Deephaven moved it?")
    return found


def _downloaded(version: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-cache-dir"]
        # The same for every Python; the worker's need not be ours.
        pip += ["--only-binary=:all:", "--ignore-requires-python", "--dest", folder]
        if subprocess.run([*pip, f"deephaven-server=={version}"], check=False).returncode:
            raise Failure(f"deephaven-server {version} could not be downloaded, see above")
        return hashes(next(Path(folder).glob("*.whl")))


def _order(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Failure as failure:
        sys.exit(f"known_api: {failure}")
