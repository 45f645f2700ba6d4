"""The demo's JupyterLab settings: our server in them, the user's own changes kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

from .console import Failure

SERVER_NAME = "Demo"
_SERVERS_FILE = Path("jupyterlab-deephaven") / "servers.jupyterlab-settings"
_NOTICES_FILE = Path("@jupyterlab") / "apputils-extension" / "notification.jupyterlab-settings"

# JupyterLab's settings may hold comments and trailing commas; strings may hold what looks so.
_STRING_OR_COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|//[^\n]*|/\*.*?\*/', re.DOTALL)
_STRING_OR_TRAILING_COMMA = re.compile(r'("(?:\\.|[^"\\])*")|,(?=\s*[}\]])')


def write_settings(folder: Path, url: str, auth: str) -> None:
    """Put the demo's server into the settings of a JupyterLab.

    Args:
        folder: JupyterLab's folder of user settings.
        url: The address of the demo's Deephaven.
        auth: How to log in to it: `psk` or `anonymous`.
    """
    file = folder / _SERVERS_FILE
    try:
        settings = parse(file.read_text(encoding="utf-8")) if file.exists() else {}
    except ValueError as error:
        raise Failure(f"{file} is not JSON ({error}): correct it or delete it") from None
    _write(file, with_server(settings, url, auth))
    # The demo asks nobody whether JupyterLab may fetch its news.
    if not (folder / _NOTICES_FILE).exists():
        _write(folder / _NOTICES_FILE, {"checkForUpdates": False, "fetchNews": "false"})


def with_server(settings: dict, url: str, auth: str) -> dict:
    """Return settings in which the server "Demo" is as given and all else is as it was."""
    demo = {"name": SERVER_NAME, "url": url, "auth": auth}
    servers = [dict(server) for server in settings.get("servers", [])]
    for server in servers:
        if server.get("name") == SERVER_NAME:
            server.update(demo)
            break
    else:
        servers.insert(0, demo)
    return {**settings, "servers": servers}


def parse(text: str) -> dict:
    """Read the text of a settings file: JSON with comments and trailing commas."""
    for pattern in (_STRING_OR_COMMENT, _STRING_OR_TRAILING_COMMA):
        text = pattern.sub(lambda match: match.group(1) or " ", text)
    settings = json.loads(text) if text.strip() else {}
    if not isinstance(settings, dict):
        raise ValueError("not an object")
    return settings


def _write(file: Path, settings: dict) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
