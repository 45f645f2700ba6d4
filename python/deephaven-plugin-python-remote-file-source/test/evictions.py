"""What the tests of eviction share."""

import importlib
import sys

# What served modules have noted in it.
ran: list[str] = []

CHAIN = {
    "pk/__init__.py": "",
    "pk/base.py": "X = 1\n",
    "pk/middle.py": "from .base import X\n",
    "pk/top.py": "from . import middle\nX = middle.X\n",
    "pk/lazy.py": "def get():\n    from .base import X\n    return X\n",
    "pk/alone.py": "state = []\n",
}

ONE = {"pk/__init__.py": "from .one import X\n", "pk/one.py": "X = 1\n"}


def load(*names):
    return [importlib.import_module(name) for name in names]


def loaded(*names):
    return [sys.modules.get(name) for name in names]


def changed_one(editor, text="X = 'new'\n", **files):
    """Run again after a change of what the package imports."""
    editor.save({"pk/one.py": text, **files})
    editor.run({"pk"})
