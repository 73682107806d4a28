"""The plan of a cluster, which is all decisions and no processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.sandbox.plan import TlsFiles, joining, plan_cluster, plan_newcomer

ETCD = Path("/opt/etcd")
HOME = Path("/var/sandbox-1")


def test_each_member_has_its_own_address_data_and_log() -> None:
    """Two ports a member, client first; nothing is shared between members but the list of all."""
    plans = plan_cluster(ETCD, HOME, [1, 2, 3, 4, 5, 6])
    assert [plan.name for plan in plans] == ["m1", "m2", "m3"]
    assert [plan.endpoint for plan in plans] == [f"http://127.0.0.1:{port}" for port in (1, 3, 5)]
    assert [plan.peer_url for plan in plans] == [f"http://127.0.0.1:{port}" for port in (2, 4, 6)]
    assert [plan.log for plan in plans] == [HOME / f"m{number}.log" for number in (1, 2, 3)]
    assert [f"--data-dir={HOME / plan.name}" in plan.argv for plan in plans] == [True] * 3


def test_all_members_know_each_other_from_the_start() -> None:
    """Every member gets the same list of members."""
    plans = plan_cluster(ETCD, HOME, [1, 2, 3, 4])
    everybody = "--initial-cluster=m1=http://127.0.0.1:2,m2=http://127.0.0.1:4"
    assert all(everybody in plan.argv and plan.argv[0] == "/opt/etcd" for plan in plans)


def test_two_clusters_cannot_join_by_accident() -> None:
    """The token comes from the directory, which no two clusters share."""
    (one,) = plan_cluster(ETCD, Path("/var/a"), [1, 2])
    (two,) = plan_cluster(ETCD, Path("/var/b"), [1, 2])
    assert "--initial-cluster-token=a" in one.argv
    assert "--initial-cluster-token=b" in two.argv


def test_etcd_keeps_its_defaults_unless_told() -> None:
    """No tuning flag is passed unasked; fsync=False is one flag, and the caller's flags come last."""
    (plain,) = plan_cluster(ETCD, HOME, [1, 2])
    assert not [flag for flag in plain.argv if "interval" in flag or "timeout" in flag or "fsync" in flag]
    (tuned,) = plan_cluster(ETCD, HOME, [1, 2], fsync=False, etcd_args=("--auth-token-ttl=2",))
    assert "--unsafe-no-fsync" in tuned.argv
    assert tuned.argv[-1] == "--auth-token-ttl=2"


def test_tls_is_for_clients_and_between_members() -> None:
    """With TLS every URL is https and both sides ask for certificates."""
    tls = TlsFiles(*(Path(name) for name in ("ca", "server", "server-key", "client", "client-key")))
    (plan,) = plan_cluster(ETCD, HOME, [1, 2], tls=tls)
    assert plan.endpoint == "https://127.0.0.1:1"
    assert plan.peer_url == "https://127.0.0.1:2"
    assert {
        "--client-cert-auth",
        "--peer-client-cert-auth",
        "--cert-file=server",
        "--trusted-ca-file=ca",
    } <= set(plan.argv)
    assert not [flag for flag in plan.argv if "http://" in flag]


@pytest.mark.parametrize(
    "flag", ["--data-dir=/home/me", "-name=x", "--listen-client-urls", "--log-outputs=stdout"]
)
def test_flags_that_the_sandbox_needs_are_refused(flag: str) -> None:
    """A flag that pulls a member out of its cluster or directory would leave things behind."""
    with pytest.raises(InvalidArgument, match="the sandbox sets it itself"):
        plan_cluster(ETCD, HOME, [1, 2], etcd_args=("--snapshot-count=100", flag))


def test_a_newcomer_learns_whom_it_joins_last() -> None:
    """Its addresses are known before the cluster has been told of it, the members only after."""
    planned = plan_newcomer(ETCD, HOME, "m4", [7, 8], etcd_args=("--max-txn-ops=9",))
    complete = joining(planned, {"http://127.0.0.1:2": "m1", planned.peer_url: "m4"})

    assert (planned.endpoint, planned.peer_url) == ("http://127.0.0.1:7", "http://127.0.0.1:8")
    assert not any(argument.startswith("--initial-cluster=") for argument in planned.argv)
    assert "--initial-cluster-state=existing" in complete.argv
    assert "--max-txn-ops=9" in complete.argv
    assert complete.argv[-1] == "--initial-cluster=m1=http://127.0.0.1:2,m4=http://127.0.0.1:8"
