"""A test of the whole benchmark with little work: what it writes, not how fast anything is."""

import json
import os
import subprocess
import sys

import pytest

from devtools.paths import ROOT


@pytest.mark.skipif(
    "TEST_BENCH" not in os.environ,
    reason="takes minutes and wants the machine for itself: set TEST_BENCH to run it",
)
def test_everything_is_measured(tmp_path):
    command = [sys.executable, str(ROOT / "dev.py"), "bench", "--quick", "--output", str(tmp_path)]
    process = subprocess.run(command, capture_output=True, text=True, timeout=540, cwd=ROOT)
    assert process.returncode == 0, process.stderr
    results = json.loads((tmp_path / "results.json").read_text())
    runs = {
        (cell["workload"], cell["way"], cell["column"]): run
        for cell in results["cells"]
        for run in cell["runs"]
    }
    ways = {
        "local": ("cold", "warm", "again", "edited"),
        "published": ("cold", "again", "edited"),
        "ours": ("cold", "warm", "again", "edited"),
        "contents": ("cold", "warm", "again", "edited"),
        "browser": ("cold", "warm"),
    }
    measured = {(way, column) for workload, way, column in runs if workload == "flat-30"}
    assert measured == {(way, column) for way, columns in ways.items() for column in columns}
    for (workload, way, column), run in runs.items():
        assert run["seconds"] > 0
        assert run["traffic"]["up_bytes"] > 0
        if workload == "flat-30" and column in ("cold", "warm"):
            assert run["executed"] == 32, (way, column)
    assert runs["flat-30", "published", "cold"]["fetched"] == 32
    assert "## Promises" in (tmp_path / "results.md").read_text()
