"""The benchmark of `dev.py bench`: the same imports by several ways, measured on real servers."""
