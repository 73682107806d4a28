"""Every text that etcd 3.4 to 3.7 can answer with: which error it is, and whether it is definite."""

from __future__ import annotations

import pytest

from yamtam_nb import errors as e
from yamtam_nb.rpc.catalogue import look_up, make, strip

# Name in etcd's rpctypes, status on the wire, text, error, whether a write certainly changed nothing.
ANSWERS: list[tuple[str, str, str, type[e.EtcdError], bool]] = [
    ("EmptyKey", "INVALID_ARGUMENT", "key is not provided", e.InvalidRequest, True),
    ("KeyNotFound", "INVALID_ARGUMENT", "key not found", e.KeyNotFound, True),
    ("ValueProvided", "INVALID_ARGUMENT", "value is provided", e.InvalidRequest, True),
    ("LeaseProvided", "INVALID_ARGUMENT", "lease is provided", e.InvalidRequest, True),
    ("TooManyOps", "INVALID_ARGUMENT", "too many operations in txn request", e.InvalidRequest, True),
    ("DuplicateKey", "INVALID_ARGUMENT", "duplicate key given in txn request", e.InvalidRequest, True),
    ("InvalidClientAPIVersion", "INVALID_ARGUMENT", "invalid client api version", e.InvalidRequest, True),
    ("InvalidSortOption", "INVALID_ARGUMENT", "invalid sort option", e.InvalidRequest, True),
    ("RequestTooLarge", "INVALID_ARGUMENT", "request is too large", e.RequestTooLarge, True),
    ("MemberBadURLs", "INVALID_ARGUMENT", "given member URLs are invalid", e.InvalidRequest, True),
    ("UserEmpty", "INVALID_ARGUMENT", "user name is empty", e.InvalidToken, True),
    ("RoleEmpty", "INVALID_ARGUMENT", "role name is empty", e.InvalidRequest, True),
    (
        "AuthFailed",
        "INVALID_ARGUMENT",
        "authentication failed, invalid user ID or password",
        e.AuthenticationFailed,
        True,
    ),
    ("PermissionNotGiven", "INVALID_ARGUMENT", "permission not given", e.InvalidRequest, True),
    ("InvalidAuthMgmt", "INVALID_ARGUMENT", "invalid auth management", e.InvalidRequest, True),
    ("AuthOldRevision", "INVALID_ARGUMENT", "revision of auth store is old", e.InvalidToken, True),
    (
        "WrongDowngradeVersionFormat",
        "INVALID_ARGUMENT",
        "wrong downgrade target version format",
        e.InvalidRequest,
        True,
    ),
    (
        "InvalidDowngradeTargetVersion",
        "INVALID_ARGUMENT",
        "invalid downgrade target version",
        e.InvalidRequest,
        True,
    ),
    ("Compacted", "OUT_OF_RANGE", "mvcc: required revision has been compacted", e.Compacted, True),
    ("FutureRev", "OUT_OF_RANGE", "mvcc: required revision is a future revision", e.FutureRevision, True),
    ("LeaseTTLTooLarge", "OUT_OF_RANGE", "too large lease TTL", e.InvalidRequest, True),
    ("NoSpace", "RESOURCE_EXHAUSTED", "mvcc: database space exceeded", e.NoSpace, False),
    ("TooManyRequests", "RESOURCE_EXHAUSTED", "too many requests", e.TooManyRequests, True),
    ("TooManyRequests", "UNKNOWN", "too many requests", e.TooManyRequests, True),
    ("LeaseNotFound", "NOT_FOUND", "requested lease not found", e.LeaseNotFound, True),
    ("MemberNotFound", "NOT_FOUND", "member not found", e.MemberNotFound, True),
    ("LeaseExist", "FAILED_PRECONDITION", "lease already exists", e.LeaseExists, True),
    ("MemberExist", "FAILED_PRECONDITION", "member ID already exist", e.FailedPrecondition, True),
    ("PeerURLExist", "FAILED_PRECONDITION", "Peer URLs already exists", e.FailedPrecondition, True),
    (
        "MemberNotEnoughStarted",
        "UNKNOWN",
        "re-configuration failed due to not enough started members",
        e.FailedPrecondition,
        True,
    ),
    (
        "MemberNotLearner",
        "FAILED_PRECONDITION",
        "can only promote a learner member",
        e.FailedPrecondition,
        True,
    ),
    (
        "LearnerNotReady",
        "FAILED_PRECONDITION",
        "can only promote a learner member which is in sync with leader",
        e.FailedPrecondition,
        True,
    ),
    (
        "TooManyLearners",
        "FAILED_PRECONDITION",
        "too many learner members in cluster",
        e.FailedPrecondition,
        True,
    ),
    ("ClusterIDMismatch", "FAILED_PRECONDITION", "cluster ID mismatch", e.ClusterChanged, True),
    ("RootUserNotExist", "FAILED_PRECONDITION", "root user does not exist", e.FailedPrecondition, True),
    (
        "RootRoleNotExist",
        "FAILED_PRECONDITION",
        "root user does not have root role",
        e.FailedPrecondition,
        True,
    ),
    ("UserAlreadyExist", "FAILED_PRECONDITION", "user name already exists", e.FailedPrecondition, True),
    ("UserNotFound", "FAILED_PRECONDITION", "user name not found", e.FailedPrecondition, True),
    ("RoleAlreadyExist", "FAILED_PRECONDITION", "role name already exists", e.FailedPrecondition, True),
    ("RoleNotFound", "FAILED_PRECONDITION", "role name not found", e.FailedPrecondition, True),
    ("RoleNotGranted", "FAILED_PRECONDITION", "role is not granted to the user", e.FailedPrecondition, True),
    (
        "PermissionNotGranted",
        "FAILED_PRECONDITION",
        "permission is not granted to the role",
        e.FailedPrecondition,
        True,
    ),
    ("AuthNotEnabled", "FAILED_PRECONDITION", "authentication is not enabled", e.AuthNotEnabled, True),
    ("NotLeader", "FAILED_PRECONDITION", "not leader", e.FailedPrecondition, True),
    ("NotCapable", "UNAVAILABLE", "not capable", e.Unavailable, True),
    ("NotCapable", "FAILED_PRECONDITION", "not capable", e.Unavailable, True),
    ("NotSupportedForLearner", "UNAVAILABLE", "rpc not supported for learner", e.Unavailable, True),
    ("NotSupportedForLearner", "FAILED_PRECONDITION", "rpc not supported for learner", e.Unavailable, True),
    ("BadLeaderTransferee", "FAILED_PRECONDITION", "bad leader transferee", e.FailedPrecondition, True),
    (
        "ClusterVersionUnavailable",
        "FAILED_PRECONDITION",
        "cluster version not found during downgrade",
        e.FailedPrecondition,
        True,
    ),
    (
        "DowngradeInProcess",
        "FAILED_PRECONDITION",
        "cluster has a downgrade job in progress",
        e.FailedPrecondition,
        True,
    ),
    ("NoInflightDowngrade", "FAILED_PRECONDITION", "no inflight downgrade job", e.FailedPrecondition, True),
    ("PermissionDenied", "PERMISSION_DENIED", "permission denied", e.PermissionDenied, True),
    ("InvalidAuthToken", "UNAUTHENTICATED", "invalid auth token", e.InvalidToken, True),
    ("NoLeader", "UNAVAILABLE", "no leader", e.NoLeader, True),
    ("LeaderChanged", "UNAVAILABLE", "leader changed", e.Unavailable, False),
    ("LeaderChanged", "UNKNOWN", "leader changed", e.Unavailable, False),
    ("Stopped", "UNAVAILABLE", "server stopped", e.Unavailable, False),
    ("Timeout", "UNAVAILABLE", "request timed out", e.Unavailable, False),
    (
        "TimeoutDueToLeaderFail",
        "UNAVAILABLE",
        "request timed out, possibly due to previous leader failure",
        e.Unavailable,
        False,
    ),
    (
        "TimeoutDueToConnectionLost",
        "UNAVAILABLE",
        "request timed out, possibly due to connection lost",
        e.Unavailable,
        False,
    ),
    (
        "TimeoutWaitAppliedIndex",
        "UNAVAILABLE",
        "request timed out, waiting for the applied index took too long",
        e.Unavailable,
        False,
    ),
    ("Unhealthy", "UNAVAILABLE", "unhealthy cluster", e.Unavailable, True),
    ("Corrupt", "DATA_LOSS", "corrupt cluster", e.Corrupt, True),
    ("WatchCanceled", "CANCELLED", "watch canceled", e.Cancelled, True),
    ("Canceled", "CANCELLED", "request canceled", e.Cancelled, False),
    ("DeadlineExceeded", "DEADLINE_EXCEEDED", "context deadline exceeded", e.DeadlineExceeded, False),
    ("raft", "UNKNOWN", "raft proposal dropped", e.Unavailable, False),
    ("raft", "UNKNOWN", "raft: stopped", e.Unavailable, False),
]
IDS = [f"{name}-{code}" for name, code, *_ in ANSWERS]

