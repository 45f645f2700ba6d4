"""Short programs that use well-known packages as their users do, and print what came out.

`USES` is {name: (distributions, program)}. A program calls `show(...)` with what is compared: it
holds no paths, no addresses, no times. `HOME` is a folder to write to, empty at first.
"""

FLASK = ["flask", "werkzeug", "jinja2", "markupsafe", "click", "itsdangerous", "blinker"]
DJANGO = ["django", "asgiref", "sqlparse"]
DASK = ["dask", "toolz", "cloudpickle", "fsspec", "partd", "locket", "pyyaml", "packaging",
        "click", "importlib_metadata", "zipp"]  # fmt: skip
RICH = ["rich", "markdown-it-py", "mdurl", "pygments"]
REQUESTS = ["requests", "urllib3", "idna", "certifi", "charset-normalizer"]
SYMPY = ["sympy", "mpmath"]
SQLALCHEMY = ["sqlalchemy", "greenlet", "typing_extensions"]

USES = {}


def use(name, distributions):
    """Add a script that uses distributions; the decorated text is its program."""

    def add(program):
        USES[name] = (distributions, program)

    return add


use("attrs", ["attrs"])("""
import attr, attrs
@attrs.define
class Point:
    x: int = attrs.field(validator=attrs.validators.instance_of(int))
    y: int = 2
try:
    Point("no")
except TypeError as error:
    show(str(error).split(" (got")[0])
show(Point(1), attrs.asdict(Point(3)), Point(1) == Point(1), attr.__name__)
""")
use("attrs_metadata", ["attrs"])("""
from importlib import metadata
import attr
show(metadata.version("attrs"), attr.__version_info__.year > 20)
""")
use("babel_dates", ["babel"])("""
import datetime
from babel.dates import format_date, format_datetime, get_timezone
day = datetime.date(2024, 2, 29)
show([format_date(day, "full", locale=name) for name in ["de", "fr", "ja"]])
moment = datetime.datetime(2024, 2, 29, 12, 30, tzinfo=datetime.timezone.utc)
show(format_datetime(moment, tzinfo=get_timezone("Europe/Paris"), locale="en"))
""")
use("babel_numbers", ["babel"])("""
from babel import Locale
from babel.numbers import format_currency, format_decimal
show([format_currency(1234567.891, "EUR", locale=n) for n in ["de_DE", "en_US", "hi_IN"]])
show(Locale("sv").display_name, format_decimal(1e6, locale="fr"), len(Locale("en").territories))
""")
use("babel_catalogs", ["babel"])("""
import io
from babel.messages import pofile, mofile, extract
catalog = pofile.read_po(io.BytesIO(b'msgid "tree"\\nmsgstr "Baum"\\n'), "de")
out = io.BytesIO()
mofile.write_mo(out, catalog)
found = extract.extract("python", io.BytesIO(b"_('one')\\n_('two')\\n"))
show(catalog["tree"].string, len(out.getvalue()), [m[1] for m in found])
""")
use("charset_normalizer", ["charset-normalizer"])("""
from charset_normalizer import from_bytes
show(str(from_bytes("Où est le garçon? Déjà à l'école élémentaire.".encode("cp1252")).best())[:9])
""")
use("click_runner", ["click"])("""
import click
from click.testing import CliRunner
@click.group()
@click.version_option("1.0")
def cli(): "The tool."
@cli.command()
@click.option("--n", type=int, default=1, show_default=True)
@click.argument("name")
def greet(n, name):
    "Greet NAME."
    click.echo(f"hello {name} " * n)
runner = CliRunner()
for args in (["greet", "x", "--n", "2"], ["--help"], ["greet"], ["nope"], ["--version"]):
    result = runner.invoke(cli, args)
    show(result.exit_code, result.output)
""")
use("click_version_of_a_package", ["click"])("""
import click
from click.testing import CliRunner
@click.command()
@click.version_option(package_name="click")
def cli(): pass
show(CliRunner().invoke(cli, ["--version"]).output)
""")
use("dask_delayed", DASK)("""
import dask
from dask import delayed
@delayed
def add(x, y): return x + y
total = add(add(1, 2), add(3, 4))
show(total.compute(scheduler="sync"), total.compute(scheduler="threads"), dask.__version__)
""")
use("dask_config", DASK)("""
import dask.config, os
show(dask.config.get("temporary-directory"), dask.config.get("tokenize.ensure-deterministic"))
with dask.config.set({"a.b": 1}):
    show(dask.config.get("a.b"))
show(sorted(dask.config.get("optimization")), os.path.exists(dask.config.__file__))
""")
use("dask_bag", DASK)("""
import dask.bag as bag
b = bag.from_sequence(range(10), npartitions=3)
show(b.filter(lambda x: x % 2).map(lambda x: x * x).compute(scheduler="sync"), b.npartitions)
""")
use("dask_processes", DASK)("""
import dask
from dask.core import get_dependencies, toposort
from dask.local import get_sync
graph = {"a": 1, "b": (sum, ["a", 5]), "c": (max, "a", "b")}
show(toposort(graph), sorted(get_dependencies(graph, "c")), get_sync(graph, "c"))
""")
use("docutils_html", ["docutils"])("""
from docutils.core import publish_parts, publish_string
text = "Title\\n=====\\n\\n*emphasis* ``code``\\n\\n.. note:: A note\\n\\n- one\\n- two\\n"
parts = publish_parts(text, writer_name="html5")
show(parts["title"], parts["body"], len(parts["stylesheet"]) > 1000)
show(publish_string(text, writer_name="pseudoxml").decode())
""")
use("docutils_languages_and_latex", ["docutils"])("""
from docutils.core import publish_string
text = ".. Hinweis:: Achtung\\n\\n.. include:: <isonum.txt>\\n\\n|copy| 2024\\n"
show(publish_string(text, writer_name="pseudoxml",
                    settings_overrides={"language_code": "de"}).decode())
latex = publish_string("H\\n=\\n\\ntext", writer_name="latex").decode()
show("documentclass" in latex, "begin{document}" in latex)
""")
use("faker", ["faker", "tzdata", "typing_extensions"])("""
from faker import Faker
for locale in ["en_US", "de_DE", "ja_JP"]:
    fake = Faker(locale)
    fake.seed_instance(1)
    show(fake.name(), fake.city(), fake.job(), fake.company(), fake.color_name())
Faker.seed(2)
show(Faker().address(), Faker(["it_IT", "fr_FR"]).locales)
""")
use("markdown_it", ["markdown-it-py", "mdurl"])("""
from markdown_it import MarkdownIt
show(MarkdownIt().enable("table").render("# T\\n\\n*a* `b`\\n\\n|x|y|\\n|-|-|\\n|1|2|\\n"))
""")
use("networkx_algorithms", ["networkx"])("""
import networkx as nx
g = nx.karate_club_graph()
show(g.number_of_nodes(), nx.shortest_path(g, 0, 33), nx.density(g), nx.is_connected(g))
show(sorted(nx.core_number(g).values())[-3:], nx.transitivity(g), nx.diameter(g))
d = nx.DiGraph([(1, 2), (2, 3), (1, 3)])
show(list(nx.topological_sort(d)), nx.has_path(d, 3, 1), nx.to_dict_of_lists(d))
""")
use("networkx_files", ["networkx"])("""
import os
import networkx as nx
g = nx.path_graph(3)
nx.write_graphml(g, os.path.join(HOME, "g.xml"))
show(sorted(nx.read_graphml(os.path.join(HOME, "g.xml"), node_type=int).edges))
show(list(nx.generate_gml(g))[:5], len(nx.graph_atlas_g()), str(nx.graph_atlas(100)))
""")
use("packaging", ["packaging"])("""
from packaging.requirements import Requirement
from packaging.version import Version
show(sorted(map(Version, ["1.10", "1.9", "2.0rc1"])), Requirement("a[b]>=1; os_name=='x'"))
""")
use("pip_version", ["pip"])("""
import contextlib, io
import pip
from pip._internal.cli.main_parser import create_main_parser
from pip._internal.commands import commands_dict, create_command
show(pip.__version__, len(commands_dict), create_command("install").name)
from pip._vendor import certifi, requests, rich
import os
show(os.path.exists(certifi.where()), requests.__name__, rich.__name__)
from pip._vendor.packaging.version import Version
show(Version("1.0") < Version("2.0"))
""")
use("pygments", ["pygments"])("""
from pygments import highlight
from pygments.formatters import HtmlFormatter, get_formatter_by_name
from pygments.lexers import get_all_lexers, get_lexer_by_name, guess_lexer
code = "def f(x):\\n    return x + 1  # c\\n"
show(highlight(code, get_lexer_by_name("python"), HtmlFormatter()))
show(len(list(get_all_lexers())) > 500, guess_lexer("#!/usr/bin/perl\\nprint 1;").name)
show(highlight("SELECT 1", get_lexer_by_name("sql"), get_formatter_by_name("terminal")))
show(len(HtmlFormatter(style="monokai").get_style_defs()) > 1000)
""")
use("pyyaml", ["pyyaml"])("""
import yaml
data = yaml.safe_load("a: [1, 2.5]\\nb: {c: null}\\n")
show(data, yaml.safe_dump(data), yaml.__with_libyaml__)
""")
use("rich_table", RICH)("""
import io
from rich.console import Console
from rich.markdown import Markdown
from rich.syntax import Syntax
from rich.table import Table
table = Table(title="T")
table.add_column("a")
table.add_column("b", justify="right")
table.add_row("é", "[bold]1[/bold]")
table.add_row(":sparkles: x", "22")
out = io.StringIO()
console = Console(file=out, width=60, force_terminal=True, color_system="truecolor")
console.print(table, Markdown("# H\\n- *x*"), Syntax("def f(): pass", "python"))
show(out.getvalue())
""")
use("rich_traceback_and_tree", RICH)("""
import io
from rich.console import Console
from rich.pretty import pretty_repr
from rich.traceback import Traceback
from rich.tree import Tree
import rich.errors
tree = Tree("root")
tree.add("a").add("b")
out = io.StringIO()
console = Console(file=out, width=80)
console.print(tree, pretty_repr({"k": list(range(30))}))
console.print("中文 wide", end="|")
try:
    console.print("[nope")
    console.print("[/nope]")
except rich.errors.MarkupError as error:
    shown = Traceback.from_exception(type(error), error, error.__traceback__)
    inner = io.StringIO()
    Console(file=inner, width=100).print(shown)
    show("MarkupError" in inner.getvalue(), "render" in inner.getvalue())
show(out.getvalue())
""")
use("setuptools", ["setuptools"])("""
import warnings
warnings.simplefilter("ignore")
import setuptools
from setuptools import find_packages
write(HOME, "pack/__init__.py", "")
write(HOME, "pack/sub/__init__.py", "")
show(setuptools.__version__, sorted(find_packages(HOME)))
distribution = setuptools.Distribution({"name": "x", "version": "1.0"})
show(distribution.get_fullname(), distribution.get_command_class("build_py").__name__)
""")
use("pkg_resources", ["setuptools"])("""
import warnings
warnings.simplefilter("ignore")
import pkg_resources
show(pkg_resources.parse_version("1.0") < pkg_resources.parse_version("1.1"))
show(pkg_resources.resource_exists("setuptools", "cli.exe"),
     len(pkg_resources.resource_listdir("setuptools", "command")) > 10,
     pkg_resources.resource_string("setuptools", "script.tmpl")[:20])
""")
use("sympy_calculus", SYMPY)("""
from sympy import *
x, y = symbols("x y")
show(integrate(exp(-x**2), (x, -oo, oo)), diff(sin(x)**2, x), limit(sin(x) / x, x, 0))
show(solve(x**2 - 2, x), factor(x**4 - 1), series(cos(x), x, 0, 6), simplify((x**2 - 1) / (x - 1)))
show(latex(Integral(sqrt(1 / x), x)), N(pi, 30), Matrix([[1, 2], [3, 4]]).det())
""")
use("sympy_printing_and_parsing", SYMPY)("""
from sympy import Function, pretty, symbols, dsolve, Eq, ccode, fcode, pycode
from sympy.parsing.sympy_parser import parse_expr
from sympy.physics.units import convert_to, km, m
x = symbols("x")
f = Function("f")
show(pretty(parse_expr("(x+1)/2 + sqrt(x)")), ccode(x**2), fcode(x**2), pycode(x**3))
show(dsolve(Eq(f(x).diff(x), f(x)), f(x)), convert_to(3 * km, m))
from sympy.utilities.lambdify import lambdify
show(lambdify(x, x**2 + 1, "math")(3))
""")
use("toolz", ["toolz"])("""
import toolz, tlz
from toolz.curried import map as cmap, pipe
show(pipe([1, 2], cmap(lambda x: x + 1), list), toolz.groupby(len, ["a", "bb", "c"]))
show(tlz.__name__, list(tlz.partition(2, range(4))))
""")
