"""The files that the fidelity checks import: written to a disk, and served."""

FILES = {
    "pk/__init__.py": '"""A package."""\nfrom .core import add\nVERSION = 1\n',
    "pk/__main__.py": "import sys\nRESULT = (__name__, __package__, __spec__.name, __file__)\n",
    "pk/core.py": '''"""Doc.

>>> add(1, 2)
3
>>> add(1, 1)
3
"""
from __future__ import annotations

import dataclasses
import logging
import typing
import warnings


# A comment
# in two lines.
def add(a: int, b: int) -> int:
    """Add."""
    return a + b


@dataclasses.dataclass
class Point:
    x: int
    other: typing.Optional[Point] = None

    def norm(self):
        return abs(self.x)


def fail(value):
    text = "before"
    raise ValueError(
        f"bad {value}"
    )


def chained():
    try:
        fail(1)
    except ValueError as error:
        raise KeyError("second") from error


def warn():
    warnings.warn("careful", UserWarning)


def log():
    logging.getLogger("fidelity").warning("here")


nested = [lambda: (lambda x: x + 1)]
''',
    "pk/sub/__init__.py": "from ..core import add as plus\nfrom . import deep\n",
    "pk/sub/deep.py": "from .. import core\n",
    "pk/rel.py": "from .sub import plus\nfrom . import core, core as again\nimport pk\n",
    "pk/space/leaf.py": "from ..core import add\nfrom . import other\n",
    "pk/space/other.py": "NAME = __name__\n",
    "pk/bad_parser.py": "x = 1\ndef f(:\n    pass\n",
    "pk/bad_compiler.py": "def f():\n    pass\n  \nif True:\n    return 5\n",
    "pk/bad_argument.py": "# ä\ndef f(a, b,\n      a):\n    pass\n",
    "pk/bad_future.py": "x = 1\nfrom __future__ import annotations\n",
    "pk/bad_nonlocal.py": "def outer():\n    nonlocal missing\n",
    "pk/bad_indent.py": "def f():\n        x = 1\n    y = 2\n",
    "pk/bad_string.py": 's = "never ends\n',
    "pk/bad_last_line.py": "x = (1,",
    "pk/null_byte.py": "x = 1\0\n",
    "pk/warns_at_compile.py": "# one\nx = 1 is 1\n",
    "pk/raises.py": "VALUE = 1\n\ndef go():\n    raise RuntimeError('at import')\n\ngo()\n",
    "pk/raises_import.py": "import pk\nimport there_is_no_such_module\n",
    "pk/exits.py": "raise SystemExit(3)\n",
    "pk/empty.py": "",
    "pk/crlf.py": "def f():\r\n    return '''a\r\nb'''\r\n",
    "pk/old_mac.py": "X = 1\rY = 2\r",
    "pk/bom.py": "\ufeffX = 'ü'\n",
    "pk/form_feed.py": "X = 1\n\f\ndef f():\n    'a\x1cb\u2028c'\n    return 1 / 0\n",
    "pk/no_newline.py": "def f():\n    return 1 / 0",
    "pk/names.py": "ﬁx = 1\nµ = 2\nß = 3\n",
    "pk/star.py": "__all__ = ['one', '_two', 'late']\none, _two, three = 1, 2, 3\nlate = 4\n",
    "pk/star_package/__init__.py": "__all__ = ['child']\n",
    "pk/star_package/child.py": "X = 1\n",
    "pk/star_missing.py": "__all__ = ['nope']\n",
    "pk/circle_a.py": "from . import circle_b\nA = 1\nB = circle_b.B\n",
    "pk/circle_b.py": "from . import circle_a\nB = hasattr(circle_a, 'A')\n",
    "pk/circle_c.py": "from .circle_d import D\nC = 1\n",
    "pk/circle_d.py": "from .circle_c import C\nD = 1\n",
    "pk/lazy.py": "def get():\n    from .sub.deep import core\n    return core.add(1, 2)\n",
    "pk/optional.py": "try:\n    from . import nope\nexcept ImportError:\n    nope = None\n",
    "pk/getattr.py": "def __getattr__(name):\n    return name.upper()\n",
    "pk/replaced.py": "import sys\nsys.modules[__name__] = 'something else'\n",
    "pk/counted.py": "try:\n    COUNT += 1\nexcept NameError:\n    COUNT = 1\n",
    "pk/typed.py": "def f(a: int) -> 'list[int]': ...\n",
    "pk/interactive.py": "import pickle\nclass Thing:\n    def __eq__(self, other): return True\n",
    "pk/big.py": "X = 1\n" + "# " + "x" * 600_000 + "\nY = 2\n",
    "pk/family/__init__.py": "from . import son\nfrom .daughter import NAME\n"
    "import pk.family.baby\n",
    "pk/family/son.py": "from . import daughter\n",
    "pk/family/daughter.py": "from pk import family\nNAME = __name__\n",
    "pk/family/baby.py": "from . import son, NAME\n",
    "pk/conditional.py": "import sys\nif sys.version_info > (3,):\n"
    "    from . import core as chosen\nelse:\n    from . import nope\n",
    "pk/broken/__init__.py": "from . import child\n1 / 0\n",
    "pk/broken/child.py": "",
    "pk/circle_e.py": "from . import circle_f\nE = 1\n",
    "pk/circle_f.py": "import pk.circle_e\npk.circle_e.E\n",
    "pk/größe.py": "ﬁt = 1\n",
    "single.py": "import pk.core\nX = pk.core.add(1, 2)\n",
    "both.py": "WHO = 'module'\n",
    "both/__init__.py": "WHO = 'package'\n",
    "half.py": "WHO = 'module'\n",
    "half/inner.py": "",
}

# Files that are no Python text in UTF-8, and a second root: `more`. Only an index tells of them.
MORE_FILES = {
    "pk/data.csv": "a,b\r\n1,é\n".encode(),
    "pk/data/inner.bin": bytes(range(256)),
    "pk/data/deep/note.txt": b"deep\n",
    "pk/sub/here.txt": b"",
    "pk/space/table.txt": "tablé".encode(),
    "pk/latin.py": "# -*- coding: latin-1 -*-\nX = 'ü'\n\ndef f():\n    1 / 0  # ä\n".encode(
        "latin-1"
    ),
    "pk/cookie_wins.py": "# coding: latin-1\nX = 'ü'\n".encode(),
    "pk/bom_and_cookie.py": b"\xef\xbb\xbf# coding: utf-8\nX = '\xc3\xbc'\n",
    "pk/bad_utf8.py": b"X = 1\nY = '\xff'\n",
    "pk/odd_comment.py": b"X = 1\n# \xfc\ndef f():\n    1 / 0\n",
    "pk/bad_cookie.py": b"# -*- coding: nonsense -*-\nX = 1\n",
    "pk/bad_bom.py": b"\xef\xbb\xbf# coding: latin-1\nX = 1\n",
    "spread/one.py": b"from . import two\nX = 1\n",
    "spread/data_one.txt": b"one",
    "spread/twice.txt": b"first",
    "more/spread/two.py": b"Y = 2\n",
    "more/spread/data_two.txt": b"two",
    "more/spread/twice.txt": b"second",
    "more/spread/inner/leaf.py": b"",
}

ROOTS = ["", "more/"]

TOP_LEVEL = {"spread"} | {path.split("/")[0].replace(".py", "") for path in FILES}
