"""What is told to people about the clients of a plugin object, in Deephaven's panel for one."""

from __future__ import annotations

from .contexts import serving, standing
from .contexts.synced import SyncedSource
from .plugin_object import ExecutionContext, PluginObject
from .rpc.client import short_name


def describe_clients(plugin_object: PluginObject) -> list[dict]:
    """Describe the clients that said who they are, and one that serves but is gone.

    Args:
        plugin_object: The object that they are connected to.

    Returns:
        One description per client, as JSON can write it, in the order of their connecting.
    """
    context = plugin_object.execution_context
    sources = serving.sources_of(plugin_object)
    clients = [_describe(source, context) for source in sources]
    connected = [source.client.connection_id for source in sources]
    if context.connection_id is not None and context.connection_id not in connected:
        clients.append(
            {
                "client": short_name(context.connection_id),
                "connected": False,
                "foreground": sorted(context.names),
                "standing": [],
                "displaced": [],
                "revision": None,
                "modules": 0,
                "fetched": [],
            }
        )
    return clients


def _describe(source: serving.AnySource, context: ExecutionContext) -> dict:
    is_foreground = source.client.connection_id == context.connection_id
    is_synced = isinstance(source, SyncedSource)
    claimed = standing.names_of(source) if is_synced else set()
    return {
        "client": source.client.short_name,
        "connected": True,
        "foreground": sorted(context.names) if is_foreground else [],
        "standing": sorted(name for name in claimed if standing.holder(name) is source),
        "displaced": sorted(name for name in claimed if standing.holder(name) is not source),
        "revision": source.tree.revision if is_synced else None,
        "modules": source.count_modules() if is_synced else 0,
        "fetched": [
            {"name": fetch.name, "ms": round(fetch.seconds * 1000, 1), "outcome": fetch.outcome}
            for fetch in list(source.fetches)
        ],
    }
