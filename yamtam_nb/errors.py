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
    │   └── ConfirmationNeeded    a change that needs --yes
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
    ├── PlanConflict
    ├── TransactionConflict       others wrote first, each time that it was tried
    └── GateNotPassed

``except YamtamError`` catches all of it. Every :class:`EtcdError` says with ``definite`` whether the
request certainly had no effect (True) or may have had one (False).
"""

from __future__ import annotations


class YamtamError(Exception):
    """Root of every error raised on purpose by this package.

    IPython shows it as one short message instead of a traceback; the exception itself stays a
    normal one: it can be caught, and a notebook run fails on it.
    """

    def _render_traceback_(self) -> list[str]:
        """Lines that IPython shows in place of a traceback."""
        lines = [f"{type(self).__name__}: {self}"]
        lines.extend(getattr(self, "__notes__", ()))
        return lines


class EtcdError(YamtamError):
    """A call to etcd that failed.

    Attributes:
        method: RPC name as etcd spells it, e.g. ``KV/Range``.
        endpoint: URL of the member that was asked, or ``""`` when none was reached.
        code: gRPC status name, e.g. ``UNAVAILABLE``.
        detail: the server's (or transport's) own words.
        definite: True if the request certainly changed nothing; False if it may have been applied.
        attempts: how often the request was sent before this error stood.
    """

    hint = ""

    def __init__(
        self,
        message: str = "",
        *,
        method: str = "",
        endpoint: str = "",
        code: str = "",
        detail: str = "",
        definite: bool = True,
    ) -> None:
        self.method = method
        self.endpoint = endpoint
        self.code = code
        self.detail = detail
        self.definite = definite
        self.attempts = 1
        super().__init__(message or self._sentence())

    def _sentence(self) -> str:
        where = f" at {self.endpoint}" if self.endpoint else ""
        what = f"{self.method}{where}" if self.method else f"call{where}"
        said = f"{what}: {self.detail}" if self.detail else f"{what} failed"
        return f"{said}. {self.hint}" if self.hint else said


class TransportError(EtcdError):
    """The call did not get through, or its answer did not come back."""


class Unavailable(TransportError):
    """No member could be reached, or the one that was could not serve the call."""

    hint = "Check that etcd runs at that address and that a majority of its members is up."


class NoLeader(Unavailable):
    """The member that was asked knows no leader; nothing was proposed."""

    hint = (
        "The cluster has no leader at the moment: wait for the election, or bring a majority of members back."
    )


class TlsFailure(Unavailable):
    """The TLS handshake failed, or one side speaks TLS and the other plain text."""

    hint = "Check http:// against https://, the CA certificate and the client certificate."


class DeadlineExceeded(TransportError):
    """No answer within the time allowed."""

    hint = "Raise timeout=, or look at the cluster's health."


class Cancelled(TransportError):
    """The call was cancelled."""


class OutcomeUnknown(TransportError):
    """A write was sent and its answer was lost: it may have been applied, now or shortly.

    It is never repeated by this package. Read the key back (or use a txn guarded by its
    ``mod_revision``) before deciding what to do.

    Attributes:
        keys: the keys that the write touches.
        cause: the failure that hid the answer.
    """

    hint = "Read the key back before you write again: the first write may have been applied."

    def __init__(
        self,
        message: str = "",
        *,
        method: str = "",
        endpoint: str = "",
        code: str = "",
        detail: str = "",
        keys: tuple[bytes, ...] = (),
    ) -> None:
        self.keys = keys
        super().__init__(message, method=method, endpoint=endpoint, code=code, detail=detail, definite=False)


class RequestError(EtcdError):
    """etcd understood the request and refuses it."""


class InvalidRequest(RequestError):
    """etcd refuses the request as it stands."""


class RequestTooLarge(InvalidRequest):
    """The request is over the server's limit (1.5 MiB unless ``--max-request-bytes`` says otherwise)."""

    hint = "etcd takes 1.5 MiB a request by default: split the value, or store a reference to it."


class KeyNotFound(RequestError):
    """``ignore_value`` or ``ignore_lease`` was asked of a key that is not there."""

    hint = "The key does not exist, so there is no value or lease to keep."


