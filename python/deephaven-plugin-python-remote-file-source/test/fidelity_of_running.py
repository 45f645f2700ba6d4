"""Checks of tools that run code: doctest, unittest, debuggers, tracing, profiles, processes.

The modules are those of `fidelity_of_inspection`; `FILES` is what they need besides.
"""

import bdb
import compileall
import concurrent.futures
import contextlib
import cProfile
import doctest
import io
import logging
import modulefinder
import multiprocessing
import os
import pdb
import py_compile
import pyclbr
import subprocess
import symtable
import sys
import tempfile
import threading
import trace
import unittest
import warnings
from importlib import import_module

import pytest

from fidelity import check, check_with_index, error_of, traceback_of

FILES = {
    "run/__init__.py": "STATE = []\n",
    "run/work.py": "import os\nfrom . import STATE\nfrom .deep import factor\n\n\n"
    "def double(x):\n    return x * factor.FACTOR\n\n\ndef fail(x):\n    raise ValueError(x)\n\n\n"
    "class Job:\n    def __init__(self, x):\n        self.x = x\n\n"
    "    def __call__(self):\n        return self.x + 1\n\n\n"
    "def put(queue, x):\n    queue.put((x, __name__, os.path.basename(__file__)))\n",
    "run/deep/__init__.py": "",
    "run/deep/factor.py": "FACTOR = 2\n",
    "run/__main__.py": "import sys\nfrom .work import double\n"
    "print(double(4), __name__, __package__, sys.argv[1:])\n",
    "run/script.py": "import sys\nimport os\nprint(os.path.basename(__file__), __name__, "
    "sys.path[0] == os.path.dirname(os.path.abspath(__file__)))\n",
    "run/fails.py": "def f():\n    return {}['missing']\n\n\nf()\n",
    "run/imports.py": "import json\nimport run.deep.factor\nfrom . import work\n",
    "run/browsed.py": "import os\n\n\nclass A:\n    def one(self): pass\n\n\nclass B(A):\n"
    "    def two(self):\n        pass\n\n\ndef free(): pass\n",
}


def parent_folder():
    """What has to be on the path of a child process."""
    return os.path.dirname(import_module("run").__path__[0])


def run_child(*args):
    """The output and the last line of errors of a child process."""
    environment = {**os.environ, "PYTHONPATH": parent_folder(), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([sys.executable, *args], env=environment, capture_output=True)
    return done.returncode, done.stdout.decode().split("\n"), done.stderr.decode().split("\n")


@check_with_index
def child_runs_a_module():
    return run_child("-m", "run", "a", "b"), run_child("-m", "run.script")[:2]


@check_with_index
def child_runs_a_file():
    return run_child(import_module("run").__path__[0] + "/script.py")


@check_with_index
def child_fails():
    code, out, errors = run_child("-m", "run.fails")
    return code, out, [line for line in errors if "File" in line or "Error" in line][-3:]


@check_with_index
def child_imports():
    return run_child("-c", "import run.work; print(run.work.double(5), run.work.__file__)")


def context(method):
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"no {method} on this platform")
    # A fork beside threads is warned of.
    warnings.filterwarnings("ignore", category=DeprecationWarning)
    return multiprocessing.get_context(method)


def result_of_process(method):
    work = import_module("run.work")
    with warnings.catch_warnings():
        chosen = context(method)
        queue = chosen.SimpleQueue()
        process = chosen.Process(target=work.put, args=(queue, 3))
        process.start()
        found = queue.get() if process.join(60) is None and process.exitcode == 0 else None
    return found, process.exitcode


@check
def process_forked():
    return result_of_process("fork")


@check_with_index
def process_spawned():
    return result_of_process("spawn")


@check_with_index
def pool_of_spawned_processes():
    work = import_module("run.work")
    with warnings.catch_warnings(), context("spawn").Pool(1) as pool:
        return pool.map(work.double, [1, 2, 3]), pool.apply(work.Job(5))


