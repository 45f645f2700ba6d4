"""Run as a script: a client that connects and then never answers.

Arguments: port, pre-shared key, name of the plugin object, connection id. Prints `connected`, then
`asked <module>` for every module that the worker asks for.
"""

import sys

from dialects import Deployed
from server_client import ServerClient, open_session

port, key, name, connection_id = sys.argv[1:]


def keep_silent(message):
    print("asked", message["params"]["module_name"], flush=True)


client = ServerClient(open_session(int(port), key), name, Deployed(), {}, answer=keep_silent)
client.set_connection_id(connection_id)
print("connected", flush=True)
sys.stdin.read()
