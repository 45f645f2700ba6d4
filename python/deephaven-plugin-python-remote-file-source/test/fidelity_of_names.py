"""Checks of names that few would choose, and of files that are not Python source.

`FILES` is what they need of the workspace. The extension module is built when this is imported,
where there is a C compiler.
"""

import importlib.machinery as machinery
import importlib.util
import keyword
import pkgutil
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from importlib import import_module
from importlib._bootstrap_external import _code_to_timestamp_pyc
from pathlib import Path

import pytest

from fidelity import check, check_with_index, error_of, import_as, traceback_of
from fidelity_expressions import add_rows

C_SOURCE = """
#include <Python.h>
static PyObject *add(PyObject *self, PyObject *args) {
    int a, b;
    if (!PyArg_ParseTuple(args, "ii", &a, &b)) return NULL;
    return PyLong_FromLong(a + b);
}
static PyMethodDef methods[] = {{"add", add, METH_VARARGS, "Add two."}, {NULL}};
static PyModuleDef_Slot slots[] = {{0, NULL}};
static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_fast", "Compiled.", 0, methods, slots};
PyMODINIT_FUNC PyInit__fast(void) { return PyModuleDef_Init(&definition); }
"""


def extension_module():
    """The bytes of an extension module for this interpreter; None where it cannot be built."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    headers = sysconfig.get_path("include")
    if compiler is None or not Path(headers, "Python.h").exists():
        return None
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, "fast.c"), Path(folder, "fast.so")
        source.write_text(C_SOURCE)
        command = [compiler, "-shared", "-fPIC", f"-I{headers}", str(source), "-o", str(out)]
        if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode:
            return None
        return out.read_bytes()


def bytecode(source, name):
    """The content of a `.pyc` for this interpreter."""
    return bytes(_code_to_timestamp_pyc(compile(source, name, "exec"), 0, len(source)))


SUFFIX = machinery.EXTENSION_SUFFIXES[0]
NESTED = ["nest"] + [f"n{number}" for number in range(30)]

FILES = {
    "odd/__init__.py": "",
    "odd/0001_initial.py": "NUMBER = 1\nfrom importlib import import_module\n",
    "odd/0002_next.py": "from importlib import import_module\n"
    "BEFORE = import_module('odd.0001_initial').NUMBER\n",
    "odd/is.py": "from . import other\nNAME = __name__\n",
    "odd/other.py": "X = 1\n",
    "odd/class/__init__.py": "from .def_ import Y\n",
    "odd/class/def_.py": "Y = 2\n",
    "odd/my-mod.py": "NAME = __name__\ndef f():\n    return 1 / 0\n",
    "odd/my-package/__init__.py": "from .inner import Z\n",
    "odd/my-package/inner.py": "Z = 3\n",
    "odd/with space.py": "NAME = __name__\n",
    "odd/Ünïcode.py": "NAME = __name__\n",
    "odd/名前.py": "from .другой import W\n",
    "odd/другой.py": "W = 4\n",
    "odd/case.py": "WHO = 'lower'\n",
    "odd/Upper.py": "WHO = 'upper'\n",
    "odd/a+b.py": "WHO = 'plus'\n",
    "odd/_private.py": "WHO = 'private'\n",
    "odd/__dunder__.py": "WHO = 'dunder'\n",
    "odd/self.py": "WHO = 'self'\n",
    "odd/test.old.py": "WHO = 'dotted'\n",
    "odd/script.pyw": "WHO = 'no module'\n",
    "odd/notes.PY": "WHO = 'no module'\n",
    "odd/" + "x" * 150 + ".py": "WHO = 'long'\n",
    "dash-top/__init__.py": "NAME = __name__\n",
    "dash-top/inner.py": "NAME = __name__\n",
    "1top.py": "NAME = __name__\n",
    "yield.py": "NAME = __name__\n",
    "/".join(NESTED) + "/leaf.py": "DEPTH = __name__.count('.')\nfrom ..leaf import UP\n",
    "/".join(NESTED[:-1]) + "/leaf.py": "UP = __name__.count('.')\n",
    **{"/".join(NESTED[:depth]) + "/__init__.py": "" for depth in range(1, len(NESTED) + 1)},
    "bare/__init__.py": "",
    "bare/only.pyc": bytecode("'''Doc.'''\nX = 5\ndef f():\n    return 1 / 0\n", "only.py"),
    "bare/pack/__init__.pyc": bytecode("from .inner import Y\n", "__init__.py"),
    "bare/pack/inner.pyc": bytecode("Y = 6\n", "inner.py"),
    "bare/both.py": "WHO = 'source'\n",
    "bare/both.pyc": bytecode("WHO = 'bytecode'\n", "both.py"),
    "bare/old.pyc": b"\0\0\r\n" + bytes(12) + b"x",
    "bare/short.pyc": b"\0",
    "bare/cut.pyc": bytecode("X = 1\n", "cut.py")[:-4],
    "bare/__pycache__/gone.cpython-39.pyc": bytecode("X = 1\n", "gone.py"),
    "nat/__init__.py": "try:\n    from ._fast import add\nexcept ImportError:\n    add = None\n",
    f"nat/_broken{SUFFIX}": b"this is no library\n" * 100,
    f"nat/_empty{SUFFIX}": b"",
    "nat/_abi.abi3.so": b"neither is this\n" * 100,
    "nat/_windows.cp311-win_amd64.pyd": b"MZ",
    "nat/_mac.cpython-311-darwin.so": b"\xcf\xfa\xed\xfe",
    "nat/both.py": "WHO = 'source'\n",
    f"nat/both{SUFFIX}": b"this is no library\n" * 100,
}

_built = extension_module()
if _built is not None:
    FILES[f"nat/_fast{SUFFIX}"] = _built


def names():
    import_module("odd")
    shown = ["NAME", "WHO", "X", "Y", "Z", "W", "NUMBER", "BEFORE"]
    return {
        "import_module": import_module,
        "error_of": error_of,
        "pkgutil": pkgutil,
        "sys": sys,
        "load": lambda name: [getattr(import_module(name), key, None) for key in shown],
        "file": lambda name: import_module(name).__file__,
    }


# A text-only client has these as well: their text is asked for by name.
EXPRESSIONS = {
    "name_that_starts_with_a_digit": "load('odd.0001_initial'), file('odd.0001_initial')",
    "name_imported_by_another_odd_name": "load('odd.0002_next')",
    "name_that_is_a_keyword": "load('odd.is'), load('odd.class'), load('odd.class.def_')",
    "name_with_a_dash": "load('odd.my-mod'), file('odd.my-mod')",
    "name_of_a_package_with_a_dash": "load('odd.my-package'), load('odd.my-package.inner')",
    "name_with_a_space": "load('odd.with space'), file('odd.with space')",
    "name_with_a_plus": "load('odd.a+b')",
    "name_with_accents": "load('odd.Ünïcode'), load('odd.名前')",
    "name_with_underscores": "load('odd._private'), load('odd.__dunder__'), load('odd.self')",
    "name_of_150_letters": "load('odd.' + 'x' * 150)",
    "name_in_another_case": """
