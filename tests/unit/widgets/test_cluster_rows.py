"""Members as rows of a live table."""

from __future__ import annotations

import json

from tests.unit.diagnosis.looks import MiB, member, status
from yamtam_nb.client.cluster_view import Answer, put_together
from yamtam_nb.client.seats import Seat
from yamtam_nb.client.vitals import Vitals
from yamtam_nb.errors import Unavailable
from yamtam_nb.widgets import cells
from yamtam_nb.widgets.cells import Fill, Status, Trend
from yamtam_nb.widgets.cluster_rows import COLUMNS, ClusterRows
from yamtam_nb.widgets.rows import Row, wire

NOTHING = Vitals()


def made(
    rows: ClusterRows, answer: Answer, vitals: Vitals | Unavailable = NOTHING, *latencies: float | None
) -> Row:
    view = put_together([Seat(member(1), "at1")], {"at1": answer}, {"at1": vitals}, {"at1": latencies})
    return rows.row(view[0])


def cell(row: Row, name: str) -> object:
    return row.cells[[column.id for column in COLUMNS].index(name)]


def test_a_member_is_told_in_words_and_figures() -> None:
    """Its share of the quota and its disk are judged; the rest is said."""
    row = made(
        ClusterRows(), status(1, db_size=170 * MiB), Vitals(0.6, 0.03, 200.0 * MiB), 0.001, None, 0.002
    )

    assert row.cells[0] == b"m1"
    assert cell(row, "role") == Status("leader", "good")
    assert cell(row, "alarms") is None
    assert cell(row, "size") == Fill(170 * MiB, "178.3 MB of 209.7 MB", 0.85, "warn")
    assert cell(row, "latency") == Trend(0.001, "1.0 ms", (0.001, None, 0.002))
    assert cell(row, "fsync") == Fill(0.6, "600 ms", None, "bad")
    assert cell(row, "commit") == Fill(0.03, "30 ms", None, "warn")


def test_its_version_grows_with_what_it_is_not_with_its_figures() -> None:
    """So that a page flashes at a new leader, and not at each latency; the panel compares both."""
    rows = ClusterRows()
    first = made(rows, status(1, errors=("a", "b")))
    same = made(rows, status(1, latency=9.0, db_size=7, raft_index=9, errors=("b", "a")), Vitals(0.1))
    silent = made(rows, Unavailable("down"))

    assert (first.version, same.version, silent.version) == (1, 1, 2)
    assert silent.previous == first.cells[-1]
    assert json.loads(silent.cells[-1])["role"] == "not answering"
    assert cell(silent, "latency").text == "—"  # type: ignore[attr-defined]
    assert rows.gone(silent.id, 5).id == silent.id


def test_alarms_stand_out_and_missing_metrics_are_said() -> None:
    """In a column of their own; why there is no disk is in the panel."""
    raised = status(1, errors=("memberID:1 alarm:NOSPACE ",))
    row = made(ClusterRows(), raised, Unavailable("no metrics there"))

    assert cell(row, "alarms") == Status("NOSPACE", "bad")
    assert cell(row, "fsync") is None
    assert "no metrics there" in json.loads(row.cells[-1])["metrics"]


def test_what_goes_to_the_page_is_small_and_plain() -> None:
    """Points as percentages of the highest, gaps as gaps; nothing that JSON lacks."""
    row = made(ClusterRows(), status(1), Vitals(0.001, None, 400.0 * MiB), 0.001, None, 0.004)
    wired = json.loads(json.dumps(wire(row, COLUMNS, whole=True, previous=False)))[1]

    assert wired[3] == [200 * MiB, "209.7 MB of 419.4 MB", 0.5, "good"]
    assert wired[4] == [0.001, "1.0 ms", [25, None, 100]]
    assert cells.heights(()) == []
    assert cells.heights((0.0, None)) == [0, None]
    assert [cells.plain(column.kind, each, 80) for column, each in zip(COLUMNS, row.cells, strict=True)][
        3:6
    ] == [
        "209.7 MB of 419.4 MB",
        "1.0 ms",
        "1.0 ms",
    ]
