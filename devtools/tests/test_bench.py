"""Tests of the benchmark's parts that need no servers."""

import json
import socket
import threading
import time
import zlib
from xml.etree import ElementTree

import pytest

from benchmarks import plan, report, workloads
from benchmarks.cells import Cells
from benchmarks.promises import verdicts
from benchmarks.relay import Relay
from devtools.commands import parser


@pytest.fixture
def echo():
    """The port of a server that sends back what it gets."""
    listening = socket.create_server(("localhost", 0))

    def answer(connection):
        with connection:
            while data := connection.recv(65536):
                connection.sendall(data)

    def accept():
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield listening.getsockname()[1]
    listening.close()


@pytest.fixture
def relay(echo):
    """A relay to the echo."""
    relay = Relay(echo)
    yield relay
    relay.close()


def receive(connection, size):
    data = b""
    while len(data) < size:
        data += connection.recv(65536)
    return data


def test_the_relay_keeps_the_order_and_counts(relay):
    sent = b"".join(number.to_bytes(4, "big") for number in range(250_000))
    with socket.create_connection(("localhost", relay.port), timeout=20) as connection:
        threading.Thread(target=connection.sendall, args=(sent,), daemon=True).start()
        assert receive(connection, len(sent)) == sent
    assert (relay.traffic.up_bytes, relay.traffic.down_bytes) == (len(sent), len(sent))
    assert relay.traffic.up_chunks > 0


def test_the_relay_adds_a_round_trip_and_for_a_new_connection_two(relay):
    relay.round_trip = 0.2
    # The relay counts from when the connection comes.
    began = time.monotonic()
    with socket.create_connection(("localhost", relay.port), timeout=20) as connection:
        times = []
        for _ in range(2):
            connection.sendall(b"x")
            receive(connection, 1)
            times.append(time.monotonic() - began)
            began = time.monotonic()
    assert times[0] >= 0.4
    assert times[1] >= 0.2


def test_the_relay_does_not_queue_what_comes_at_once(relay):
    relay.round_trip = 0.2
    with socket.create_connection(("localhost", relay.port), timeout=20) as connection:
        connection.sendall(b"x")
        receive(connection, 1)
        began = time.monotonic()
        for _ in range(10):
            connection.sendall(b"x")
            time.sleep(0.01)
        receive(connection, 10)
    # One after the other they would take two seconds.
    assert time.monotonic() - began < 1.5


def test_the_relay_passes_the_end_of_a_connection_on(relay):
    with socket.create_connection(("localhost", relay.port), timeout=20) as connection:
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(1) == b""


@pytest.mark.parametrize(
    "workload", [workloads.flat(20), workloads.flat_by_package(5), workloads.chain(4)]
)
def test_the_made_packages_import_and_show_an_edit(workload, tmp_path, monkeypatch):
    folder = workload.write(tmp_path / "one", "one")
    again = workload.write(tmp_path / "two", "two")
    assert len(list(folder.rglob("*.py"))) == workload.modules
    assert (folder / workload.leaf).read_text() != (again / workload.leaf).read_text()
    workload.edit(folder, 7)
    monkeypatch.syspath_prepend(str(tmp_path / "one"))
    variables = {}
    exec(workload.program, variables)
    assert variables["benchmark_result"][1] == [7, workload.modules]


def test_a_crowd_is_in_folders_that_are_ignored(tmp_path, monkeypatch):
    monkeypatch.setattr(workloads, "_CROWD_FOLDERS", 2)
    folder = workloads.crowded(3).write(tmp_path, "x")
    assert len(list(folder.glob("*.py"))) == 5
    assert len(list(folder.rglob("file*.py"))) == 4 * 2 * 100
    assert {path.name for path in folder.iterdir() if path.is_dir()} == {
        "node_modules",
        ".venv",
        ".git",
        "__pycache__",
    }


def test_no_two_modules_are_alike(tmp_path):
    folder = workloads.flat(200).write(tmp_path, "x")
    sizes = [len(zlib.compress(file.read_bytes(), 6)) for file in folder.glob("m*.py")]
    bundle = workloads.solid_bundle(list(folder.glob("m*.py")))
    # As with real sources: together they are smaller, but not much.
    assert 0.4 < bundle / sum(sizes) < 0.9


