"""Kinds of edits of what is kept: caches, instances, effects on the process; of names in groups."""

from edit_kinds import kind

X1, X2 = "X = 1\n", "X = 2\n"

kind(
    "cache_of_a_function",
    {
        "a.py": "import functools, b\n@functools.lru_cache(None)\ndef f(): return b.X\nf()\n",
        "b.py": X1,
    },
    "import a; print(a.f())",
    {"b.py": X2},
)
kind(
    "cache_filled_by_the_program",
    {
        "a.py": "import functools\nfrom b import make\n@functools.lru_cache(None)\n"
        "def get(): return make()\n",
        "b.py": "def make(): return 1\n",
    },
    "import a; print(a.get(), a.get())",
    {"b.py": "def make(): return 2\n"},
)
kind(
    "cache_in_a_global",
    {
        "a.py": "import b\n_c = None\ndef get():\n    global _c\n    _c = _c or b.make()\n"
        "    return _c\n",
        "b.py": "def make(): return 'one'\n",
    },
    "import a; print(a.get())",
    {"b.py": "def make(): return 'two'\n"},
)
kind(
    "cached_property_of_an_instance",
    {
        "a.py": "import functools, b\nclass C:\n    @functools.cached_property\n"
        "    def p(self): return b.X\nc = C()\n",
        "b.py": X1,
    },
    "import a; print(a.c.p)",
    {"b.py": X2},
)
kind(
    "singleton",
    {
        "s.py": "import b\nclass S:\n    one = None\n    def __new__(cls):\n"
        "        if cls.one is None: cls.one = super().__new__(cls); cls.one.x = b.X\n"
        "        return cls.one\n",
        "b.py": X1,
    },
    "import s; print(s.S().x, s.S() is s.S())",
    {"b.py": X2},
)
kind(
    "lazy_singleton_in_another_module",
    {
        "app.py": "import cfg\ndef go(): return cfg.get()\n",
        "cfg.py": "import vals\n_v = []\ndef get():\n    if not _v: _v.append(vals.X)\n"
        "    return _v[0]\n",
        "vals.py": X1,
    },
    "import app; print(app.go())",
    {"vals.py": X2},
)
kind(
    "instance_of_a_factory",
    {
        "a.py": "from b import make\nthing = make()\n",
        "b.py": "class T:\n    def w(self): return 'one'\ndef make(): return T()\n",
    },
    "import a; print(a.thing.w())",
    {"b.py": "class T:\n    def w(self): return 'two'\ndef make(): return T()\n"},
)
kind(
    "instances_made_through_three_modules",
    {
        "a.py": "from b import B\na = B()\n",
        "b.py": "from c import C\nclass B:\n    c = C()\n",
        "c.py": "class C:\n    v = 1\n",
    },
    "import a; print(a.a.c.v)",
    {"c.py": "class C:\n    v = 2\n"},
)
kind(
    "partial_of_a_function",
    {
        "a.py": "import functools, b\ng = functools.partial(b.f, 1)\n",
        "b.py": "def f(x): return x\n",
    },
    "import a; print(a.g())",
    {"b.py": "def f(x): return x + 10\n"},
)
kind(
    "template_compiled_at_import",
    {"a.py": "import re, b\nR = re.compile(b.PATTERN)\n", "b.py": "PATTERN = 'a+'\n"},
    "import a; print(bool(a.R.fullmatch('bb')))",
    {"b.py": "PATTERN = 'b+'\n"},
)
kind(
    "function_that_imports_while_importing",
    {
        "a.py": "import b\nX = b.load()\n",
        "b.py": "def load():\n    import c\n    return c.X\n",
        "c.py": X1,
    },
    "import a; print(a.X)",
    {"c.py": X2},
)
kind(
    "function_that_imports_when_called",
    {"a.py": "def f():\n    import c\n    return c.X\n", "c.py": X1},
    "import a; print(a.f())",
    {"c.py": X2},
)
kind(
    "import_in_a_function_of_a_deep_module",
    {
        "pk/__init__.py": "from .x import go\nV = go()\n",
        "pk/x.py": "def go():\n    from . import y\n    return y.X\n",
        "pk/y.py": X1,
    },
    "import pk; print(pk.V)",
    {"pk/y.py": X2},
)
kind(
    "import_by_computed_name",
    {
        "a.py": "import importlib\nm = importlib.import_module('mod_' + 'b')\nX = m.X\n",
        "mod_b.py": X1,
    },
    "import a; print(a.X)",
    {"mod_b.py": X2},
)
kind(
    "import_by_a_name_in_data",
    {
        "a.py": "import importlib, names\n"
        "LOADED = [importlib.import_module(n).X for n in names.NAMES]\n",
        "names.py": "NAMES = ['m1']\n",
        "m1.py": X1,
        "m2.py": X2,
    },
    "import a; print(a.LOADED)",
    {"names.py": "NAMES = ['m1', 'm2']\n"},
)
kind(
    "conditional_import",
    {
        "a.py": "from flags import ON\nif ON:\n    from one import X\nelse:\n"
        "    from two import X\n",
        "flags.py": "ON = True\n",
        "one.py": X1,
        "two.py": X2,
    },
    "import a; print(a.X)",
    {"flags.py": "ON = False\n"},
    {"two.py": "X = 3\n"},
)
kind(
    "logging_handler_guarded",
    {
        "a.py": "import logging\nL = logging.getLogger('edit_kinds_g')\nif not L.handlers:\n"
        "    L.addHandler(logging.NullHandler())\nX = 1\n"
    },
    "import a; print(len(a.L.handlers), a.X)",
    {
        "a.py": "import logging\nL = logging.getLogger('edit_kinds_g')\nif not L.handlers:\n"
        "    L.addHandler(logging.NullHandler())\nX = 2\n"
    },
)
kind(
    "logging_handler",
    {
        "a.py": "import logging\nL = logging.getLogger('edit_kinds_h')\n"
        "L.addHandler(logging.NullHandler())\nX = 1\n"
    },
    "import a; print(len(a.L.handlers), a.X)",
    {
        "a.py": "import logging\nL = logging.getLogger('edit_kinds_h')\n"
        "L.addHandler(logging.NullHandler())\nX = 2\n"
    },
)
kind(
    "logging_handler_kept_by_an_unchanged_module",
    {
        "log.py": "import logging\nL = logging.getLogger('edit_kinds_k')\n"
        "L.addHandler(logging.NullHandler())\n",
        "a.py": "from log import L\nX = 1\n",
    },
    "import a; print(len(a.L.handlers), a.X)",
    {"a.py": "from log import L\nX = 2\n"},
)
kind(
    "warning_filter",
    {"a.py": "import warnings\nwarnings.filterwarnings('ignore', 'edit-kinds one')\n"},
    "import a, warnings\nwith warnings.catch_warnings(record=True) as c:\n"
    "    warnings.warn('edit-kinds one')\n"
    "    print(len(c), sum('edit-kinds one' in str(f[1]) for f in warnings.filters))",
    {"a.py": "import warnings\n# again\nwarnings.filterwarnings('ignore', 'edit-kinds one')\n"},
    silent=True,
)
kind(
    "path_addition",
    {
        "a.py": "import os, sys\np = os.path.join(os.path.dirname(__file__), 'vendor_a')\n"
        "if p not in sys.path: sys.path.append(p)\nimport vend_a\nX = vend_a.X\n",
        "vendor_a/vend_a.py": X1,
    },
    "import a; print(a.X)",
    {"vendor_a/vend_a.py": X2},
)
kind(
    "environment_variable",
    {"a.py": "import os\nos.environ['EDIT_KINDS'] = 'one'\n"},
    "import a, os; print(os.environ['EDIT_KINDS'])",
    {"a.py": "import os\nos.environ['EDIT_KINDS'] = 'two'\n"},
)
kind(
    "codec_error_handler",
    {"a.py": "import codecs\ncodecs.register_error('ek', lambda e: ('1', e.end))\n"},
    "import a; print('ä'.encode('ascii', 'ek'))",
    {"a.py": "import codecs\ncodecs.register_error('ek', lambda e: ('2', e.end))\n"},
)
kind(
    "pickle_reducer",
    {
        "a.py": "import copyreg\nclass C:\n    def __init__(self, x=0): self.x = x\n"
        "copyreg.pickle(C, lambda c: (C, (c.x + 1,)))\n"
    },
    "import a, copy; print(copy.copy(a.C()).x)",
    {
        "a.py": "import copyreg\nclass C:\n    def __init__(self, x=0): self.x = x\n"
        "copyreg.pickle(C, lambda c: (C, (c.x + 2,)))\n"
    },
)
kind(
    "pickle_made_before",
    {"a.py": "class C:\n    x = 1\n"},
    "import a, pickle, os\nkept = globals().setdefault('kept', pickle.dumps(a.C()))\n"
    "print(type(pickle.loads(kept)) is a.C, pickle.loads(kept).x)",
    {"a.py": "class C:\n    x = 2\n"},
)
kind(
    "module_that_replaces_itself",
    {"a.py": "import sys, types\nsys.modules[__name__] = types.SimpleNamespace(X=1)\n"},
    "import a; print(a.X)",
    {"a.py": "import sys, types\nsys.modules[__name__] = types.SimpleNamespace(X=2)\n"},
)
kind(
    "alias_in_sys_modules",
    {
        "a.py": "import sys, b\nsys.modules['aliased_b'] = b\nimport aliased_b\nX = aliased_b.X\n",
        "b.py": X1,
    },
    "import a; print(a.X)",
    {"b.py": X2},
)
kind(
    "path_of_a_package_appended",
    {
        "pk/__init__.py": "import os\n__path__.append(os.path.dirname(__file__) + '_extra')\n",
        "pk_extra/far.py": X1,
    },
    "from pk import far; print(far.X)",
    {"pk_extra/far.py": X2},
)
kind(
    "lazy_attributes",
    {
        "pk/__init__.py": "import importlib\ndef __getattr__(n):\n"
        "    return importlib.import_module('.' + n, __name__)\n",
        "pk/a.py": X1,
    },
    "import pk; print(pk.a.X)",
    {"pk/a.py": X2},
)

