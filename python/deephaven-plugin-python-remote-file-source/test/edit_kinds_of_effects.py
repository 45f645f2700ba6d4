"""Kinds of edits of modules that have effects on others: registries, counters, patches."""

from edit_kinds import kind

X1, X2 = "X = 1\n", "X = 2\n"
REGISTRY = "items = []\ndef add(thing):\n    items.append(thing.__name__)\n    return thing\n"
TWO = {
    "plugins/__init__.py": "from . import one, two\n",
    "plugins/one.py": "from registry import add\n@add\ndef one(): pass\n",
    "plugins/two.py": "from registry import add\n@add\ndef two(): pass\n",
}

kind(
    "registry_by_decorator",
    {"registry.py": REGISTRY, **TWO},
    "import plugins, registry; print(registry.items)",
    {"plugins/two.py": "from registry import add\n@add\ndef second(): pass\n"},
)
kind(
    "registry_itself_edited",
    {"registry.py": REGISTRY, **TWO},
    "import plugins, registry; print(registry.items)",
    {"registry.py": REGISTRY.replace("thing.__name__", "thing.__name__.upper()")},
)
kind(
    "registry_loses_a_plugin",
    {"registry.py": REGISTRY, **TWO},
    "import plugins, registry; print(registry.items)",
    {"plugins/__init__.py": "from . import one\n", "plugins/two.py": None},
)
kind(
    "registry_gets_a_plugin",
    {"registry.py": REGISTRY, **TWO},
    "import plugins, registry; print(registry.items)",
    {
        "plugins/__init__.py": "from . import one, two, three\n",
        "plugins/three.py": TWO["plugins/one.py"].replace("one", "three"),
    },
)
kind(
    "registry_refuses_duplicates",
    {
        "registry.py": "items = {}\ndef add(t):\n"
        "    assert t.__name__ not in items, 'already defined'\n"
        "    items[t.__name__] = t\n    return t\n",
        **TWO,
    },
    "import plugins, registry; print([f.__doc__ for f in registry.items.values()])",
    {"plugins/two.py": "from registry import add\n@add\ndef two(): 'changed'\n"},
)
kind(
    "registry_by_subclasses",
    {
        "base.py": "class B:\n    known = []\n"
        "    def __init_subclass__(cls): B.known.append(cls.__name__)\n",
        "one.py": "from base import B\nclass One(B): pass\n",
        "two.py": "from base import B\nclass Two(B): pass\n",
    },
    "import one, two, base; print(base.B.known)",
    {"two.py": "from base import B\nclass Two(B): pass\nclass Three(B): pass\n"},
)
kind(
    "registry_by_metaclass",
    {
        "meta.py": "class M(type):\n    known = {}\n    def __init__(cls, name, *a):\n"
        "        assert name not in M.known\n        M.known[name] = cls\n",
        "model.py": "import meta\nclass Row(metaclass=meta.M): v = 1\n",
    },
    "import model, meta; print({n: c.v for n, c in meta.M.known.items()})",
    {"model.py": "import meta\nclass Row(metaclass=meta.M): v = 2\n"},
)
kind(
    "registry_of_subclasses_by_python",
    {"base.py": "class B: pass\n", "one.py": "from base import B\nclass One(B): v = 1\n"},
    "import base, one; print([(c.__name__, c.v) for c in base.B.__subclasses__()])",
    {"one.py": "from base import B\nclass One(B): v = 2\n"},
)
kind(
    "table_models",
    {
        "orm.py": "tables = {}\ndef table(n):\n"
        "    if n in tables: raise KeyError('Table already defined')\n"
        "    tables[n] = 1\n",
        "models.py": "import orm\norm.table('users')\nSIZE = 1\n",
    },
    "import models, orm; print(models.SIZE, list(orm.tables))",
    {"models.py": "import orm\norm.table('users')\nSIZE = 2\n"},
)
kind(
    "dispatch_registered_elsewhere",
    {
        "a.py": "import functools\n@functools.singledispatch\ndef f(x): return 'any'\n",
        "b.py": "from a import f\n@f.register(int)\ndef _(x): return 'int1'\n",
    },
    "import a, b; print(a.f(1), a.f(''))",
    {"b.py": "from a import f\n@f.register(str)\ndef _(x): return 'str'\n"},
)
kind(
    "abstract_class_registered_elsewhere",
    {"a.py": "import abc\nclass A(abc.ABC): pass\n", "b.py": "import a\na.A.register(int)\n"},
    "import a, b; print(isinstance(1, a.A), isinstance('', a.A))",
    {"b.py": "import a\na.A.register(str)\n"},
)
kind(
    "counter_at_import",
    {"c.py": "n = 0\n", "a.py": "import c\nc.n += 1\nX = 1\n", "b.py": "import c\nc.n += 1\n"},
    "import a, b, c; print(c.n, a.X)",
    {"a.py": "import c\nc.n += 1\nX = 2\n"},
)
kind(
    "counter_in_itertools",
    {
        "ids.py": "import itertools\nnext_id = itertools.count(1).__next__\n",
        "a.py": "from ids import next_id\nID = next_id()\n",
        "b.py": "from ids import next_id\nID = next_id()\n",
    },
    "import a, b; print(a.ID, b.ID)",
    {"b.py": "from ids import next_id\nID = next_id(), next_id()\n"},
)
kind(
    "order_of_imports_recorded",
    {
        "log.py": "names = []\n",
        "a.py": "import log, b\nlog.names.append('a')\n",
        "b.py": "import log\nlog.names.append('b')\n",
    },
    "import a, log; print(log.names)",
    {"a.py": "import log\nlog.names.append('a')\nimport b\n"},
)
kind(
    "observers",
    {
        "bus.py": "listeners = []\ndef send(x): return [f(x) for f in listeners]\n",
        "a.py": "import bus\nbus.listeners.append(lambda x: x + 1)\n",
    },
    "import a, bus; print(bus.send(1))",
    {"a.py": "import bus\nbus.listeners.append(lambda x: x + 2)\n"},
)
kind(
    "observer_removed",
    {
        "bus.py": "listeners = []\n",
        "a.py": "import bus\nbus.listeners.append(1)\n",
        "b.py": "import bus\n",
    },
    "import a, b, bus; print(len(bus.listeners))",
    {"a.py": "import bus\n"},
)
kind(
    "settings_updated_by_another_module",
    {"conf.py": "D = {'x': 1}\n", "a.py": "import conf\nconf.D['y'] = 1\n"},
    "import a, conf; print(sorted(conf.D.items()))",
    {"a.py": "import conf\nconf.D['z'] = 1\n"},
)
kind(
    "patch_of_another_module",
    {"a.py": "def f(): return 'original'\n", "p.py": "import a\na.f = lambda: 'patched'\n"},
    "import p, a; print(a.f())",
    {"p.py": "import a\n"},
    {"p.py": "import a\na.f = lambda: 'again'\n"},
)
kind(
    "patch_that_wraps",
    {"a.py": "def f(): return 'x'\n", "p.py": "import a\nold = a.f\na.f = lambda: old() + '!'\n"},
    "import p, a; print(a.f())",
    {"p.py": "import a\nold = a.f\na.f = lambda: old() + '?'\n"},
)
kind(
    "patch_of_a_class",
    {
        "a.py": "class C:\n    def f(self): return 1\n",
        "p.py": "import a\na.C.g = lambda s: s.f() + 1\n",
    },
    "import p, a; print(a.C().g(), hasattr(a.C, 'h'))",
    {"p.py": "import a\na.C.g = lambda s: 9\na.C.h = 1\n"},
)
