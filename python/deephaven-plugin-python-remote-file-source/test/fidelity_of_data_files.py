"""Checks of data files that a package reads beside its `__file__`, by the ways programs use.

`FILES` is what they need of the workspace, {path: text or bytes}.
"""

import shutil
import sqlite3
import sys
import tempfile
import zipfile
from importlib import import_module

import pytest

from fidelity import check_with_index, error_of
from fidelity_expressions import add_rows, zip_file

READERS = """
import configparser, csv, fileinput, glob, json, logging.config, mimetypes, mmap, os, shelve
import fnmatch, gettext, pathlib, plistlib, shutil, stat, string, subprocess, wave, xml.dom.minidom
import xml.etree.ElementTree
from pathlib import Path

HERE = os.path.dirname(__file__)
FOLDER = Path(__file__).parent
TEXT_AT_IMPORT = (FOLDER / "words.txt").read_text(encoding="utf-8")


def beside(name):
    return os.path.join(HERE, name)


def visible(names):
    return sorted(str(name) for name in names if "__pycache__" not in str(name))


def below(path):
    return os.path.relpath(path, HERE).replace(os.sep, "/")
"""


def sqlite_file():
    """The bytes of a small database."""
    with tempfile.TemporaryDirectory() as folder:
        connection = sqlite3.connect(f"{folder}/x.db")
        connection.execute("create table fruit (name text, price real)")
        connection.executemany("insert into fruit values (?, ?)", [("fig", 1.5), ("kiwi", 0.25)])
        connection.commit()
        connection.close()
        with open(f"{folder}/x.db", "rb") as file:
            return file.read()


def mo_file(messages):
    """A catalog of gettext, as msgfmt writes it."""
    import struct

    messages = {"": "Content-Type: text/plain; charset=UTF-8\n", **messages}
    keys = sorted(messages)
    ids, texts, table = b"", b"", []
    for key in keys:
        key_bytes, text_bytes = key.encode(), messages[key].encode()
        table.append((len(key_bytes), len(ids), len(text_bytes), len(texts)))
        ids += key_bytes + b"\0"
        texts += text_bytes + b"\0"
    start = 28 + 16 * len(keys)
    first = [n for k, at, _, _ in table for n in (k, at + start)]
    second = [n for _, _, k, at in table for n in (k, at + start + len(ids))]
    head = struct.pack("<7I", 0x950412DE, 0, len(keys), 28, 28 + 8 * len(keys), 0, 0)
    return head + struct.pack(f"<{len(first + second)}I", *first, *second) + ids + texts


INI = "[server]\nhost = localhost\nport = 80\n[client]\nname: Zoë\n"
LOGGING = "[loggers]\nkeys=root\n[handlers]\nkeys=\n[formatters]\nkeys=\n[logger_root]\n"
PLIST = '<plist version="1.0"><dict><key>a</key><integer>1</integer></dict></plist>'

FILES = {
    "dat/__init__.py": "",
    "dat/readers.py": READERS,
    "dat/words.txt": "één\ntwo\r\nthree",
    "dat/settings.json": '{"a": [1, 2.5, null], "b": "ü"}\n',
    "dat/settings.toml": '[tool]\nname = "x"\nsizes = [1, 2]\n',
    "dat/settings.ini": INI,
    "dat/logging.ini": LOGGING + "level=WARNING\nhandlers=\n",
    "dat/settings.plist": PLIST,
    "dat/page.xml": '<page><item id="1">one</item><item id="2"/></page>',
    "dat/rows.csv": 'name,price\n"fig, dried",1.5\nkiwi,0.25\n',
    "dat/empty.dat": b"",
    "dat/odd.bin": bytes(range(255, -1, -1)) * 3,
    "dat/fruit.db": sqlite_file(),
    "dat/archive.zip": zip_file({"a.txt": "in the archive", "b/c.txt": "deeper"}),
    "dat/locale/de/LC_MESSAGES/dat.mo": mo_file({"tree": "Baum", "house": "Haus"}),
    "dat/locale/fr/LC_MESSAGES/dat.mo": mo_file({"tree": "arbre"}),
    "dat/templates/base.html": "<b>$title</b>{% include 'parts/foot.html' %}",
    "dat/templates/parts/foot.html": "<i>$title</i>",
    "dat/static/app.js": "run();\n",
    "dat/static/css/app.css": "b {}\n",
    "dat/.hidden": "hidden\n",
    "dat/no_suffix": "none\n",
    "dat/name with spaces.txt": "spaces\n",
    "dat/naïve-文.txt": "unicode name\n",
    "dat/big.dat": b"0123456789abcdef" * 65_536,
    "dat/crlf.dat": b"a\r\nb\rc\n",
    "dat/utf16.txt": "sixteen é\n".encode("utf-16"),
    "dat/deep/a/b/c/d/leaf.json": '{"depth": 4}',
    "dat/deep/a/note.md": "# note\n",
    "dat/deep/reader.py": "import os\nUP = open(os.path.join(os.path.dirname("
    "os.path.dirname(os.path.abspath(__file__))), 'no_suffix')).read()\n",
    "dat/sql/001_first.sql": "create table a (x);",
    "dat/sql/002_second.sql": "create table b (y);",
    "dat/fails_without_data.py": "open(__file__ + '.data')\n",
}


