"""``%etcd doctor`` and ``%etcd cluster``, as they are typed."""

from __future__ import annotations

import pytest

from tests.integration.magics.conftest import TypingShell
from yamtam_nb.errors import EtcdUsageError, GateNotPassed


def test_the_doctor_reports_and_gates(connected: TypingShell) -> None:
    """The report is the result; a gate that is not passed fails the cell and names what stops it."""
    report = connected.type("%etcd doctor --no-metrics")
    text = connected.display_formatter.format(report)[0]["text/plain"]

    assert "3 of 3 voters answering" in text
    assert "python: 3." in text
    assert report.of("red") == []
    with pytest.raises(GateNotPassed, match="YELLOW machines"):
        connected.type('%etcd doctor --no-metrics --raise-if yellow --ignore "known bugs"')
    with pytest.raises(EtcdUsageError, match="ENDPOINT=URL"):
        connected.type("%etcd doctor --metrics-url elsewhere")


def test_the_doctor_can_be_written_out_as_python(connected: TypingShell) -> None:
    """What is printed runs as it is."""
    source = connected.printed("%etcd doctor --raise-if red --no-metrics --ignore machines --python")

    assert "yn.doctor(yn.shared(), metrics=False).raise_if('red', ignoring=['machines'])" in source
    exec(source, {})


def test_the_cluster_once(connected: TypingShell) -> None:
    """Every member with its role and its disk, a list of MemberView; in a terminal --live is the same and says why."""
    members = connected.type("%etcd cluster")
    shown = connected.shown("%etcd cluster")
    live = connected.printed("%etcd cluster --live")
    source = connected.printed("%etcd cluster --no-metrics --python")

    assert sorted(member.role for member in members) == ["follower", "follower", "leader"]
    assert shown.splitlines()[0].split()[:3] == ["member", "role", "alarms"]
    assert "of 2.1 GB" in shown
    assert "leader m" in shown
    assert "needs a notebook" in live
    exec(source, {})
