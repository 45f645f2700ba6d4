"""Kinds of edits of where modules are: circles, modules and packages added, moved, deleted."""

from edit_kinds import kind

X1, X2 = "X = 1\n", "X = 2\n"
PK = {"pk/__init__.py": ""}

# Circles.
kind(
    "circle_of_two",
    {
        "a.py": "import b\nX = 1\ndef f(): return b.Y\n",
        "b.py": "import a\nY = 1\ndef g(): return a.X\n",
    },
    "import a, b; print(a.f(), b.g())",
    {"b.py": "import a\nY = 2\ndef g(): return a.X\n"},
    {"a.py": "import b\nX = 3\ndef f(): return b.Y\n"},
)
kind(
    "circle_in_a_package",
    {
        "pk/__init__.py": "from .a import A\nfrom .b import B\n",
        "pk/a.py": "from . import b\nA = 1\n",
        "pk/b.py": "import pk.a\nB = 1\n",
    },
    "import pk; print(pk.A, pk.B)",
    {"pk/b.py": "import pk.a\nB = 2\n"},
    {"pk/a.py": "from . import b\nA = 3\n"},
)
kind(
    "circle_broken_up",
    {"a.py": "import b\nX = 1\n", "b.py": "import a\nSAW = hasattr(a, 'X')\n"},
    "import a, b; print(b.SAW)",
    {"a.py": "X = 1\n"},
)

# Modules and packages that move.
kind(
    "module_added",
    {"m.py": "try:\n    import n\nexcept ImportError:\n    n = None\n"},
    "import m; print(m.n and m.n.X)",
    {"n.py": X1},
)
kind(
    "submodule_added",
    {**PK},
    "try:\n    import pk.a\n    print(pk.a.X)\nexcept ImportError as e: print(e)",
    {"pk/a.py": X1},
    {"pk/a.py": None},
)
kind(
    "module_deleted",
    {"m.py": X1},
    "try:\n    import m; print(m.X)\nexcept ImportError as e: print(e)",
    {"m.py": None},
)
kind(
    "submodule_deleted_and_its_attribute",
    {**PK, "pk/a.py": X1},
    "import pk\ntry:\n    from pk import a; print(a.X)\n"
    "except ImportError as e: print(str(e).split(' (')[0])",
    {"pk/a.py": None},
)
kind(
    "package_deleted",
    {**PK, "pk/a.py": X1},
    "try:\n    import pk.a; print(pk.a.X)\nexcept ImportError as e: print(e)",
    {"pk/__init__.py": None, "pk/a.py": None},
)
kind(
    "submodule_moved",
    {"pk/__init__.py": "from .a import X\n", "pk/a.py": X1},
    "import pk, sys; print(pk.X, 'pk.a' in sys.modules, hasattr(pk, 'a'))",
    {"pk/__init__.py": "from .b import X\n", "pk/a.py": None, "pk/b.py": X2},
)
kind(
    "module_renamed_with_its_importer",
    {"a.py": "import b as m\n", "b.py": X1},
    "import a; print(a.m.X, a.m.__name__)",
    {"a.py": "import c as m\n", "b.py": None, "c.py": X1},
)
kind(
    "module_becomes_a_package",
    {"m.py": X1},
    "import m; print(m.X, hasattr(m, '__path__'))",
    {"m.py": None, "m/__init__.py": X2, "m/sub.py": ""},
    {"m.py": X1, "m/__init__.py": None, "m/sub.py": None},
)
kind(
    "submodule_becomes_a_package",
    {**PK, "pk/a.py": X1},
    "from pk import a; print(a.X, a.__name__, a.__package__)",
    {"pk/a.py": None, "pk/a/__init__.py": "from .b import X\n", "pk/a/b.py": X2},
)
kind(
    "package_hides_a_module",
    {"m.py": X1},
    "import m; print(m.X)",
    {"m/__init__.py": X2},
    {"m/__init__.py": None},
)
kind(
    "package_becomes_a_namespace",
    {"pk/__init__.py": X1, "pk/a.py": "Y = 1\n"},
    "import pk.a; print(getattr(pk, 'X', None), pk.a.Y, getattr(pk, '__file__', None) is None)",
    {"pk/__init__.py": None},
    {"pk/__init__.py": X2},
)
kind(
    "namespace_gets_a_module",
    {"ns/a.py": X1},
    "import pkgutil, ns; print([m.name for m in pkgutil.iter_modules(ns.__path__)])",
    {"ns/b.py": X1},
)
kind(
    "namespace_portion_added",
    {"ns/a.py": X1, "more/other.py": ""},
    "import ns.a\ntry:\n    import ns.b; print(ns.b.X)\nexcept ImportError as e: print(e)",
    {"more/ns/b.py": X2},
    roots=("", "more/"),
)
kind(
    "namespace_edited_in_the_second_root",
    {"ns/a.py": "from ns.b import X\n", "more/ns/b.py": X1},
    "import ns.a; print(ns.a.X)",
    {"more/ns/b.py": X2},
    roots=("", "more/"),
)
kind(
    "namespace_module_hidden_by_the_first_root",
    {"ns/a.py": X1, "more/ns/b.py": X1},
    "import ns.b; print(ns.b.X)",
    {"ns/b.py": X2},
    {"ns/b.py": None},
    roots=("", "more/"),
)
kind(
    "module_hidden_by_the_first_root",
    {"more/m.py": X1, "x.py": ""},
    "import m; print(m.X)",
    {"m.py": X2},
    {"m.py": None},
    roots=("", "more/"),
)
kind(
    "everything_replaced",
    {"pk/__init__.py": "from . import a\n", "pk/a.py": X1},
    "import pk; print(sorted(n for n in vars(pk) if n[0] != '_'))",
    {"pk/__init__.py": "from . import b\nfrom .b import X\n", "pk/a.py": None, "pk/b.py": X2},
)
