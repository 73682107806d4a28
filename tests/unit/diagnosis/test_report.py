"""The report: order, gates, and what it shows."""

from __future__ import annotations

import pytest

from tests.unit.diagnosis.looks import look, status
from yamtam_nb.diagnosis.doctor import judged
from yamtam_nb.diagnosis.facts import facts
from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.diagnosis.report import Report
from yamtam_nb.errors import GateNotPassed, InvalidArgument
from yamtam_nb.model import Settings

HOSTILE = "<img src=x onerror=alert(1)>"
FINDINGS = [
    Finding("a", "green", "fine"),
    Finding("b", "red", f"broken {HOSTILE}", "mend it", "nospace"),
    Finding("c", "grey", "nobody knows"),
    Finding("d", "yellow", "not good", "better it"),
    Finding("e", "red", "lost"),
]


@pytest.fixture
def report() -> Report:
    return Report(FINDINGS, {"python": "3"}, "cluster abc")


def test_the_worst_comes_first(report: Report) -> None:
    """And within a verdict the order of the checks stays."""
    assert [finding.name for finding in report] == ["b", "e", "d", "c", "a"]
    assert report.verdict == "red"
    assert list(report.df["verdict"]) == ["red", "red", "yellow", "grey", "green"]
    assert report["b"].advice == "mend it"
    assert repr(report) == "<Report RED: cluster abc: 2 RED, 1 YELLOW, 1 not known, 1 green>"


def test_a_gate_names_what_stops_it(report: Report) -> None:
    """The rows, their evidence and the runbooks; what is to be ignored does not count."""
    with pytest.raises(GateNotPassed, match=r"RED b: broken .*; RED e: lost. Runbooks: nospace\.$"):
        report.raise_if("red")
    assert report.raise_if("red", ignoring=["b", "e"]) is report
    with pytest.raises(GateNotPassed, match="YELLOW d"):
        report.raise_if("yellow", ignoring=["b", "e"])
    with pytest.raises(GateNotPassed, match="not known c"):
        report.raise_if("grey", ignoring=["b", "d", "e"])
    with pytest.raises(InvalidArgument):
        report.raise_if("green")


def test_a_verdict_is_said_in_words_and_in_colour(report: Report) -> None:
    """And nothing that comes from a cluster is markup."""
    page = report._repr_html_()

    assert HOSTILE not in page
    assert "&lt;img" in page
    assert "\x1b" not in page + Report([Finding("m\x1b[2J", "red", "x\n\x1b[31m")], {}).text()
    assert ">RED</span>" in page
    assert "background" in page
    assert "<code>nospace</code>" in page


def test_text_fits_a_hundred_columns() -> None:
    """Long evidence is wrapped."""
    lines = judged(look([status(1, version="3.5.1")])).text().splitlines()

    assert max(map(len, lines[: lines.index("", 2)])) <= 100
    assert any(line.startswith("YELLOW    known bugs: 3.5.1 has 17 known bugs") for line in lines)


def test_not_known_alone_is_grey_and_else_does_not_hide_green() -> None:
    """A cluster that cannot be looked at is not healthy."""
    grey, green = Finding("a", "grey", "?"), Finding("b", "green", "!")

    assert [Report(found, {}).verdict for found in ([grey], [grey, green], [])] == ["grey", "green", "green"]


def test_facts_hold_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """No password, no value of a variable, no directory."""
    monkeypatch.setenv("ETCDCTL_PASSWORD", "hush")
    settings = Settings(("https://h:2379",), "ann", "hush", "/secret/place/ca.pem", timeout=3)

    told = facts(settings, [status(1)])

    assert "hush" not in repr(told)
    assert "/secret" not in repr(told)
    assert told["user"] == "ann, password ***"
    assert told["TLS files"] == "ca_cert ca.pem"
    assert "ETCDCTL_PASSWORD" in told["environment"]
    assert "etcd 3.6.14 at https://h1:2379" in told["servers"]
