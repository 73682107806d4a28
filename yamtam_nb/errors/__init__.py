"""Everything that can go wrong, as one closed tree.

::

    YamtamError
    ├── EtcdError                 an answer of etcd, or the lack of one
    │   ├── TransportError
    │   │   ├── Unavailable           no member could be reached, or none could serve the call
    │   │   │   ├── NoLeader          the member knows no leader
    │   │   │   └── TlsFailure        the TLS handshake failed, or TLS meets plain text
    │   │   ├── DeadlineExceeded      no answer within the time allowed
    │   │   ├── Cancelled             the call was cancelled
    │   │   └── OutcomeUnknown        a write whose answer was lost: it may or may not have happened
    │   ├── RequestError
    │   │   ├── InvalidRequest        etcd refuses the request as it stands
    │   │   │   └── RequestTooLarge
    │   │   ├── KeyNotFound           ignore_value / ignore_lease on a key that is not there
    │   │   ├── Compacted             the revision asked for is compacted away
    │   │   ├── FutureRevision        the revision asked for does not exist yet
    │   │   ├── LeaseNotFound
    │   │   ├── LeaseExists
    │   │   ├── MemberNotFound
    │   │   ├── FailedPrecondition    the cluster is not in the state that the request needs
    │   │   └── Unsupported           this server version does not know the call
    │   ├── AuthError
    │   │   ├── AuthenticationFailed  wrong user or password
    │   │   ├── InvalidToken          the token is not (or no longer) known; the client refreshes it by itself
    │   │   ├── PermissionDenied
    │   │   └── AuthNotEnabled
    │   └── ClusterError
    │       ├── NoSpace               the NOSPACE alarm, or the quota is reached
    │       ├── Corrupt               the CORRUPT alarm
    │       ├── TooManyRequests
    │       └── ClusterChanged        another cluster answers, or revisions went backwards (restore)
    ├── InvalidArgument           refused here, before anything was sent
    │   ├── InvalidEndpoint
    │   ├── UnknownProfile
    │   ├── EtcdUsageError        a magic's line that cannot be read
    │   ├── ConfirmationNeeded    a change that needs --yes
    │   └── InvalidFile           a file that is not what its name says
    ├── NotConnected              there is no shared client yet
    ├── ClientClosed
    ├── WatchLost                 a watch that cannot go on
    ├── SessionLost
    ├── LockLost
    ├── LockTimeout
    ├── NameTaken                 another agent has the name in the registry
    ├── RegistrationEnded         a registration that was closed, or whose name another has taken over
    ├── DecodeError               a value is not what it was asked to be (text, JSON)
    ├── WaitTimeout               a wait for a revision or a value ran out of time
    ├── SandboxError              a local etcd could not be started or driven
    ├── QuorumAtRisk              a change of the membership that would cost the quorum
    ├── DefragmentationStopped    of the whole cluster, with an account of how far it came
    ├── PlanNotFinished           a plan that stopped in the middle, with an account of what was written
    │   └── PlanConflict          a key is not as the plan saw it
    ├── UnexpectedDifference      two states differ where none was expected
    ├── TransactionConflict       others wrote first, each time that it was tried
    └── GateNotPassed

``except YamtamError`` catches all of it. Every :class:`EtcdError` says with ``definite`` whether the
request certainly had no effect (True) or may have had one (False).
"""

from __future__ import annotations

from yamtam_nb.errors.etcd import (
    AuthenticationFailed,
    AuthError,
    AuthNotEnabled,
    Cancelled,
    ClusterChanged,
    ClusterError,
    Compacted,
    Corrupt,
    DeadlineExceeded,
    EtcdError,
    FailedPrecondition,
    FutureRevision,
    InvalidRequest,
    InvalidToken,
    KeyNotFound,
    LeaseExists,
    LeaseNotFound,
    MemberNotFound,
    NoLeader,
    NoSpace,
    OutcomeUnknown,
    PermissionDenied,
    RequestError,
    RequestTooLarge,
    TlsFailure,
    TooManyRequests,
    TransportError,
    Unavailable,
    Unsupported,
)
from yamtam_nb.errors.local import (
    ClientClosed,
    ConfirmationNeeded,
    DecodeError,
    DefragmentationStopped,
    EtcdUsageError,
    GateNotPassed,
    InvalidArgument,
    InvalidEndpoint,
    InvalidFile,
    LockLost,
    LockTimeout,
    NameTaken,
    NotConnected,
    PlanConflict,
    PlanNotFinished,
    QuorumAtRisk,
    RegistrationEnded,
    SandboxError,
    SessionLost,
    TransactionConflict,
    UnexpectedDifference,
    UnknownProfile,
    WaitTimeout,
    WatchLost,
)
from yamtam_nb.errors.root import YamtamError

__all__ = [
    "AuthError",
    "AuthNotEnabled",
    "AuthenticationFailed",
    "Cancelled",
    "ClientClosed",
    "ClusterChanged",
    "ClusterError",
    "Compacted",
    "ConfirmationNeeded",
    "Corrupt",
    "DeadlineExceeded",
    "DecodeError",
    "DefragmentationStopped",
    "EtcdError",
    "EtcdUsageError",
    "FailedPrecondition",
    "FutureRevision",
    "GateNotPassed",
    "InvalidArgument",
    "InvalidEndpoint",
    "InvalidFile",
    "InvalidRequest",
    "InvalidToken",
    "KeyNotFound",
    "LeaseExists",
    "LeaseNotFound",
    "LockLost",
    "LockTimeout",
    "MemberNotFound",
    "NameTaken",
    "NoLeader",
    "NoSpace",
    "NotConnected",
    "OutcomeUnknown",
    "PermissionDenied",
    "PlanConflict",
    "PlanNotFinished",
    "QuorumAtRisk",
    "RegistrationEnded",
    "RequestError",
    "RequestTooLarge",
    "SandboxError",
    "SessionLost",
    "TlsFailure",
    "TooManyRequests",
    "TransactionConflict",
    "TransportError",
    "Unavailable",
    "UnexpectedDifference",
    "UnknownProfile",
    "Unsupported",
    "WaitTimeout",
    "WatchLost",
    "YamtamError",
]
