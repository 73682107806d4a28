"""Every verb of the client, by whether it may be sent again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from yamtam_nb.client.client import Client
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Compare, DeleteOp, GetOp, PutOp, TxnOp

WRITES: dict[str, tuple[str, Callable[[Client], Any], tuple[bytes, ...]]] = {
    "put": ("KV/Put", lambda client: client.put("/k", "v"), (b"/k",)),
    "delete": ("KV/DeleteRange", lambda client: client.delete("/k/", prefix=True), (b"/k/",)),
    "txn": (
        "KV/Txn",
        lambda client: client.txn(
            [Compare.version("/c", "==", 0)],
            [PutOp(b"/a", b""), GetOp(KeyRange.of("/r"))],
            [TxnOp(success=(DeleteOp(KeyRange.of("/b")),))],
        ),
        (b"/a", b"/b"),
    ),
    "grant": ("Lease/LeaseGrant", lambda client: client.lease.grant(9, lease_id=7), ()),
}
READS: dict[str, tuple[str, Callable[[Client], Any]]] = {
    "get": ("KV/Range", lambda client: client.get("/k")),
    "txn": ("KV/Txn", lambda client: client.txn(success=[GetOp(KeyRange.of("/k"))])),
    "ttl": ("Lease/LeaseTimeToLive", lambda client: client.lease.time_to_live(7)),
    "leases": ("Lease/LeaseLeases", lambda client: client.lease.leases()),
    "members": ("Cluster/MemberList", lambda client: client.cluster.member_list()),
    "alarms": ("Maintenance/Alarm", lambda client: client.maintenance.alarms()),
    "grant": ("Lease/LeaseGrant", lambda client: client.lease.grant(9)),
    "revoke": ("Lease/LeaseRevoke", lambda client: client.lease.revoke(7)),
    "compact": ("KV/Compact", lambda client: client.compact(7)),
}
