"""Checks of resources and of metadata: importlib.resources, pkgutil, importlib.metadata.

`FILES` is what they need of the workspace.
"""

import importlib.metadata as metadata
import importlib.resources as resources
import pkgutil
import sys
import warnings
from importlib import import_module

import pytest

from fidelity import check, check_with_index, error_of
from fidelity_expressions import add_rows

DIST = "Metadata-Version: 2.1\nName: Served-Thing\nVersion: 1.2.3\nSummary: A thing\n"
DIST += "Requires-Dist: click (>=8)\nRequires-Dist: rich ; extra == 'fancy'\n"
DIST += "Requires-Python: >=3.8\nProvides-Extra: fancy\nClassifier: A\nClassifier: B\n"
DIST += "Description-Content-Type: text/plain\n\nLong description, é.\n"
POINTS = "[console_scripts]\nthing = res.points:main\n\n"
POINTS += "[res.plugins]\nfirst = res.points:First\nsecond = res.points:Outer.second [fancy]\n"
POINTS += "broken = res.nope:x\n"

FILES = {
    "res/__init__.py": "from importlib import metadata\n__version__ = "
    "metadata.version('served-thing')\n",
    "res/points.py": "def main(): return 'main'\nclass First: pass\n"
    "class Outer:\n    second = 'attribute'\n",
    "res/text.txt": "text é\n",
    "res/line_ends.txt": b"a\r\nb\n",
    "res/blob.bin": bytes([0, 255, 10, 13]),
    "res/data/__init__.py": "",
    "res/data/inner.txt": "inner\n",
    "res/data/more/deep.txt": "deep\n",
    "res/plain/file.txt": "plain\n",
    "res/plain/sub/file.txt": "plain sub\n",
    "res/own.py": "from importlib import resources\nfrom pkgutil import get_data\n"
    "BYTES = get_data(__package__, 'text.txt')\nSELF = get_data(__name__, 'own.py')[:4]\n",
    "res/py.typed": "",
    "resns/part/file.txt": "in the first root\n",
    "resns/part/mod.py": "X = 1\n",
    "more/resns/other/file.txt": "in the second root\n",
    "more/resns/other/mod.py": "Y = 2\n",
    "more/resns/top.txt": "beside\n",
    "served_thing-1.2.3.dist-info/METADATA": DIST,
    "served_thing-1.2.3.dist-info/RECORD": "res/__init__.py,sha256=abc,10\n"
    "res/text.txt,,\nserved_thing-1.2.3.dist-info/METADATA,,\n",
    "served_thing-1.2.3.dist-info/entry_points.txt": POINTS,
    "served_thing-1.2.3.dist-info/top_level.txt": "res\nresns\n",
    "served_thing-1.2.3.dist-info/INSTALLER": "hand\n",
    "served_thing-1.2.3.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n",
    "served_thing-1.2.3.dist-info/licenses/LICENSE": "free\n",
    "served_egg.egg-info/PKG-INFO": "Metadata-Version: 1.1\nName: served-egg\nVersion: 0.4\n",
    "served_egg.egg-info/requires.txt": "click\n\n[fancy]\nrich>=10\n",
    "served_egg.egg-info/SOURCES.txt": "res/points.py\n",
    "served_egg.egg-info/top_level.txt": "res\n",
    "served_flat-7.egg-info": "Metadata-Version: 1.1\nName: served-flat\nVersion: 7\n",
    "more/served_second-9.0.dist-info/METADATA": "Name: served.second\nVersion: 9.0\n",
}


def names():
    return {
        "metadata": metadata,
        "resources": resources,
        "pkgutil": pkgutil,
        "import_module": import_module,
        "error_of": error_of,
        "names_in": lambda folder: sorted(
            item.name for item in folder.iterdir() if item.name != "__pycache__"
        ),
        "res": import_module("res"),
    }


EXPRESSIONS = {
    "pkgutil_get_data_by_name_of_module": """
own = import_module('res.own')
own.BYTES, own.SELF, pkgutil.get_data('res.data', 'more/deep.txt')""",
    "pkgutil_get_data_upwards": "pkgutil.get_data('res.data', '../text.txt')",
    "pkgutil_get_data_of_a_namespace_package": "pkgutil.get_data('resns', 'top.txt')",
    "pkgutil_get_data_of_what_is_missing": "error_of(pkgutil.get_data, 'res', 'nope.txt')",
    "loader_get_data": """
loader = res.__loader__
loader.get_data(res.__file__.replace('__init__.py', 'blob.bin')), loader.path""",
    "loader_get_data_of_what_is_missing": "error_of(res.__loader__.get_data, res.__file__ + 'x')",
    "metadata_version": "metadata.version('served-thing'), res.__version__",
    "metadata_name_is_normalized": """
[metadata.version(n) for n in ['Served_Thing', 'served_thing', 'SERVED-THING']]""",
    "metadata_fields": """
found = metadata.metadata('served-thing')
found['Name'], found['Summary'], found.get_all('Classifier'), found['Nope']""",
    "metadata_requires": "metadata.requires('served-thing'), metadata.requires('served-egg')",
    "metadata_files": "[str(p) for p in metadata.files('served-thing')]",
    "metadata_files_are_located": """
files = metadata.files('served-thing')
[str(p.locate()) for p in files], files[1].read_text(encoding='utf-8')""",
    "metadata_read_text": """
found = metadata.distribution('served-thing')
found.read_text('top_level.txt'), found.read_text('nope.txt'), found.read_text('INSTALLER')""",
    "metadata_entry_points": """
points = metadata.distribution('served-thing').entry_points
sorted((p.group, p.name, p.value) for p in points)""",
    "metadata_entry_points_of_all": """
found = metadata.entry_points()
found = found.select(group='res.plugins') if hasattr(found, 'select') else found['res.plugins']
sorted({p.name for p in found})""",
    "metadata_entry_points_loaded": """
points = {p.name: p for p in metadata.distribution('served-thing').entry_points}
errors = error_of(points['broken'].load)
points['thing'].load()(), points['first'].load().__module__, points['second'].load(), errors""",
    "metadata_of_what_is_missing": "error_of(metadata.version, 'served-nothing')[:2]",
    "metadata_of_an_egg": "metadata.version('served-egg'), metadata.version('served-flat')",
    "metadata_in_the_second_root": "metadata.version('served-second')",
    "metadata_of_all_distributions": """
found = {d.metadata['Name']: d.version for d in metadata.distributions()}
sorted(item for item in found.items() if item[0].lower().startswith('served'))""",
    "metadata_found_once": """
len([d for d in metadata.distributions() if d.metadata['Name'] == 'Served-Thing'])""",
    "metadata_by_name": "[d.version for d in metadata.distributions(name='served-thing')]",
}

