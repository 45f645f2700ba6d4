"""Checks of loading in unusual ways: lazily, by loaders, by runpy, again, in circles, failing.

`FILES` is what they need of the workspace.
"""

import importlib
import importlib.machinery as machinery
import importlib.util as util
import os
import pkgutil
import runpy
import sys
import threading
import types
from importlib import import_module

from fidelity import check, check_with_index, error_of, import_as, traceback_of
from fidelity_expressions import add_rows

LAZY = '''
import importlib, os

def attach(package, modules=(), attributes=None):
    """As the library lazy_loader's."""
    where = {name: module for module, names in (attributes or {}).items() for name in names}
    names = sorted({*modules, *where})

    def __getattr__(name):
        if name in modules:
            return importlib.import_module(f"{package}.{name}")
        if name in where:
            return getattr(importlib.import_module(f"{package}.{where[name]}"), name)
        raise AttributeError(f"No {package} attribute {name}")

    return __getattr__, lambda: names, names


def attach_stub(package, file):
    """What the stub beside the file imports."""
    import ast
    stub = os.path.splitext(file)[0] + ".pyi"
    found = {}
    for node in ast.parse(open(stub).read()).body:
        found.setdefault(node.module, []).extend(alias.name for alias in node.names)
    modules = found.pop(None, [])
    return attach(package, modules, found)
'''

