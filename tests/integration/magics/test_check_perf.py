"""``%etcd check perf``."""

from __future__ import annotations

import threading

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from yamtam_nb.client.check_perf import check_perf
from yamtam_nb.client.client import Client
from yamtam_nb.errors import ConfirmationNeeded, EtcdUsageError, InvalidArgument


def writers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("yamtam-check-perf")]


def test_it_writes_at_the_loads_pace_and_leaves_nothing_behind(
    connected: TypingShell, fresh_prefix: str
) -> None:
    """As many writes as the time allows at most, each by its time; afterwards no key and no thread is there."""
    connected.type("report = %etcd check perf --prefix $P --seconds 0.5")
    report = connected.user_ns["report"]

    assert 0 < len(report.writes) <= 0.5 * 150 + 1
    assert report.troubles == ()
    assert not report.errors
    assert yn.shared().get(fresh_prefix, prefix=True).count == 0
    assert writers() == []
    shown = connected.display_formatter.format(report)[0]
    text, html = shown["text/plain"], shown["text/html"]
    assert text.split(" ·")[0] in ("PASS", "FAIL")
    assert "throughput" in text
    assert "data:image/png;base64," in html


def test_an_interrupted_check_deletes_its_keys_too(client: Client, fresh_prefix: str) -> None:
    """The Stop button ends it at once, and cleaning up comes first."""

    def stop(passed: float, writes: int) -> None:
        if writes:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_perf(client, prefix=fresh_prefix, seconds=60, on_progress=stop)

    assert client.get(fresh_prefix, prefix=True).count == 0
    assert writers() == []


def test_it_touches_nothing_that_is_there(connected: TypingShell, fresh_prefix: str) -> None:
    """Keys under the prefix, and a protected profile, are refused before the first write."""
    from yamtam_nb.client.profiles import Profile

    yn.shared().put(f"{fresh_prefix}mine", "1")
    with pytest.raises(InvalidArgument, match="is not empty: 1 key would be deleted"):
        connected.type("%etcd check perf --prefix $P --seconds 0.1")
    with pytest.raises(InvalidArgument, match="prefix is empty"):
        connected.type("%etcd check perf --prefix '' --seconds 0.1")
    with pytest.raises(EtcdUsageError, match="one of s, m, l, xl"):
        connected.type("%etcd check perf --load huge")
    connected.magics_manager.registry["EtcdMagics"].state.profile = Profile("prod", (), protected=True)
    with pytest.raises(ConfirmationNeeded, match="take 150 writes a second for 60 s"):
        connected.type("%etcd check perf")

    assert yn.shared().get(fresh_prefix, prefix=True).count == 1
