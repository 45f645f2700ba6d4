"""Checks of importing: module attributes, specs, relative and missing modules, reload."""

import importlib
import importlib.util
import sys
import threading
from importlib import import_module

from fidelity import check, error_of, import_as, traceback_of

MODULES = ["pk", "pk.core", "pk.sub", "pk.sub.deep", "pk.space", "pk.space.leaf", "single"]


def comparable(value):
    return value if isinstance(value, (str, bool, type(None))) else list(value)


@check
def attributes():
    kept = ["__name__", "__file__", "__package__", "__doc__", "__path__"]
    modules = [import_module(name) for name in MODULES]
    return [[comparable(getattr(module, key, "absent")) for key in kept] for module in modules]


@check
def attribute_names():
    """All but `__cached__`, which a served module must not have."""
    modules = [import_module(name) for name in [*MODULES, "pk.empty"]]
    return [sorted(set(vars(module)) - {"__cached__"}) for module in modules]


@check
def specs():
    specs = [import_module(name).__spec__ for name in MODULES]
    kept = ["name", "origin", "parent", "has_location", "submodule_search_locations"]
    return [[comparable(getattr(spec, key)) for key in kept] for spec in specs]


@check
def spec_loader_is_the_modules_loader():
    modules = [import_module(name) for name in MODULES]
    return [module.__spec__.loader is module.__loader__ for module in modules]


@check
def representation():
    # Only the loader's name differs, in a namespace package's.
    return [repr(import_module(name)) for name in ["pk", "pk.core", "single"]]


@check
def loader_methods():
    out = []
    for name in ["pk", "pk.core", "pk.empty", "pk.crlf", "pk.bom"]:
        loader = importlib.util.find_spec(name).loader
        out.append([loader.get_source(name), loader.get_filename(name), loader.is_package(name)])
        out.append(loader.get_code(name).co_filename)
        out.append(error_of(loader.is_package, "another"))
    return out


@check
def find_spec_without_import():
    import pk

    spec = importlib.util.find_spec("pk.star_package")
    relative = importlib.util.find_spec(".core", "pk")
    names = ["single", "pk.space", "pk.sub.deep"]
    return (
        spec.origin,
        "pk.star_package" in sys.modules,
        hasattr(pk, "star_package"),
        relative.name,
        [importlib.util.find_spec(name).origin for name in names],
    )


@check
def find_spec_of_what_is_missing():
    return importlib.util.find_spec("pk.nope"), error_of(importlib.util.find_spec, "pk.core.nope")


@check
def namespace_package():
    import pk.space as space

    # Before Python 3.11 the name has an underscore.
    name = type(space.__loader__).__name__.lstrip("_")
    return name, space.__spec__.origin, hasattr(space, "__file__")


@check
def namespace_package_loader():
    loader = import_module("pk.space").__loader__
    name = "pk.space"
    code = loader.get_code(name)
    return loader.is_package(name), loader.get_source(name), code.co_filename, code.co_names


@check
def representation_of_a_namespace_package():
    module = import_module("pk.space")
    return repr(module).split("(<")[0], sorted(vars(module))  # only the loader's address differs


@check
def order_of_resolution():
    return import_module("both").WHO, import_module("half").WHO


@check
def relative_imports():
    import pk.rel

    return pk.rel.plus(1, 2), pk.rel.core is pk.rel.again, pk.rel.pk is pk


@check
def import_module_relative():
    return import_module(".sub.deep", "pk").__name__, import_module("..core", "pk.sub").__name__


@check
def relative_import_beyond_the_top():
    return error_of(import_module, "...x", "pk.sub"), error_of(exec, "from ... import x", {
        "__package__": "pk.sub", "__name__": "pk.sub.y"})  # fmt: skip


@check
def missing_modules():
    names = ["pk.nope", "pk.nope.deeper", "pk.core.nope", "pk.space.nope", "there_is_no_such"]
    return [error_of(import_module, name) for name in names]


@check
def missing_names():
    statements = ["from pk import nope", "from pk.core import nope", "from pk.space import nope"]
    return [error_of(exec, statement) for statement in statements]


