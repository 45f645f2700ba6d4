"""Checks of `__path__`, path entries, namespace packages, archives and plugin discovery.

`FILES` is what they need of the workspace.
"""

import glob
import importlib
import importlib.machinery as machinery
import importlib.util
import os
import pkgutil
import sys
import zipimport
from importlib import import_module

from fidelity import check, check_with_index, error_of
from fidelity_expressions import add_rows, zip_file

PLUGINS = """
import glob, importlib, os, pkgutil
from pathlib import Path

BY_ITER = [importlib.import_module(f'{__name__}.{m.name}').KIND
           for m in pkgutil.iter_modules(__path__)]
BY_LISTDIR = [importlib.import_module('.' + n[:-3], __name__).KIND
              for n in sorted(os.listdir(os.path.dirname(__file__)))
              if n.endswith('.py') and not n.startswith('_')]
FILES = sorted(glob.glob(os.path.dirname(__file__) + '/*.py'))
BY_GLOB = [os.path.basename(f)[:-3] for f in FILES]
__all__ = [p.stem for p in Path(__file__).parent.glob('*.py') if p.stem != '__init__']
"""
MIGRATIONS = """
import importlib, pkgutil, sys

class Loader:
    '''As Django's.'''
    def __init__(self, app):
        self.found = {}
        module = importlib.import_module(f'{app}.migrations')
        if getattr(module, '__file__', None) is None:
            raise LookupError('a namespace')
        listed = pkgutil.iter_modules(module.__path__)
        names = {n for _, n, p in listed if not p and n[0] not in '_~'}
        for name in sorted(names):
            migration = importlib.import_module(f'{app}.migrations.{name}').Migration
            self.found[name] = migration(name)

    def order(self):
        done = []
        def visit(name):
            for before in self.found[name].dependencies:
                visit(before)
            if name not in done:
                done.append(name)
        for name in self.found:
            visit(name)
        return done
"""
MIGRATION = "class Migration:\n    dependencies = {!r}\n    def __init__(self, name):"
MIGRATION += "\n        self.name = name\n"