def readers():
    return {**vars(import_module("dat.readers"))}


# The name of each row, and what it evaluates.
EXPRESSIONS = {
    "data_read_at_import": "TEXT_AT_IMPORT",
    "data_open_text": "open(beside('words.txt'), encoding='utf-8').read()",
    "data_open_without_newline_translation": """
file = open(beside('words.txt'), encoding='utf-8', newline='')
file.readlines()""",
    "data_open_binary_and_seek": """
file = open(beside('odd.bin'), 'rb')
file.seek(-3, 2), file.read(), file.seek(10), file.read(4), file.tell()""",
    "data_os_open": "os.read(os.open(beside('no_suffix'), os.O_RDONLY), 100)",
    "data_path_read": "(FOLDER / 'words.txt').read_bytes(), (FOLDER / 'empty.dat').read_text()",
    "data_path_open_iterates_lines": "list((FOLDER / 'words.txt').open(encoding='utf-8'))",
    "data_listdir": "visible(os.listdir(HERE))",
    "data_listdir_of_subfolders": "[visible(os.listdir(beside(n))) for n in ['static', 'deep/a']]",
    "data_scandir": """
items = [e for e in os.scandir(HERE) if e.name != '__pycache__']
sorted((e.name, e.is_dir(), e.is_file(), e.is_symlink(), e.is_file() and e.stat().st_size)
       for e in items)""",
    "data_glob": "visible(map(below, glob.glob(beside('*.txt')))), glob.glob(beside('*.nope'))",
    "data_glob_recursive": "visible(map(below, glob.glob(beside('**/*.*s*'), recursive=True)))",
    "data_path_glob": "visible(below(p) for p in FOLDER.glob('settings.*'))",
    "data_path_rglob": "visible(below(p) for p in FOLDER.rglob('*.json'))",
    "data_path_iterdir": "visible(p.name for p in FOLDER.iterdir())",
    "data_walk": """
found = [(below(f), sorted(d), sorted(n)) for f, d, n in os.walk(HERE) if '__pycache__' not in f]
[(f, [n for n in d if n != '__pycache__'], n) for f, d, n in sorted(found)]""",
    "data_exists": """
names = ['words.txt', 'nope.txt', 'static', 'static/nope', 'static/css/app.css', '.hidden', '']
[(os.path.exists(p), os.path.isfile(p), os.path.isdir(p)) for p in map(beside, names)]""",
    "data_path_exists": """
names = ['words.txt', 'nope.txt', 'static']
[((FOLDER / n).exists(), (FOLDER / n).is_file(), (FOLDER / n).is_dir()) for n in names]""",
    "data_sizes": """
names = ['words.txt', 'empty.dat', 'big.dat', 'fruit.db', 'readers.py', '__init__.py']
[os.path.getsize(beside(n)) for n in names], (FOLDER / 'odd.bin').stat().st_size""",
    "data_kinds_of_files": """
modes = [os.stat(beside(n)).st_mode for n in ['words.txt', 'static']]
[(stat.S_ISREG(m), stat.S_ISDIR(m)) for m in modes]""",
    "data_access": "[os.access(beside(n), os.R_OK) for n in ['words.txt', 'nope', 'static']]",
    "data_times_are_numbers": "os.path.getmtime(beside('words.txt')) > 0",
    "data_absolute_paths": "os.path.isabs(__file__), os.path.abspath(__file__) == __file__",
    "data_real_path": "below(os.path.realpath(beside('static/../words.txt')))",
    "data_parent_folders": "below(FOLDER.parent / 'dat' / 'words.txt'), FOLDER.name",
    "data_up_and_down": "open(beside('static/../deep/../no_suffix')).read()",
    "data_odd_names": """
names = ['name with spaces.txt', 'naïve-文.txt', '.hidden', 'no_suffix']
[open(beside(n)).read() for n in names]""",
    "data_big_file": "data = open(beside('big.dat'), 'rb').read()\nlen(data), data[-20:]",
    "data_mmap": """
file = open(beside('big.dat'), 'rb')
view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
len(view), view[16:20], view.find(b'f0')""",
    "data_line_ends": "open(beside('crlf.dat'), 'rb').read(), open(beside('crlf.dat')).read()",
    "data_other_encodings": "open(beside('utf16.txt'), encoding='utf-16').read()",
    "data_json": "sorted(json.load(open(beside('settings.json'), encoding='utf-8')).items())",
    "data_configparser": """
parser = configparser.ConfigParser()
read = parser.read([beside('settings.ini'), beside('nope.ini')], encoding='utf-8')
[below(p) for p in read], [(s, sorted(parser[s].items())) for s in parser.sections()]""",
    "data_csv": "list(csv.DictReader(open(beside('rows.csv'), newline='')))[0]['name']",
    "data_xml": """
root = xml.etree.ElementTree.parse(beside('page.xml')).getroot()
[(item.tag, item.get('id'), item.text) for item in root]""",
    "data_minidom": "xml.dom.minidom.parse(beside('page.xml')).documentElement.toxml()",
    "data_plist": "plistlib.load(open(beside('settings.plist'), 'rb'))['a']",
    "data_fileinput": "list(fileinput.input([beside('no_suffix'), beside('.hidden')]))",
    "data_logging_configuration": """
parser = configparser.ConfigParser()
parser.read(beside('logging.ini')), parser['logger_root']['level']""",
    "data_mimetypes": "mimetypes.guess_type(beside('page.xml'))[0]",
    "data_gettext": """
catalogs = [gettext.translation('dat', beside('locale'), [lang]) for lang in ['de', 'fr']]
[[c.gettext('tree'), c.gettext('house')] for c in catalogs]""",
    "data_gettext_find": "below(gettext.find('dat', beside('locale'), ['xx', 'fr']))",
    "data_gettext_fallback": """
c = gettext.translation('dat', beside('locale'), ['xx'], fallback=True)
c.gettext('tree'), type(c).__name__""",
    "data_locales_listed": "sorted(os.listdir(beside('locale')))",
    "data_string_template": """
text = open(beside('templates/parts/foot.html')).read()
string.Template(text).substitute(title='T')""",
    "data_template_includes": """
import re
root = FOLDER / 'templates'
read = lambda name: (root / name).read_text()
load = lambda name: re.sub(r"{% include '(.*?)' %}", lambda m: load(m[1]), read(name))
string.Template(load('base.html')).substitute(title='T')""",
    "data_numbered_sql": """
[(p.name, p.read_text()) for p in sorted((FOLDER / 'sql').glob('[0-9]*.sql'))]""",
    "data_fnmatch": "sorted(fnmatch.filter(os.listdir(HERE), 'settings.*'))",
    "data_deep_file": "json.loads((FOLDER / 'deep/a/b/c/d/leaf.json').read_text())['depth']",
    "data_relative_to_another_module": """
import importlib
importlib.import_module('dat.deep.reader').UP""",
    "data_own_source": """
text = FOLDER.joinpath('readers.py').read_text(encoding='utf-8')
open(__file__, encoding='utf-8').read() == text, len(text)""",
    "data_same_file": "os.path.samefile(beside('words.txt'), FOLDER / 'words.txt')",
    "data_file_uri": "FOLDER.joinpath('words.txt').as_uri()[:8], (FOLDER / 'a').suffix",
    "data_child_process_reads": """
import sys
code = "import sys; print(len(open(sys.argv[1], 'rb').read()))"
subprocess.run([sys.executable, '-Ic', code, beside('odd.bin')], stdout=-1).stdout.strip()""",
}

