"""Kinds of edits of data files, metadata and folders that modules read, at import or later."""

from edit_kinds import kind

BESIDE = "import os\nP = os.path.join(os.path.dirname(__file__), 'd.txt')\n"
AT_IMPORT = BESIDE + "X = open(P).read()\n"
IF_THERE = BESIDE + "X = open(P).read() if os.path.exists(P) else 'no file'\n"
TRIED = BESIDE + "try:\n    X = open(P).read()\nexcept FileNotFoundError:\n    X = 'not found'\n"
A1, A2 = {"pk/d.txt": "one"}, {"pk/d.txt": "two"}
SHOW = "import pk; print(pk.X)"


def reads(name, source, before, after, program=SHOW, **options):
    """A package that reads a file, which changes."""
    kind(name, {"pk/__init__.py": source, **before}, program, after, **options)


reads("text_by_open", AT_IMPORT, A1, A2)
reads(
    "text_by_path",
    "from pathlib import Path\nX = (Path(__file__).parent / 'd.txt').read_text()\n",
    A1,
    A2,
)
reads(
    "text_by_resources",
    "from importlib import resources\nX = resources.read_text(__name__, 'd.txt') "
    "if hasattr(resources, 'read_text') else (resources.files(__name__) / 'd.txt').read_text()\n",
    A1,
    A2,
)
reads(
    "text_by_pkgutil", "import pkgutil\nX = pkgutil.get_data(__name__, 'd.txt').decode()\n", A1, A2
)
reads(
    "text_by_os_open",
    BESIDE + "f = os.open(P, 0)\nX = os.read(f, 99).decode()\nos.close(f)\n",
    A1,
    A2,
)
reads(
    "text_by_linecache",
    BESIDE + "import linecache\nX = linecache.getline(P, 1).strip()\n",
    {"pk/d.txt": "one\n"},
    {"pk/d.txt": "three\n"},
)
reads("text_of_the_same_size", AT_IMPORT, {"pk/d.txt": "aaa"}, {"pk/d.txt": "bbb"})
reads("text_by_another_module", "from .r import X\n", {"pk/r.py": AT_IMPORT, **A1}, A2)
reads(
    "text_by_a_helper_of_another_name",
    "import helper, os\nX = helper.read(os.path.dirname(__file__) + '/d.txt')\n",
    {"helper.py": "def read(p): return open(p).read()\n", **A1},
    A2,
)
reads(
    "text_of_another_package",
    "import other\nX = other.X\n",
    {"other/__init__.py": AT_IMPORT, "other/d.txt": "one"},
    {"other/d.txt": "two"},
)
reads(
    "text_in_a_folder_above",
    "from .sub import X\n",
    {"pk/sub.py": AT_IMPORT.replace("'d.txt'", "'..', 'shared', 'd.txt'"), "shared/d.txt": "one"},
    {"shared/d.txt": "two"},
)
reads("text_that_appears", IF_THERE, {}, A1)
reads("text_that_vanishes", IF_THERE, A1, {"pk/d.txt": None})
reads("text_tried_that_appears", TRIED, {}, A1)
reads("text_tried_that_vanishes", TRIED, A1, {"pk/d.txt": None})
reads("text_whose_size_is_read", BESIDE + "X = os.path.getsize(P)\n", A1, {"pk/d.txt": "longer"})
reads(
    "text_whose_presence_is_read",
    BESIDE + "from pathlib import Path\nX = Path(P).is_file()\n",
    A1,
    {"pk/d.txt": None},
)
reads(
    "text_becomes_a_folder",
    BESIDE + "X = os.path.isdir(P)\n",
    A1,
    {"pk/d.txt": None, "pk/d.txt/in.txt": ""},
)
reads(
    "bytes", BESIDE + "X = open(P, 'rb').read()\n", {"pk/d.txt": b"\xff\0"}, {"pk/d.txt": b"\xfe\0"}
)
reads(
    "line_ends_of_data",
    BESIDE + "X = open(P, 'rb').read()\n",
    {"pk/d.txt": b"a\nb\n"},
    {"pk/d.txt": b"a\r\nb\r\n"},
)
reads(
    "json_at_import",
    BESIDE + "import json\nX = json.load(open(P))['a']\n",
    {"pk/d.txt": '{"a": 1}'},
    {"pk/d.txt": '{"a": [2]}'},
)
reads(
    "json_that_is_broken",
    BESIDE
    + "import json\ntry:\n    X = json.load(open(P))\nexcept ValueError:\n    X = 'broken'\n",
    {"pk/d.txt": "[1]"},
    {"pk/d.txt": "[1"},
)
reads(
    "ini_at_import",
    BESIDE + "import configparser\nc = configparser.ConfigParser()\nR = len(c.read(P))\n"
    "X = R and c['a']['b']\n",
    {"pk/d.txt": "[a]\nb = 1\n"},
    {"pk/d.txt": "[a]\nb = 2\n"},
)
reads(
    "ini_that_appears",
    BESIDE
    + "import configparser\nc = configparser.ConfigParser()\nX = len(c.read(P)), c.sections()\n",
    {},
    {"pk/d.txt": "[a]\n"},
)
reads(
    "csv_at_import",
    BESIDE + "import csv\nX = list(csv.reader(open(P)))\n",
    {"pk/d.txt": "a,b\n"},
    {"pk/d.txt": "a,b\nc,d\n"},
)
reads("data_in_a_class_body", BESIDE + "class C:\n    text = open(P).read()\nX = C.text\n", A1, A2)
reads(
    "data_read_when_called",
    BESIDE + "def f(): return open(P).read()\n",
    A1,
    A2,
    "import pk; print(pk.f())",
)
reads(
    "data_read_once_when_called",
    BESIDE + "import functools\n@functools.lru_cache(None)\ndef f(): return open(P).read()\n",
    A1,
    A2,
    "import pk; print(pk.f(), pk.f())",
)
reads(
    "data_read_by_the_program",
    "",
    A1,
    A2,
    "import pk, os; print(open(os.path.join(os.path.dirname(pk.__file__), 'd.txt')).read())",
)
reads(
    "template_rendered",
    BESIDE
    + "import string\nT = string.Template(open(P).read())\ndef r(**k): return T.substitute(k)\n",
    {"pk/d.txt": "hello $x"},
    {"pk/d.txt": "bye $x"},
    "import pk; print(pk.r(x='you'))",
)
reads(
    "template_included",
    "import os, re\nF = os.path.dirname(__file__) + '/t/'\ndef load(n):\n"
    "    return re.sub('<(.*?)>', lambda m: load(m[1]), open(F + n).read())\nX = load('a.txt')\n",
    {"pk/t/a.txt": "[<b.txt>]", "pk/t/b.txt": "b"},
    {"pk/t/b.txt": "c"},
)
reads(
    "file_added_to_a_listed_folder",
    "import os\n"
    "X = sorted(n for n in os.listdir(os.path.dirname(__file__)) if n != '__pycache__')\n",
    A1,
    {"pk/e.txt": ""},
)
reads(
    "file_removed_from_a_listed_folder",
    "import glob, os\nX = len(glob.glob(os.path.dirname(__file__) + '/data/*.txt'))\n",
    {"pk/data/a.txt": "", "pk/data/b.txt": ""},
    {"pk/data/b.txt": None},
)
reads(
    "folder_added_to_a_walked_tree",
    "import os\nX = sum(len(f) for r, d, f in os.walk(os.path.dirname(__file__) + '/data'))\n",
    {"pk/data/a.txt": ""},
    {"pk/data/sub/b.txt": ""},
)
reads(
    "folder_globbed_recursively",
    "from pathlib import Path\nX = sorted(p.name for p in Path(__file__).parent.rglob('*.json'))\n",
    {"pk/a.json": ""},
    {"pk/x/y/b.json": ""},
)
reads(
    "folder_that_appears",
    "import os\nD = os.path.dirname(__file__) + '/data'\n"
    "X = os.listdir(D) if os.path.isdir(D) else 'none'\n",
    {},
    {"pk/data/a.txt": ""},
)
reads(
    "folder_that_vanishes",
    "import os\nD = os.path.dirname(__file__) + '/data'\ntry:\n    X = os.listdir(D)\n"
    "except OSError:\n    X = 'none'\n",
    {"pk/data/a.txt": ""},
    {"pk/data/a.txt": None},
)
reads(
    "resources_listed",
    "import sys, pkgutil, os\nfrom importlib import resources\n"
    "X = sorted(n for n in (resources.contents(__name__) "
    "if hasattr(resources, 'contents') else [p.name for p in "
    "resources.files(__name__).iterdir()]) if n[-3:] == 'txt')\n",
    A1,
    {"pk/z.txt": ""},
)
PLUGINS = (
    "import importlib, os, pkgutil, glob\nX = [importlib.import_module('pk.' + n).N for n in {}]\n"
)
WAYS = {
    "listdir": "sorted(f[:-3] for f in os.listdir(os.path.dirname(__file__)) if f[:2] == 'p_')",
    "glob": "sorted(os.path.basename(f)[:-3] for f in glob.glob(os.path.dirname(__file__) + "
    "'/p_*.py'))",
    "iter_modules": "[m.name for m in pkgutil.iter_modules(__path__) if m.name[:2] == 'p_']",
    "scandir": "sorted(e.name[:-3] for e in os.scandir(os.path.dirname(__file__)) if e.name[:2] "
    "== 'p_')",
}
for _way, _names in WAYS.items():
    kind(
        f"plugin_added_and_removed_by_{_way}",
        {"pk/__init__.py": PLUGINS.format(_names), "pk/p_a.py": "N = 'a'\n"},
        SHOW,
        {"pk/p_b.py": "N = 'b'\n"},
        {"pk/p_a.py": None},
    )