DIALECTS = ["etcdserver: {text}", "{text}", "rpc error: code = {code} desc = etcdserver: {text}"]


def test_the_table_is_whole() -> None:
    """All 63 errors of etcd 3.6 and 3.7 are here."""
    assert len({name for name, *_ in ANSWERS} - {"raft"}) == 63


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(("name", "code", "text", "error", "definite"), ANSWERS, ids=IDS)
def test_a_text_of_etcd_is_known(
    name: str, code: str, text: str, error: type[e.EtcdError], definite: bool, dialect: str
) -> None:
    """The exact class, and whether it is definite; with and without the prefixes that etcd may write."""
    made = make(code, dialect.format(text=text, code=code), method="KV/Put", endpoint="http://a:2379")
    assert type(made) is error
    assert made.definite is definite
    assert (made.method, made.endpoint, made.code, made.detail) == ("KV/Put", "http://a:2379", code, text)
    assert text in str(made)


@pytest.mark.parametrize(("name", "code", "text", "error", "definite"), ANSWERS, ids=IDS)
def test_the_text_decides_and_not_the_code(
    name: str, code: str, text: str, error: type[e.EtcdError], definite: bool
) -> None:
    """Status codes changed between versions; the text did not."""
    for other in ("UNKNOWN", "UNAVAILABLE", "FAILED_PRECONDITION", "INTERNAL"):
        known = look_up(other, f"etcdserver: {text}")
        assert (known.error, known.definite) == (error, definite)


