"""The entry point by which Deephaven finds the plugin when a server starts."""

from __future__ import annotations

import logging

from deephaven.plugin import Callback, Registration

from .plugin_type import PluginType
from .variables.listing import record_server_globals

logger = logging.getLogger(__name__)

_PACKAGE = "deephaven.python_remote_file_source"
# The folder of the built panel: in wheels, and where `npm run build` in js/ puts it.
_JS_FOLDER = "_js"


class PluginRegistration(Registration):
    """Registers the object type, and the web IDE's panel for it, with a server."""

    @classmethod
    def register_into(cls, callback: Callback) -> None:
        """Register this package's plugins.

        Args:
            callback: What the server hands out to take the plugins.
        """
        record_server_globals()
        callback.register(PluginType)
        try:
            _register_panel(callback)
        except Exception as error:
            # Imports work without it: in a source tree, say, in which it was not built.
            logger.warning(
                "Deephaven's web IDE will have no panel for served modules (%r). Install the "
                "released package, or run `npm ci && npm run build` in the `js` folder of its "
                "source; then start the server again.",
                error,
            )


def _register_panel(callback: Callback) -> None:
    from deephaven.plugin.utilities import DheSafeCallbackWrapper, create_js_plugin

    panel = create_js_plugin(_PACKAGE, _JS_FOLDER)
    main = panel.path() / panel.main
    if not main.is_file():
        raise FileNotFoundError(f"{main} is not there")
    DheSafeCallbackWrapper(callback).register(panel)
