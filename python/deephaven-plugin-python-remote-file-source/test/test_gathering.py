"""What tells packages that only gather names from those that do something to their submodules."""

import pytest

from deephaven.python_remote_file_source.gathering import only_gathers


@pytest.mark.parametrize(
    "source",
    [
        "",
        '"""Words."""\nfrom .a import b\nfrom . import c\n__all__ = ["b", "c"]\n',
        "__all__ = []\nfrom . import a\n__all__ += a.__all__\n",
        "import logging\nlog = logging.getLogger(__name__)\nfrom .x import y\n",
        "from .a import *\nimport os\nV = os.environ.get('X')\n",
        "try:\n    from ._v import v\nexcept ImportError as error:\n    v = str(error)\n",
        "from .a import f\ndef g(x=1):\n    return f(x)\n",
        "import sys\nif sys.version_info > (3,):\n    from .a import b\n",
        "class E(Exception):\n    pass\nfrom .a import b\n",
        "from .a import b\nseen = {}\nseen['0'] = getattr(b, 'c', None)\n",
        "from ..other import register\nregister('f')\n",
        "import importlib\na = importlib.import_module('.a', __name__)\n",
        "def __getattr__(name):\n    from . import lazy\n    return lazy.get(name)\n",
        "from .a import names\nvalues = sorted(names) + list(names)\n",
        "from .a import *\ntry:\n    import b\nexcept ImportError as e:\n    v = type(e)\n",
    ],
)
def test_what_takes_names_only_gathers(source):
    assert only_gathers(source, "pk.sub")


@pytest.mark.parametrize(
    "source",
    [
        "from .r import register\nregister('f')\n",
        "from . import config\nconfig.rate = 1\n",
        "from .config import settings\nsettings['rate'] = 1\n",
        "from .config import settings\ndel settings['rate']\n",
        "from .r import register\n@register\ndef f():\n    pass\n",
        "from .r import register\n@register\nclass C:\n    pass\n",
        "from .r import register\ndef f(x=register('f')):\n    pass\n",
        "from .b import Base\nclass C(Base):\n    pass\n",
        "from .b import Meta\nclass C(metaclass=Meta):\n    pass\n",
        "from . import a\nsetattr(a, 'x', 1)\n",
        "from . import a, b\nfor m in (a, b):\n    m.set_up()\n",
        "from . import a, b\n[m.set_up() for m in (a, b)]\n",
        "from .a import names\nnames += [1]\n",
        "from .a import names\nothers = names\nothers.append(1)\n",
        "from .a import names\nprint(last := names)\nlast.append(1)\n",
        "def f():\n    from . import a\n    a.x = 1\nf()\n",
        "from .a import *\nregister('x')\n",
        "import pk.sub.config\npk.sub.config.rate = 2\n",
        "from pk.sub import config\nconfig.rate = 2\n",
        "import sys\nsys.modules['pk.sub.z'] = 1\n",
        "import importlib\nimportlib.import_module('.a', __name__).go()\n",
        "import importlib\na = importlib.import_module('.a', __name__)\na.go()\n",
        "from .a import context\nwith context:\n    pass\n",
        "from .a import key\nsorted([1, 2], key=key)\n",
        "from .a import f\nlist(map(f, 'ab'))\n",
        "from .a import f\ndef getattr(*args):\n    f(args)\ngetattr(f, 'x')\n",
        "from .b import Base\nC = type('C', (Base,), {})\n",
        "exec('x')\n",
        "def broken(:\n",
        "x = '\0'\n",
        "x = " + "(" * 5000,
    ],
)
def test_what_may_do_more_does_not(source):
    assert not only_gathers(source, "pk.sub")