add_rows(EXPRESSIONS, check_with_index, names)

# Rows that need `importlib.resources.files`, which knows real folders only before Python 3.10.
WITH_FILES = {
    "resources_joined": """
f = resources.files('res')
[f.joinpath(n).read_bytes() for n in ['text.txt', 'blob.bin', 'data/inner.txt', 'py.typed']]""",
    "resources_of_a_package_object": "resources.files(res).joinpath('text.txt').read_bytes()",
    "resources_in_a_subpackage": """
names_in(resources.files('res.data')), (resources.files('res.data') / 'inner.txt').read_text()""",
    "resources_in_a_folder_without_modules": """
folder = resources.files('res') / 'plain'
names_in(folder), (folder / 'sub' / 'file.txt').read_text(), folder.is_dir()""",
    "resources_are_paths": "[str(resources.files('res') / n) for n in ['text.txt', 'nope']]",
    "resources_as_file_is_in_place": """
with resources.as_file(resources.files('res') / 'text.txt') as path:
    found = str(path), path.read_bytes(), path.parent.name
found""",
    "resources_of_a_folder_that_is_a_namespace_package": """
names_in(resources.files('res.plain')), (resources.files('res.plain') / 'file.txt').read_text()""",
    "resources_globbed": """
sorted(p.name for p in resources.files('res').glob('*.txt'))""",
    "resources_walked": """
def walk(folder):
    return [(i.name, walk(i) if i.is_dir() else i.read_bytes())
            for i in sorted(folder.iterdir(), key=lambda i: i.name) if i.name != '__pycache__']

walk(resources.files('res'))""",
    "resources_of_namespace_portions": """
[(resources.files(n) / 'file.txt').read_text() for n in ['resns.part', 'resns.other']]""",
    "resources_of_namespace_over_two_roots": """
f = resources.files('resns')
names_in(f), (f / 'top.txt').read_text(), f.joinpath('part').joinpath('file.txt').read_text()""",
    "resources_with_line_ends": """
f = resources.files('res') / 'line_ends.txt'
f.read_text(), f.read_bytes(), f.open('rb').read()""",
    "resources_of_what_is_no_package": "error_of(resources.files, 'res.nope')[:2]",
}


def names_with_files():
    if sys.version_info < (3, 10):
        pytest.skip("importlib.resources.files() knows real folders only before Python 3.10")
    return names()


add_rows(WITH_FILES, check_with_index, names_with_files)


@check_with_index
def resources_by_functions():
    """The functions that were deprecated once."""
    if not hasattr(resources, "open_text"):
        pytest.skip("not in this Python")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        with resources.open_text("res", "text.txt", encoding="utf-8") as text:
            lines = list(text)
        with resources.open_binary("res.data", "inner.txt") as file:
            content = file.read()
        with resources.path("res.data", "inner.txt") as path:
            found = str(path)
        kinds = [resources.is_resource("res", name) for name in ["text.txt", "data", "nope"]]
        listed = sorted(set(resources.contents("res.data")) - {"__pycache__"})
        errors = error_of(resources.read_text, "res", "nope.txt")[0]
    return lines, content, found, kinds, listed, errors


@check_with_index
def packages_to_distributions():
    if not hasattr(metadata, "packages_distributions"):
        pytest.skip("came with Python 3.10")
    return sorted(set(metadata.packages_distributions()["resns"]))


@check_with_index
def metadata_by_pkg_resources():
    """Reads metadata by its own working set, made of `sys.path`."""
    finders = list(sys.meta_path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pkg_resources = pytest.importorskip("pkg_resources")
        sys.meta_path[:] = finders
        import_module("res")
        return (
            pkg_resources.resource_string("res", "text.txt"),
            pkg_resources.resource_exists("res", "data/inner.txt"),
            pkg_resources.resource_isdir("res", "data"),
            sorted(set(pkg_resources.resource_listdir("res.data", "")) - {"__pycache__"}),
            pkg_resources.resource_filename("res", "blob.bin"),
            pkg_resources.resource_stream("res.data", "inner.txt").read(),
        )


@check
def resources_of_a_package_without_data():
    """A text-only client can answer this as well."""
    package = import_module("respy")
    return package.__spec__.submodule_search_locations[0], package.sub.X, error_of(
        pkgutil.get_data, "respy", "nope.txt"
    )[0]  # fmt: skip


FILES["respy/__init__.py"] = "from . import sub\n"
FILES["respy/sub.py"] = "X = 1\n"
