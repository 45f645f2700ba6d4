"""Top-level names that are never imported from a client, since the worker would break."""

from __future__ import annotations

import re
import sys
import sysconfig
from importlib.metadata import PackageNotFoundError, requires

from .places import attributes_of, place_of

_REQUIREMENT = re.compile(r"[\w.-]+")


def _needed_by_deephaven() -> frozenset[str]:
    names = {"deephaven", "deephaven_internal", "deephaven_server", "jpy", "jpyutil"}
    try:
        requirements = requires("deephaven-core") or []
    except PackageNotFoundError:
        requirements = []
    for requirement in requirements:
        if "extra ==" not in requirement:
            names.add(_REQUIREMENT.match(requirement)[0].lower().replace("-", "_"))
    return frozenset(names)


# Found when the plugin is loaded: on the way of a message nothing may be imported.
_DEEPHAVEN = _needed_by_deephaven()
_STANDARD_LIBRARY = sysconfig.get_paths()["stdlib"]
_INSTALLED = sysconfig.get_paths()["purelib"]


def reason_against(fullname: str) -> str | None:
    """Why a name cannot be served.

    Args:
        fullname: A full dotted name; its first segment counts.

    Returns:
        The reason, as the end of a sentence; None if it can be served.
    """
    name = fullname.partition(".")[0]
    if name in _DEEPHAVEN:
        return "Deephaven itself needs this name"
    if name in sys.builtin_module_names:
        return "Python itself has this name"
    module = sys.modules.get(name)
    if module is not None and place_of(module) is None and _is_standard(name, module):
        return "the worker uses the module of this name of Python's standard library"
    return None


def _is_standard(name: str, module: object) -> bool:
    if hasattr(sys, "stdlib_module_names"):
        return name in sys.stdlib_module_names
    origin = getattr(attributes_of(module).get("__spec__"), "origin", None) or ""  # Python 3.9
    return origin == "frozen" or (
        origin.startswith(f"{_STANDARD_LIBRARY}/") and not origin.startswith(f"{_INSTALLED}/")
    )
