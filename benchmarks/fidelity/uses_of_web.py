"""More of `uses`: web frameworks, templates, databases."""

from uses import DJANGO, FLASK, REQUESTS, SQLALCHEMY, use

use("certifi", ["certifi"])("""
import os, ssl
import certifi
context = ssl.create_default_context(cafile=certifi.where())
show(os.path.exists(certifi.where()), len(context.get_ca_certs()), "BEGIN" in certifi.contents())
""")
use("django_orm_and_migrations", DJANGO)("""
import io, os, sys
app = os.path.join(HOME, "shop_app")
os.makedirs(os.path.join(app, "migrations"))
write(app, "__init__.py", "")
write(app, "models.py", "from django.db import models\\n"
      "class Item(models.Model):\\n    name = models.CharField(max_length=9)\\n"
      "    price = models.IntegerField(default=3)\\n")
write(app, "migrations/__init__.py", "")
imports = "from django.db import migrations, models\\n"
write(app, "migrations/0001_initial.py", imports +
      "class Migration(migrations.Migration):\\n"
      "    operations = [migrations.CreateModel('Item', [\\n"
      "('id', models.BigAutoField(primary_key=True)), "
      "('name', models.CharField(max_length=9))])]\\n")
write(app, "migrations/0002_price.py", imports +
      "class Migration(migrations.Migration):\\n"
      "    dependencies = [('shop_app', '0001_initial')]\\n"
      "    operations = [migrations.AddField('item', 'price', models.IntegerField(default=3))]\\n")
sys.path.insert(0, HOME)
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "shop_app"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True)
django.setup()
from django.core.management import call_command
out = io.StringIO()
call_command("migrate", stdout=out, no_color=True)
show([line for line in out.getvalue().splitlines() if "OK" in line])
from shop_app.models import Item
Item.objects.create(name="fig")
Item.objects.create(name="kiwi", price=5)
show(list(Item.objects.filter(price__gt=2).order_by("-price").values_list("name", "price")))
from django.contrib.auth.models import User
show(User.objects.create_user("u", password="p").check_password("p"))
""")
use("django_templates_and_languages", DJANGO)("""
import datetime
import django
from django.conf import settings
settings.configure(USE_I18N=True, USE_TZ=False, LANGUAGE_CODE="en", INSTALLED_APPS=[
    "django.contrib.humanize"], TEMPLATES=[{
    "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}])
django.setup()
from django.template import Context, Template
from django.utils import translation, formats
text = Template("{% load humanize %}{{ n|intcomma }} {{ d|date:'F' }} {{ x|title }}")
for language in ["en", "de", "ja"]:
    with translation.override(language):
        show(text.render(Context({"n": 12345, "d": datetime.date(2024, 3, 1), "x": "a b"})),
             translation.gettext("Monday"), formats.date_format(datetime.date(2024, 3, 1)))
""")
use("django_views", DJANGO)("""
import django
from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import path
urlpatterns = [path("a/<int:n>/", lambda request, n: JsonResponse({"n": n + 1})),
               path("", lambda request: HttpResponse("root"))]
settings.configure(ROOT_URLCONF=tuple(urlpatterns), ALLOWED_HOSTS=["*"], SECRET_KEY="k",
                   DEBUG=True)
django.setup()
from django.test import Client
client = Client()
show(client.get("/").content, client.get("/a/3/").json(), client.get("/none").status_code)
show(b"Page not found" in client.get("/none").content)
""")
use("django_admin_and_forms", DJANGO)("""
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=["django.contrib.admin", "django.contrib.auth",
    "django.contrib.contenttypes", "django.contrib.messages", "django.contrib.sessions"],
    SECRET_KEY="k", USE_TZ=True, DATABASES={"default": {
        "ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}])
django.setup()
from django import forms
from django.template.loader import get_template
from django.contrib.staticfiles import finders
class F(forms.Form):
    age = forms.IntegerField(max_value=9)
form = F({"age": "10"})
show(form.is_valid(), form.errors.as_json(), form.as_p())
template = get_template("admin/404.html")
show(template.origin.name.endswith("admin/404.html"))
from django.core.management import get_commands
show(len(get_commands()), get_commands()["migrate"])
""")
use("flask_client", FLASK)("""
import flask
app = flask.Flask("app", root_path=HOME)
app.secret_key = "k"
@app.route("/hi/<name>")
def hi(name):
    flask.session["n"] = name
    return flask.render_template_string("<b>{{ name }}</b>", name=name)
@app.get("/json")
def as_json(): return {"a": flask.request.args.get("q", type=int)}
client = app.test_client()
show(client.get("/hi/<x>").data, client.get("/json?q=3").json, client.get("/none").status_code)
show(client.get("/hi/x").headers["Content-Type"], app.url_map.bind("h").match("/hi/y"))
""")
use("flask_templates_and_static", FLASK)("""
import os
import flask
write(HOME, "templates/page.html", "{% extends 'base.html' %}{% block b %}{{ x }}{% endblock %}")
write(HOME, "templates/base.html", "[{% block b %}{% endblock %}]")
write(HOME, "static/a.txt", "static text")
app = flask.Flask("app", root_path=HOME)
app.add_url_rule("/", view_func=lambda: flask.render_template("page.html", x="<&>"), endpoint="r")
client = app.test_client()
show(client.get("/").data, client.get("/static/a.txt").data)
""")
use("flask_cli", FLASK)("""
import flask, click
from importlib import metadata
app = flask.Flask("app")
@app.cli.command("count")
@click.argument("n", type=int)
def count(n): click.echo(n + 1)
runner = app.test_cli_runner()
show(runner.invoke(args=["count", "3"]).output, metadata.version("flask"))
show(app.test_client().get("/x").request.headers["User-Agent"])
""")
use("idna", ["idna"])("""
import idna
show(idna.encode("ドメイン.テスト"), idna.decode("xn--eckwd4c7c.xn--zckzah"))
""")
use("itsdangerous", ["itsdangerous"])("""
from itsdangerous import BadSignature, URLSafeSerializer
s = URLSafeSerializer("key")
token = s.dumps({"a": [1, 2]})
try:
    s.loads(token + "x")
except BadSignature as error:
    show(type(error).__name__)
show(token, s.loads(token))
""")
use("jinja2_loaders", ["jinja2", "markupsafe"])("""
import os, sys
import jinja2
write(HOME, "t/a.txt", "{% include 'b.txt' %} {{ x|upper }} "
      "{% for i in range(3) %}{{ i }}{% endfor %}")
write(HOME, "t/b.txt", "included")
write(HOME, "jinja_pack/__init__.py", "")
write(HOME, "jinja_pack/templates/c.txt", "from the package {{ x }}")
sys.path.insert(0, HOME)
e = jinja2.Environment(loader=jinja2.ChoiceLoader([
    jinja2.FileSystemLoader(os.path.join(HOME, "t")), jinja2.PackageLoader("jinja_pack")]))
show(e.get_template("a.txt").render(x="y"), e.get_template("c.txt").render(x=1))
show(sorted(e.list_templates()))
try:
    e.from_string("{{ x.y.z }}").render(x={})
except jinja2.UndefinedError as error:
    show(str(error))
try:
    e.from_string("a\\n{% if %}")
except jinja2.TemplateSyntaxError as error:
    show(str(error), error.lineno)
""")
use("markupsafe", ["markupsafe"])("""
import markupsafe
show(markupsafe.escape("<&>"), markupsafe.Markup("<b>%s</b>") % "<i>")
""")
use("requests_prepared", REQUESTS)("""
import os
import requests
request = requests.Request("POST", "http://h/p?x=1", params={"y": "ü"}, json={"a": 1}).prepare()
show(request.url, request.headers["Content-Type"], request.body)
show(os.path.exists(requests.certs.where()), requests.utils.default_user_agent()[:16])
try:
    requests.get("nope")
except requests.RequestException as error:
    show(type(error).__name__)
""")
use("sqlalchemy_orm", SQLALCHEMY)("""
from sqlalchemy import ForeignKey, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
class Base(DeclarativeBase): pass
class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    posts: Mapped[list["Post"]] = relationship(back_populates="user")
class Post(Base):
    __tablename__ = "post"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    text: Mapped[str]
    user: Mapped[User] = relationship(back_populates="posts")
engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
with Session(engine) as session:
    session.add(User(name="ann", posts=[Post(text="a"), Post(text="b")]))
    session.add(User(name="bob"))
    session.commit()
    query = select(User.name, func.count(Post.id)).outerjoin(Post).group_by(User.name)
    show(str(query), [tuple(row) for row in session.execute(query.order_by(User.name))])
    show([p.text for p in session.get(User, 1).posts])
""")
use("sqlalchemy_dialects", SQLALCHEMY)("""
from sqlalchemy import Column, Integer, MetaData, String, Table, create_mock_engine, select
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql, registry
from sqlalchemy.schema import CreateTable
t = Table("t", MetaData(), Column("id", Integer, primary_key=True), Column("n", String(9)))
for dialect in [mssql, mysql, oracle, postgresql]:
    show(str(CreateTable(t).compile(dialect=dialect.dialect())),
         str(select(t).limit(2).compile(dialect=dialect.dialect())))
show(registry.load("sqlite").name)
""")
use("sqlparse", ["sqlparse"])("""
import sqlparse
show(sqlparse.format("select a,b from t where x=1 and y in (select 1)", reindent=True,
                     keyword_case="upper"), len(sqlparse.split("select 1; select 2;")))
""")
use("werkzeug", ["werkzeug", "markupsafe"])("""
from werkzeug.routing import Map, Rule
from werkzeug.security import check_password_hash
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response
@Request.application
def app(request): return Response(f"hello {request.args['n']}")
show(Client(app).get("/?n=x").text, Map([Rule("/<int:i>", endpoint="e")]).bind("h").match("/3"))
from werkzeug.debug import DebuggedApplication
def fails(environ, start): raise KeyError("shown")
page = Client(DebuggedApplication(fails)).get("/").text
show("KeyError" in page, Client(DebuggedApplication(fails)).get(
    "/?__debugger__=yes&cmd=resource&f=style.css").status_code)
""")
