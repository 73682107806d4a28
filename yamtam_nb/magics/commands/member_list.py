"""``%etcd member list``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call, without_defaults
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Flag, Spec
from yamtam_nb.model import Member

SPEC = Spec(
    "member list",
    "The members as the cluster lists them.",
    flags=(
        Flag("consistency", "l: through the leader; s: what the member knows.", "MODE", choices=("l", "s")),
        Flag("timeout", "Longest time to wait.", "SECONDS", "seconds"),
    ),
    examples=("%etcd member list",),
)

_HEADERS = ("id", "status", "name", "peer addresses", "client addresses", "learner")


def call(arguments: Arguments) -> Call:
    """The question."""
    stale = {"linearizable": False} if arguments.text("consistency") == "s" else {}
    return Call(
        "cluster.member_list", (), {**stale, **without_defaults(timeout=arguments.number("timeout", 0))}
    )


def run(arguments: Arguments, context: Context) -> Rows[Member]:
    """The members, a list of Member."""
    return Rows(_HEADERS, call(arguments).make(context.client()), cells=_cells)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()


def _cells(member: Member) -> tuple[str, ...]:
    return (
        f"{member.id:x}",
        "started" if member.name else "unstarted",
        member.name,
        ",".join(member.peer_urls),
        ",".join(member.client_urls),
        "yes" if member.is_learner else "no",
    )