FILES = {
    "pth/__init__.py": "import os, sys\nNAME = __name__\n",
    "pth/vendored.py": "import os, sys\n"
    "FOLDER = os.path.join(os.path.dirname(__file__), 'vendor')\n"
    "sys.path.insert(0, FOLDER)\n"
    "try:\n    import pthvendor\n    import pthvendor_pkg.deep as deep\n"
    "finally:\n    sys.path.remove(FOLDER)\nX = pthvendor.X, deep.Y\n",
    "pth/vendor/pthvendor.py": "X = 'vendored'\n",
    "pth/vendor/pthvendor_pkg/__init__.py": "",
    "pth/vendor/pthvendor_pkg/deep.py": "Y = __name__\n",
    "pth/appended/__init__.py": "import os\n"
    "__path__.append(os.path.join(os.path.dirname(os.path.dirname(__file__)), 'extra'))\n"
    "from . import far\n",
    "pth/appended/near.py": "WHO = 'near'\n",
    "pth/extra/far.py": "WHO = 'far'\nfrom . import near\n",
    "pth/extra/near.py": "WHO = 'hidden'\n",
    "pth/replaced/__init__.py": "import os\n__path__ = [os.path.join(__path__[0], 'impl')]\n",
    "pth/replaced/impl/part.py": "WHO = __name__\n",
    "pth/replaced/part.py": "WHO = 'hidden'\n",
    "pth/emptied/__init__.py": "__path__ = []\n",
    "pth/emptied/part.py": "",
    "pth/alias.py": "import sys\nfrom . import target\nsys.modules['pthalias'] = target\n"
    "import pthalias.sub\n",
    "pth/target/__init__.py": "",
    "pth/target/sub.py": "NAME = __name__\n",
    "pth/moves.py": "import sys, types\nclass Moved(types.ModuleType):\n    X = 1\n"
    "sys.modules[__name__ + '.inner'] = Moved(__name__ + '.inner')\n__path__ = []\n",
    "pth/plugins/__init__.py": PLUGINS,
    "pth/plugins/alpha.py": "KIND = 'a'\n",
    "pth/plugins/beta.py": "KIND = 'b'\n",
    "pth/plugins/_private.py": "KIND = 'p'\n",
    "pth/loader.py": MIGRATIONS,
    "pthapp/__init__.py": "",
    "pthapp/migrations/__init__.py": "",
    "pthapp/migrations/0001_initial.py": MIGRATION.format([]),
    "pthapp/migrations/0002_later.py": MIGRATION.format(["0003_between"]),
    "pthapp/migrations/0003_between.py": MIGRATION.format(["0001_initial"]),
    "pthapp/migrations/_old.py": "1 / 0\n",
    "pthapp2/__init__.py": "",
    "pthapp2/migrations/0001_initial.py": MIGRATION.format([]),
    "pth/archive.zip": zip_file(
        {
            "pthzip/__init__.py": "from .part import X\n",
            "pthzip/part.py": "X = __name__\n",
            "pthzip/data.txt": "zipped",
            "pthzip_one.py": "def f():\n    return 1 / 0\n",
        }
    ),
    "pth/thing.egg": zip_file({"ptheggy.py": "WHO = 'egg'\n", "EGG-INFO/PKG-INFO": "Name: e\n"}),
    "pth/zipped.py": "import os, sys\nHERE = os.path.dirname(__file__)\n"
    "for name in ['archive.zip', 'thing.egg']:\n    sys.path.append(os.path.join(HERE, name))\n"
    "try:\n    import ptheggy, pthzip\nfinally:\n    del sys.path[-2:]\n",
    "pth_processed.pth": "import sys; sys.pth_ran = True\n./pth/vendor\n",
    "pth_easy.egg-link": "pth/vendor\n",
    "pth/extended/__init__.py": "from pkgutil import extend_path\n"
    "__path__ = extend_path(__path__, __name__)\n",
    "pthext/__init__.py": "from pkgutil import extend_path\n"
    "__path__ = extend_path(__path__, __name__)\n",
    "pthext/one.py": "WHO = 1\n",
    "more/pthext/__init__.py": "raise AssertionError\n",
    "more/pthext/two.py": "WHO = 2\n",
    "pthns/a.py": "WHO = 'a'\nfrom . import b\n",
    "pthns/regular/__init__.py": "from ..a import WHO\n",
    "pthns/inner/x.py": "WHO = 'x'\n",
    "pthns/inner/deeper/y.py": "WHO = 'y'\n",
    "pthns/both/one.py": "WHO = 'one'\n",
    "more/pthns/b.py": "WHO = 'b'\n",
    "more/pthns/a.py": "WHO = 'hidden'\n",
    "more/pthns/inner/z.py": "WHO = 'z'\n",
    "more/pthns/both/__init__.py": "",
    "more/pthns/both/two.py": "WHO = 'two'\n",
    "more/pthns/regular/hidden.py": "",
    "pthmix/ns_part.py": "",
    "more/pthmix/__init__.py": "WHO = 'regular'\n",
    "more/pthmix/part.py": "WHO = 'part'\n",
    "pthempty/nothing.txt": "",
}


def names():
    modules = [importlib, machinery, os, pkgutil, sys, zipimport]
    names = {module.__name__.split(".")[-1]: module for module in modules}
    names.update(import_module=import_module, error_of=error_of)
    names["tail"] = lambda path: [os.path.basename(os.path.normpath(p)) for p in path]
    names["who"] = lambda name: import_module(name).WHO
    names["pth"] = import_module("pth")
    names["beside"] = lambda name: os.path.join(os.path.dirname(names["pth"].__file__), name)
    names["listed"] = lambda path: [m.name for m in pkgutil.iter_modules(path)]
    return names


