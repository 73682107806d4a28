"""The header that every answer of etcd carries."""

from __future__ import annotations

from typing import NamedTuple


class Header(NamedTuple):
    """Who answered, and at which revision.

    Attributes:
        cluster_id: ID of the cluster; another value means another (or a restored) cluster.
        member_id: ID of the member that answered.
        revision: store revision when the answer was made.
        raft_term: election term; a change means a new leader.
    """

    cluster_id: int = 0
    member_id: int = 0
    revision: int = 0
    raft_term: int = 0
