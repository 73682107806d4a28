"""What a cluster will look like, before anything runs: names, addresses, arguments, directories. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from yamtam_nb.errors import InvalidArgument

_OURS = frozenset(
    {
        "advertise-client-urls",
        "cert-file",
        "client-cert-auth",
        "config-file",
        "data-dir",
        "initial-advertise-peer-urls",
        "initial-cluster",
        "initial-cluster-state",
        "initial-cluster-token",
        "key-file",
        "listen-client-urls",
        "listen-peer-urls",
        "log-outputs",
        "logger",
        "name",
        "peer-cert-file",
        "peer-client-cert-auth",
        "peer-key-file",
        "peer-trusted-ca-file",
        "trusted-ca-file",
    }
)


@dataclass(frozen=True)
class TlsFiles:
    """PEM files of a cluster that speaks TLS: its CA, the members' certificate, and one for clients."""

    ca_cert: Path
    server_cert: Path
    server_key: Path
    client_cert: Path
    client_key: Path


@dataclass(frozen=True)
class MemberPlan:
    """One member: its name, its addresses, the command that starts it, and the file its log goes to."""

    name: str
    endpoint: str
    peer_url: str
    argv: tuple[str, ...]
    log: Path


def plan_cluster(
    etcd: Path,
    directory: Path,
    ports: Sequence[int],
    *,
    tls: TlsFiles | None = None,
    fsync: bool = True,
    etcd_args: Sequence[str] = (),
) -> tuple[MemberPlan, ...]:
    """Plan one member for every two ports (client, peer), all knowing each other from the start.

    Args:
        etcd: the program.
        directory: where data directories and logs go; different for every cluster.
        ports: two for each member.
        tls: speak TLS, to clients and between members, and ask clients for a certificate.
        fsync: False passes ``--unsafe-no-fsync``.
        etcd_args: more flags for every member; they win over the ones chosen here.

    Raises:
        InvalidArgument: ``etcd_args`` sets a flag that the plan needs for itself.
    """
    check_etcd_args(etcd_args)
    names = [f"m{number}" for number in range(1, len(ports) // 2 + 1)]
    clients, peers = _urls(ports[0::2], tls), _urls(ports[1::2], tls)
    shared = [
        "--initial-cluster=" + ",".join(f"{name}={peer}" for name, peer in zip(names, peers, strict=True)),
        "--initial-cluster-state=new",
        *_shared(directory, tls, fsync, etcd_args),
    ]
    return tuple(
        MemberPlan(
            name, client, peer, _argv(etcd, directory, name, client, peer, shared), directory / f"{name}.log"
        )
        for name, client, peer in zip(names, clients, peers, strict=True)
    )


def plan_newcomer(
    etcd: Path,
    directory: Path,
    name: str,
    ports: Sequence[int],
    *,
    tls: TlsFiles | None = None,
    fsync: bool = True,
    etcd_args: Sequence[str] = (),
) -> MemberPlan:
    """Plan one more member of a cluster that runs; ``joining`` completes it when its members are known.

    Args:
        etcd: the program.
        directory: of the cluster.
        name: of the new member, different from all others.
        ports: for clients and for peers.
        tls, fsync, etcd_args: as for the others.
    """
    (client,), (peer,) = _urls(ports[:1], tls), _urls(ports[1:], tls)
    shared = ["--initial-cluster-state=existing", *_shared(directory, tls, fsync, etcd_args)]
    argv = _argv(etcd, directory, name, client, peer, shared)
    return MemberPlan(name, client, peer, argv, directory / f"{name}.log")


def joining(plan: MemberPlan, members: Mapping[str, str]) -> MemberPlan:
    """The plan of a newcomer that knows whom it joins.

    Args:
        plan: of the newcomer.
        members: peer URL -> name of all members, itself included.
    """
    cluster = ",".join(f"{name}={url}" for url, name in members.items())
    return replace(plan, argv=(*plan.argv, f"--initial-cluster={cluster}"))


def _urls(ports: Sequence[int], tls: TlsFiles | None) -> list[str]:
    return [f"{'https' if tls else 'http'}://127.0.0.1:{port}" for port in ports]


def _shared(directory: Path, tls: TlsFiles | None, fsync: bool, etcd_args: Sequence[str]) -> list[str]:
    return [
        f"--initial-cluster-token={directory.name}",
        "--logger=zap",
        "--log-outputs=stderr",
        *(_tls_flags(tls) if tls else ()),
        *(() if fsync else ("--unsafe-no-fsync",)),
        *etcd_args,
    ]


def check_etcd_args(etcd_args: Sequence[str]) -> None:
    """Refuse flags that would pull a member out of its cluster or its directory.

    Raises:
        InvalidArgument: one of them is there.
    """
    for argument in etcd_args:
        flag = argument.lstrip("-").partition("=")[0]
        if argument.startswith("-") and flag in _OURS:
            raise InvalidArgument(f"etcd_args cannot set --{flag}: the sandbox sets it itself. Leave it out.")


def _argv(
    etcd: Path, directory: Path, name: str, client: str, peer: str, shared: Sequence[str]
) -> tuple[str, ...]:
    return (
        str(etcd),
        f"--name={name}",
        f"--data-dir={directory / name}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        *shared,
    )


def _tls_flags(tls: TlsFiles) -> tuple[str, ...]:
    return (
        f"--cert-file={tls.server_cert}",
        f"--key-file={tls.server_key}",
        f"--trusted-ca-file={tls.ca_cert}",
        "--client-cert-auth",
        f"--peer-cert-file={tls.server_cert}",
        f"--peer-key-file={tls.server_key}",
        f"--peer-trusted-ca-file={tls.ca_cert}",
        "--peer-client-cert-auth",
    )
