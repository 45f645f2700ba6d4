"""The companies behind the symbols, from the data file `companies.csv` beside this module.

For code that runs where the folder is, such as a notebook's kernel, and for a Deephaven worker: the
published server plugin, 0.1.5, serves no data files.
"""

import csv
from importlib.resources import files


def company_names() -> dict[str, str]:
    """Return the name of the company for every symbol."""
    text = files(__package__).joinpath("companies.csv").read_text(encoding="utf-8")
    return {row["symbol"]: row["company"] for row in csv.DictReader(text.splitlines())}
