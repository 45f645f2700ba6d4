"""Cells of a notebook: programs that end with a value, and that show values on the way."""
