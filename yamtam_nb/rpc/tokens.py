"""Password authentication: one token for the client, renewed once for all who find it stale."""

from __future__ import annotations

import threading
from collections.abc import Callable

from yamtam_nb.errors import AuthNotEnabled

Metadata = tuple[tuple[str, str], ...]

# A member without a leader then refuses at once instead of letting the call time out, and a write
# that it refuses was certainly not proposed.
_ALWAYS: Metadata = (("hasleader", "true"),)


class Tokens:
    """Holds the call metadata, with the token in it once there is one.

    etcd checks a password with bcrypt (about 100 ms of server CPU by design), so concurrent refreshes
    are folded into one.

    Args:
        authenticate: asks a member for a token; None when there is no password.
    """

    def __init__(self, authenticate: Callable[[], str] | None) -> None:
        self._authenticate = authenticate
        self._lock = threading.Lock()
        self.metadata: Metadata = _ALWAYS
        self.ready = authenticate is None
        self.refreshes = 0

    @property
    def password(self) -> bool:
        """Whether a token can be had."""
        return self._authenticate is not None

    def refresh(self, stale: Metadata) -> None:
        """Get a token, unless someone else has since replaced the stale one.

        Args:
            stale: the metadata that was refused, or that was current before any token was had.

        Raises:
            AuthenticationFailed: wrong user or password.
            EtcdError: no member could be asked.
        """
        if self._authenticate is None:
            return
        with self._lock:
            if self.metadata is not stale:
                return
            try:
                self.metadata = (*_ALWAYS, ("token", self._authenticate()))
            except AuthNotEnabled:
                self.metadata = (*_ALWAYS,)
            self.refreshes += 1
            self.ready = True

    def __repr__(self) -> str:
        state = "no password" if not self.password else "token held" if self.ready else "no token yet"
        return f"<Tokens {state}>"
