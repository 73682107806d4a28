"""The verdict of a performance check."""

from __future__ import annotations

import math

from yamtam_nb.model.perf_report import PerfReport, Workload, Write


def report(
    seconds: float, took: list[float], *, limit: int = 100, busy: float = 0.0, **more: object
) -> PerfReport:
    writes = tuple(Write(number / limit, each) for number, each in enumerate(took))
    return PerfReport(Workload("s", limit, 50), b"/p/", seconds, writes, busy=busy, **more)  # type: ignore[arg-type]


def failed(checked: PerfReport) -> list[str]:
    return [verdict.what for verdict in checked.verdicts if not verdict.passed]


def test_it_passes_by_etcdctls_rules() -> None:
    """Over 90 % of the writes, none over 0.5 s, a standard deviation of at most 0.1 s, no error."""
    assert report(1.0, [0.01] * 91).passed
    assert failed(report(1.0, [0.01] * 90)) == ["throughput"]
    assert failed(report(1.0, [0.01] * 98 + [0.51])) == ["slowest write"]
    assert failed(report(1.0, [0.1] * 50 + [0.4] * 49)) == ["standard deviation"]
    assert failed(report(1.0, [0.01] * 99, errors={"DeadlineExceeded": 1})) == ["errors"]


def test_figures_are_those_of_the_writes() -> None:
    """Seconds, and the share of writes that took no longer."""
    checked = report(2.0, [0.1, 0.3])

    assert (checked.throughput, checked.slowest) == (1.0, 0.3)
    assert math.isclose(checked.average, 0.2)
    assert math.isclose(checked.stddev, 0.1)
    assert (checked.quantile(0.5), checked.quantile(1)) == (0.3, 0.3)
    assert repr(report(1.0, [0.0123] * 99)) == "<PerfReport PASS: 99 writes/s, slowest 12.3 ms>"


def test_without_an_answer_nothing_is_good() -> None:
    """A cluster that answered no write has failed, and nothing divides by zero."""
    silent = report(1.0, [], errors={"Unavailable": 7})

    assert not silent
    assert silent.quantile(0.5) == math.inf
    assert "no write was answered" in repr(silent)
    assert silent.verdicts[0].measured == "7 Unavailable"


def test_a_busy_kernel_makes_a_failure_doubtful() -> None:
    """A failure may be this process's; a pass is none."""
    assert report(1.0, [0.01] * 50, busy=0.9).doubtful
    assert report(1.0, [0.01] * 50, limit=15000).doubtful
    assert not report(1.0, [0.01] * 50, busy=0.1).doubtful
    assert not report(1.0, [0.01] * 99, busy=0.9).doubtful