@check
def pool_of_forked_processes():
    work = import_module("run.work")
    with warnings.catch_warnings(), context("fork").Pool(2) as pool:
        error = error_of(pool.apply, work.fail, (7,))[:2]
        return pool.map(work.double, [1, 2, 3]), error


@check_with_index
def executor_of_processes():
    work = import_module("run.work")
    with warnings.catch_warnings():
        executor = concurrent.futures.ProcessPoolExecutor(1, mp_context=context("spawn"))
        with executor:
            future = executor.submit(work.fail, 7)
            return list(executor.map(work.double, [1, 2])), repr(future.exception())


@check
def executor_of_threads():
    work = import_module("run.work")
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        return list(executor.map(work.double, range(4)))


@check_with_index
def unittest_discovers():
    folder = import_module("ins.tests").__path__[0]
    top = os.path.dirname(os.path.dirname(folder))
    path = list(sys.path)
    try:
        suite = unittest.TestLoader().discover(folder, top_level_dir=top)
    finally:
        sys.path[:] = path
    out = io.StringIO()
    result = unittest.TextTestRunner(out, verbosity=0).run(suite)
    counts = result.testsRun, len(result.failures), len(result.errors), len(result.skipped)
    return counts, result.failures[0][1].splitlines()[-3:]


@check
def unittest_loads_names():
    suite = unittest.defaultTestLoader.loadTestsFromName("ins.tests.test_area.AreaTest.test_wrong")
    result = unittest.TestResult()
    suite.run(result)
    return result.testsRun, [text for _, text in result.failures]


@check
def unittest_loads_what_is_broken():
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromName("ins.tests.nope").run(result)
    return result.testsRun, [text.splitlines()[-1] for _, text in result.errors]


@check
def doctest_of_a_module():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        result = doctest.testmod(import_module("ins.docs"))
    return result.failed, result.attempted, out.getvalue()


@check
def doctests_found():
    tests = doctest.DocTestFinder().find(import_module("ins.docs"))
    return [(test.name, test.filename, test.lineno, len(test.examples)) for test in tests]


@check_with_index
def doctest_of_a_text_file():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        result = doctest.testfile("readme.txt", package=import_module("ins"))
    return result.failed, result.attempted, out.getvalue()


@check
def doctest_source():
    return doctest.testsource(import_module("ins.docs"), "ins.docs.C")


class Recorder(bdb.Bdb):
    """Notes where it stops."""

    def __init__(self):
        super().__init__()
        self.seen = []

    def user_line(self, frame):
        if self.break_here(frame):
            self.seen.append((frame.f_code.co_name, frame.f_lineno))
        self.set_continue()


@check
def debugger_stops_at_breakpoints():
    shapes = import_module("ins.shapes")
    debugger = Recorder()
    line = shapes.steps.__code__.co_firstlineno + 4
    problem = debugger.set_break(shapes.__file__, line, cond="i == 3")
    tracer = sys.gettrace()
    try:
        result = debugger.runcall(shapes.steps, 5)
    finally:
        debugger.clear_all_breaks()
        sys.settrace(tracer)
    return problem, result, debugger.seen


@check
def debugger_shows_source():
    shapes = import_module("ins.shapes")
    commands, out = io.StringIO("step\nwhere\nlist\ncontinue\n"), io.StringIO()
    debugger = pdb.Pdb(stdin=commands, stdout=out, nosigint=True, readrc=False)
    debugger.use_rawinput = False
    tracer = sys.gettrace()
    try:
        debugger.runcall(shapes.area, 3)
    finally:
        sys.settrace(tracer)
    return [line for line in out.getvalue().splitlines() if "side" in line or "area" in line]


@check
def debugger_finds_functions():
    shapes = import_module("ins.shapes")
    debugger = pdb.Pdb(stdin=io.StringIO(), stdout=io.StringIO(), nosigint=True, readrc=False)
    return (
        debugger.lookupmodule(shapes.__file__),
        pdb.find_function("steps", shapes.__file__)[1:],
        debugger.canonic(shapes.__file__),
    )


