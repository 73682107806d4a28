"""``%etcd lease keep-alive``."""

from __future__ import annotations

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from yamtam_nb.client.keep_alive import KeepAlive
from yamtam_nb.errors import EtcdUsageError, LeaseNotFound


def test_a_lease_is_renewed_once(connected: TypingShell) -> None:
    """Its TTL begins anew, and nothing goes on afterwards."""
    connected.user_ns["lease"] = lease = yn.shared().lease.grant(300)

    assert (
        connected.shown("%etcd lease keep-alive $lease --once") == f"lease {lease.id:x} · renewed, 300 s left"
    )
    with pytest.raises(EtcdUsageError, match="does not keep lease"):
        connected.type("%etcd lease keep-alive $lease --stop")


def test_a_lease_is_kept_until_it_is_told_to_stop(connected: TypingShell) -> None:
    """One handle however often it is asked for; --stop ends it, and so does unloading."""
    connected.user_ns["lease"] = lease = yn.shared().lease.grant(300)
    kept = connected.type("%etcd lease keep-alive $lease")
    assert isinstance(kept, KeepAlive)
    assert connected.type("%etcd lease keep-alive $lease") is kept
    assert connected.shown("%etcd lease keep-alive $lease").startswith(
        f"lease {lease.id:x} · TTL 300 s, renewed every 100 s in the background\n"
    )

    assert connected.printed("%etcd lease keep-alive $lease --stop") == (
        f"Lease {lease.id:x} is not renewed any more.\n"
    )

    assert not kept.alive
    again = connected.type("%etcd lease keep-alive $lease")
    connected.printed("%unload_ext yamtam_nb")
    assert not again.alive


def test_a_lease_that_is_not_there_is_said_to_be_gone(connected: TypingShell) -> None:
    """Both ways, with the ID as it was typed."""
    for flag in ("", " --once"):
        with pytest.raises(LeaseNotFound, match="Lease 12ab does not exist"):
            connected.type(f"%etcd lease keep-alive 12ab{flag}")
    with pytest.raises(EtcdUsageError, match="one of --once and --stop"):
        connected.type("%etcd lease keep-alive 12ab --once --stop")
