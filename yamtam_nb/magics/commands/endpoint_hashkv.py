"""``%etcd endpoint hashkv``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.asked import asked, asked_in_python
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import CLUSTER, EACH_TIMEOUT
from yamtam_nb.magics.spec import Flag, Spec

if TYPE_CHECKING:
    from yamtam_nb.client.hashes import HashReport

SPEC = Spec(
    "endpoint hashkv",
    "Whether the members hold the same, by their hashes at one common revision.",
    flags=(
        Flag("rev", "Compare at this revision; otherwise the newest that all have.", "REVISION", "integer"),
        CLUSTER,
        EACH_TIMEOUT,
    ),
    examples=("%etcd endpoint hashkv --cluster", "%etcd endpoint hashkv --rev 1000"),
    notes="Hashes over different compact revisions differ and prove nothing. The majority decides who is odd.",
)


def run(arguments: Arguments, context: Context) -> HashReport:
    """A HashReport, with .verdict, .odd and .hashes."""
    client = context.client()
    limit = arguments.number("timeout", client.settings.timeout)
    revision = arguments.integer("rev") or None
    return client.maintenance.hash_kv_all(revision, endpoints=asked(client, arguments), timeout=limit)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    given = [str(arguments.integer("rev"))] * ("rev" in arguments)
    return asked_in_python("maintenance.hash_kv_all", arguments, *given)
