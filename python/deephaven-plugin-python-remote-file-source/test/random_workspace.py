"""A workspace that is edited at random: modules, registries, data files, folders, deletions."""

PACKAGES = ["wa", "wa/s", "wb", "wns/in"]
MODULES = [f"{package}/m{i}" for package in PACKAGES for i in range(3)] + ["wreg", "wsingle"]
DATA = [f"{package}/{name}" for package in PACKAGES for name in ("d.txt", "flag", "conf.json")]

# What a module may say, with what it needs; each is one or more lines.
HEAD = "import os\nHERE = os.path.dirname(__file__)\n"
STATEMENTS = [
    "N = {number}\n",
    "import wreg\nwreg.add(__name__)\n",
    """try:
    from wreg import Base
    class Sub(Base):
        pass
except ImportError:
    Sub = None
""",
    """try:
    D = open(os.path.join(HERE, 'd.txt')).read()
except OSError:
    D = None
""",
    "E = os.path.exists(os.path.join(HERE, 'flag'))\n",
    "L = sorted(n for n in os.listdir(HERE) if not n.startswith('__'))\n",
    """try:
    import {module} as other
    O = other.N
except (ImportError, AttributeError) as error:
    O = type(error).__name__
""",
    "from {module} import N as M\n",
    "def late():\n    import {module}\n    return {module}.N\nT = late()\n",
    "from importlib import import_module\nI = import_module('{module}').__name__\n",
    """import functools
@functools.lru_cache()
def conf():
    return open(os.path.join(HERE, 'conf.json')).read()
""",
    "1 / 0\n",
    "x = (\n",
]
REGISTRY = (
    "N = {number}\nITEMS = []\nSUBS = []\ndef add(x):\n    ITEMS.append(x)\n"
    "class Base:\n    def __init_subclass__(cls):\n        SUBS.append(cls.__module__)\n"
)

PROGRAM = """
import importlib, sys
names = {names!r}
for name in names:
    try:
        importlib.import_module(name)
    except BaseException as error:
        print(name, type(error).__name__)
for name in names:
    module = sys.modules.get(name)
    kept = {{k: v for k, v in vars(module).items() if isinstance(v, (int, str, list, type(None)))
            and not k.startswith("_") and k != "HERE"}} if module else None
    if module and hasattr(module, "conf"):
        try:
            kept["conf"] = module.conf()
        except OSError:
            kept["conf"] = None
    print(name, sorted(kept.items()) if kept is not None else None)
"""


def dotted(path):
    return path.replace("/", ".")


def program():
    """Imports all that may be there, always in the same order, and prints what it has."""
    names = [dotted(path) for path in [*PACKAGES, *MODULES]]
    return PROGRAM.format(names=names)


class RandomWorkspace:
    """Files, and random changes of them.

    Args:
        random: A `random.Random`.
    """

    def __init__(self, random):
        self._random = random
        self.files = {"wsingle.py": "N = 1\n"}
        for _ in range(30):
            self.change()

    def change(self):
        """Change something, and return what."""
        pick = self._random.random()
        if pick < 0.5:
            return self._write(self._random.choice(MODULES) + ".py")
        if pick < 0.6:
            return self._write(self._random.choice(PACKAGES) + "/__init__.py")
        if pick < 0.8:
            path = self._random.choice(DATA)
            self.files[path] = f"data {self._random.randrange(3)}"
            return f"write {path}"
        if pick < 0.93:
            return self._delete(self._random.choice(sorted(self.files)))
        if pick < 0.97:
            return self._delete(self._random.choice(PACKAGES) + "/")
        return self._rename()

    def _write(self, path):
        if path == "wreg.py":
            self.files[path] = REGISTRY.format(number=self._random.randrange(100))
            return f"write {path}"
        # What fails does so seldom, or nothing would be left to see.
        statements = STATEMENTS if self._random.random() < 0.1 else STATEMENTS[:-2]
        chosen = self._random.sample(statements, self._random.randrange(1, 5))
        module = dotted(self._random.choice(MODULES))
        text = HEAD + "N = 0\n" + "".join(chosen)
        self.files[path] = text.format(number=self._random.randrange(100), module=module)
        return f"write {path}"

    def _delete(self, path):
        self.files = {p: c for p, c in self.files.items() if not p.startswith(path)}
        self.files.setdefault("wsingle.py", "N = 2\n")
        return f"delete {path}"

    def _rename(self):
        old, new = self._random.sample(["wa/m0", "wa/m1", "wb/m0", "wb/m1", "wns/in/m0"], 2)
        if f"{old}.py" in self.files:
            self.files[f"{new}.py"] = self.files.pop(f"{old}.py")
        return f"rename {old} to {new}"
