"""JSON-RPC with a client: reading messages, sending them, waiting for answers."""