@check
def lines_that_were_executed():
    """As coverage measures them."""
    shapes, seen = import_module("ins.shapes"), set()

    def tracer(frame, event, arg):
        if frame.f_code.co_filename != shapes.__file__:
            return None
        if event == "line":
            seen.add(frame.f_lineno)
        return tracer

    old = sys.gettrace()
    sys.settrace(tracer)
    try:
        shapes.steps(2)
    finally:
        sys.settrace(old)
    return sorted(seen)


@check
def lines_counted_by_trace():
    shapes = import_module("ins.shapes")
    tracer, old = trace.Trace(count=1, trace=0), sys.gettrace()
    try:
        tracer.runfunc(shapes.steps, 3)
    finally:
        sys.settrace(old)
        threading.settrace(None)
    found = tracer.results().counts
    return sorted((name, line, n) for (name, line), n in found.items() if name == shapes.__file__)


@check_with_index
def lines_that_can_be_executed():
    found = trace._find_executable_linenos(import_module("ins.shapes").__file__)
    return sorted(line for line in found if line)[:20]


@check
def functions_profiled():
    shapes = import_module("ins.shapes")
    profile = cProfile.Profile()
    profile.runcall(shapes.steps, 3)
    places = [e.code for e in profile.getstats() if hasattr(e.code, "co_filename")]
    return [(c.co_filename, c.co_firstlineno, c.co_name) for c in places if "steps" in c.co_name]


@check
def logging_names_the_place():
    records = []
    handler = logging.Handler()
    handler.emit = records.append
    logger = logging.getLogger("ins")
    logger.addHandler(handler)
    try:
        import_module("ins.shapes")
        exec(compile("log.warning('x')", import_module("run").__file__, "exec"), {"log": logger})
    finally:
        logger.removeHandler(handler)
    return [(r.pathname, r.filename, r.module, r.lineno) for r in records]


@check_with_index
def compiled_to_another_folder():
    module = import_module("run.work")
    with tempfile.TemporaryDirectory() as folder:
        target = py_compile.compile(module.__file__, cfile=f"{folder}/work.pyc", doraise=True)
        return os.path.basename(target), os.path.getsize(target) > 100


@check_with_index
def compiled_with_errors():
    """py_compile's words name the file."""
    file = import_module("run").__path__[0] + "/nope.py"
    return error_of(py_compile.compile, file, None, None, True)[:2]


@check_with_index
def tree_compiled():
    old = sys.pycache_prefix
    with tempfile.TemporaryDirectory() as folder:
        sys.pycache_prefix = folder
        try:
            done = compileall.compile_dir(import_module("run").__path__[0], quiet=1)
            made = sum(len(files) for _, _, files in os.walk(folder))
        finally:
            sys.pycache_prefix = old
    return bool(done), made


@check_with_index
def modules_found_by_modulefinder():
    finder = modulefinder.ModuleFinder([parent_folder()])
    finder.import_hook("run.imports")
    return sorted(name for name in finder.modules if name.startswith("run"))


@check
def classes_browsed():
    found = pyclbr.readmodule_ex("run.browsed")
    kept = [(name, item.file, item.lineno) for name, item in found.items()]
    pyclbr._modules.clear()
    return sorted(kept)


@check
def symbols_of_a_module():
    module = import_module("run.work")
    table = symtable.symtable(module.__loader__.get_source("run.work"), module.__file__, "exec")
    return sorted(table.get_identifiers()), table.get_lineno()


@check
def exception_groups_and_notes():
    if sys.version_info < (3, 11):
        pytest.skip("came with Python 3.11")
    shapes, groups = import_module("ins.shapes"), import_module("ins.groups")
    return traceback_of(shapes.noted), traceback_of(groups.grouped)


@check
def syntax_that_this_python_lacks():
    if sys.version_info >= (3, 11):
        pytest.skip("this Python has it")
    return error_of(import_module, "ins.groups")[:2]
