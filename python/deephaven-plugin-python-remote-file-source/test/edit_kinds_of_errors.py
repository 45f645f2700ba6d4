"""Kinds of edits with errors and optional imports, and those after which nothing may run again."""

from importlib._bootstrap_external import _code_to_timestamp_pyc

from edit_kinds import kind

X1, X2 = "X = 1\n", "X = 2\n"
SHOW = (
    "try:\n    import m\n    print(m.X)\nexcept BaseException as e:\n    print(type(e).__name__, e)"
)
OPTIONAL = (
    "try:\n    import {0} as found\n    X = found.X\nexcept ImportError:\n    X = 'without'\n"
)

kind("syntax_error_and_fixed", {"m.py": X1}, SHOW, {"m.py": "X = (\n"}, {"m.py": X2})
kind("syntax_error_first", {"m.py": "X = = 1\n"}, SHOW, {"m.py": X1})
kind("syntax_error_moves", {"m.py": "X = = 1\n"}, SHOW, {"m.py": "\n\nX = = 1\n"})
kind(
    "syntax_error_in_a_dependency",
    {"m.py": "from n import X\n", "n.py": X1},
    SHOW,
    {"n.py": "def f(:\n"},
    {"n.py": X2},
)
kind(
    "syntax_error_in_a_submodule",
    {"m/__init__.py": "from .n import X\n", "m/n.py": X1},
    SHOW,
    {"m/n.py": "1 +\n"},
    {"m/n.py": X2},
)
kind("error_at_import_and_fixed", {"m.py": X1}, SHOW, {"m.py": "1 / 0\n"}, {"m.py": X2})
kind(
    "error_at_import_in_a_dependency",
    {"m.py": "import n\nX = n.X\n", "n.py": X1},
    SHOW,
    {"n.py": "raise KeyError('k')\n"},
    {"n.py": X2},
)
kind(
    "error_at_import_of_a_package",
    {"m/__init__.py": "from . import a\nX = 1\n", "m/a.py": ""},
    SHOW,
    {"m/__init__.py": "from . import a\n[][1]\n"},
    {"m/__init__.py": "from . import a\nX = 2\n"},
)
kind(
    "error_by_state_of_another_module",
    {"m.py": "import n\nassert n.OK\nX = 1\n", "n.py": "OK = True\n"},
    SHOW,
    {"n.py": "OK = False\n"},
    {"n.py": "OK = True\n# fixed\n"},
)
kind(
    "error_by_data",
    {
        "m.py": "import os\nX = int(open(os.path.dirname(__file__) + '/n.txt').read())\n",
        "n.txt": "1",
    },
    SHOW,
    {"n.txt": "one"},
    {"n.txt": "2"},
)
kind(
    "error_of_an_import_removed_on_both_sides",
    {"m.py": "from n import X, Y\n", "n.py": "X, Y = 1, 2\n"},
    SHOW,
    {"n.py": X1, "m.py": "from n import X\n"},
    silent=True,
)
kind(
    "name_removed_and_given_back",
    {"m.py": "from n import Y as X\n", "n.py": "Y = 1\n"},
    SHOW.replace(", e)", ", str(e).split(' (')[0])"),
    {"n.py": "Z = 1\n"},
    {"n.py": "Y = 2\n"},
)
kind("exit_at_import", {"m.py": X1}, SHOW, {"m.py": "raise SystemExit(3)\n"}, {"m.py": X2})
kind(
    "circle_introduced",
    {"m.py": "from n import Y\nX = Y\n", "n.py": "Y = 1\n"},
    SHOW.replace(", e)", ", str(e).split(' (')[0])"),
    {"n.py": "from m import X\nY = 1\n"},
    {"n.py": "Y = 2\n"},
)
kind(
    "null_byte_and_fixed",
    {"m.py": X1},
    SHOW.replace(", e)", ")"),
    {"m.py": b"X = 1\0\n"},
    {"m.py": X2},
)
kind(
    "bad_encoding_and_fixed",
    {"m.py": X1},
    SHOW.replace(", e)", ")"),
    {"m.py": b"X = '\xff'\n"},
    {"m.py": b"# coding: latin-1\nX = '\xff'\n"},
)

