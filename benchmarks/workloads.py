"""The packages that the benchmark imports: made ones, and a real one."""

from __future__ import annotations

import keyword
import random
import re
import shutil
import zlib
from dataclasses import dataclass
from pathlib import Path

_SYLLABLES = [first + second for first in "bcdfghklmnprstvwyz" for second in "aeiou"]
# As many words as the sources of a few packages have names.
_WORDS = 1500
# Some words are frequent and most are rare, as in texts and sources.
_WEIGHTS = [1 / (rank + 3) for rank in range(_WORDS)]

# Folders that no client should look into, and what they have: 100,000 files in all.
_CROWD = {
    "node_modules": "package",
    ".venv/lib/python3/site-packages": "package",
    ".git/objects": "",
    "__pycache__": "part",
}
_CROWD_FOLDERS = 250
_CROWD_FILES = 100


@dataclass(frozen=True)
class Workload:
    """A package to import.

    Attributes:
        key: What results call it.
        title: What people call it.
        name: Its top-level name.
        size: How many modules it is said to have.
        modules: How many modules a run imports; 0 if that is not known before.
        statement: The import.
        check: An expression, after the import, that tells what was imported.
        leaf: The module that is edited, as a path below the package.
    """

    key: str
    title: str
    name: str
    size: int
    modules: int
    statement: str
    check: str
    leaf: str

    @property
    def program(self) -> str:
        """What is run."""
        return (
            "import time\n"
            "benchmark_began = time.perf_counter()\n"
            f"{self.statement}\n"
            "benchmark_result = "
            f"[time.perf_counter() - benchmark_began, {self.check}]\n"
        )

    def write(self, parent: Path, seed: str) -> Path:
        """Write it into a folder, each time with other contents, and return its own folder."""
        raise NotImplementedError

    def edit(self, folder: Path, number: int) -> None:
        """Change one line of the leaf."""
        leaf = folder / self.leaf
        text, changed = re.subn(
            r"^BENCHMARK_EDIT = .*$",
            f"BENCHMARK_EDIT = {number}",
            leaf.read_text(encoding="utf-8"),
            flags=re.MULTILINE,
        )
        assert changed == 1
        leaf.write_text(text, encoding="utf-8")


class Flat(Workload):
    """Modules that import nothing of each other, all imported by one module, or by the package."""

    def write(self, parent: Path, seed: str) -> Path:
        """Write the package."""
        by_package = self.modules == self.size + 1
        names = [f"m{number:04}" for number in range(self.size)]
        head = f'"""{self.size} modules, {seed}."""\n'
        imports = "".join(f"from . import {name}\n" for name in names)
        check = f"\n\ndef check():\n    return [{names[-1]}.BENCHMARK_EDIT, {self.modules}]\n"
        everything = "__init__" if by_package else "everything"
        files = {"__init__": head, everything: head + imports + check}
        return _write(parent / self.name, files, names, seed)


class Crowded(Flat):
    """Flat modules beside very many files that the built-in rules ignore."""

    def write(self, parent: Path, seed: str) -> Path:
        """Write the package."""
        folder = super().write(parent, seed)
        for ignored, below in _CROWD.items():
            for number in range(_CROWD_FOLDERS):
                crowd = folder / ignored / f"{below}{number:03}"
                crowd.mkdir(parents=True)
                for file in range(_CROWD_FILES):
                    (crowd / f"file{file:03}.py").touch()
        return folder


class Chain(Workload):
    """Modules each of which imports the next one."""

    def write(self, parent: Path, seed: str) -> Path:
        """Write the package."""
        names = [f"link{number:02}" for number in range(self.size)]
        first = {
            "__init__": f'"""A chain, {seed}."""\nfrom . import {names[0]}\n\n\n'
            f"def check():\n    return [{names[0]}.last(), {self.modules}]\n"
        }
        heads = {
            name: f"from . import {following}\n\n\ndef last():\n    return {following}.last()\n"
            for name, following in zip(names, names[1:], strict=False)
        }
        heads[names[-1]] = "def last():\n    return BENCHMARK_EDIT\n"
        return _write(parent / self.name, first, names, seed, heads)


class Copied(Workload):
    """A package of the environment, as it is but for a comment in each module."""

    source: Path

    def write(self, parent: Path, seed: str) -> Path:
        """Copy the package."""
        folder = parent / self.name
        shutil.copytree(self.source, folder, ignore=shutil.ignore_patterns("__pycache__"))
        for file in folder.rglob("*.py"):
            # At the end: `from __future__` and declared encodings come first.
            with file.open("ab") as text:
                text.write(f"\n# {seed}\n".encode())
        with (folder / self.leaf).open("ab") as text:
            text.write(b"BENCHMARK_EDIT = 0\n")
        return folder


def flat(size: int) -> Workload:
    """Return a package of flat modules that a module beside them imports."""
    return _beside(Flat, "flat", size, f"{size:,} flat modules")


def crowded(size: int) -> Workload:
    """Return a package of flat modules, with 100,000 files in folders that are ignored."""
    title = f"{size:,} flat modules among 100,000 ignored files"
    return _beside(Crowded, "crowded", size, title)


