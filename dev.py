#!/usr/bin/env python3
"""The one entry for a fresh clone. `python3 dev.py --help` tells its commands."""

import sys

# In words that every older Python understands too, so that it can say so.
if sys.version_info < (3, 10):  # noqa: UP036
    sys.exit("dev.py: Python 3.10 or newer is needed, this is " + sys.version.split()[0])

from devtools.commands import main

if __name__ == "__main__":
    sys.exit(main())