EXPRESSIONS = {
    "path_of_a_vendored_folder": """
m = import_module('pth.vendored')
m.X, sys.modules['pthvendor'].__file__, [sys.modules.pop(n) and 1 for n in list(sys.modules)
                                         if n.startswith('pthvendor')]""",
    "path_appended_by_a_package": """
m = import_module('pth.appended')
m.far.WHO, m.near.WHO, m.far.__file__, list(m.__path__), m.far.__name__""",
    "path_appended_later": """
m = import_module('pth.target')
m.__path__.append(beside('extra'))
who('pth.target.far'), 'far' in listed(m.__path__), import_module('pth.target.sub').NAME""",
    "path_inserted_in_front": """
m = import_module('pth.target')
m.__path__.insert(0, beside('extra'))
listed(m.__path__), who('pth.target.near')""",
    "path_replaced": """
m = import_module('pth.replaced')
who('pth.replaced.part'), import_module('pth.replaced.part').__file__""",
    "path_emptied": "error_of(import_module, 'pth.emptied.part')[:2]",
    "path_set_on_a_module": "import_module('pth.moves'); import_module('pth.moves.inner').X",
    "path_with_what_does_not_exist": """
m = import_module('pth.target')
m.__path__ += ['/nonexistent/folder', beside('archive.zip') + '/none']
import_module('pth.target.sub').NAME, error_of(import_module, 'pth.target.nope')[:2]""",
    "path_of_an_archive": """
m = import_module('pth.target')
m.__path__.append(beside('thing.egg'))
who('pth.target.ptheggy'), import_module('pth.target.ptheggy').__file__""",
    "path_of_an_alias": """
import_module('pth.alias')
sub = sys.modules['pthalias.sub']
sub.NAME, sub is sys.modules.get('pth.target.sub'), [sys.modules.pop(n).__name__ for n in
                                                    ['pthalias', 'pthalias.sub']]""",
    "path_finder_with_a_path": """
spec = machinery.PathFinder.find_spec('pth.target.sub', import_module('pth.target').__path__)
spec.origin, machinery.PathFinder.find_spec('pth.target.x', import_module('pth.target').__path__)
""",
    "path_finder_with_a_folder": """
spec = machinery.PathFinder.find_spec('pthvendor', [beside('vendor')])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
module.X, spec.origin, isinstance(spec.loader, machinery.SourceFileLoader)""",
    "path_entry_finder": """
finder = pkgutil.get_importer(beside('vendor'))
finder.find_spec('pthvendor').origin, finder.find_spec('nope'), type(finder).__name__""",
    "path_hooks_one_by_one": """
def finder(path):
    for hook in sys.path_hooks:
        try:
            return hook(path)
        except ImportError:
            pass

[finder(beside(n)) is not None for n in ['vendor', 'archive.zip', 'nope.zip', '__init__.py']]""",
    "file_finder_direct": """
details = (machinery.SourceFileLoader, machinery.SOURCE_SUFFIXES)
finder = machinery.FileFinder(beside('plugins'), details)
finder.find_spec('alpha').origin, finder.find_spec('gamma'), finder.path""",
    "path_importer_cache": """
import_module('pth.target.sub')
[type(sys.path_importer_cache.get(p)).__name__ for p in import_module('pth.target').__path__]""",
    "zip_on_the_path": """
m = import_module('pth.zipped')
found = m.pthzip.X, m.pthzip.__file__, m.ptheggy.WHO, type(m.pthzip.__loader__).__name__
found, [sys.modules.pop(n) and 1 for n in ['pthzip', 'pthzip.part', 'ptheggy']]""",
    "zip_resources": """
m = import_module('pth.zipped')
found = pkgutil.get_data('pthzip', 'data.txt')
found, [sys.modules.pop(n) and 1 for n in ['pthzip', 'pthzip.part', 'ptheggy']]""",
    "zip_importer": """
found = zipimport.zipimporter(beside('archive.zip'))
(found.get_source('pthzip_one'), found.is_package('pthzip'), found.get_filename('pthzip_one'),
 error_of(zipimport.zipimporter, beside('vendor'))[:2])""",
    "zip_listed": """
[n for n, _ in pkgutil.iter_zipimport_modules(zipimport.zipimporter(beside('archive.zip')))]""",
    "pth_files_are_not_processed": """
hasattr(sys, 'pth_ran'), error_of(import_module, 'pthvendor')[:2]""",
    "namespace_over_two_roots": """
[who(f'pthns.{n}') for n in ['a', 'b', 'inner.x', 'inner.z', 'inner.deeper.y', 'regular']]""",
    "namespace_paths": """
[[str(p) for p in import_module(n).__path__] for n in ['pthns', 'pthns.inner', 'pthns.both']]""",
    "namespace_package_gives_way_to_a_regular_one": """
m = import_module('pthmix')
m.WHO, list(m.__path__), error_of(import_module, 'pthmix.ns_part')[:2], who('pthmix.part')""",
    "namespace_portion_gives_way_inside": """
who('pthns.both.two'), error_of(import_module, 'pthns.both.one')[:2]""",
    "namespace_regular_inside": "error_of(import_module, 'pthns.regular.hidden')[:2]",
    "namespace_listed": """
sorted((m.name, m.ispkg) for m in pkgutil.iter_modules(import_module('pthns').__path__))""",
    "namespace_walked": """
path = import_module('pthns').__path__
sorted({m.name for m in pkgutil.walk_packages(path, 'pthns.')})""",
    "namespace_of_a_folder_without_python": "list(import_module('pth.vendor').__path__)",
    "namespace_found": """
spec = importlib.util.find_spec('pthns.inner')
spec.origin, len(spec.submodule_search_locations), spec.loader is not None""",
    "namespace_path_is_live": """
m = import_module('pthns')
str(type(m.__path__).__name__), len(m.__path__), m.__path__[0] in m.__path__""",
    "namespace_path_cannot_be_indexed_beyond": """
m = import_module('pthns')
error_of(lambda: m.__path__[9])[:2]""",
    "extend_path_over_two_roots": """
m = import_module('pthext')
list(m.__path__), who('pthext.one'), who('pthext.two')""",
    "extend_path_of_a_subpackage": "list(import_module('pth.extended').__path__)",
    "plugins_found_by_iter_modules": "import_module('pth.plugins').BY_ITER",
    "plugins_found_by_listdir": "import_module('pth.plugins').BY_LISTDIR",
    "plugins_found_by_glob": "import_module('pth.plugins').BY_GLOB",
    "plugins_by_star_import": """
got = {}
exec('from pth.plugins import *', got)
sorted(k for k in got if k != '__builtins__'), got['alpha'].KIND""",
    "plugins_resolved": """
resolve = pkgutil.resolve_name
(resolve('pth.plugins.alpha:KIND'), resolve('pth.plugins.beta.KIND'),
 error_of(resolve, 'pth.plugins:nope')[:2])""",
    "migrations_loaded": """
found = import_module('pth.loader').Loader('pthapp')
found.order(), [m.name for m in found.found.values()]""",
    "migrations_in_a_namespace": "error_of(import_module('pth.loader').Loader, 'pthapp2')[:2]",
    "modules_listed_with_prefix": """
[(m.name, m.ispkg, m.module_finder.path) for m in
 pkgutil.iter_modules(import_module('pth.plugins').__path__, 'p.')]""",
    "walk_with_an_error": """
failed = []
found = [m.name for m in pkgutil.walk_packages(import_module('pthapp').__path__, 'pthapp.',
                                               failed.append)]
found, failed""",
    "folder_of_the_package_as_a_path_entry": """
folder = os.path.dirname(os.path.dirname(import_module('pth').__file__))
machinery.PathFinder.find_spec('pthapp', [folder]).origin""",
}

add_rows(EXPRESSIONS, check_with_index, names)


@check
def path_is_a_list_of_strings():
    """Of packages that text-only clients have too."""
    packages = [import_module(name) for name in ["pth", "pth.target"]]
    return [(type(p.__path__).__name__, list(p.__path__)) for p in packages]


@check_with_index
def glob_of_modules():
    pattern = os.path.dirname(import_module("pth.plugins").__file__) + "/[ab]*.py"
    return sorted(glob.glob(pattern)), error_of(import_module, "pth.plugins.gamma")[:2]


@check_with_index
def invalidated_caches():
    import_module("pth.target")
    importlib.invalidate_caches()
    return import_module("pth.target.sub").NAME, import_module("pth.plugins.alpha").KIND
