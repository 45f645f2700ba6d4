"""Tests of examples/workspace, as far as it is plain Python."""

import ast
import json

import pytest

from devtools.paths import EXAMPLE_WORKSPACE

NOTEBOOK = EXAMPLE_WORKSPACE / "market.ipynb"


@pytest.fixture(autouse=True)
def workspace_on_the_path(monkeypatch):
    monkeypatch.syspath_prepend(str(EXAMPLE_WORKSPACE))


def test_prices_are_the_same_every_time():
    from market.data import INSTRUMENTS
    from market.data.simulation import simulated_price, symbol_at

    assert [symbol_at(tick) for tick in range(7)][::6] == [INSTRUMENTS[0].symbol] * 2
    assert simulated_price("ALDR", 12) == simulated_price("ALDR", 12)
    assert all(simulated_price(each.symbol, 100) > 0 for each in INSTRUMENTS)


def test_the_data_file_names_every_instrument():
    from market.data import INSTRUMENTS
    from market.data.catalogue import company_names

    assert list(company_names()) == [instrument.symbol for instrument in INSTRUMENTS]


@pytest.mark.parametrize(
    ("fast", "slow", "trend"), [(100.1, 100, "flat"), (101, 100, "up"), (99, 100, "down")]
)
def test_classify(fast, slow, trend):
    from market.signals.formulas import classify

    assert classify(fast, slow, threshold=0.002) == trend


def test_the_notebook_is_as_fresh_and_its_code_compiles():
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert code
    for cell in code:
        assert cell["outputs"] == [] and cell["execution_count"] is None
        ast.parse("".join(cell["source"]))
