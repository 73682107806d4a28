"""``%%etcd_elect``, ``%etcd elect`` and ``%etcd lock``."""

from __future__ import annotations

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from tests.integration.magics.etcdctl import etcdctl
from yamtam_nb.errors import EtcdUsageError, LockLost


def test_a_cell_leads_with_its_proposal(
    connected: TypingShell, etcd_endpoints: str, fresh_prefix: str
) -> None:
    """While it runs, our table, etcdctl's keys and -l all show it; afterwards nobody leads."""
    name = fresh_prefix + "leader"
    connected.user_ns["seen"] = seen = []
    connected.user_ns["keys"] = lambda: etcdctl(etcd_endpoints, "get", "--prefix", name + "/")

    printed = connected.printed(
        f"%%etcd_elect {name} 'agent 1'\n"
        f"table = %etcd elect {name}\n"
        "seen += [table[0].value, keys()]\n"
        f"%etcd elect -l {name} --count 1"
    )

    assert seen[0] == b"agent 1"
    assert b"agent 1" in seen[1]
    assert "agent 1  leads (fencing token " in printed
    assert connected.shown(f"%etcd elect {name}") == f"nobody leads {name} and nobody stands"


def test_a_lost_leadership_interrupts_the_cell(connected: TypingShell, fresh_prefix: str) -> None:
    """Clearly, and while the cell runs: not at its end."""
    cell = (
        f"%%etcd_elect {fresh_prefix}leader --led led\n"
        "import threading\nrevoke(led.lease_id)\nthreading.Event().wait(30)\nreached = True"
    )
    connected.user_ns.update(revoke=yn.shared().lease.revoke, reached=False)

    with pytest.raises(LockLost, match=r"The leadership .* was lost while the cell ran"):
        connected.type(cell)

    assert not connected.user_ns["reached"]


def test_campaigning_in_a_line_points_to_the_cell(connected: TypingShell) -> None:
    """What etcdctl would block on, or run, belongs into a cell; nothing is campaigned for or run."""
    with pytest.raises(EtcdUsageError, match="into a cell: %%etcd_elect boss PROPOSAL"):
        connected.type("%etcd elect boss me")
    with pytest.raises(EtcdUsageError, match="--count goes with -l"):
        connected.type("%etcd elect boss --count 1")
    with pytest.raises(EtcdUsageError, match="PROPOSAL and --value are the same"):
        connected.type("%%etcd_elect boss a --value b\n1")
    with pytest.raises(EtcdUsageError, match=r"into a cell: %%etcd_lock job --ttl 5. Nothing was run."):
        connected.type("%etcd lock job --ttl 5 -- rm -rf x")


def test_the_queue_of_a_lock_is_shown(connected: TypingShell, fresh_prefix: str) -> None:
    """Who holds it, or that it is free, and how to take it."""
    name = fresh_prefix + "job"
    assert connected.shown(f"%etcd lock {name}") == f"{name} is free. To take it: %%etcd_lock {name}"

    with yn.Lock(yn.shared(), name, what="migration"):
        shown = connected.shown(f"%etcd lock {name}")

    assert "(migration)" in shown
    assert shown.endswith(f"to queue up: %%etcd_lock {name}")
