"""Installs the packages of the scenarios into a folder, and their tests beside them.

python install.py FOLDER [--python PYTHON]: `FOLDER/<package>`, and `FOLDER/<package>_tests` with
tests that are only in the sources of a release. Both are importable from `FOLDER`.
"""

import argparse
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent

# {distribution: (folder of the tests in its sources, what of it: None for all)}.
TESTS = {
    "attrs": ("tests", None),
    "babel": ("tests", None),
    "blinker": ("tests", None),
    "click": ("tests", None),
    "django": ("tests", ["utils_tests", "template_tests", "signals", "dispatch", "httpwrappers"]),
    "docutils": ("test", None),
    "flask": ("tests", None),
    "itsdangerous": ("tests", None),
    "jinja2": ("tests", None),
    "pygments": ("tests", None),
    "sqlparse": ("tests", None),
    "werkzeug": ("tests", None),
}


def pinned(name):
    """The line of the requirements for a distribution."""
    for line in (HERE / "requirements.txt").read_text().splitlines():
        if line.lower().startswith(name + "=="):
            return line
    raise LookupError(name)


def install(folder, python=sys.executable):
    """Install what is not there yet."""
    pip = [python, "-m", "pip", "--disable-pip-version-check", "-q"]
    if not (folder / "sympy").exists():
        requirements = HERE / "requirements.txt"
        target = ["install", "--no-deps", "--no-compile", "--target", str(folder)]
        subprocess.run([*pip, *target, "-r", str(requirements)], check=True)
    for name, (inside, parts) in TESTS.items():
        target = folder / f"{name}_tests"
        if target.exists():
            continue
        with tempfile.TemporaryDirectory() as downloads:
            source = ["download", "--no-deps", "--no-binary", ":all:", "-d", downloads]
            subprocess.run([*pip, *source, pinned(name)], check=True)
            (archive,) = Path(downloads).glob("*.tar.gz")
            with tarfile.open(archive) as tar:
                tar.extractall(downloads)
            unpacked = next(Path(downloads).glob(f"*/{inside}"))
            if parts is None:
                shutil.copytree(unpacked, target)
            else:
                for part in parts:
                    shutil.copytree(unpacked / part, target / part)
                for file in unpacked.glob("*.py"):
                    shutil.copy(file, target)
    # SQLAlchemy's package holds the tests for authors of dialects.
    suite = folder / "sqlalchemy_tests"
    suite.mkdir(exist_ok=True)
    (suite / "__init__.py").write_text("")
    (suite / "test_suite.py").write_text("from sqlalchemy.testing.suite import *\n")
    requirements = "sqlalchemy.testing.requirements:SuiteRequirements"
    lines = ["[sqla_testing]", f"requirement_cls={requirements}", "profile_file=profiles.txt", ""]
    (suite / "setup.cfg").write_text("\n".join(lines))
    # Precompiled and other files that pip leaves, which no client serves.
    for path in [*folder.rglob("__pycache__"), folder / "bin", folder / "share"]:
        shutil.rmtree(path, ignore_errors=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--python", default=sys.executable)
    options = parser.parse_args()
    install(options.folder.absolute(), options.python)