FILES = {
    "lod/__init__.py": "import sys\nLOG = []\n",
    "lod/lazily.py": LAZY,
    "lod/attached/__init__.py": "from ..lazily import attach\n"
    "__getattr__, __dir__, __all__ = attach(__name__, ['sub'], {'work': ['run', 'stop']})\n",
    "lod/attached/sub.py": "import lod\nlod.LOG.append(__name__)\n",
    "lod/attached/work.py": "import lod\nlod.LOG.append(__name__)\nrun, stop = 'run', 'stop'\n",
    "lod/stubbed/__init__.py": "from ..lazily import attach_stub\n"
    "__getattr__, __dir__, __all__ = attach_stub(__name__, __file__)\n",
    "lod/stubbed/__init__.pyi": "from . import sub\nfrom .work import run\n",
    "lod/stubbed/sub.py": "X = 1\n",
    "lod/stubbed/work.py": "run = 'run'\n",
    "lod/deprecated.py": "import warnings\nnew = 1\ndef __getattr__(name):\n    if name == 'old':\n"
    "        warnings.warn('old is new', DeprecationWarning, stacklevel=2)\n        return new\n"
    "    raise AttributeError(f'module {__name__!r} has no attribute {name!r}')\n",
    "lod/simple.py": "'''Doc.'''\nimport lod\nlod.LOG.append(__name__)\nX = 1\n",
    "lod/beside.py": "import importlib.util, os\n"
    "spec = importlib.util.spec_from_file_location(\n"
    "    'lod_alone', os.path.join(os.path.dirname(__file__), 'scripts', 'alone.py'))\n"
    "alone = importlib.util.module_from_spec(spec)\nspec.loader.exec_module(alone)\n",
    "lod/scripts/alone.py": "NAME, FILE = __name__, __file__\ndef fail():\n    return {}['x']\n",
    "lod/scripts/main.py": "import sys\nRESULT = __name__, __file__, __package__, sys.argv[0]\n",
    "lod/app/__init__.py": "",
    "lod/app/__main__.py": "from . import part\nRESULT = __name__, __package__, part.X\n",
    "lod/app/part.py": "X = 1\nif __name__ == '__main__':\n    RESULT = 'as a script'\n",
    "lod/folder_app/__main__.py": "import lodhelper\nRESULT = lodhelper.X, __name__\n",
    "lod/folder_app/lodhelper.py": "X = 'helper'\n",
    "lod/grows.py": "try:\n    COUNT\nexcept NameError:\n    COUNT = 0\n"
    "COUNT += 1\nOLD = COUNT == 1\n"
    "if OLD:\n    LEFT = True\n",
    "lod/raises_once.py": "import lod\nlod.LOG.append(1)\nif len(lod.LOG) < 2:\n    1 / 0\n",
    "lod/half.py": "from . import simple\nimport lod_nothing\n",
    "lod/bad/__init__.py": "from . import child\nfrom . import nothing\n",
    "lod/bad/child.py": "X = 1\n",
    "lod/hides/__init__.py": "sub = 'a string'\n",
    "lod/hides/sub.py": "X = 1\n",
    "lod/hides2/__init__.py": "from .sub import sub\n",
    "lod/hides2/sub.py": "def sub():\n    return 'function'\n",
    "lod/allmissing/__init__.py": "__all__ = ['child', 'nope']\n",
    "lod/allmissing/child.py": "",
    "lod/allodd.py": "__all__ = ['X', 1]\nX = 1\n",
    "lod/allstring.py": "__all__ = 'XY'\nX = 1\nY = 2\n",
    "lod/replaces.py": "import sys, types\nclass M(types.ModuleType):\n    @property\n"
    "    def live(self):\n        return 'live'\nsys.modules[__name__].__class__ = M\n",
    "lod/removes.py": "import sys\ndel sys.modules[__name__]\n",
    "lod/renames.py": "import sys\nself = sys.modules[__name__]\n__name__ = 'other'\n",
    "lod/ring/__init__.py": "from . import one\n",
    "lod/ring/one.py": "from . import two\nfrom .two import TWO\nONE = TWO + '1'\n",
    "lod/ring/two.py": "from . import three\nTWO = three.THREE + '2'\n",
    "lod/ring/three.py": "import lod.ring.one as one\nTHREE = repr(hasattr(one, 'ONE'))\n"
    "def later():\n    return one.ONE\n",
    "lod/self_import.py": "import lod.self_import as me\nX = me.__name__\n"
    "from lod.self_import import X as Y\n",
    "lod/typing_only.py": "from __future__ import annotations\nfrom typing import TYPE_CHECKING\n"
    "if TYPE_CHECKING:\n    from .typing_back import Back\ndef f(x: Back) -> Back: ...\n",
    "lod/typing_back.py": "from .typing_only import f\nclass Back: pass\n",
    "lod/from_parent.py": "from lod import LOG, lazily\nfrom . import LOG as again\n",
    "lod/nested_function.py": "def load():\n    import lod.simple\n    from . import grows\n"
    "    return lod.simple.X, grows.COUNT\n",
    "lod/class_body.py": "class C:\n    from .simple import X\n    import lod.grows as g\n",
    "lod/in_thread.py": "import threading\nOUT = []\ndef run():\n    import lod.simple\n"
    "    OUT.append(lod.simple.X)\nt = threading.Thread(target=run)\nt.start()\nt.join()\n",
    "lod/executes.py": "exec(compile('Z = __name__', 'dynamic', 'exec'))\n",
    "lod/dunder_import.py": "m = __import__('simple', globals(), locals(), ['X'], 1)\n",
    "lod/wrong_level.py": "from ....x import y\n",
    "lod/no_package.py": "import sys\n__package__ = 'lod.app'\nfrom . import part\n",
}


def names():
    modules = [importlib, machinery, os, pkgutil, runpy, sys, threading, types, util]
    names = {module.__name__.split(".")[-1]: module for module in modules}
    functions = [import_module, error_of, traceback_of, import_as]
    names.update({function.__name__: function for function in functions})
    names["lod"] = lod = import_module("lod")
    names["beside"] = lambda name: os.path.join(os.path.dirname(lod.__file__), name)
    return names


