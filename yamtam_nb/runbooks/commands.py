"""What is to be typed on a member's machine: a notebook cannot start a process there. Pure."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from yamtam_nb.model import Member
from yamtam_nb.render import html

DATA_DIR = "/var/lib/etcd"
"""Where packages of etcd keep the data."""


class Command(NamedTuple):
    """Lines for one machine: what they are for, where, and the lines themselves."""

    what: str
    where: str
    lines: str


class Commands:
    """Commands for people, machine by machine; shown, and never run from here.

    Args:
        title: what they do together.
        commands: in the order in which they are to be typed.
    """

    def __init__(self, title: str, commands: Iterable[Command]) -> None:
        self.title = title
        self.commands = tuple(commands)

    def __len__(self) -> int:
        return len(self.commands)

    def text(self) -> str:
        """Fit to be copied: a comment for each machine, and what is to be typed there."""
        parts = [f"# {_plain(each.what)}, on {_plain(each.where)}\n{each.lines}" for each in self.commands]
        return "\n\n".join(parts)

    def __repr__(self) -> str:
        return f"<Commands {self.title}: {len(self)}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(f"{self.title}\n\n{self.text()}".strip())

    def _repr_html_(self) -> str:
        parts = [html.line(self.title, bold=True)]
        for each in self.commands:
            parts += [html.line(f"{_plain(each.what)}, on {_plain(each.where)}"), html.typed(each.lines)]
        return html.box(*parts)


def host_of(peer_urls: Sequence[str]) -> str:
    """The machine that an address names, for a person."""
    return (urlsplit(peer_urls[0]).hostname if peer_urls else "") or "its machine"


def initial_cluster(members: Iterable[Member], names: Mapping[str, str]) -> str:
    """The value of ``--initial-cluster``: every member that the cluster lists, at all of its addresses.

    Args:
        members: as the cluster lists them.
        names: peer URL -> name, for members that the cluster has no name of yet.
    """
    return ",".join(
        f"{names.get(url) or member.called}={url}" for member in members for url in member.peer_urls
    )


def start_newcomer(
    members: Sequence[Member], *, name: str, peer_url: str, client_url: str, data_dir: str = DATA_DIR
) -> Commands:
    """How a member that was announced is started on its own machine, with nothing in its data directory.

    Args:
        members: as the cluster lists them now, the new one among them.
        name: of the new one.
        peer_url, client_url: where the others and clients reach it.
        data_dir: its data directory.
    """
    flags = {
        "name": name,
        "data-dir": data_dir,
        "initial-cluster-state": "existing",
        "initial-cluster": initial_cluster(members, {peer_url: name}),
        "initial-advertise-peer-urls": peer_url,
        "listen-peer-urls": peer_url,
        "advertise-client-urls": client_url,
        "listen-client-urls": client_url,
    }
    host = host_of([peer_url])
    return Commands(
        "Start the new member: its data directory must be empty, and TLS flags are those of the others",
        [
            Command("by hand", host, flag_lines("etcd", flags)),
            Command("or by its service, in the environment", host, environment_lines(flags)),
        ],
    )


def start_again(members: Iterable[Member]) -> Commands:
    """How members that do not answer are looked at and started, each on its machine, with the data it has."""
    return Commands(
        "Start each with the data it has: never empty its directory, never change its flags",
        [
            Command(
                f"member {member.called}",
                host_of(member.peer_urls),
                "systemctl status etcd\njournalctl -u etcd -n 50 --no-pager\nsystemctl start etcd",
            )
            for member in members
        ],
    )


def flag_lines(program: str, flags: Mapping[str, str]) -> str:
    """A command line, a flag on each line; one without a value has none."""
    words = [f"--{flag}={quoted(value)}" if value else f"--{flag}" for flag, value in flags.items()]
    return " \\\n  ".join([program, *words])


def environment_lines(flags: Mapping[str, str]) -> str:
    """The same flags as etcd reads them from the environment."""
    return "\n".join(
        f"ETCD_{flag.replace('-', '_').upper()}={quoted(value)}" for flag, value in flags.items()
    )


def quoted(text: str) -> str:
    """One word for the shell. What is not printable is written as an escape, and has to be typed by a person."""
    return shlex.quote(_plain(text))


def _plain(text: str) -> str:
    """Names come from anywhere: what is not printable is written as an escape."""
    return text if text.isprintable() else ascii(text)[1:-1]
