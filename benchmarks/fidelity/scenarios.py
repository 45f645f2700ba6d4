"""Scenarios with real packages: the same program runs on a disk and where the packages are served.

A scenario's program needs its packages importable, and prints JSON as its last line. The result is
compared: it holds no paths but below ROOT, which stands for where the packages are.
"""

import dataclasses
from pathlib import Path

import uses_of_web  # noqa: F401
from uses import DASK, DJANGO, FLASK, RICH, SQLALCHEMY, SYMPY, USES

# What every program begins with: `show` collects, `finish` prints.
PROLOG = """
import contextlib, io, json, os, shutil, sys, tempfile
HOME = tempfile.mkdtemp()
_collected = []

def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)

def show(*values):
    for value in values:
        _collected.append(value if isinstance(value, (int, float, bool)) else str(value))

def finish(result=None):
    print(json.dumps(_collected if result is None else result, sort_keys=True))
"""
RUN = """
_path = list(sys.path)
try:
{program}
finally:
    sys.path[:] = _path
    shutil.rmtree(HOME, ignore_errors=True)
finish()
"""
# Imports every module below a name but those that run something: `__main__`.
IMPORT_ALL = """
import importlib, pkgutil, warnings

def first_line(error, root):
    lines = str(error).splitlines() or [""]
    return lines[0].replace(root, "ROOT")[:200]

def import_all(names):
    results = {{}}
    todo = list(names)
    while todo:
        name = todo.pop(0)
        try:
            module = importlib.import_module(name)
            results[name] = "ok"
        except BaseException as error:
            module = None
            results[name] = f"{{type(error).__name__}}: {{first_line(error, root)}}"
        if module is None:
            module = sys.modules.get(name)
        if name in names and module is not None:
            root = os.path.dirname(os.path.dirname(module.__file__))
        path = vars(module).get("__path__") if hasattr(module, "__dict__") else None
        if path is not None:
            found = sorted({{m.name for m in pkgutil.iter_modules(path, name + ".")}})
            todo += [n for n in found if not n.endswith(SKIPPED)]
    return results

root = "/nowhere"
SKIPPED = {skipped!r}
with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
    warnings.simplefilter("ignore")
    with contextlib.redirect_stderr(io.StringIO()):
        _results = import_all({names!r})
shutil.rmtree(HOME, ignore_errors=True)
finish(_results)
"""
# Runs tests by pytest in this process, and counts them by file.
RUN_TESTS = """
import importlib
os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
import pytest
package = importlib.import_module({package!r})
folder = list(package.__path__)[0]

class Counter:
    def __init__(self):
        self.counts, self.failed = {{}}, []

    def pytest_runtest_logreport(self, report):
        file = report.nodeid.split("::")[0].replace(os.sep, "/").rsplit("/", 1)[-1]
        counts = self.counts.setdefault(file, {{}})
        if report.when == "call" or report.outcome != "passed":
            counts[report.outcome] = counts.get(report.outcome, 0) + 1
        if report.failed:
            self.failed.append(report.nodeid.rsplit("/", 1)[-1] + " " + report.when)

    def pytest_collectreport(self, report):
        if report.failed:
            self.failed.append(report.nodeid.rsplit("/", 1)[-1] + " collect")

counter = Counter()
out, bytecode, path = io.StringIO(), sys.dont_write_bytecode, list(sys.path)
sys.dont_write_bytecode = True
arguments = [os.path.join(folder, *name.split("/")) for name in {tests!r}]
options = ["-q", "-s", "-p", "no:cacheprovider", "-p", "no:faulthandler", "-W", "ignore",
           "-c", os.devnull, "--rootdir", folder, *{options!r}]
try:
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        code = pytest.main([*options, *arguments], plugins=[counter])
finally:
    sys.dont_write_bytecode, sys.path[:] = bytecode, path
    shutil.rmtree(HOME, ignore_errors=True)
finish({{"exit": int(code), "counts": counter.counts, "failed": sorted(counter.failed)}})
"""
# Tests of the standard library's kind, by their dotted names.
RUN_UNITTESTS = """
import importlib, unittest
{before}
stream, bytecode, path = io.StringIO(), sys.dont_write_bytecode, list(sys.path)
counts = {{}}
try:
    with contextlib.redirect_stdout(stream), contextlib.redirect_stderr(stream):
        for name in {tests!r}:
            suite = unittest.defaultTestLoader.loadTestsFromName(name)
            result = unittest.TextTestRunner(stream, verbosity=0).run(suite)
            failed = [str(test) for test, _ in result.failures + result.errors]
            counts[name] = [result.testsRun, len(result.skipped), sorted(failed)]
finally:
    sys.path[:] = path
    shutil.rmtree(HOME, ignore_errors=True)
finish(counts)
"""


