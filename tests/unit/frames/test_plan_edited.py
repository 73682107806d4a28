"""Frames that were edited, and what plan they stand for; nothing here has a cluster to write to."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.plan.step import Step
from yamtam_nb.frames.snapshot import Snapshot
from yamtam_nb.model import LeaseTimeToLive, TextPage

LEASE = (1 << 62) + 12_345  # a float cannot hold it
GONE = 99


def client() -> Any:
    """One that knows leases and nothing else."""
    lease = SimpleNamespace(
        leases=lambda: [LEASE], time_to_live=lambda lease: LeaseTimeToLive(lease, -1, 0, (), 1)
    )
    return SimpleNamespace(lease=lease, settings=SimpleNamespace(protected=False))


def snapshot(*pairs: tuple[str | bytes, str | bytes], leases: list[int] | None = None) -> Snapshot:
    """Keys under /c/ with mod_revisions 10, 11, 12, ..."""
    keys, values = [key for key, _ in pairs], [value for _, value in pairs]
    count = len(pairs)
    mods = array("q", range(10, 10 + count))
    ones, bound = array("q", [1] * count), array("q", leases or [0] * count)
    columns = Columns.gather([TextPage(100, count, keys, values, mods, mods, ones, bound, 0xC1)])
    return Snapshot(client(), b"/c/", columns)


THREE = snapshot(("/c/a", "1"), ("/c/b", "2"), (b"/c/\xff", b"\xfe"), leases=[0, LEASE, 0])


def test_only_what_was_edited_is_in_the_plan() -> None:
    """In any order of rows; the guard is the revision seen, and the lease stays."""
    edited = THREE.df.sample(frac=1, random_state=1)
    edited.loc[edited.key == "/c/b", "value"] = "new"

    plan = THREE.plan(edited)

    assert plan.steps == (Step(b"/c/b", THREE["/c/b"], b"new", LEASE),)
    assert (plan.revision, plan.cluster_id, plan.prefix) == (100, 0xC1, "/c/")


def test_an_unedited_frame_is_an_empty_plan() -> None:
    """Also a copy, and one that has been through a file: equal is equal."""
    again = pd.DataFrame({"key": ["/c/a", "/c/b", b"/c/\xff"], "value": ["1", b"2", b"\xfe"]})

    assert not THREE.plan(THREE.df)
    assert not THREE.plan(THREE.df.copy())
    assert not THREE.plan(again)


def test_new_rows_create_and_missing_ones_delete_when_that_is_meant() -> None:
    """A lease column that pandas has made floats of costs no key its lease."""
    new = pd.DataFrame({"key": ["/c/new"], "value": [{"tier": "eco", "é": [1, None]}]})
    edited = pd.concat([THREE.df[THREE.df.key != "/c/a"], new], ignore_index=True)
    assert edited.lease.dtype == "float64"

    plan = THREE.plan(edited, delete_missing=True)

    assert plan.steps == (
        Step(b"/c/a", THREE["/c/a"], None),
        Step(b"/c/new", None, '{"tier":"eco","é":[1,null]}'.encode()),
    )


def test_an_edited_lease_is_honoured() -> None:
    """Taken off, or put on one that exists."""
    edited = THREE.df.copy()
    edited["lease"] = [LEASE, 0, 0]

    assert [(step.key, step.lease) for step in THREE.plan(edited)] == [(b"/c/a", LEASE), (b"/c/b", 0)]


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("text", b"text"),
        (b"\xff\x00", b"\xff\x00"),
        (bytearray(b"x"), b"x"),
        ("", b""),
        (True, b"true"),
        (np.bool_(False), b"false"),
        (7, b"7"),
        (np.int64(7), b"7"),
        (np.float32(0.5), b"0.5"),
        (1.5, b"1.5"),
        ([1, "ü"], '[1,"ü"]'.encode()),
        ({"a": {"b": None}}, b'{"a":{"b":null}}'),
    ],
)
def test_values_are_stored_as_documented(cell: object, stored: bytes) -> None:
    """Text and bytes as they are, everything else that JSON knows as compact JSON."""
    edited = THREE.df.copy()
    edited.at[0, "value"] = cell

    assert [step.value for step in THREE.plan(edited)] == [stored]


def with_value(value: object) -> pd.DataFrame:
    edited = THREE.df.copy()
    edited.at[0, "value"] = value
    return edited


def with_cell(row: int, column: str, value: object) -> pd.DataFrame:
    edited = THREE.df.copy()
    edited.at[row, column] = value
    return edited


def of_another_cluster() -> pd.DataFrame:
    edited = THREE.df.copy()
    edited.attrs["cluster"] = "dead"
    return edited


BAD: dict[str, tuple[Callable[[], Any], str]] = {
    "no frame": (lambda: [1], "plan takes a data frame, not list"),
    "no value column": (lambda: THREE.df[["key"]], "exactly one column 'value'"),
    "two key columns": (
        lambda: pd.concat([THREE.df, THREE.df[["key"]]], axis=1),
        "exactly one column 'key'",
    ),
    "duplicate key": (lambda: pd.concat([THREE.df, THREE.df[:1]]), "/c/a has 2 rows"),
    "duplicate key, once as bytes": (lambda: with_cell(1, "key", b"/c/a"), "/c/a has 2 rows"),
    "dropped keys": (lambda: THREE.df[1:2], "2 of the snapshot's 3 keys have no row, the first is /c/a"),
    "renamed key": (lambda: with_cell(0, "key", "/c/other"), "1 of the snapshot's 3 keys has no row"),
    "outside the prefix": (lambda: with_cell(0, "key", "/d/a"), "/d/a is not under /c/"),
    "empty key": (lambda: with_cell(0, "key", ""), "Row 0 has an empty key"),
    "empty key in bytes": (lambda: with_cell(2, "key", b""), "Row 2 has an empty key"),
    "a number as key": (lambda: with_cell(0, "key", 7), "7 in column key is no key"),
    "None": (lambda: with_value(None), r"The value of /c/a is missing \(None\)"),
    "NaN": (lambda: with_value(float("nan")), r"The value of /c/a is missing \(nan\)"),
    "NaT": (lambda: with_value(pd.NaT), "The value of /c/a is missing"),
    "NA": (lambda: with_value(pd.NA), "The value of /c/a is missing"),
    "infinity": (lambda: with_value(float("inf")), r"The value of /c/a \(float\) cannot be stored"),
    "NaN in a list": (lambda: with_value([float("nan")]), r"The value of /c/a \(list\) cannot be stored"),
    "timestamp": (lambda: with_value(pd.Timestamp("2026-01-01")), "The value of /c/a is of type Timestamp"),
    "object": (lambda: with_value(object()), "The value of /c/a is of type object"),
    "array": (lambda: with_value(np.array([1, 2])), "The value of /c/a is of type ndarray"),
    "bytes within JSON": (lambda: with_value({"a": b"x"}), r"The value of /c/a \(dict\) cannot be stored"),
    "lone surrogate": (lambda: with_value("\ud800"), r"The value of /c/a \(str\) cannot be stored"),
    "mod_revision": (
        lambda: with_cell(1, "mod_revision", 1),
        "mod_revision of /c/b is not as in the snapshot",
    ),
    "version": (lambda: with_cell(0, "version", 2), "version of /c/a is not as in the snapshot"),
    "lease that is gone": (lambda: with_cell(0, "lease", GONE), "Lease 63 of /c/a does not exist"),
    "lease that is none": (lambda: with_cell(0, "lease", -1), "The lease of /c/a is -1"),
    "expanded": (lambda: THREE.df.assign(**{"value.tier": 1}), "The frame is expanded"),
    "another cluster": (of_another_cluster, "The frame is of cluster dead, the snapshot of cluster c1"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_frame_that_cannot_be_meant_is_one_clear_line(what: str) -> None:
    """It names the key and what to do; nothing is written, because there is no plan."""
    make, message = BAD[what]

    with pytest.raises(InvalidArgument, match=message) as caught:
        THREE.plan(make())

    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 330


def test_the_line_about_dropped_keys_says_what_to_do() -> None:
    """A filtered frame is the usual reason."""
    with pytest.raises(InvalidArgument, match=r"filtered.*delete_missing=True"):
        THREE.plan(THREE.df[1:])


def test_a_hundred_thousand_rows_take_no_time() -> None:
    """When little was edited. The limit is ten times what it takes, for busy machines."""
    large = snapshot(*((f"/c/{number:06}", f"value {number}") for number in range(100_000)))
    edited = large.df.copy()
    edited.loc[[5, 99_999], "value"] = "new"
    started = time.process_time()

    plan = large.plan(edited)

    assert time.process_time() - started < 2.0
    assert [step.key for step in plan] == [b"/c/000005", b"/c/099999"]
