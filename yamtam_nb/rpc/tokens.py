"""Password authentication: one token for the client, renewed once for all who find it stale."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from yamtam_nb.errors import AuthNotEnabled, DeadlineExceeded

Metadata = tuple[tuple[str, str], ...]

# A member without a leader then refuses at once instead of letting the call time out, and a write
# that it refuses was certainly not proposed.
_ALWAYS: Metadata = (("hasleader", "true"),)
_METHOD = "Auth/Authenticate"


def without_leader(metadata: Metadata) -> Metadata:
    """The same for a call that a member without a leader can answer by itself: status, serializable reads."""
    return tuple(pair for pair in metadata if pair not in _ALWAYS)


class Tokens:
    """Holds the call metadata, with the token in it once there is one.

    etcd checks a password with bcrypt (about 100 ms of server CPU by design), so concurrent refreshes
    are folded into one.

    Args:
        authenticate: asks a member for a token, within so many seconds; None when there is no password.
    """

    def __init__(self, authenticate: Callable[[float], str] | None) -> None:
        self._authenticate = authenticate
        self._lock = threading.Lock()
        self.metadata: Metadata = _ALWAYS
        self.ready = authenticate is None
        self.refreshes = 0

    @property
    def password(self) -> bool:
        """Whether a token can be had."""
        return self._authenticate is not None

    @property
    def held(self) -> bool:
        """Whether there is a token: not before the first call, and not where authentication is off."""
        return any(name == "token" for name, _ in self.metadata)

    def first(self, timeout: float) -> None:
        """Get the first token, unless someone else has since; raises what ``refresh`` raises."""
        self.refresh(_ALWAYS, timeout)

    def refresh(self, stale: Metadata, timeout: float) -> None:
        """Get a token, unless someone else has since replaced the stale one.

        Args:
            stale: the metadata that was refused.
            timeout: seconds for it, waiting for someone else's refresh included.

        Raises:
            AuthenticationFailed: wrong user or password.
            EtcdError: no member could be asked.
        """
        if self._authenticate is None:
            return
        until = time.monotonic() + timeout
        if not self._lock.acquire(timeout=max(timeout, 0)):
            raise DeadlineExceeded(
                f"No token for the user within {timeout:g} s. {DeadlineExceeded.hint}", method=_METHOD
            )
        try:
            if self.metadata is stale:
                self._replace(self._authenticate, until - time.monotonic())
        finally:
            self._lock.release()

    def _replace(self, authenticate: Callable[[float], str], timeout: float) -> None:
        try:
            self.metadata = (*_ALWAYS, ("token", authenticate(timeout)))
        except AuthNotEnabled:
            # Equal to what was there before any token, but not the same: it has been asked for.
            self.metadata = (*_ALWAYS,)
        self.refreshes += 1
        self.ready = True

    def __repr__(self) -> str:
        state = "no password" if not self.password else "token held" if self.ready else "no token yet"
        return f"<Tokens {state}>"