def _beside(kind: type[Flat], key: str, size: int, title: str) -> Workload:
    """Return flat modules that are imported by a module beside them, not by their package."""
    name = f"bench_{key}_{size}"
    return kind(
        key=f"{key}-{size}",
        title=title,
        name=name,
        size=size,
        modules=size + 2,
        statement=f"import {name}.everything",
        check=f"{name}.everything.check()",
        leaf=f"m{size - 1:04}.py",
    )


def flat_by_package(size: int) -> Workload:
    """Return a package of flat modules that it imports itself, in its `__init__.py`."""
    name = f"bench_init_{size}"
    return Flat(
        key=f"init-{size}",
        title=f"{size:,} modules, imported by `__init__`",
        name=name,
        size=size,
        modules=size + 1,
        statement=f"import {name}",
        check=f"{name}.check()",
        leaf=f"m{size - 1:04}.py",
    )


def chain(size: int) -> Workload:
    """Return a package of modules that import each other in a chain."""
    name = f"bench_chain_{size}"
    return Chain(
        key=f"chain-{size}",
        title=f"chain of {size} modules",
        name=name,
        size=size,
        modules=size + 1,
        statement=f"import {name}",
        check=f"{name}.check()",
        leaf=f"link{size - 1:02}.py",
    )


def pip(site_packages: Path) -> Workload:
    """Return pip as a workload: every environment has it, and it is Python only."""
    workload = Copied(
        key="pip",
        title="pip, a real package",
        name="pip",
        size=0,
        modules=0,
        statement="import pip._internal.commands.install",
        check="[pip._internal.operations.check.BENCHMARK_EDIT, 0]",
        leaf="_internal/operations/check.py",
    )
    object.__setattr__(workload, "source", site_packages / "pip")
    return workload


def solid_bundle(files: list[Path]) -> int:
    """Return the size of all files together in one zlib stream."""
    return len(zlib.compress(b"".join(file.read_bytes() for file in files), 6))


def _write(
    folder: Path,
    files: dict[str, str],
    names: list[str],
    seed: str,
    heads: dict[str, str] | None = None,
) -> Path:
    folder.mkdir(parents=True)
    chance = random.Random(seed)
    words: list[str] = []
    while len(words) < _WORDS:
        word = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))
        if not keyword.iskeyword(word) and word not in words:
            words.append(word)
    for name in names:
        files[name] = _module(chance, words, name, seed, (heads or {}).get(name, ""))
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


def _module(chance: random.Random, words: list[str], name: str, seed: str, head: str) -> str:
    """Return the text of a module of some 40 lines, of which no two are alike."""

    def some(low: int, high: int) -> list[str]:
        return chance.choices(words, _WEIGHTS, k=chance.randint(low, high))

    lines = [f'"""{" ".join(some(4, 9)).capitalize()}: {name}, {seed}."""', ""]
    lines += ["import math", "from collections import deque", "", head, "BENCHMARK_EDIT = 0"]
    for word in some(3, 5):
        lines.append(f"{word.upper()} = {chance.choice(_VALUES)(chance, words)}")
    for _ in range(2):
        first, second, third = chance.sample(words, 3)
        parameters = f"{first}, {second}=None, *, {third}={chance.random():.3f}"
        lines += [
            "",
            "",
            f"def {'_'.join(some(2, 2))}({parameters}):",
            f'    """{" ".join(some(6, 10)).capitalize()}."""',
            f"    if {second} is None:",
            f"        {second} = [{first} + {third}, {chance.randint(1, 9999)}]",
            f"    # {' '.join(some(5, 9)).capitalize()}.",
            f"    return {chance.choice(_RETURNS).format(first, second, third)}",
        ]
    attribute, argument = some(2, 2)
    lines += ["", "", f"class {''.join(some(2, 2)).title()}:"]
    lines += [f'    """{" ".join(some(5, 9)).capitalize()}."""', ""]
    lines += [f"    def __init__(self, {argument}, limit={chance.randint(1, 999)}):"]
    lines += [f"        self.{attribute} = deque({argument}, maxlen=limit)", ""]
    lines += [f"    def {some(1, 1)[0]}(self):", f"        return len(self.{attribute})"]
    return "\n".join(lines) + "\n"


_VALUES = (
    lambda chance, words: f"{chance.random() * 1000:.4f}",
    lambda chance, words: repr(" ".join(chance.choices(words, k=3))),
    lambda chance, words: repr(tuple(chance.choices(words, k=4))),
    lambda chance, words: repr(
        {word: chance.randint(0, 99) for word in chance.choices(words, k=3)}
    ),
)
_RETURNS = (
    "sum(math.sqrt(abs(x)) for x in {1}) * {2}",
    "{{'{0}': {0}, '{1}': sorted({1}), 'scale': math.exp({2})}}",
    "[({0} - x) ** 2 / (1 + {2}) for x in {1} if x != {0}]",
    "max({1}, key=lambda x: math.hypot(x, {2})) if {1} else {0}",
)
