"""What goes wrong on this side: arguments, watches, sessions, locks, sandboxes, plans."""

from __future__ import annotations

from typing import Any

from yamtam_nb.errors.root import YamtamError


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


class InvalidFile(InvalidArgument):
    """A file that is not what its name says, or holds what cannot be read; nothing was written."""


class QuorumAtRisk(YamtamError):
    """A change of the membership that was not made, because the cluster could not be written after it.

    Attributes:
        forecast: voters and quorum before and after (a ``Forecast``).
    """

    forecast: Any = None


class DefragmentationStopped(YamtamError):
    """A defragmentation of the whole cluster that stopped at a member that failed or was not healthy.

    Attributes:
        members: how far it came: a ``DefragmentedMember`` for each.
    """

    members: tuple[Any, ...] = ()


class PlanNotFinished(YamtamError):
    """A plan that stopped in the middle; everything up to there was written, and is accounted for.

    Attributes:
        result: what was written and what was not, as read back (a ``PlanResult``); None when nothing was sent.
    """

    result: Any = None


class PlanConflict(PlanNotFinished):
    """Someone else changed a key since the plan was made.

    Attributes:
        key: the key that is not as the plan saw it.
        ahead: the key as it is now, None when it is not there.
    """

    key: bytes = b""
    ahead: Any = None


class UnexpectedDifference(YamtamError):
    """Two states differ where none was expected."""


class TransactionConflict(YamtamError):
    """A transaction whose keys others wrote first, each time that it was tried; nothing was written."""


class GateNotPassed(YamtamError):
    """A runbook gate has not been passed."""
