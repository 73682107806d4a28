"""The lease of one agent: kept alive as long as the agent is."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable

from yamtam_nb.client.client import Client
from yamtam_nb.client.keep_alive import KeepAlive
from yamtam_nb.client.renewal import LeaseState
from yamtam_nb.errors import InvalidArgument, LeaseNotFound, YamtamError

_log = logging.getLogger("yamtam_nb.registry")

SHORTEST_TTL = 5
"""Seconds. With less, an election of etcd or a busy kernel already looks like a dead agent."""

FAREWELL = 2.0
"""Seconds that giving up a lease may take."""


class Presence:
    """A lease that is renewed every third of its TTL.

    Attributes:
        lease_id: the lease.
    """

    def __init__(self, client: Client, lease_id: int, kept: KeepAlive) -> None:
        self.lease_id = lease_id
        self._client = client
        self._kept = kept

    @classmethod
    def start(cls, client: Client, ttl: int, *, timeout: float | None = None) -> Presence:
        """Grant a lease and keep it alive.

        Raises:
            EtcdError: it could not be granted.
        """
        # Drawn here, so that an interrupt during the grant does not leave a lease that nobody knows.
        lease_id = random.getrandbits(62) + 1
        sent_at = client.clock.now()
        try:
            granted = client.lease.grant(ttl, lease_id=lease_id, adopt=True, timeout=timeout)
            return cls(client, lease_id, client.lease.keep_alive(lease_id, granted.ttl, sent_at=sent_at))
        except BaseException as error:
            if not isinstance(error, YamtamError) or not getattr(error, "definite", True):
                _revoke(client, lease_id, FAREWELL)
            raise

    @property
    def ttl(self) -> int:
        """Seconds that the last renewal gave."""
        return self._kept.ttl

    @property
    def deadline(self) -> float:
        """Reading of ``client.clock`` until which the lease is certainly alive."""
        return self._kept.deadline

    @property
    def state(self) -> LeaseState:
        """What is known of the lease."""
        return self._kept.state

    def on_lost(self, callback: Callable[[int], None]) -> None:
        """Call back with the lease's ID when etcd says that it is gone; on the renewing thread."""
        self._kept.on_lost(lambda kept: callback(kept.lease_id))

    def stop(self) -> None:
        """Renew no more; the lease goes when its TTL is over."""
        self._kept.close()

    def end(self, *, timeout: float = FAREWELL) -> bool:
        """Revoke the lease; the keys bound to it go with it.

        Returns:
            False when etcd could not be told in time; then the lease goes when its TTL is over.
        """
        self.stop()
        return _revoke(self._client, self.lease_id, timeout)

    def __repr__(self) -> str:
        return f"<Presence lease {self.lease_id:x} {self.state}>"


def _revoke(client: Client, lease_id: int, timeout: float) -> bool:
    try:
        client.lease.revoke(lease_id, timeout=timeout)
    except LeaseNotFound:
        return True
    except YamtamError as error:
        _log.info("lease %x was not revoked, it is left to expire: %s", lease_id, error)
        return False
    return True


def check_ttl(ttl: int, *, allow_short: bool) -> None:
    """Refuse a TTL that would show agents offline that are alive.

    Raises:
        InvalidArgument: it is below 5 s and that was not allowed.
    """
    if ttl < SHORTEST_TTL and not allow_short:
        raise InvalidArgument(
            f"ttl={ttl} is shorter than {SHORTEST_TTL} s: an election of etcd or a busy kernel would show the agent "
            f"offline. Use {SHORTEST_TTL} or more, or allow_short_ttl=True."
        )