# Imports that may fail.
kind(
    "optional_submodule",
    {"m/__init__.py": OPTIONAL.format("m.n")},
    SHOW,
    {"m/n.py": X1},
    {"m/n.py": None},
)
kind(
    "optional_relative",
    {"m/__init__.py": "try:\n    from .n import X\nexcept ImportError:\n    X = 'without'\n"},
    SHOW,
    {"m/n.py": X1},
    {"m/n.py": None},
)
kind(
    "optional_name",
    {"m.py": "try:\n    from n import X\nexcept ImportError:\n    X = 'without'\n", "n.py": ""},
    SHOW,
    {"n.py": X1},
    {"n.py": ""},
)
kind(
    "optional_other_top_level",
    {"m.py": OPTIONAL.format("ek_other"), "z.py": ""},
    SHOW,
    {"ek_other.py": X1},
    {"ek_other.py": X2},
    {"ek_other.py": None},
)
kind(
    "optional_other_package",
    {"m.py": OPTIONAL.format("ek_pack.sub")},
    SHOW,
    {"ek_pack/__init__.py": "", "ek_pack/sub.py": X1},
    {"ek_pack/sub.py": None},
)
kind(
    "optional_that_fails_inside",
    {"m.py": OPTIONAL.format("n"), "n.py": X1},
    SHOW,
    {"n.py": "import ek_missing\n"},
    {"n.py": X2},
)
kind(
    "optional_by_find_spec",
    {"m.py": "import importlib.util\nX = importlib.util.find_spec('ek_spec') is not None\n"},
    SHOW,
    {"ek_spec.py": ""},
    {"ek_spec.py": None},
)
kind(
    "fallback_of_two",
    {
        "m.py": "try:\n    from ek_fast import X\nexcept ImportError:\n    from ek_slow import X\n",
        "ek_slow.py": X1,
    },
    SHOW,
    {"ek_fast.py": X2},
    {"ek_fast.py": None, "ek_slow.py": "X = 3\n"},
)
kind(
    "top_level_deleted_under_its_importer",
    {"m.py": OPTIONAL.format("ek_gone"), "ek_gone.py": X1},
    SHOW,
    {"ek_gone.py": None},
)
kind(
    "top_level_deleted_under_a_strict_importer",
    {"m.py": "import ek_gone2\nX = 1\n", "ek_gone2.py": ""},
    SHOW,
    {"ek_gone2.py": None},
    {"ek_gone2.py": "", "m.py": "import ek_gone2\nX = 2\n"},
)
kind(
    "stdlib_name_hidden",
    {"m.py": "import colorsys\nX = hasattr(colorsys, 'MINE')\n", "x.py": ""},
    SHOW,
    {"m.py": "import colorsys\nX = hasattr(colorsys, 'rgb_to_hsv')\n"},
)

# Forms of files.
kind(
    "comment_only",
    {"m.py": "n = 0\n"},
    "import m; m.n += 1; print(m.n)",
    {"m.py": "n = 0\n# comment\n"},
    silent=True,
)
kind(
    "line_ends_only",
    {"m.py": "n = '''a\nb'''\n"},
    "import m; print(repr(m.n))",
    {"m.py": b"n = '''a\r\nb'''\r\n"},
    silent=True,
)
kind(
    "encoding_only",
    {"m.py": "X = '\u00fc'\n"},
    "import m; print(m.X)",
    {"m.py": b"# coding: latin-1\nX = '\xfc'\n"},
    silent=True,
)
kind(
    "encoding_wrong_then_right",
    {"m.py": b"# coding: latin-1\nX = '\xc3\xbc'\n"},
    "import m; print(m.X)",
    {"m.py": b"# coding: utf-8\nX = '\xc3\xbc'\n"},
)
kind(
    "emptied_and_filled",
    {"m.py": X1},
    "import m; print(getattr(m, 'X', 'nothing'))",
    {"m.py": ""},
    {"m.py": X2},
)
kind(
    "module_without_source",
    {"m.pyc": bytes(_code_to_timestamp_pyc(compile(X1, "m.py", "exec")))},
    "import m; print(m.X, m.__file__[-4:])",
    {"m.pyc": bytes(_code_to_timestamp_pyc(compile(X2, "m.py", "exec")))},
)
kind(
    "module_without_source_gets_one",
    {"m.pyc": bytes(_code_to_timestamp_pyc(compile(X1, "m.py", "exec")))},
    "import m; print(m.X)",
    {"m.py": X2},
    {"m.py": None},
)
kind(
    "odd_names",
    {"m/__init__.py": "", "m/0001_a.py": X1, "m/my-mod.py": X1},
    "import importlib as i; print(i.import_module('m.0001_a').X, i.import_module('m.my-mod').X)",
    {"m/0001_a.py": X2},
    {"m/my-mod.py": X2},
)

# What was not loaded yet.
kind(
    "unloaded_module_edited_then_imported",
    {"m/__init__.py": X1, "m/late.py": X1},
    "import m, os\nif m.X == 2:\n    import m.late; print(m.late.X)\nelse: print('not yet')",
    {"m/late.py": "X = 3\n"},
    {"m/__init__.py": X2},
    silent=True,
)
kind(
    "unloaded_module_edited_and_imported_at_once",
    {"m/__init__.py": X1, "m/late.py": X1},
    "import m; print(m.X)",
    {"m/__init__.py": "from .late import X\n", "m/late.py": X2},
)
kind(
    "first_import_after_two_edits",
    {"m.py": "import sys\nX = 1\n", "go.py": "GO = False\n"},
    "import go\nif go.GO:\n    import m; print(m.X)\nelse: print('no')",
    {"m.py": X2},
    {"m.py": "X = 3\n", "go.py": "GO = True\n"},
    silent=True,
)

