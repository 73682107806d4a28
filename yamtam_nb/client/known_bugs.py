"""Versions of etcd with bugs that lose, corrupt or leak data. Data, with its sources.

Source: etcd's CHANGELOG-3.4.md to CHANGELOG-3.7.md, and the issues named below at github.com/etcd-io/etcd.
"""

from __future__ import annotations

import re
from typing import NamedTuple

Release = tuple[int, int, int]

NEWEST_KNOWN: dict[tuple[int, int], int] = {(3, 4): 45, (3, 5): 33, (3, 6): 14, (3, 7): 1}
"""Minor version -> the patch from which on none of the bugs below is left.

Not among them is #18667 (a transaction that writes and reads an old revision; up to 3.7.0): this package never sends
one."""


class Bug(NamedTuple):
    """One bug.

    Attributes:
        what: its effect, in a few words.
        fixed: minor version -> the patch that is the first without it. Later minor versions do not have it.
        first: the first version that has it.
        severe: whether members can come to differ silently, without anybody doing anything unusual.
        source: an issue of etcd.
    """

    what: str
    fixed: dict[tuple[int, int], int]
    first: Release = (3, 0, 0)
    severe: bool = False
    source: str = ""

    def in_version(self, version: str) -> bool:
        """Whether a version has it; one that cannot be read has none."""
        major, minor, patch = number = release(version)
        if number < self.first:
            return False
        fixed = self.fixed.get((major, minor))
        if fixed is not None:
            return patch < fixed
        return (major, minor) < min(self.fixed)


DEFRAGMENTATION = Bug(
    "a crash while defragmenting makes a member differ", {(3, 5): 6}, (3, 5, 0), source="#14685"
)
LEARNER_ADDRESS = Bug("changing a learner's address gives it a vote", {(3, 5): 31, (3, 6): 12})

BUGS: tuple[Bug, ...] = (
    Bug("a crash under load can make a member differ silently", {(3, 5): 3}, (3, 5, 0), True, "#13766"),
    DEFRAGMENTATION,
    Bug(
        "a cluster of one member can lose acknowledged writes in a crash",
        {(3, 4): 21, (3, 5): 5},
        source="#14370",
    ),
    Bug("permissions can differ between members", {(3, 4): 22, (3, 5): 6}, source="#14571"),
    Bug("watches can go back in time or starve", {(3, 4): 25, (3, 5): 8}, source="#15271, #15402"),
    Bug("names of keys leak through leases", {(3, 4): 26, (3, 5): 9}),
    Bug("a watch can lose events after a compaction", {(3, 4): 31, (3, 5): 13}, source="#17529"),
    Bug("a stalled former leader can revoke living leases", {(3, 4): 31, (3, 5): 13}, source="#15247"),
    Bug("revisions can go back after a crash while compacting", {(3, 4): 32, (3, 5): 14}, source="#17780"),
    Bug("deletions at the compacted revision can be lost", {(3, 4): 34, (3, 5): 16}, source="#18089"),
    Bug("a transaction can be applied in part", {(3, 5): 17}, (3, 5, 0)),
    Bug("an upgrade to 3.6 can fail over promoted learners", {(3, 5): 20}, (3, 5, 1), source="#19557"),
    Bug("a watch of the future can get the past", {(3, 4): 38, (3, 5): 22, (3, 6): 2}, source="#20221"),
    Bug(
        "defragmenting while a snapshot is applied can corrupt data",
        {(3, 4): 38, (3, 5): 23, (3, 6): 5},
    ),
    Bug("removed members can come back in an upgrade to 3.6", {(3, 5): 26}, (3, 5, 0)),
    Bug("reads can be stale after a pause", {(3, 4): 42, (3, 5): 28, (3, 6): 9}, (3, 4, 20), source="#20418"),
    LEARNER_ADDRESS,
)


def release(version: str) -> Release:
    """``3.5.1`` as numbers; what cannot be read counts as the newest of all.

    >>> release("3.6.0-rc.1")
    (3, 6, 0)
    """
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2]), int(found[3])) if found else (99, 0, 0)


def bugs_of(version: str) -> list[Bug]:
    """The bugs that a version has, the severe ones in front.

    >>> bugs_of("3.5.1")[0].source, bugs_of("3.6.14"), bugs_of("no version")
    ('#13766', [], [])
    """
    return sorted((bug for bug in BUGS if bug.in_version(version)), key=lambda bug: not bug.severe)


def advised(version: str) -> str:
    """The version to go to without leaving the minor version, "" when it is not known."""
    major, minor, _ = release(version)
    patch = NEWEST_KNOWN.get((major, minor))
    return "" if patch is None else f"{major}.{minor}.{patch}"
