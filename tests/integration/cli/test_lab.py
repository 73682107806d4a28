"""``yamtam-nb lab``: JupyterLab beside a real cluster."""

from __future__ import annotations

import json
import signal
import urllib.request
from collections.abc import Callable

import pytest

import yamtam_nb as yn
from tests.integration.cli.conftest import Command


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_lab_serves_at_the_url_that_it_prints_and_ends_when_told(
    yamtam_nb_command: Callable[..., Command], number: signal.Signals
) -> None:
    """The printed URL answers with its token, the cluster serves, and Ctrl-C or SIGTERM ends both quietly."""
    command = yamtam_nb_command("lab", "--folder", ".", "--members", "1")
    endpoint = command.wait_said("is up: ")
    url = command.wait_said("JupyterLab: ")
    address, _, token = url.partition("lab?token=")

    with urllib.request.urlopen(f"{address}api/status?token={token}", timeout=30) as answer:
        assert "kernels" in json.load(answer)
    with yn.connect([endpoint]) as client:
        assert client.put("/lab", "1").revision == 2

    assert command.interrupt(number) == 0
    assert "Traceback" not in command.said
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(url, timeout=5)
