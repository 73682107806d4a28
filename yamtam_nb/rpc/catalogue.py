"""What etcd says when it fails, and which error that is.

The server's text is matched first and the gRPC status second: status codes of some texts changed
between versions, and two reach the wire as UNKNOWN (source: etcd ``api/v3rpc/rpctypes/error.go`` and
``server/etcdserver/api/v3rpc/util.go``, 3.4 to 3.7).

"Definite" means that the request certainly changed nothing. Only the texts marked so, and failures
that prove that the request never left, are definite; ``database space exceeded`` is not, because one of
its three origins applies the write first and complains after (``quotaApplierV3``).
"""

from __future__ import annotations

from typing import NamedTuple

from yamtam_nb import errors as e


class Known(NamedTuple):
    """An entry of the catalogue."""

    error: type[e.EtcdError]
    definite: bool = True
    again: bool = False  # another member, or the same one a moment later, may well answer differently


_TEXTS: dict[str, Known] = {
    "key is not provided": Known(e.InvalidRequest),
    "key not found": Known(e.KeyNotFound),
    "value is provided": Known(e.InvalidRequest),
    "lease is provided": Known(e.InvalidRequest),
    "too many operations in txn request": Known(e.InvalidRequest),
    "duplicate key given in txn request": Known(e.InvalidRequest),
    "invalid client api version": Known(e.InvalidRequest),
    "invalid sort option": Known(e.InvalidRequest),
    "request is too large": Known(e.RequestTooLarge),
    "given member URLs are invalid": Known(e.InvalidRequest),
    "user name is empty": Known(e.InvalidToken),
    "role name is empty": Known(e.InvalidRequest),
    "authentication failed, invalid user ID or password": Known(e.AuthenticationFailed),
    "permission not given": Known(e.InvalidRequest),
    "invalid auth management": Known(e.InvalidRequest),
    "revision of auth store is old": Known(e.InvalidToken),
    "wrong downgrade target version format": Known(e.InvalidRequest),
    "invalid downgrade target version": Known(e.InvalidRequest),
    "mvcc: required revision has been compacted": Known(e.Compacted),
    "mvcc: required revision is a future revision": Known(e.FutureRevision),
    "too large lease TTL": Known(e.InvalidRequest),
    "mvcc: database space exceeded": Known(e.NoSpace, definite=False),
    "too many requests": Known(e.TooManyRequests, again=True),
    "requested lease not found": Known(e.LeaseNotFound),
    "member not found": Known(e.MemberNotFound),
    "lease already exists": Known(e.LeaseExists),
    "member ID already exist": Known(e.FailedPrecondition),
    "Peer URLs already exists": Known(e.FailedPrecondition),
    "re-configuration failed due to not enough started members": Known(e.FailedPrecondition),
    "can only promote a learner member": Known(e.FailedPrecondition),
    "can only promote a learner member which is in sync with leader": Known(e.FailedPrecondition),
    "too many learner members in cluster": Known(e.FailedPrecondition),
    "cluster ID mismatch": Known(e.ClusterChanged),
    "root user does not exist": Known(e.FailedPrecondition),
    "root user does not have root role": Known(e.FailedPrecondition),
    "user name already exists": Known(e.FailedPrecondition),
    "user name not found": Known(e.FailedPrecondition),
    "role name already exists": Known(e.FailedPrecondition),
    "role name not found": Known(e.FailedPrecondition),
    "role is not granted to the user": Known(e.FailedPrecondition),
    "permission is not granted to the role": Known(e.FailedPrecondition),
    "authentication is not enabled": Known(e.AuthNotEnabled),
    "not leader": Known(e.FailedPrecondition),
    "not capable": Known(e.Unavailable, again=True),
    "rpc not supported for learner": Known(e.Unavailable, again=True),
    "bad leader transferee": Known(e.FailedPrecondition),
    "cluster version not found during downgrade": Known(e.FailedPrecondition),
    "cluster has a downgrade job in progress": Known(e.FailedPrecondition),
    "no inflight downgrade job": Known(e.FailedPrecondition),
    "permission denied": Known(e.PermissionDenied),
    "invalid auth token": Known(e.InvalidToken),
    # Definite because every call carries hasleader: the member refuses before it proposes.
    "no leader": Known(e.NoLeader, again=True),
    "leader changed": Known(e.Unavailable, definite=False, again=True),
    "server stopped": Known(e.Unavailable, definite=False, again=True),
    "request timed out": Known(e.Unavailable, definite=False, again=True),
    "request timed out, possibly due to previous leader failure": Known(
        e.Unavailable, definite=False, again=True
    ),
    "request timed out, possibly due to connection lost": Known(e.Unavailable, definite=False, again=True),
    "request timed out, waiting for the applied index took too long": Known(
        e.Unavailable, definite=False, again=True
    ),
    # Members are trusted 5 s after they connected (server/etcdserver/server.go, HealthInterval): worth a wait.
    "unhealthy cluster": Known(e.Unavailable, again=True),
    "corrupt cluster": Known(e.Corrupt),
    "watch canceled": Known(e.Cancelled),
    "request canceled": Known(e.Cancelled, definite=False, again=True),
    "context deadline exceeded": Known(e.DeadlineExceeded, definite=False, again=True),
    "raft proposal dropped": Known(e.Unavailable, definite=False, again=True),
    "raft: stopped": Known(e.Unavailable, definite=False, again=True),
    "not a primary lessor": Known(e.Unavailable, again=True),
}

