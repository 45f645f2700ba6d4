"""Checks of what tools see of a module: runpy, inspect, tracebacks, warnings, pickle, pdb."""

import bdb
import contextlib
import doctest
import inspect
import io
import linecache
import logging
import pickle
import pkgutil
import pydoc
import runpy
import sys
import typing
import warnings
from importlib import import_module

from fidelity import check, error_of, import_as, traceback_of


@check
def run_module():
    names = runpy.run_module("pk.form_feed", run_name="__main__")
    spec = names["__spec__"]
    kept = ["__name__", "__file__", "__package__", "__doc__"]
    return [names[key] for key in kept], spec.name, spec.origin


@check
def run_package():
    return runpy.run_module("pk")["RESULT"], error_of(runpy.run_module, "pk.sub")


@check
def run_module_traceback():
    return traceback_of(runpy.run_module, "pk.raises").replace("<frozen runpy>", "runpy")


@check
def get_source_of_objects():
    import pk.core as core

    objects = [core, core.add, core.Point, core.Point.norm, core.fail, core.nested[0]]
    return [inspect.getsource(thing) for thing in objects]


@check
def get_files_of_objects():
    import pk.core as core

    objects = [core, core.add, core.Point, core.Point.norm, core.nested[0]]
    return [[inspect.getfile(thing), inspect.getsourcefile(thing)] for thing in objects]


@check
def get_module_and_lines():
    import pk.core as core

    return (
        inspect.getmodule(core.add) is core,
        inspect.getsourcelines(core.Point),
        inspect.getcomments(core.add),
        inspect.getmodulename(core.__file__),
        inspect.getdoc(core),
    )


@check
def inspect_form_feed_and_newlines():
    names = ["pk.form_feed", "pk.crlf", "pk.no_newline"]
    return [inspect.getsource(import_module(name).f) for name in names]


@check
def traceback_of_a_call():
    core = import_module("pk.core")
    return traceback_of(core.fail, 7), traceback_of(core.chained)


@check
def traceback_lines():
    names = ["pk.form_feed", "pk.no_newline"]
    return [traceback_of(import_module(name).f) for name in names]


@check
def traceback_without_module_globals():
    code = import_module("pk.core").fail.__code__
    return linecache.getline(code.co_filename, code.co_firstlineno)


@check
def traceback_after_checkcache():
    core = import_module("pk.core")
    linecache.checkcache()
    return traceback_of(core.fail, 7)


@check
def error_at_import():
    out = traceback_of(import_as, "pk.raises"), error_of(import_module, "pk.raises")
    return out, "pk.raises" in sys.modules, hasattr(sys.modules["pk"], "raises")


@check
def exit_at_import():
    return error_of(import_module, "pk.exits"), "pk.exits" in sys.modules


BROKEN = ["parser", "compiler", "argument", "future", "nonlocal", "indent", "string", "last_line"]


@check
def syntax_errors():
    return [error_of(import_module, f"pk.bad_{name}") for name in BROKEN]


@check
def syntax_error_tracebacks():
    return [traceback_of(import_as, f"pk.bad_{name}") for name in BROKEN]


@check
def syntax_errors_leave_nothing():
    error_of(import_module, "pk.bad_compiler")
    return "pk.bad_compiler" in sys.modules, hasattr(sys.modules["pk"], "bad_compiler")


@check
def null_byte():
    return error_of(import_module, "pk.null_byte")[:2]


@check
def warning_of_the_compiler():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        import_module("pk.warns_at_compile")
    return [warnings.formatwarning(w.message, w.category, w.filename, w.lineno) for w in caught]


@check
def warning_at_run_time():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        import_module("pk.core").warn()
    return [warnings.formatwarning(w.message, w.category, w.filename, w.lineno) for w in caught]


@check
def logging_caller():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(pathname)s %(module)s %(funcName)s %(lineno)d"))
    logging.getLogger("fidelity").addHandler(handler)
    import_module("pk.core").log()
    logging.getLogger("fidelity").removeHandler(handler)
    return stream.getvalue()


@check
def sources_in_all_forms():
    return [
        import_module("pk.crlf").f(),
        [import_module("pk.old_mac").X, import_module("pk.old_mac").Y],
        import_module("pk.bom").X,
        import_module("pk.form_feed").f.__doc__,
        [import_module("pk.names").fix, vars(import_module("pk.names"))["μ"]],
        [import_module("pk.big").X, import_module("pk.big").Y],
    ]


@check
def pickle_by_reference():
    core = import_module("pk.core")
    data = pickle.dumps([core.Point(1, core.Point(2)), core.add, core.Point])
    return data, pickle.loads(data) == [core.Point(1, core.Point(2)), core.add, core.Point]


@check
def dataclass_and_type_hints():
    core = import_module("pk.core")
    hints = typing.get_type_hints(core.Point), typing.get_type_hints(core.add)
    return (
        repr(core.Point(1)),
        repr(hints),
        repr(typing.get_type_hints(import_module("pk.typed").f)),
    )


@check
def class_and_function_attributes():
    core = import_module("pk.core")
    code = core.fail.__code__
    return (
        core.Point.__module__,
        core.Point.norm.__qualname__,
        code.co_filename,
        code.co_firstlineno,
    )


@check
def future_flags_do_not_leak():
    """The module that compiles a served module must not lend it its own `__future__` imports."""
    return import_module("pk.typed").f.__annotations__


@check
def doctests():
    stream = io.StringIO()
    with contextlib.redirect_stdout(stream):
        result = doctest.testmod(import_module("pk.core"))
    return tuple(result), stream.getvalue()


@check
def help_text():
    return pydoc.render_doc(import_module("pk.core"), renderer=pydoc.plaintext)


@check
def breakpoints():
    core = import_module("pk.core")
    debugger = bdb.Bdb()
    line = core.add.__code__.co_firstlineno + 2
    name = core.add.__code__.co_filename
    out = debugger.set_break(name, line), debugger.set_break(name, 10_000)
    canonical = debugger.canonic(name)
    debugger.clear_all_breaks()
    return out, canonical


@check
def data_files():
    return error_of(pkgutil.get_data, "pk", "nope.txt")[0], pkgutil.get_data("pk", "__init__.py")


@check
def pkgutil_resolution():
    add = pkgutil.resolve_name("pk.core:add")
    return add(1, 2), pkgutil.resolve_name("pk.sub.deep").__name__