def test_the_plans_have_what_the_promises_are_about(tmp_path):
    steps = plan.full(3, tmp_path)
    assert {step.round_trip for step in steps} == {0.0, 0.05}
    assert {step.workload.key for step in steps} >= {"flat-1000", "chain-30", "pip", "crowded-100"}
    assert all(step.workload.size <= 30 and step.repeat == 1 for step in plan.quick())


def test_one_workload_can_be_chosen(tmp_path):
    steps = plan.full(3, tmp_path)
    chosen = plan.only("chain-30", steps)
    assert {step.workload.key for step in chosen} == {"chain-30"}
    assert [step.round_trip for step in chosen] == [0.0, 0.05]
    with pytest.raises(ValueError, match="no workload 'chain'; there are flat-100, flat-1000, "):
        plan.only("chain", steps)


def test_options():
    options = parser().parse_args(["bench", "--quick", "--repeat", "5"])
    assert (options.quick, options.repeat, options.no_browser) == (True, 5, False)


def run(seconds, **changes):
    traffic = {"up_bytes": 300, "down_bytes": 200, "up_chunks": 1, "down_chunks": 1}
    nothing = dict.fromkeys(traffic, 0)
    return {
        "seconds": seconds,
        "import_seconds": seconds,
        "traffic": traffic,
        "before": nothing,
        "jupyter": nothing,
        "fetched": 0,
        "jupyter_requests": 1,
        "executed": 0,
        "expected": -1,
        "still": 0.1,
        "ticks": 9,
        "bundle": 1000,
        "leaf": 100,
        "steps": {"streamed": 0, "streamedInAll": 1200},
        **changes,
    }


def results(**ours):
    cells = {
        ("local", "cold"): [run(0.3)],
        ("local", "warm"): [run(0.2)],
        ("published", "cold"): [run(50)],
        ("ours", "cold"): [run(1.2)],
        ("ours", "warm"): [run(0.4), run(0.44), run(0.5)],
        ("ours", "again"): [run(0.1)],
        ("ours", "edited"): [run(0.1, **{"executed": 2, "expected": 2, **ours})],
        ("contents", "cold"): [run(3.5)],
    }
    return {
        "taken": "now",
        "machine": {"system": "a test", "processors": 1, "load": None},
        "idle_still": 0.01,
        "wrong": [],
        "contents_seconds": [{"workload": "flat-1000", "round_trip": 0.05, "seconds": [3.4]}],
        "cells": [
            {
                "workload": "flat-1000",
                "title": "1,000 flat modules",
                "round_trip": 0.05,
                "way": way,
                "column": column,
                "runs": runs,
            }
            for (way, column), runs in cells.items()
        ],
    }


def test_verdicts_and_their_numbers():
    found = [str(verdict) for verdict in verdicts(Cells(results()))]
    assert found[0].startswith("holds: flat-1000 at 50 ms: warm ≤ local disk + 0.25 s: 0.440 s")
    assert not [line for line in found if line.startswith("does not hold")]
    assert [line for line in found if line.startswith("not measured: no main-thread task")]


@pytest.mark.parametrize(
    ("change", "promise"),
    [
        ({"fetched": 1}, "no requests"),
        ({"executed": 3}, "executed again"),
        ({"steps": {"streamed": 1101}}, "rerun after an edit"),
    ],
)
def test_what_does_not_hold_is_said(change, promise):
    found = verdicts(Cells(results(**change)))
    assert [promise in verdict.promise for verdict in found if verdict.holds is False] == [True]


def test_reading_a_data_file_is_no_import():
    asked = {"streamed": 0, "asked": ["/jupyter:/pkg/data.txt"]}
    (verdict,) = [
        verdict
        for verdict in verdicts(Cells(results(fetched=1, steps=asked)))
        if "no requests" in verdict.promise
    ]
    assert verdict.holds
    assert "0 and 1 data file" in verdict.numbers


def test_the_report_is_written(tmp_path):
    picture = tmp_path / "chart.svg"
    lines = report.write(results(), tmp_path / "tables", tmp_path, picture)
    assert json.loads((tmp_path / "results.json").read_text())["taken"] == "now"
    text = (tmp_path / "tables" / "results.md").read_text()
    rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines()]
    ours = ["", "1,000 flat modules", "50 ms", "ours", "1.20", "0.440 (0.400–0.500)"]
    assert any(row[:6] == ours for row in rows)
    assert any("holds" in line for line in lines)
    assert ElementTree.parse(picture).getroot().tag.endswith("svg")