add_rows(EXPRESSIONS, check_with_index, readers)


@check_with_index
def data_toml():
    if sys.version_info < (3, 11):
        pytest.skip("tomllib came with Python 3.11")
    import tomllib

    with open(import_module("dat.readers").beside("settings.toml"), "rb") as file:
        return tomllib.load(file)["tool"]["sizes"]


@check_with_index
def data_missing_files():
    """Errors are the same, with the path that was asked for."""
    readers = import_module("dat.readers")
    missing = readers.beside("nope.txt")
    return [
        error_of(open, missing),
        error_of((readers.FOLDER / "nope.txt").read_text),
        error_of(readers.os.listdir, missing),
        error_of(readers.os.stat, missing),
        error_of(open, readers.beside("static"))[:2],
        error_of(readers.os.listdir, readers.beside("words.txt")),
        error_of(readers.os.scandir, readers.beside("nope")),
    ]


@check_with_index
def data_missing_at_import():
    name = "dat.fails_without_data"
    return error_of(import_module, name), name in sys.modules


@check_with_index
def data_that_is_no_text():
    readers = import_module("dat.readers")
    return error_of((readers.FOLDER / "odd.bin").read_text, "utf-8")


@check_with_index
def data_sqlite():
    readers = import_module("dat.readers")
    with tempfile.TemporaryDirectory() as folder:
        copied = shutil.copy(readers.beside("fruit.db"), folder)
        connection = sqlite3.connect(copied)
        rows = connection.execute("select name, price from fruit order by name").fetchall()
        connection.close()
    return rows