class Compacted(RequestError):
    """The revision asked for has been compacted away.

    Attributes:
        compact_revision: oldest revision still kept, or 0 when the server did not say.
    """

    hint = "Ask for a newer revision, or leave it out for the present state."
    compact_revision: int = 0


class FutureRevision(RequestError):
    """The revision asked for does not exist yet."""

    hint = "Ask for an older revision, or leave it out for the present state."


class LeaseNotFound(RequestError):
    """The lease does not exist: it expired, was revoked, or was never granted."""

    hint = "It expired or was revoked: grant a new lease."


class LeaseExists(RequestError):
    """A lease with the chosen ID exists already."""


class MemberNotFound(RequestError):
    """No member with that ID."""


class FailedPrecondition(RequestError):
    """The cluster is not in the state that the request needs."""


class Unsupported(RequestError):
    """This server version does not know the call."""

    hint = "This version of etcd does not have that call."


class AuthError(EtcdError):
    """Who you are, and what you may do."""


class AuthenticationFailed(AuthError):
    """Wrong user or password."""

    hint = "Check the user name and the password."


class InvalidToken(AuthError):
    """The token is not known to the member. The client refreshes it by itself; seeing this means that failed."""

    hint = "This cluster asks who you are: connect with user= and password=."


class PermissionDenied(AuthError):
    """The user may not do that to those keys."""

    hint = "Ask for a role that grants this key range, or connect as another user."


class AuthNotEnabled(AuthError):
    """Authentication is switched off in this cluster."""


class ClusterError(EtcdError):
    """The cluster as a whole is in trouble."""


class NoSpace(ClusterError):
    """The database quota is reached. A write that fails this way may still have been applied."""

    hint = "Compact, defragment every member, then disarm the NOSPACE alarm."


class Corrupt(ClusterError):
    """The CORRUPT alarm is raised: members disagree."""

    hint = "Stop writing and find the member whose data differs."


class TooManyRequests(ClusterError):
    """The cluster is overloaded; nothing was applied."""

    hint = "The cluster is overloaded: write less, and try again in a moment."


class ClusterChanged(ClusterError):
    """Another cluster answers at this address, or its revisions went backwards: it was restored or swapped."""

    hint = "The cluster was restored or replaced: reconnect, and treat what you read before as history."


class InvalidArgument(YamtamError, ValueError):
    """Refused before anything was sent."""


class InvalidEndpoint(InvalidArgument):
    """An endpoint that cannot be read as an address."""


class UnknownProfile(InvalidArgument):
    """No connection profile of that name."""


class EtcdUsageError(InvalidArgument):
    """A line given to ``%etcd`` that cannot be read. Unlike IPython's UsageError it fails a notebook run."""


class ConfirmationNeeded(InvalidArgument):
    """A change that was not made because it needs ``--yes``; the notes show what it would have touched."""


class NotConnected(YamtamError):
    """There is no shared client yet."""


class ClientClosed(YamtamError):
    """The client has been closed."""


class WatchLost(YamtamError):
    """A watch that cannot go on by itself: permission withdrawn, or another cluster answers."""


class SessionLost(YamtamError):
    """The lease of a session is gone."""


class LockLost(YamtamError):
    """A lock is no longer held."""


class LockTimeout(YamtamError):
    """The lock could not be had in the time allowed; the body did not run."""


class NameTaken(YamtamError):
    """Another agent is registered under that name."""


class RegistrationEnded(YamtamError):
    """The registration was closed, or another agent has taken its name over."""


class DecodeError(YamtamError, ValueError):
    """A value is not what it was asked to be (UTF-8 text, JSON)."""


class WaitTimeout(YamtamError, TimeoutError):
    """A wait for a revision or a value ran out of time."""


class SandboxError(YamtamError):
    """A local etcd could not be started or driven; the message carries the server's last words."""


class PlanConflict(YamtamError):
    """Someone else changed a key since the plan was made."""


class TransactionConflict(YamtamError):
    """A transaction whose keys others wrote first, each time that it was tried; nothing was written."""


class GateNotPassed(YamtamError):
    """A runbook gate has not been passed."""