@dataclasses.dataclass
class Scenario:
    """What to serve, and what to run.

    Attributes:
        kind: "import", "use" or "test".
        packages: The distributions that have to be importable, and folders of tests.
        program: What is run. Its last line of output is JSON.
    """

    kind: str
    packages: list
    program: str


# pytest is imported from where the packages are, as is what tests need of it.
PYTEST = ["pytest", "iniconfig", "pluggy", "packaging", "pygments", "exceptiongroup", "tomli"]
PYTEST += ["typing_extensions"]

SCENARIOS = {}


def _use(name, packages, program):
    lines = "\n".join("    " + line for line in program.strip().splitlines())
    SCENARIOS[f"use {name}"] = Scenario("use", packages, PROLOG + RUN.format(program=lines))


def _import(name, packages, names, skipped=("__main__",)):
    program = PROLOG + IMPORT_ALL.format(names=names, skipped=tuple(skipped))
    SCENARIOS[f"import {name}"] = Scenario("import", packages, program)


def _tests(name, packages, package, tests, options=()):
    program = PROLOG + RUN_TESTS.format(package=package, tests=tests, options=list(options))
    own = [package] if package.endswith("_tests") else []
    SCENARIOS[f"test {name}"] = Scenario("test", [*packages, *PYTEST, *own], program)


def _unittests(name, packages, tests, before=""):
    program = PROLOG + RUN_UNITTESTS.format(tests=tests, before=before)
    own = sorted({test.split(".")[0] for test in tests})
    SCENARIOS[f"test {name}"] = Scenario("test", [*packages, *own], program)


for _name, (_packages, _program) in USES.items():
    _use(_name, _packages, _program)

_import("attrs", ["attrs"], ["attr", "attrs"])
_import("babel", ["babel"], ["babel"])
_import("click", ["click"], ["click"], ["__main__", "_winconsole"])
_import("dask", DASK, ["dask"], ["__main__", ".tests"])
_import("django", DJANGO, ["django"])
_import("docutils", ["docutils"], ["docutils"])
_import("faker", ["faker", "tzdata", "typing_extensions"], ["faker"])
_import("flask", FLASK, ["flask", "werkzeug", "jinja2", "markupsafe", "itsdangerous", "blinker"])
_import("networkx", ["networkx"], ["networkx"], ["__main__", ".tests"])
_import("pip", ["pip"], ["pip"], ["__main__", "__pip-runner__"])
_import("pygments", ["pygments"], ["pygments"])
_import(
    "requests",
    ["requests", "urllib3", "idna", "certifi", "charset-normalizer"],
    ["requests", "urllib3", "idna", "certifi", "charset_normalizer"],
)
_import("rich", RICH, ["rich", "markdown_it"])
_import("setuptools", ["setuptools"], ["setuptools", "pkg_resources"])
_import("sqlalchemy", SQLALCHEMY, ["sqlalchemy"])
_import("sympy", SYMPY, ["sympy"], ["__main__", ".tests", ".benchmarks"])


def _files(names, folder=""):
    return [f"{folder}test_{name}.py" for name in names.split()]