@check_with_index
def data_sqlite_in_place():
    """SQLite opens the file itself."""
    readers = import_module("dat.readers")
    connection = sqlite3.connect(f"file:{readers.beside('fruit.db')}?mode=ro&immutable=1", uri=True)
    rows = connection.execute("select sum(price) from fruit").fetchall()
    connection.close()
    return rows


@check_with_index
def data_zip_archive():
    readers = import_module("dat.readers")
    path = readers.beside("archive.zip")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist(), archive.read("b/c.txt")
    return zipfile.is_zipfile(path), names, zipfile.is_zipfile(readers.beside("words.txt"))


@check_with_index
def data_copied_tree():
    readers = import_module("dat.readers")
    with tempfile.TemporaryDirectory() as folder:
        copied = shutil.copytree(readers.beside("deep"), f"{folder}/copy")
        ignored = shutil.ignore_patterns("__pycache__")
        again = shutil.copytree(readers.beside("static"), f"{folder}/static", ignore=ignored)
        found = [sorted(readers.os.listdir(path)) for path in [copied, again, f"{again}/css"]]
    return [[name for name in names if name != "__pycache__"] for names in found]


@check_with_index
def data_written_beside_the_module():
    """As parsers do that keep tables beside their source."""
    readers = import_module("dat.readers")
    path = readers.beside("written.tmp")
    try:
        with open(path, "w") as file:
            file.write("kept")
        with open(path) as file:
            content = file.read()
        listed = "written.tmp" in readers.os.listdir(readers.HERE)
    finally:
        readers.os.unlink(path)
    return content, listed, readers.os.path.exists(path)


@check_with_index
def data_in_the_current_folder():
    """A package may change the folder for a moment."""
    readers = import_module("dat.readers")
    old = readers.os.getcwd()
    try:
        readers.os.chdir(readers.HERE)
        with open("no_suffix") as file:
            return file.read(), sorted(readers.glob.glob("*.toml"))
    finally:
        readers.os.chdir(old)
