"""Run as a script: runs the tests, without those that start a server where there is no JDK.

Arguments go to pytest.
"""

import os
import shutil
import sys

import pytest


def has_jdk():
    home = os.environ.get("JAVA_HOME")
    return shutil.which("javac", path=os.path.join(home, "bin") if home else None) is not None


if __name__ == "__main__":
    choice = []
    if not has_jdk():
        print("There is no JDK here: the tests that start a server do not run.")
        choice = ["-m", "not server"]
    sys.exit(pytest.main([*choice, *sys.argv[1:]]))
