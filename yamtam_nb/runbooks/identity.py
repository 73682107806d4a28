"""The ID that a cluster will have, worked out from its members and its token as etcd does it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping


def cluster_id(members: Mapping[str, str], token: str) -> int:
    """The ID of a cluster that begins with these members, or is restored with them.

    Args:
        members: name -> peer URL.
        token: its ``--initial-cluster-token``.

    Example:
        >>> f"{cluster_id({'m1': 'http://10.0.0.1:2380'}, 'restored'):x}" != f"{cluster_id({}, 'restored'):x}"
        True
    """
    # Source: server/etcdserver/api/membership/{member,cluster}.go, computeMemberId and genID.
    ids = sorted(_first_eight([url.encode(), token.encode()]) for url in members.values())
    return _first_eight(each.to_bytes(8, "big") for each in ids)


def _first_eight(parts: Iterable[bytes]) -> int:
    digest = hashlib.sha1(b"".join(parts), usedforsecurity=False).digest()
    return int.from_bytes(digest[:8], "big")
