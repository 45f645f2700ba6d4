"""Kinds of edits between two runs, as data, and what a fresh process prints after each.

A test runs a kind's program on its files, applies an edit, and runs the program again in the same
process: it has to print what a fresh process prints that has the edited files on its disk.
"""

import dataclasses
import json
import os
import shutil
import subprocess
import sys
import tempfile

# A process that starts others: each is as fresh as it was itself when it started.
_SERVER = """
import sys, os
sys.dont_write_bytecode = True
def answer(request):
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(write, 1)
        sys.path[:0] = request["roots"]
        code = 1
        try:
            exec(compile(request["program"], "<program>", "exec"), {"__name__": "__main__"})
            code = 0
        except BaseException as error:
            print("uncaught", type(error).__name__, error)
        finally:
            sys.stdout.flush()
            os._exit(code)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as file:
        out = file.read()
    os.waitpid(child, 0)
    return out
for line in sys.stdin:
    print(repr(answer(eval(line))), file=sys.stderr, flush=True)
"""


@dataclasses.dataclass
class Kind:
    """A kind of edits.

    Attributes:
        files: {path: text or bytes} before the first edit.
        program: What is run before, and after each edit. It prints what it observes. Its globals
            may be new at each run, or the same.
        edits: What each edit changes: {path: text, bytes, or None to delete}.
        expected: What each run prints, of which the first is that before all edits, where it is not
            what a fresh process prints: state is kept since nothing changed.
        silent: Whether an edit may leave what is printed as it was.
        roots: The prefixes of served roots.
    """

    name: str
    files: dict
    program: str
    edits: tuple
    expected: "tuple | None" = None
    silent: bool = False
    roots: tuple = ("",)

    def states(self):
        """The files before the first edit and after each."""
        states = [dict(self.files)]
        for edit in self.edits:
            after = {**states[-1], **edit}
            states.append({path: data for path, data in after.items() if data is not None})
        return states

    def top_level(self):
        """The names of the top-level modules and packages, at any time."""
        names = set()
        for path in {path for state in self.states() for path in state}:
            root = next(r for r in sorted(self.roots, key=len, reverse=True) if path.startswith(r))
            first, _, rest = path[len(root) :].partition("/")
            if rest or first.endswith((".py", ".pyc")):
                names.add(first.split(".")[0])
        return {name for name in names if name.isidentifier()}


KINDS = []


def kind(name, files, program, *edits, **options):
    """Add a kind; each edit is a dict."""
    KINDS.append(Kind(name, files, program, edits, **options))


class FreshProcesses:
    """Starts fresh processes with files on their disk: `fresh_process(files, program)`."""

    def __enter__(self):
        self._server = subprocess.Popen(
            [sys.executable, "-I", "-c", _SERVER],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONHASHSEED": "0"},
        )
        return self

    def __exit__(self, *_):
        self._server.communicate()

    def __call__(self, files, program, roots=("",)):
        """What a program prints in a fresh process, with the root of the files as ROOT."""
        folder = os.path.realpath(tempfile.mkdtemp())
        try:
            write_files(folder, files)
            paths = [f"{folder}/{root}".rstrip("/") for root in roots]
            request = {"roots": paths, "program": program}
            self._server.stdin.write(json.dumps(request) + "\n")
            self._server.stdin.flush()
            answer = self._server.stderr.readline()
            return eval(answer).replace(folder, "ROOT")
        finally:
            shutil.rmtree(folder)

    def expected(self, kind):
        """What each run of a kind prints."""
        if kind.expected is not None:
            return list(kind.expected)
        return [self(files, kind.program, kind.roots) for files in kind.states()]


def write_files(folder, files):
    for path, content in files.items():
        os.makedirs(os.path.dirname(f"{folder}/{path}"), exist_ok=True)
        with open(f"{folder}/{path}", "wb") as file:
            file.write(content if isinstance(content, bytes) else content.encode())


def all_kinds():
    """Every kind, by the modules that define them."""
    import edit_kinds_of_code  # noqa: F401
    import edit_kinds_of_data  # noqa: F401
    import edit_kinds_of_effects  # noqa: F401
    import edit_kinds_of_errors  # noqa: F401
    import edit_kinds_of_layout  # noqa: F401
    import edit_kinds_of_state  # noqa: F401

    return KINDS
