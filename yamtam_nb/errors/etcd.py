"""What a call to etcd can end with: one class for each meaning."""

from __future__ import annotations

from yamtam_nb.errors.root import YamtamError


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
        sent_at: the reading of ``client.clock`` when it was sent; 0.0 when that is not known.
    """

    sent_at: float = 0.0

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
