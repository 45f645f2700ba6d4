"""Creates a PluginObject in a Deephaven and ends well if clients see it by the right type.

Run with the environment's Python: create_object.py URL IMPORT_PATH TYPE, with the pre-shared key
in the variable DEEPHAVEN_PSK.
"""

from __future__ import annotations

import os
import sys
from urllib.parse import urlsplit

_NAME = "remote_file_source"


def main(url: str, import_path: str, wanted: str) -> str | None:
    """Create the object and return what is wrong with it, if anything."""
    from pydeephaven import DHError, Session

    place = urlsplit(url)
    session = Session(
        host=place.hostname,
        port=place.port,
        auth_type="io.deephaven.authentication.psk.PskAuthenticationHandler",
        auth_token=os.environ["DEEPHAVEN_PSK"],
    )
    try:
        session.run_script(f"from {import_path} import PluginObject\n{_NAME} = PluginObject()")
        listed = session.exportable_objects
    except DHError as error:
        return f"Deephaven could not create it: {without_java_frames(str(error))}"
    finally:
        session.close()
    if _NAME not in listed:
        return f"Deephaven lists no object {_NAME!r}, only {sorted(listed)}"
    found = listed[_NAME].type
    return None if found == wanted else f"Deephaven lists it as {found!r}, not as {wanted!r}"


def without_java_frames(text: str) -> str:
    """Return the text of an error without the lines that say where in Java it was."""
    lines = text.splitlines()
    return "\n".join(line for line in lines if line.strip() and not line.startswith("\tat "))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
