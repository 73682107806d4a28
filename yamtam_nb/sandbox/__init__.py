"""Real etcd clusters on this machine: ``yn.sandbox.Cluster.start()``."""

from __future__ import annotations

from yamtam_nb.sandbox.binary import find_etcd as find_etcd
from yamtam_nb.sandbox.binary import find_etcdctl as find_etcdctl
from yamtam_nb.sandbox.binary import find_etcdutl as find_etcdutl
from yamtam_nb.sandbox.cluster import Cluster as Cluster
from yamtam_nb.sandbox.member import Member as Member
from yamtam_nb.sandbox.snapshots import SnapshotStatus as SnapshotStatus
from yamtam_nb.sandbox.snapshots import snapshot_status as snapshot_status

__all__ = [
    "Cluster",
    "Member",
    "SnapshotStatus",
    "find_etcd",
    "find_etcdctl",
    "find_etcdutl",
    "snapshot_status",
]