# Text-only clients have these modules as well.
EXPRESSIONS = {
    "lazy_loader_by_find_spec": """
spec = util.find_spec('lod.simple')
spec.loader = util.LazyLoader(spec.loader)
m = util.module_from_spec(spec)
sys.modules['lod.simple'] = m
spec.loader.exec_module(m)
before = list(lod.LOG)
before, m.X, list(lod.LOG), m.__doc__""",
    "lazy_attributes": """
m = import_module('lod.attached')
before = list(lod.LOG)
before, dir(m), m.run, list(lod.LOG), m.sub.__name__, error_of(lambda: m.nope)[:2]""",
    "lazy_attributes_by_star": """
got = {}
exec('from lod.attached import *', got)
sorted(set(got) - {'__builtins__'}), lod.LOG""",
    "module_getattr_with_a_warning": """
import warnings
m = import_module('lod.deprecated')
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    value = m.old
value, [(str(w.message), w.category.__name__) for w in caught], error_of(lambda: m.nope)[:2]""",
    "reload_keeps_old_names": """
m = import_module('lod.grows')
again = importlib.reload(m)
again is m, m.COUNT, m.LEFT, m.OLD""",
    "reload_of_a_package": """
m = import_module('lod.attached')
m.sub
importlib.reload(m) is m, m.sub is sys.modules['lod.attached.sub']""",
    "reload_of_what_is_not_loaded": """
m = types.ModuleType('lod.simple')
error_of(importlib.reload, m)[:2], error_of(importlib.reload, 'lod')[:2]""",
    "failed_import_is_tried_again": """
first = error_of(import_module, 'lod.raises_once')[0]
first, import_module('lod.raises_once').__name__, lod.LOG""",
    "failed_import_keeps_its_dependencies": """
found = error_of(import_module, 'lod.half')
found, [n in sys.modules for n in ['lod.half', 'lod.simple']], hasattr(lod, 'half')""",
    "failed_package_keeps_its_children": """
found = error_of(import_module, 'lod.bad')
found[:2], [n in sys.modules for n in ['lod.bad', 'lod.bad.child']]""",
    "attribute_hides_a_submodule": """
import lod.hides
before = lod.hides.sub
exec('from lod.hides import sub', got := {})
before, got['sub'], import_module('lod.hides.sub').X, type(lod.hides.sub).__name__""",
    "function_hides_its_module": """
from lod.hides2 import sub
sub(), type(import_module('lod.hides2').sub).__name__, sys.modules['lod.hides2.sub'].__name__""",
    "star_import_of_missing_names": """
[error_of(exec, f'from lod.{n} import *', {})[:2] for n in ['allmissing', 'allodd']]""",
    "star_import_of_a_string": """
got = {}
exec('from lod.allstring import *', got)
sorted(set(got) - {'__builtins__'})""",
    "class_of_a_module": "m = import_module('lod.replaces')\nm.live, type(m).__name__, m.__name__",
    "module_that_removes_itself": "error_of(import_module, 'lod.removes')[:2]",
    "module_that_renames_itself": """
m = import_module('lod.renames')
m.__name__, m.__spec__.name, importlib.reload(m) is m, m.self is m""",
    "circle_of_three": """
m = import_module('lod.ring')
m.one.ONE, m.two.TWO, sys.modules['lod.ring.three'].later()""",
    "circle_from_the_other_side": """
m = import_module('lod.ring.three')
m.later(), m.THREE""",
    "circle_with_itself": "m = import_module('lod.self_import')\nm.X, m.Y",
    "circle_for_types_only": """
import typing
m = import_module('lod.typing_back')
sorted(m.f.__annotations__.items()), error_of(typing.get_type_hints, m.f)[:2]""",
    "names_of_the_parent": "m = import_module('lod.from_parent')\nm.again is lod.LOG",
    "imports_in_functions": "import_module('lod.nested_function').load()",
    "imports_in_a_class_body": "m = import_module('lod.class_body')\nm.C.X, m.C.g.__name__",
    "imports_in_a_thread_that_is_waited_for": "import_module('lod.in_thread').OUT",
    "import_by_dunder_import": "import_module('lod.dunder_import').m.__name__",
    "code_executed_in_a_module": "import_module('lod.executes').Z",
    "relative_import_beyond_the_package": "error_of(import_module, 'lod.wrong_level')[:2]",
    "package_set_by_hand": "import_module('lod.no_package').part.__name__",
    "run_module_as_main": """
found = runpy.run_module('lod.app.part', run_name='__main__')
found['RESULT'], found['__name__'], found['__spec__'].name, 'lod.app.part' in sys.modules""",
    "run_package_as_main": """
runpy.run_module('lod.app', run_name='__main__', alter_sys=True)['RESULT'], sys.argv[0] == ''""",
    "run_module_with_globals": """
found = runpy.run_module('lod.simple', {'Y': 2}, 'named')
found['Y'], found['X'], found['__name__'], found['__file__']""",
    "run_module_that_is_missing": """
[error_of(runpy.run_module, n)[:2] for n in ['lod.nope', 'lod.stubbed', 'lod.simple.x']]""",
    "singletons_by_all_forms": """
import lod.simple
from lod import simple
import lod.simple as third
simple is third is lod.simple is import_module('.simple', 'lod') is sys.modules['lod.simple']""",
    "unloaded_and_loaded_again": """
first = import_module('lod.simple')
del sys.modules['lod.simple'], lod.simple
again = import_module('lod.simple')
first is again, lod.simple is again, lod.LOG""",
    "blocked_by_none": """
sys.modules['lod.simple'] = None
error_of(import_module, 'lod.simple')[:2], error_of(exec, 'from lod import simple', {})[:2]""",
    "replaced_in_sys_modules": """
sys.modules['lod.simple'] = fake = types.SimpleNamespace(X='fake')
import lod.simple
from lod.simple import X
X, lod.simple.X if hasattr(lod, 'simple') else 'no attribute'""",
    "loader_is_cpythons": """
[isinstance(import_module(n).__loader__, machinery.SourceFileLoader)
 for n in ['lod', 'lod.simple', 'lod.attached']]""",
    "loader_path_and_name": """
loader = import_module('lod.simple').__loader__
loader.name, loader.path, loader.get_filename(), loader.path_stats(loader.path)['size'] > 0""",
    "loader_of_another_name": "error_of(import_module('lod.simple').__loader__.get_code, 'x')",
    "missing_words": """
[error_of(import_as, n) for n in ['lod.nope', 'lod.simple.nope', 'lod.nope.deeper', 'lodnope']]""",
    "missing_names_words": """
statements = ['from lod import nope', 'from lod.simple import nope', 'from lod.nope import x',
              'from lod.simple import X, nope']
[error_of(exec, s, {})[:2] for s in statements]""",
}

