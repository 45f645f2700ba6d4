"""What the fidelity checks have in common: each returns something to compare."""

import traceback

CHECKS = []


# Checks of what only an index can tell: the two existing dialects cannot be asked for it.
NEED_INDEX = []


def check(function):
    CHECKS.append(function)
    return function


def check_with_index(function):
    NEED_INDEX.append(function)
    return function


def error_of(function, *args):
    """What a caught exception tells: its type, its words, its attributes."""
    try:
        function(*args)
    except BaseException as error:
        kept = ["name", "path", "filename", "lineno", "offset", "text", "end_lineno", "end_offset"]
        return type(error).__name__, str(error), [getattr(error, key, None) for key in kept]
    raise AssertionError("no error")


def traceback_of(function, *args):
    try:
        function(*args)
    except BaseException:
        return traceback.format_exc()
    raise AssertionError("no error")


def import_as(name):
    """Import by a statement, whose tracebacks leave importlib's frames out."""
    exec(f"import {name}")
