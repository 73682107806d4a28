"""Reading a history: the oldest state that etcd still has, and every change since."""

from __future__ import annotations

from typing import NamedTuple

from yamtam_nb.client.client import Client
from yamtam_nb.errors import Compacted, WatchLost
from yamtam_nb.frames.history.changes import Changes, Inconsistent
from yamtam_nb.frames.history.following import Following, OnProgress
from yamtam_nb.keys import KeyRange

MOST_TRIES = 5
"""Times that a replay is begun anew because a compaction overtook it."""

_ANSWER = 2.0  # seconds in which a watch that starts too early has ended


class Replay(NamedTuple):
    """What happened to a range of keys.

    Attributes:
        changes: all of it.
        revision: the store's revision that it reaches to.
        compact_revision: the oldest revision whose state is known.
        cluster_id: the cluster it was read from.
    """

    changes: Changes
    revision: int
    compact_revision: int
    cluster_id: int


def replay(client: Client, key: bytes, *, prefix: bool, on_progress: OnProgress) -> Replay:
    """Read the history of a key or a prefix up to the present revision; linearizable.

    Args:
        client: where to read from.
        key: the key, or what the keys begin with.
        prefix: which of the two it is.
        on_progress: called with the revisions gone through and the revisions in all.

    Raises:
        Compacted: compactions overtook it, again and again.
        WatchLost: etcd left out changes, again and again.
        EtcdError: the cluster cannot be read.
    """
    cause: Compacted | Inconsistent | None = None
    for _ in range(MOST_TRIES):
        try:
            return _Attempt(client, key, prefix, on_progress).run()
        except (Compacted, Inconsistent) as error:  # noqa: PERF203 - it begins anew
            cause = error
    if isinstance(cause, Inconsistent):
        raise WatchLost(f"etcd leaves out changes in its watches ({cause}): ask another member.") from cause
    raise Compacted(
        f"Compaction outran {MOST_TRIES} replays of the history. Ask for a narrower prefix, or let etcd keep more "
        "history (--auto-compaction-retention).",
        method="Watch/Watch",
    ) from cause


class _Attempt:
    """One replay. It is whole, or it ends with an error."""

    def __init__(self, client: Client, key: bytes, prefix: bool, on_progress: OnProgress) -> None:
        self._client = client
        self._key = key
        self._prefix = prefix
        self._on_progress = on_progress

    def run(self) -> Replay:
        """Read.

        Raises:
            Compacted: a compaction came between.
            Inconsistent: something is missing.
        """
        client, changes = self._client, Changes()
        oldest = oldest_revision(client, KeyRange.of(self._key, prefix=self._prefix).key)
        present = client.get(self._key, prefix=self._prefix, count_only=True)
        if oldest > 1:  # a cluster begins, empty, at revision 1
            changes.begin(client.pages(self._key, prefix=self._prefix, revision=oldest, text=True))
        if present.revision > oldest:
            span = (oldest, present.revision)
            Following(client, self._key, self._prefix, changes, span, self._on_progress).run()
        if changes.alive != present.count:
            raise Inconsistent(f"{changes.alive} keys add up where etcd has {present.count}")
        self._on_progress(present.revision - oldest, present.revision - oldest)
        return Replay(changes, present.revision, oldest, present.header.cluster_id)


def oldest_revision(client: Client, key: bytes) -> int:
    """The oldest revision whose state etcd still knows; 1 if nothing was ever compacted.

    etcd has no call that tells it, but a watch that starts below it ends with it.

    Args:
        client: where to ask.
        key: a key that may be read; it need not exist.
    """
    try:
        client.get(key, revision=1, count_only=True)
    except Compacted:
        with client.watch(key, start_revision=1) as watch:
            try:
                watch.read(_ANSWER)
            except Compacted as error:
                if error.compact_revision:
                    return error.compact_revision
                raise
        # A member that lags behind the one that was read from.
        raise
    return 1
