"""The companies behind the symbols, from the data file `companies.csv` beside this module.

For code that runs where the folder is, such as a notebook's kernel. Modules reach a Deephaven
worker, data files do not yet: nothing that runs in the worker may call this.
"""

import csv
from importlib.resources import files


def company_names() -> dict[str, str]:
    """Return the name of the company for every symbol."""
    text = files(__package__).joinpath("companies.csv").read_text(encoding="utf-8")
    return {row["symbol"]: row["company"] for row in csv.DictReader(text.splitlines())}