@pytest.mark.parametrize(
    ("code", "error", "definite"),
    [
        ("UNAVAILABLE", e.Unavailable, False),
        ("DEADLINE_EXCEEDED", e.DeadlineExceeded, False),
        ("CANCELLED", e.Cancelled, False),
        ("INTERNAL", e.TransportError, False),
        ("UNKNOWN", e.TransportError, False),
        ("ABORTED", e.TransportError, False),
        ("RESOURCE_EXHAUSTED", e.TooManyRequests, False),
        ("UNIMPLEMENTED", e.Unsupported, True),
        ("UNAUTHENTICATED", e.InvalidToken, True),
        ("PERMISSION_DENIED", e.PermissionDenied, True),
        ("INVALID_ARGUMENT", e.InvalidRequest, True),
        ("OUT_OF_RANGE", e.InvalidRequest, True),
        ("NOT_FOUND", e.FailedPrecondition, True),
        ("FAILED_PRECONDITION", e.FailedPrecondition, True),
        ("DATA_LOSS", e.Corrupt, True),
        ("A_CODE_OF_TOMORROW", e.TransportError, False),
    ],
)
def test_an_unknown_text_falls_back_to_its_code(code: str, error: type[e.EtcdError], definite: bool) -> None:
    """Where nothing proves the opposite, a write may have been applied."""
    known = look_up(code, "words that etcd never said")
    assert (known.error, known.definite) == (error, definite)


@pytest.mark.parametrize(
    "words",
    [
        "failed to connect to all addresses; last error: UNKNOWN: ipv4:127.0.0.1:1: Connection refused",
        "DNS resolution failed for nosuch.invalid:2379: Domain name not found",
        "connections to all backends failing; last error: UNKNOWN",
    ],
)
def test_a_request_that_never_left_is_definite(words: str) -> None:
    """What the local stack says of a connection that never stood; another endpoint may do."""
    known = look_up("UNAVAILABLE", words)
    assert (known.error, known.definite, known.again) == (e.Unavailable, True, True)


@pytest.mark.parametrize(
    "words",
    [
        "Socket closed",
        "recvmsg:Connection reset by peer",
        "GOAWAY received",
        "keepalive watchdog timeout",
        "Connection reset by peer; failed to",
    ],
)
def test_a_connection_that_broke_leaves_a_write_open(words: str) -> None:
    """The request may have been on the other side already."""
    assert not look_up("UNAVAILABLE", words).definite


def test_a_handshake_that_failed_is_a_tls_failure() -> None:
    """Told apart from a dead server, because the remedy is another one."""
    words = "failed to connect to all addresses; last error: SSL_ERROR_SSL: CERTIFICATE_VERIFY_FAILED"
    assert look_up("UNAVAILABLE", words).error is e.TlsFailure


def test_a_message_over_the_limit_of_grpc_is_a_request_too_large() -> None:
    """The server's gRPC layer refuses it in other words than etcd itself."""
    known = look_up("RESOURCE_EXHAUSTED", "grpc: received message larger than max (3145737 vs. 2097152)")
    assert (known.error, known.definite) == (e.RequestTooLarge, True)


def test_only_a_prefix_is_stripped() -> None:
    """A text that merely contains the words stays whole."""
    assert strip("rpc error: code = Unavailable desc = etcdserver: no leader") == "no leader"
    assert strip("etcdserver: mvcc: database space exceeded") == "mvcc: database space exceeded"
    assert strip("said desc = nothing") == "said desc = nothing"
    assert strip("") == ""


def test_every_error_says_what_happened_and_where() -> None:
    """One sentence with the RPC, the endpoint and the server's words, and what to do next."""
    error = make("UNAVAILABLE", "etcdserver: no leader", method="KV/Range", endpoint="http://a:2379")
    assert str(error).startswith("KV/Range at http://a:2379: no leader. ")
    assert "election" in str(error)
