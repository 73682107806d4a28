"""Where a lock or an election has its keys: ``<name>/<lease ID in lowercase hex>``, one for each contender.

That is the layout of etcd's Go package, of ``etcdctl lock`` and ``etcdctl elect``, and of the server's Lock service.
The contender whose key was created first holds the lock. Go takes every key under ``<name>/`` for a contender, also
those of a lock named ``<name>/other``. Here only keys that end in a lease ID directly under the name count; exclusion
holds nevertheless, because whoever came first is still waited for by everybody who came later.
"""

from __future__ import annotations

import re

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.keys import to_bytes
from yamtam_nb.model import KeyValue

_LEASE = re.compile(rb"[1-9a-f][0-9a-f]{0,15}")


def prefix_of(name: str | bytes) -> bytes:
    """What the keys of a lock or an election of that name begin with.

    Raises:
        InvalidArgument: the name is empty.
    """
    key = to_bytes(name)
    if not key:
        raise InvalidArgument("A lock without a name: give it one, such as 'schema-migration'.")
    return key + b"/"


def contender_key(prefix: bytes, lease_id: int) -> bytes:
    """The key of the contender that has this lease."""
    return prefix + b"%x" % lease_id


def contends(key: bytes, prefix: bytes) -> bool:
    """Whether a key is a contender's, for the lock or election that has this prefix.

    >>> contends(b"migration/694d", b"migration/"), contends(b"migration/eu/694d", b"migration/")
    (True, False)
    """
    return key.startswith(prefix) and _LEASE.fullmatch(key, len(prefix)) is not None


def name_in(kv: KeyValue) -> bytes | None:
    """The name of the lock or election that a key belongs to, or None when it is no contender's key.

    The last part of the key must be the very lease that the key is bound to, so a key of another kind is hardly ever
    mistaken for one.
    """
    name, slash, last = kv.key.rpartition(b"/")
    if not slash or not name or not kv.lease or last != b"%x" % kv.lease:
        return None
    return name
