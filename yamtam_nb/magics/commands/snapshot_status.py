"""``%etcd snapshot status``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.spec import Positional, Spec

if TYPE_CHECKING:
    from yamtam_nb.sandbox.snapshots import SnapshotStatus

SPEC = Spec(
    "snapshot status",
    "What a saved snapshot holds, after a check of its digest.",
    (Positional("FILE", "the file", completion="file"),),
    examples=("%etcd snapshot status etcd.db",),
    notes="The digest is checked here; the rest is read by etcdutl or etcdctl, which must be on this machine.",
)


def run(arguments: Arguments, context: Context) -> SnapshotStatus:  # noqa: ARG001 - no client is needed for a file
    """Hash, revision, keys and size."""
    from yamtam_nb.client.snapshot_file import verify_snapshot
    from yamtam_nb.sandbox.snapshots import snapshot_status

    file = arguments.text("FILE", "")
    verify_snapshot(file)
    return snapshot_status(file)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    file = arguments.text("FILE", "")
    return f"import yamtam_nb as yn\nyn.verify_snapshot({file!r})\nyn.sandbox.snapshot_status({file!r})"
