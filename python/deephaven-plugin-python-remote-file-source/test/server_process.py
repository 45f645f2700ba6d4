"""Run as a script: a Deephaven server that ends with its standard input.

Arguments: the pre-shared key. Prints `port <number>` when it is ready.
"""

import os
import sys

from deephaven_server import Server

server = Server(port=0, jvm_args=["-Xmx1g", f"-Dauthentication.psk={sys.argv[1]}"])
server.start()
print(f"port {server.port}", flush=True)
sys.stdin.read()
# The JVM's threads would keep the process.
os._exit(0)
