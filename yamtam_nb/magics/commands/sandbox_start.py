"""``%etcd sandbox start``."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.connection import open_shared
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.spec import Flag, Spec

if TYPE_CHECKING:
    from yamtam_nb.model import Settings
    from yamtam_nb.sandbox import Cluster

SPEC = Spec(
    "sandbox start",
    "Start a real local etcd cluster and connect to it.",
    flags=(
        Flag("members", "How many members; 3 unless said.", "N", "integer"),
        Flag("tls", "TLS for clients and between members."),
        Flag("auth", "Password authentication; the shared client is root."),
    ),
    examples=("%etcd sandbox start", "%etcd sandbox start --members 1 --tls --auth"),
    notes="It listens on this machine only, and goes away with its data when this kernel ends.",
)

NAME = "sandbox"
"""What outputs call its cluster."""

_QUIET_TERMINAL = 1.0
_QUIET_NOTEBOOK = 3.0
"""Seconds without a word; only a start that takes longer tells what it is doing. A notebook keeps what it was told,
and its output should be the same every time."""


def run(arguments: Arguments, context: Context) -> None:
    """Start it, and connect the shared client to it."""
    from yamtam_nb.sandbox import current

    cluster = current.start(
        members=arguments.integer("members", 3),
        tls=arguments.on("tls"),
        auth=arguments.on("auth"),
        on_progress=Progress(context),
    )
    try:
        open_shared(context, settings_of_sandbox(cluster), name=NAME)
    except BaseException:
        current.stop()
        raise


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    words = [f"members={arguments.integer('members', 3)}"] * ("members" in arguments)
    words += ["tls=True"] * arguments.on("tls") + ["auth=True"] * arguments.on("auth")
    return (
        f"import yamtam_nb as yn\ncluster = yn.sandbox.Cluster.start({', '.join(words)})\n"
        "client = yn.connect(cluster.endpoints, user=cluster.user, password=cluster.password,\n"
        "                    ca_cert=cluster.ca_cert, cert=cluster.cert, key=cluster.key)"
    )


def settings_of_sandbox(cluster: Cluster) -> Settings:
    """What it takes to connect to a sandbox."""
    from yamtam_nb.model import Settings

    def text(path: object) -> str | None:
        return None if path is None else str(path)

    return Settings(
        endpoints=tuple(cluster.endpoints),
        user=cluster.user,
        password=cluster.password,
        ca_cert=text(cluster.ca_cert),
        cert=text(cluster.cert),
        key=text(cluster.key),
    )


class Progress:
    """Tells how a slow start goes on: one line that is rewritten in a terminal, a line for each step elsewhere."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._started = time.monotonic()
        self._quiet = _QUIET_NOTEBOOK if context.shows_widgets else _QUIET_TERMINAL
        self._said = ""

    def __call__(self, sentence: str, part: float) -> None:
        """What ``Cluster.start`` reports."""
        if time.monotonic() - self._started < self._quiet or sentence == self._said:
            return
        self._said = sentence
        if self._context.shows_widgets or not sys.stderr.isatty():
            self._context.say(sentence)
            return
        end = "\r\x1b[K" if part >= 1 else ""
        sys.stderr.write(f"\r\x1b[K{sentence} ({part:.0%}){end}")
        sys.stderr.flush()