# Two top-level names.
kind(
    "importing_name_edited",
    {"app.py": "import lib\nX = lib.f() + 0.5\n", "lib.py": "def f(): return 1\n"},
    "import app; print(app.X)",
    {"app.py": "import lib\nX = lib.f() + 0.7\n"},
)
kind(
    "imported_name_edited",
    {"app.py": "import lib\nX = lib.f() + 0.5\n", "lib.py": "def f(): return 1\n"},
    "import app; print(app.X)",
    {"lib.py": "def f(): return 2\n"},
)
kind(
    "imported_name_has_state",
    {"app.py": "import lib\nlib.seen.append('app')\n", "lib.py": "seen = []\n"},
    "import app, lib; print(lib.seen)",
    {"app.py": "import lib\nlib.seen.append('new')\n"},
)
kind(
    "three_names_in_a_row",
    {
        "a.py": "import b\nb.c.n.append(1)\nX = 1\n",
        "b.py": "import c\nc.n.append(2)\n",
        "c.py": "n = []\n",
    },
    "import a; print(a.b.c.n, a.X)",
    {"b.py": "import c\nc.n.append(3)\n"},
)
kind(
    "names_that_share_a_third",
    {
        "a.py": "import c\nc.n.append('a')\n",
        "b.py": "import c\nc.n.append('b')\n",
        "c.py": "n = []\n",
    },
    "import a, b, c; print(sorted(c.n))",
    {"a.py": "import c\nc.n.append('A')\n"},
)
kind(
    "names_joined_by_an_edit",
    {"a.py": "X = []\n", "b.py": "Y = 1\n"},
    "import a, b; print(a.X, b.Y)",
    {"b.py": "import a\na.X.append(1)\nY = 2\n"},
    {"b.py": "import a\na.X.append(2)\nY = 3\n"},
)
