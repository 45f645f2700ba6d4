"""Importing from mirrors: what CPython's import system needs, and what is loaded."""