# Nothing changed for what is loaded: it keeps its state. A list is counted up by the program.
COUNT = "import m; m.n.append(1); print(len(m.n))"
kind("nothing_changed", {"m.py": "n = []\n"}, COUNT, {}, {}, expected=("1\n", "2\n", "3\n"))
kind(
    "saved_without_a_change",
    {"m.py": "n = []\n"},
    COUNT,
    {"m.py": "n = []\n"},
    expected=("1\n", "2\n"),
)
kind(
    "changed_and_changed_back_between_runs",
    {"m.py": "n = []\n"},
    COUNT,
    {"m.py": "n = []\n"},
    {},
    expected=("1\n", "2\n", "3\n"),
)
kind(
    "nothing_changed_in_a_package",
    {"m/__init__.py": "from .sub import n\n", "m/sub.py": "n = []\n", "m/d.txt": "x"},
    COUNT,
    {},
    expected=("1\n", "2\n"),
)
kind(
    "readme_edited",
    {"m/__init__.py": "n = []\n", "m/README.md": "one"},
    COUNT,
    {"m/README.md": "two"},
    expected=("1\n", "2\n"),
)
kind(
    "unread_data_edited",
    {
        "m/__init__.py": "import os\nX = open(os.path.dirname(__file__) + '/read.txt').read()\n"
        "n = []\n",
        "m/read.txt": "",
        "m/unread.csv": "1",
    },
    COUNT,
    {"m/unread.csv": "2"},
    expected=("1\n", "2\n"),
)
kind(
    "unread_data_added",
    {"m/__init__.py": "n = []\n"},
    COUNT,
    {"m/new.csv": "2"},
    expected=("1\n", "2\n"),
)
kind(
    "file_beside_the_roots_modules_edited",
    {"m.py": "n = []\n", "notes.txt": "1"},
    COUNT,
    {"notes.txt": "2"},
    expected=("1\n", "2\n"),
)
kind(
    "data_read_by_the_program_only",
    {"m/__init__.py": "n = []\n", "m/d.txt": "a"},
    "import m, os; m.n.append(1); print(len(m.n), open(os.path.dirname(m.__file__) + "
    "'/d.txt').read())",
    {"m/d.txt": "b"},
    expected=("1 a\n", "2 b\n"),
)
TWO = "import m, k; m.n.append(1); print(len(m.n), k.X)"
kind(
    "independent_name_edited",
    {"m.py": "n = []\n", "k.py": X1},
    TWO,
    {"k.py": X2},
    expected=("1 1\n", "2 2\n"),
)
kind(
    "independent_package_edited",
    {
        "m/__init__.py": "from .a import n\n",
        "m/a.py": "n = []\n",
        "k/__init__.py": "from .a import X\n",
        "k/a.py": X1,
    },
    TWO,
    {"k/a.py": X2},
    expected=("1 1\n", "2 2\n"),
)
kind(
    "independent_name_broken",
    {"m.py": "n = []\n", "k.py": X1},
    "import m; m.n.append(1)\ntry:\n    import k; print(len(m.n), k.X)\n"
    "except SyntaxError: print(len(m.n), 'broken')",
    {"k.py": "X = (\n"},
    {"k.py": X2},
    expected=("1 1\n", "2 broken\n", "3 2\n"),
)
kind(
    "independent_name_deleted",
    {"m.py": "n = []\n", "k.py": X1},
    "import m; m.n.append(1)\ntry:\n    import k; print(len(m.n), k.X)\n"
    "except ImportError: print(len(m.n), 'gone')",
    {"k.py": None},
    expected=("1 1\n", "2 gone\n"),
)
kind(
    "independent_data_edited",
    {
        "m.py": "n = []\n",
        "k/__init__.py": "import os\nX = open(os.path.dirname(__file__) + '/d.txt').read()\n",
        "k/d.txt": "one",
    },
    TWO,
    {"k/d.txt": "two"},
    expected=("1 one\n", "2 two\n"),
)
kind(
    "names_with_a_standard_library_module_in_common",
    {"m.py": "import json\nn = []\n", "k.py": "import json\nX = 1\n"},
    TWO,
    {"k.py": "import json\nX = 2\n"},
    expected=("1 1\n", "2 2\n"),
)
kind(
    "third_name_edited_two_are_joined",
    {"m.py": "import j\nn = j.n\n", "j.py": "n = []\n", "k.py": X1},
    TWO,
    {"k.py": X2},
    expected=("1 1\n", "2 2\n"),
)