_CODES: dict[str, Known] = {
    "UNAVAILABLE": Known(e.Unavailable, definite=False, again=True),
    "DEADLINE_EXCEEDED": Known(e.DeadlineExceeded, definite=False, again=True),
    "CANCELLED": Known(e.Cancelled, definite=False, again=True),
    "UNIMPLEMENTED": Known(e.Unsupported),
    "UNAUTHENTICATED": Known(e.InvalidToken),
    "PERMISSION_DENIED": Known(e.PermissionDenied),
    "INVALID_ARGUMENT": Known(e.InvalidRequest),
    "OUT_OF_RANGE": Known(e.InvalidRequest),
    "NOT_FOUND": Known(e.FailedPrecondition),
    "FAILED_PRECONDITION": Known(e.FailedPrecondition),
    "RESOURCE_EXHAUSTED": Known(e.TooManyRequests, definite=False),
    "DATA_LOSS": Known(e.Corrupt),
}

_SINCE = {
    "Auth/AuthStatus": "3.5",
    "Cluster/MemberPromote": "3.4",
    "Maintenance/Downgrade": "3.5",
}
"""First server version that has a call, for those that not all of 3.4 to 3.7 have."""

_REMEDIES = {
    "member ID already exist": "List the members: it may have been added already.",
    "Peer URLs already exists": "List the members: it may have been added already.",
    "re-configuration failed due to not enough started members": "Start the members that never started, "
    "or remove them, before this change.",
    "can only promote a learner member": "That member votes already.",
    "can only promote a learner member which is in sync with leader": "Wait until it has caught up "
    "with the leader's log, then promote it again.",
    "too many learner members in cluster": "Promote or remove the learner that is there first.",
    "root user does not exist": 'Add it first: client.auth.user_add("root", password).',
    "root user does not have root role": 'Grant it first: client.auth.user_grant_role("root", "root").',
    "invalid auth management": "The user root and its role root cannot be taken away "
    "while authentication is on.",
    "bad leader transferee": "Name a voting member that is up.",
    "no inflight downgrade job": "There is nothing to cancel.",
    "unhealthy cluster": "Bring every member back, wait a few seconds, and try again.",
}
"""What to do next, where the text says more than its error class."""

# Said by the local stack when no connection could be made: the request never left.
_NEVER_SENT = (
    "failed to connect to all addresses",
    "dns resolution failed",
    "connections to all backends failing",
)
_TLS_WORDS = ("handshake", "ssl_", "tsi_", "certificate", "tls:")


def look_up(code: str, detail: str) -> Known:
    """The entry for a gRPC status name and its text."""
    text = strip(detail)
    known = _TEXTS.get(text)
    if known is not None:
        return known
    lowered = text.lower()
    if code == "UNAVAILABLE" and any(words in lowered for words in _NEVER_SENT):
        error = e.TlsFailure if any(word in lowered for word in _TLS_WORDS) else e.Unavailable
        return Known(error, definite=True, again=True)
    if code == "RESOURCE_EXHAUSTED" and "larger than max" in lowered:
        return Known(e.RequestTooLarge)
    return _CODES.get(code, Known(e.TransportError, definite=False, again=True))


def strip(detail: str) -> str:
    """The server's text without its prefixes (``rpc error: code = X desc = ``, ``etcdserver: ``)."""
    text = detail.rpartition(" desc = ")[2] if detail.startswith("rpc error:") else detail
    return text.removeprefix("etcdserver: ").strip()


def make(code: str, detail: str, *, method: str, endpoint: str) -> e.EtcdError:
    """The error to raise for a gRPC status name and its text."""
    known = look_up(code, detail)
    text = strip(detail)
    return known.error(
        _sentence(known.error, method, endpoint, text),
        method=method,
        endpoint=endpoint,
        code=code,
        detail=text,
        definite=known.definite,
    )


def _sentence(error: type[e.EtcdError], method: str, endpoint: str, text: str) -> str:
    """A message of its own where more is known than the class's hint; "" elsewhere."""
    if error is e.Unsupported and method in _SINCE:
        return f"{method} at {endpoint}: this etcd does not have that call, it came with {_SINCE[method]}."
    remedy = _REMEDIES.get(text)
    return f"{method} at {endpoint}: {text}. {remedy}" if remedy else ""
