"""Tests of devtools/ports.py."""

import socket

import pytest

from devtools.console import Failure
from devtools.ports import choose, free_ports, is_free


@pytest.fixture
def busy():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_with_a_server_is_not_free(busy):
    assert not is_free(busy)


def test_the_default_gives_way_to_the_next_free_port(busy):
    assert choose(None, busy, "--port") > busy


def test_ports_already_chosen_are_not_chosen_again():
    (port,) = free_ports(1)
    assert choose(None, port, "--port") == port
    assert choose(None, port, "--port", taken={port}) > port


def test_a_wanted_port_is_taken_or_refused_in_words(busy):
    (port,) = free_ports(1)
    assert choose(port, 8888, "--port") == port
    with pytest.raises(Failure, match=f"port {busy} is in use.*--deephaven-port"):
        choose(busy, 10000, "--deephaven-port")
    with pytest.raises(Failure, match="in use"):
        choose(port, 10000, "--deephaven-port", taken={port})


def test_free_ports_are_different_ones():
    assert len(set(free_ports(5))) == 5
