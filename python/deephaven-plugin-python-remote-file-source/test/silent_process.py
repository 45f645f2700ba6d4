"""Run as a script: a client that connects and then never answers.

Arguments: port, pre-shared key, name of the plugin object, connection id, kind. Prints `connected`,
then `asked <module or path>` for all that the worker asks for.
"""

import sys

import kinds
from dialects import what_is_asked
from server_client import ServerClient, open_session

port, key, name, connection_id, kind_name = sys.argv[1:]
kind = next(kind for kind in kinds.ASKED if kind.name == kind_name)
files = {"pk.py": f"# of {connection_id}\n"}


def keep_silent(message):
    print("asked", what_is_asked(message), flush=True)


client = ServerClient(open_session(int(port), key), name, kind, files, answer=keep_silent)
client.set_connection_id(connection_id)
for message in getattr(kind, "first_messages", lambda files: [])(files):
    client.call(message)
print("connected", flush=True)
sys.stdin.read()
