"""Taking a lock away from a holder that does not let go, so that the next in the queue gets it."""

from __future__ import annotations

import time
from typing import NamedTuple

from yamtam_nb.client.client import Client
from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.concurrency.entries import LockEntry, locks, waiters
from yamtam_nb.errors import InvalidArgument, LockLost
from yamtam_nb.render import html
from yamtam_nb.render.text import clipped
from yamtam_nb.values import show_key

_KEYS_NAMED = 5
_LONGEST_WHO = 100


class Tenure(NamedTuple):
    """A lock that is held at one moment: by whom, who waits, and what hangs on the holder's lease.

    Attributes:
        holder: whoever has it.
        waiting: those who wait, the next one first.
        keys: every key on the holder's lease. Revoking the lease deletes them all, not the lock's alone.
        reading: what was left of the lease.
    """

    holder: LockEntry
    waiting: tuple[LockEntry, ...]
    keys: tuple[bytes, ...]
    reading: Reading

    @property
    def renewed(self) -> bool:
        """Whether no renewal is overdue: a lease that somebody renews does not end, however long one waits."""
        return not self.reading.late

    @property
    def title(self) -> str:
        """What :func:`evict` does, in one line: the lease, the holder, all that goes with it, and who is next."""
        others = [show_key(key) for key in self.keys if key != self.holder.key]
        more = f" and {len(others) - _KEYS_NAMED} more" if len(others) > _KEYS_NAMED else ""
        lost = f"; with it go {', '.join(others[:_KEYS_NAMED])}{more}" if others else ""
        heir = f"{_who(self.waiting[0])} gets it" if self.waiting else "nobody waits for it"
        return (
            f"revoke lease {self.holder.lease_id:x}, by which {_who(self.holder)} holds {self.holder.name}: "
            f"{heir}{lost}"
        )

    def facts(self) -> list[tuple[str, str]]:
        """What speaks for and against it, as pairs of a name and a sentence."""
        left, granted = self.reading.left, self.reading.granted
        ago = f"{max(0.0, self.reading.at - self.reading.renewed_at):.0f} s"
        alive = (
            f"{left} s of {granted} s left, renewed or granted {ago} ago: it does not end while somebody renews it"
            if self.renewed
            else f"{left} s of {granted} s left: a renewal is overdue, so the lock comes free by itself soon"
        )
        since = f"{self.holder.since:%Y-%m-%d %H:%M:%S} UTC" if self.holder.since else "it does not say"
        return [
            ("lock", self.holder.name),
            ("held by", _who(self.holder)),
            ("held since", since),
            ("lease", alive),
            ("keys on that lease", ", ".join(map(show_key, self.keys))),
            ("waiting", ", ".join(map(_who, self.waiting)) or "nobody"),
        ]

    def _repr_html_(self) -> str:
        return html.box(html.facts(self.facts()))

    def _repr_pretty_(self, printer: object, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        lines = [f"{name}: {said}" for name, said in self.facts()]
        printer.text("\n".join(lines))  # type: ignore[attr-defined]

    def __repr__(self) -> str:
        return f"<Tenure of {self.holder.name}: {self.holder}, {len(self.waiting)} waiting>"


def tenure(client: Client, name: str | bytes) -> Tenure | None:
    """Who has a lock, and whether the holder's lease is renewed; None where nobody has it. It changes nothing.

    Raises:
        InvalidArgument: no name is given.
        EtcdError: it could not be read.
    """
    return _tenure(client, waiters(client, name))


def longest_queue(client: Client, prefix: str | bytes) -> Tenure | None:
    """The same of that lock under a prefix for which most wait, the first by name of several; None where nobody waits.

    Raises:
        EtcdError: it could not be read.
    """
    entries = locks(client, prefix, ttl=False)
    waiting = [entry for entry in entries if not entry.holds]
    if not waiting:
        return None
    deepest = max(waiting, key=lambda entry: entry.position)
    return _tenure(client, [entry for entry in entries if entry.name == deepest.name])


def evict(client: Client, found: Tenure) -> int:
    """Revoke the lease of a holder: its lock goes to the next in the queue, and all its other keys are deleted.

    The holder itself goes on until it notices. What it writes guarded by its fencing token is refused from now on;
    what it writes without is not, so stop the process, too.

    Returns:
        The store's revision afterwards.

    Raises:
        LockLost: the holder is another one by now, or nobody; nothing was done.
        LeaseNotFound: the lease has ended by itself meanwhile.
    """
    holder = found.holder
    present = [(kv.create_revision, kv.lease) for kv in client.get(holder.key, keys_only=True)]
    if present != [(holder.token, holder.lease_id)]:
        raise LockLost(f"{holder.name} is not held by {_who(holder)} any more: look again, nothing was done.")
    keys = client.lease.time_to_live(holder.lease_id, keys=True).keys
    if not set(keys) <= set(found.keys):
        raise InvalidArgument(
            f"More hangs on lease {holder.lease_id:x} than was looked at: look again, nothing was done."
        )
    return client.lease.revoke(holder.lease_id)


def passed_on(client: Client, found: Tenure) -> bool:
    """Whether the holder is gone, and whoever waited first has it, or has had it and gone, too. Linearizable."""
    queue = waiters(client, found.holder.key.rpartition(b"/")[0], ttl=False)
    if any(entry.key == found.holder.key for entry in queue):
        return False
    heirs = [entry.key for entry in found.waiting]
    return not heirs or all(entry.holds for entry in queue if entry.key == heirs[0])


def _tenure(client: Client, queue: list[LockEntry]) -> Tenure | None:
    if not queue:
        return None
    left = client.lease.time_to_live(queue[0].lease_id, keys=True)
    reading = Reading(left.ttl, left.granted_ttl, time.time())
    return Tenure(queue[0], tuple(queue[1:]), left.keys, reading)


def _who(entry: LockEntry) -> str:
    """Who it says it is, on one line: what is not printable is written as an escape."""
    said = str(entry.holder) if entry.holder else f"lease {entry.lease_id:x}"
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in said)
    return clipped(shown, _LONGEST_WHO)
