"""What is typed on the machines of a cluster that is restored from a snapshot. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from yamtam_nb.runbooks.commands import Command, Commands, flag_lines, host_of, quoted

_LOOK = "See whether revisions can be raised (then this shows a line)"


def restore_commands(
    program: str,
    snapshot: str,
    members: Mapping[str, str],
    *,
    token: str,
    data_dir: str,
    bump_revision: int = 0,
) -> Commands:
    """Stop everything, restore each member from the same file, start everything.

    Where revisions are to be raised, the first command tells whether the program can do that: the flags came with
    etcdutl 3.5.10 and 3.6, and with etcdctl 3.4.27 (source: etcd's pull requests 16029, 16165 and 16193).

    Args:
        program: ``etcdutl``, or ``etcdctl`` before 3.5.
        snapshot: the file, at the same place on every machine.
        members: name -> peer URL of the new cluster.
        token: its token.
        data_dir: new data directory; ``{name}`` in it stands for the name of the member.
        bump_revision: by how much revisions are raised; 0 for not.
    """
    cluster = ",".join(f"{name}={url}" for name, url in members.items())
    more = {"bump-revision": str(bump_revision), "mark-compacted": ""} if bump_revision else {}
    everywhere = "every machine of the old and of the new cluster"
    stop = Command("Stop etcd, and keep it from starting", everywhere, "systemctl disable --now etcd")
    restore = [
        Command(
            f"Restore member {name}",
            host_of([url]),
            flag_lines(
                f"{program} snapshot restore {quoted(snapshot)}",
                {
                    "name": name,
                    "data-dir": data_dir.replace("{name}", name),
                    "initial-cluster": cluster,
                    "initial-cluster-token": token,
                    "initial-advertise-peer-urls": url,
                    **more,
                },
            ),
        )
        for name, url in members.items()
    ]
    new = "every machine of the new cluster"
    known = [Command(_LOOK, new, f"{program} snapshot restore --help | grep bump-revision")] * bool(more)
    start = Command("Start etcd with that data directory", new, "systemctl enable --now etcd")
    return Commands("Restore the cluster, in this order", [*known, stop, *restore, start])