@check
def missing_names_tracebacks():
    return traceback_of(import_as, "pk.nope"), traceback_of(import_as, "pk.raises_import")


@check
def optional_import():
    return import_module("pk.optional").nope


@check
def forms_of_import_statements():
    names = {}
    exec(
        "import pk.sub.deep\nimport pk.sub.deep as a, single as b\nfrom pk.sub import deep as c",
        names,
    )
    again = __import__("pk.sub.deep"), __import__("pk.sub", fromlist=["deep"])
    return [names[name].__name__ for name in ["pk", "a", "b", "c"]], [m.__name__ for m in again]


@check
def package_that_imports_its_children():
    family = import_module("pk.family")
    children = [family.son, family.daughter, family.baby]
    return (
        [child.__name__ for child in children],
        [child is sys.modules[child.__name__] for child in children],
        family.baby.son is family.son,
        family.NAME,
    )


@check
def package_that_fails():
    return (
        error_of(import_module, "pk.broken"),
        [name for name in sys.modules if name.startswith("pk.broken")],
        traceback_of(import_as, "pk.broken"),
    )


@check
def conditional_import():
    return import_module("pk.conditional").chosen.__name__


@check
def modules_whose_names_are_not_ascii():
    """A name in a statement is normalized, a name in a call is not."""
    composed, decomposed = "pk.gr\u00f6\u00dfe", "pk.gro\u0308\u00dfe"
    names = {}
    exec(f"import {decomposed}\nx = {decomposed}.\ufb01t", names)
    return names["x"], sys.modules[composed].__file__, error_of(import_module, decomposed)


@check
def missing_attributes():
    import pk.core as core

    return error_of(lambda: core.nope), error_of(import_module, "pk.circle_e")


@check
def import_again_after_deletion():
    first = import_module("pk.core")
    del sys.modules["pk.core"]
    again = import_module("pk.core")
    return again is first, sys.modules["pk"].core is again, again.add(1, 2)


@check
def star_import():
    names = {}
    exec("from pk.star import *\nfrom pk.star_package import *\nfrom pk.empty import *", names)
    return sorted(set(names) - {"__builtins__"}), error_of(exec, "from pk.star_missing import *")


@check
def circular_imports():
    import pk.circle_a

    return pk.circle_a.A, pk.circle_a.B, error_of(import_module, "pk.circle_c")


@check
def lazy_import():
    return import_module("pk.lazy").get()


@check
def lazy_import_in_a_thread():
    lazy, out = import_module("pk.lazy"), []
    thread = threading.Thread(target=lambda: out.append(lazy.get()))
    thread.start()
    thread.join()
    assert out
    return out


@check
def imports_of_many_threads():
    """The same modules and different ones, at once; in a circle, CPython itself gives up."""
    import_module("pk")
    leaves = ["pk.space.other", "pk.star", "pk.crlf", "pk.optional", "pk.nope", "half", "single"]
    names = [name for name in leaves for _ in range(4)]
    start, out = threading.Barrier(len(names)), {}

    def load(number, name):
        start.wait()
        try:
            out[number] = import_module(name)
        except ImportError as error:
            out[number] = error

    threads = [threading.Thread(target=load, args=pair) for pair in enumerate(names)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [
        (name, type(out[number]).__name__, out[number] is sys.modules.get(name))
        for number, name in enumerate(names)
    ]


@check
def module_getattr_and_replacement():
    import pk.getattr
    import pk.replaced

    return pk.getattr.anything, pk.replaced


@check
def reload():
    import pk.counted as counted

    again = importlib.reload(counted)
    return again is counted, counted.COUNT, counted.__spec__.name, counted.__file__


@check
def reload_of_packages():
    import pk
    import pk.space

    return importlib.reload(pk) is pk, importlib.reload(pk.space) is pk.space


@check
def module_from_spec():
    spec = importlib.util.find_spec("pk.core")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.add(1, 2), "pk.core" in sys.modules, module is sys.modules["pk.core"]


@check
def lazy_loader():
    import pk

    spec = importlib.util.find_spec("pk.star")
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules["pk.star"] = module
    spec.loader.exec_module(module)
    return pk.VERSION, type(module).__name__, module.one, type(module).__name__