load('odd.Upper'), [error_of(import_module, n)[:2] for n in ['odd.upper', 'odd.CASE', 'ODD']]""",
    "names_at_the_top": "[load(n) for n in ['dash-top', 'dash-top.inner', '1top', 'yield']]",
    "name_nested_31_deep": f"""
m = import_module({".".join([*NESTED, "leaf"])!r})
m.DEPTH, m.UP, m.__file__.count('/n')""",
    "names_of_getattr": "import_module('odd.is'); getattr(sys.modules['odd'], 'is').NAME",
}

INDEXED = {
    "names_with_other_suffixes": """
[error_of(import_module, n)[:2] for n in ['odd.script', 'odd.notes', 'odd.test.old']]""",
    "names_listed": """
sorted(m.name for m in pkgutil.iter_modules(sys.modules['odd'].__path__))""",
    "names_walked": """
sorted(m.name for m in pkgutil.walk_packages(sys.modules['odd'].__path__, 'odd.'))""",
    "bytecode_only": """
m = import_module('bare.only')
m.X, m.__doc__, m.__file__, type(m.__loader__).__name__, m.f.__code__.co_filename""",
    "bytecode_only_package": """
m = import_module('bare.pack')
m.Y, m.__file__, list(m.__path__), m.__spec__.cached""",
    "bytecode_beside_its_source": "import_module('bare.both').WHO",
    "bytecode_only_has_no_source": """
import inspect
m = import_module('bare.only')
m.__loader__.get_source('bare.only'), error_of(inspect.getsource, m.f)[0]""",
    "bytecode_of_another_python": "error_of(import_module, 'bare.old')",
    "bytecode_that_is_cut": """
[error_of(import_module, n)[:2] for n in ['bare.short', 'bare.cut']]""",
    "bytecode_without_its_source_is_ignored": "error_of(import_module, 'bare.gone')[:2]",
    "bytecode_listed": """
sorted(m.name for m in pkgutil.iter_modules(import_module('bare').__path__))""",
    "extension_that_is_garbage": """
import_module('nat')
error_of(import_module, 'nat._broken'), error_of(import_module, 'nat._empty')[:2]""",
    "extension_of_the_stable_abi_that_is_garbage": "error_of(import_module, 'nat._abi')[:2]",
    "extension_for_another_platform": """
[error_of(import_module, n)[:2] for n in ['nat._windows', 'nat._mac']]""",
    "extension_hides_source": "error_of(import_module, 'nat.both')[:2]",
    "extensions_listed": """
sorted(m.name for m in pkgutil.iter_modules(import_module('nat').__path__) if m.name != '_fast')""",
}

add_rows(EXPRESSIONS, check, names)
add_rows(INDEXED, check_with_index, names)


def need_extension():
    if _built is None:
        pytest.skip("no C compiler, or no headers of Python")
    return import_module("nat._fast")


@check_with_index
def extension_used():
    module = need_extension()
    return module.add(2, 3), import_module("nat").add(1, 1), module.__doc__, module.add.__doc__


@check_with_index
def extension_attributes():
    module = need_extension()
    return (
        module.__file__,
        type(module.__loader__).__name__,
        module.__spec__.origin,
        module.__package__,
        importlib.util.find_spec("nat._fast").loader.path,
        error_of(module.add, "x")[:2],
    )


@check
def names_of_all_keywords():
    """None is there; errors name them."""
    import_module("odd")
    missing = [name for name in keyword.kwlist if name not in ["is", "class"]][:6]
    return [error_of(import_module, f"odd.{name}")[:2] for name in missing]


@check
def traceback_of_a_module_with_a_dash():
    return traceback_of(import_module("odd.my-mod").f)


@check
def odd_names_in_statements():
    return [error_of(import_as, name)[:2] for name in ["odd.is", "odd.my-mod", "odd.0001_initial"]]


@check
def names_that_are_no_names():
    names = ["odd.", "odd..other", ".odd", "", "odd.other.", "odd/other"]
    return [error_of(import_module, name)[:2] for name in names]