kind(
    "plugin_edited",
    {"pk/__init__.py": PLUGINS.format(WAYS["iter_modules"]), "pk/p_a.py": "N = 'a'\n"},
    SHOW,
    {"pk/p_a.py": "N = 'A'\n"},
)
kind(
    "plugins_found_by_another_module",
    {
        "app.py": "import pkgutil, pk\nX = [m.name for m in pkgutil.iter_modules(pk.__path__)]\n",
        "pk/__init__.py": "",
        "pk/a.py": "",
    },
    "import app; print(app.X)",
    {"pk/b.py": ""},
)
kind(
    "packages_walked",
    {
        "app.py": "import pkgutil, pk\n"
        "X = [m.name for m in pkgutil.walk_packages(pk.__path__, 'pk.')]\n",
        "pk/__init__.py": "",
        "pk/s/__init__.py": "",
    },
    "import app; print(app.X)",
    {"pk/s/deep.py": ""},
)
MIGRATIONS = (
    "import importlib, pkgutil\nfrom . import steps\n"
    "X = [importlib.import_module('pk.steps.' + m.name).N "
    "for m in pkgutil.iter_modules(steps.__path__)]\n"
)
kind(
    "numbered_migration_added",
    {"pk/__init__.py": MIGRATIONS, "pk/steps/__init__.py": "", "pk/steps/0001_a.py": "N = 1\n"},
    SHOW,
    {"pk/steps/0002_b.py": "N = 2\n"},
)
META = "Metadata-Version: 2.1\nName: edited\nVersion: {}\n"
kind(
    "version_in_metadata",
    {
        "pk/__init__.py": "from importlib import metadata\nX = metadata.version('edited')\n",
        "edited-1.dist-info/METADATA": META.format(1),
    },
    SHOW,
    {"edited-1.dist-info/METADATA": META.format(2)},
)
kind(
    "metadata_that_appears",
    {
        "pk/__init__.py": "from importlib import metadata\ntry:\n"
        "    X = metadata.version('edited')\n"
        "except metadata.PackageNotFoundError:\n    X = 'unknown'\n"
    },
    SHOW,
    {"edited-1.dist-info/METADATA": META.format(1)},
    {"edited-1.dist-info/METADATA": None},
)
POINTS = "from importlib import metadata\nfound = metadata.distribution('edited')\n"
POINTS += "X = sorted((p.name, p.load()) for p in found.entry_points)\n"
kind(
    "entry_point_added",
    {
        "pk/__init__.py": POINTS,
        "pts.py": "a, b = 1, 2\n",
        "edited-1.dist-info/METADATA": META.format(1),
        "edited-1.dist-info/entry_points.txt": "[g]\na = pts:a\n",
    },
    SHOW,
    {"edited-1.dist-info/entry_points.txt": "[g]\na = pts:a\nb = pts:b\n"},
)
kind(
    "vendored_module_edited",
    {
        "pk/__init__.py": "import os, sys\nv = os.path.dirname(__file__) + '/vendor'\n"
        "sys.path.insert(0, v)\nimport vend_b\nsys.path.remove(v)\nX = vend_b.X\n",
        "pk/vendor/vend_b.py": "X = 1\n",
    },
    SHOW,
    {"pk/vendor/vend_b.py": "X = 2\n"},
)
kind(
    "module_loaded_by_its_file",
    {
        "pk/__init__.py": "import importlib.util as u, os\n"
        "s = u.spec_from_file_location('ek_by_file', os.path.dirname(__file__) + '/files/x.py')\n"
        "m = u.module_from_spec(s)\ns.loader.exec_module(m)\nX = m.X\n",
        "pk/files/x.py": "X = 1\n",
    },
    SHOW,
    {"pk/files/x.py": "X = 2\n"},
)
kind(
    "script_run_by_its_file",
    {
        "pk/__init__.py": "import os, runpy\n"
        "X = runpy.run_path(os.path.dirname(__file__) + '/s.py')['X']\n",
        "pk/s.py": "X = 1\n",
    },
    SHOW,
    {"pk/s.py": "X = 2\n"},
)
kind(
    "source_executed_as_text",
    {
        "pk/__init__.py": "import os\nexec(open(os.path.dirname(__file__) + '/inc.py').read())\n",
        "pk/inc.py": "X = 1\n",
    },
    SHOW,
    {"pk/inc.py": "X = 2\n"},
)