# Left out are tests that need more packages, root's absence, or the folder they were made for.
_tests(
    "attrs",
    ["attrs", "hypothesis", "sortedcontainers"],
    "attrs_tests",
    _files("abc annotations cmp compat config filters functional hooks import init_subclass")
    + _files("next_gen pattern_matching setattr slots utils validators version_info"),
    ["-k", "not backward_compatible"],
)
_tests(
    "babel",
    ["babel"],
    "babel_tests",
    _files("core date_intervals day_periods languages lists localedata numbers numbers_parsing")
    + _files("plural plural_rule_parser support_lazy_proxy units util"),
)
_tests("blinker", ["blinker"], "blinker_tests", ["."], ["-k", "not async_receiver"])
_tests("click", ["click"], "click_tests", ["."], ["-k", "not expand_args"])
_tests(
    "dask",
    DASK,
    "dask",
    _files("config core context callbacks delayed optimization rewrite highgraph", "tests/")
    + _files("utils threaded local", "tests/"),
    ["-k", "not numpy and not pandas and not dispatch and not permission and not interrupt"],
)
_tests(
    "flask",
    [*FLASK, "asgiref"],
    "flask_tests",
    ["."],
    ["-k", "not run_cert_path and not bad_environ"],
)
_tests(
    "itsdangerous",
    ["itsdangerous"],
    "itsdangerous_tests",
    _files("encoding serializer signer", "test_itsdangerous/"),
)
_tests(
    "jinja2",
    ["jinja2", "markupsafe"],
    "jinja2_tests",
    _files("api bytecode_cache compile core_tags debug ext filters idtracking imports")
    + _files("inheritance lexnparse loader nativetypes pickle regression runtime security utils"),
)
_tests(
    "networkx",
    ["networkx"],
    "networkx",
    ["classes/tests", "algorithms/shortest_paths/tests", "readwrite/tests"]
    + _files("atlas", "generators/tests/"),
    ["-k", "not ignored_attribute"],
)
_tests(
    "pygments",
    ["pygments"],
    "pygments_tests",
    _files("basic_api html_formatter regexlexer using_api util guess modeline"),
)
_tests(
    "sqlalchemy",
    SQLALCHEMY,
    "sqlalchemy_tests",
    _files("suite"),
    ["-p", "sqlalchemy.testing.plugin.pytestplugin", "--dburi", "sqlite://"]
    + [
        "-k",
        "LikeFunctions or OrderByLabel or InsertBehavior or CTETest or StringTest or RowFetch",
    ],
)
_tests("sqlparse", ["sqlparse"], "sqlparse_tests", ["."])
_tests(
    "sympy",
    [*SYMPY, "hypothesis", "sortedcontainers", "attrs"],
    "sympy",
    _files("basic symbol sympify containers logic facts subs function cache", "core/tests/")
    + _files("operations singleton traversal var truediv equal rules", "core/tests/"),
)
_tests(
    "werkzeug",
    ["werkzeug", "markupsafe"],
    "werkzeug_tests",
    _files("datastructures routing wrappers urls utils formparser local http"),
    ["--noconftest"],
)
_DJANGO_TESTS = "dateformat encoding functional html http numberformat"
_DJANGO_TESTS += " safestring tree archive datastructures regex_helper"
_unittests(
    "django",
    DJANGO,
    [f"django_tests.utils_tests.test_{name}" for name in _DJANGO_TESTS.split()],
    "import django\nfrom django.conf import settings\n"
    "settings.configure(USE_TZ=True, SECRET_KEY='k', INSTALLED_APPS=[\n"
    "    'django.contrib.contenttypes', 'django.contrib.auth', 'django_tests.utils_tests'],\n"
    "    TEMPLATES=[{'BACKEND': 'django.template.backends.django.DjangoTemplates'}])\n"
    "django.setup()",
)
_DOCUTILS_TESTS = "test_nodes test_io test_statemachine test_viewlist test_traversals"
_RST_TESTS = "TableParser bullet_lists citations footnotes inline_markup tables targets"
_RST_TESTS += " substitutions section_headers interpreted directives.test_admonitions"
_RST_TESTS += " directives.test_tables directives.test_code directives.test_images"
_unittests(
    "docutils",
    ["docutils", "pygments"],
    [f"docutils_tests.{name}" for name in _DOCUTILS_TESTS.split()]
    + [f"docutils_tests.test_parsers.test_rst.test_{name}" for name in _RST_TESTS.split()],
)


def entries_of(folder, packages):
    """The names of files and folders in `folder` that hold the packages: what is to be served."""
    found = set()
    for name in packages:
        if (folder / name).is_dir() and name.endswith("_tests"):
            found.add(name)
            continue
        normal = name.lower().replace("-", "_")
        (info,) = (
            path
            for path in Path(folder).glob("*.dist-info")
            if path.name.split("-")[0].lower().replace("-", "_").replace(".", "_") == normal
        )
        for line in (info / "RECORD").read_text().splitlines():
            first = line.split(",")[0].split("/")[0]
            if first not in ("..", "bin", "share", "include", "") and (folder / first).exists():
                found.add(first)
    return sorted(found - {"__pycache__"})