# These need files that are no modules of a name that is asked for.
INDEXED = {
    "lazy_attributes_by_a_stub": """
m = import_module('lod.stubbed')
dir(m), m.run, m.sub.X""",
    "spec_from_file_location_beside": """
m = import_module('lod.beside').alone
m.NAME, m.FILE, 'lod_alone' in sys.modules, traceback_of(m.fail).splitlines()[-3:]""",
    "spec_from_file_location_of_a_package": """
spec = util.spec_from_file_location('lodfresh', beside('stubbed/__init__.py'),
                                    submodule_search_locations=[beside('attached')])
spec.origin, list(spec.submodule_search_locations), spec.cached is None""",
    "source_file_loader_direct": """
m = machinery.SourceFileLoader('lod_direct', beside('scripts/alone.py')).load_module()
sys.modules.pop('lod_direct').NAME, m.FILE, m.__spec__.origin""",
    "source_file_loader_of_what_is_missing": """
loader = machinery.SourceFileLoader('lod_direct', beside('scripts/nope.py'))
error_of(loader.get_code, 'lod_direct'), error_of(loader.get_source, 'lod_direct')[:2]""",
    "run_path": """
found = runpy.run_path(beside('scripts/main.py'), run_name='__main__')
found['RESULT'], found['__spec__'] is None""",
    "run_path_of_a_folder": """
found = runpy.run_path(beside('folder_app'), run_name='app')
sys.modules.pop('lodhelper').X, found['RESULT']""",
    "run_path_of_what_is_missing": "error_of(runpy.run_path, beside('scripts/nope.py'))",
    "exec_of_own_file": """
path = beside('scripts/alone.py')
got = {'__name__': 'by hand', '__file__': path}
exec(compile(open(path).read(), path, 'exec'), got)
got['NAME'], traceback_of(got['fail']).splitlines()[-3:]""",
    "cached_path": """
m = import_module('lod.simple')
util.cache_from_source(m.__file__).endswith('.pyc'), util.source_from_cache(
    util.cache_from_source(m.__file__))""",
}

add_rows(EXPRESSIONS, check, names)
add_rows(INDEXED, check_with_index, names)
