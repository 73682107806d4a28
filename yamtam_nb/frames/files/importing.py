"""What importing a file would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.files.plain import stored, wanted_under
from yamtam_nb.frames.plan.making import Wanted, plan_towards
from yamtam_nb.frames.snapshot import Snapshot, snapshot
from yamtam_nb.keys import to_bytes
from yamtam_nb.values import show_key, text

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client
    from yamtam_nb.frames.diff.document import Document
    from yamtam_nb.frames.files.exported import Exported
    from yamtam_nb.frames.plan.plan import Plan


def import_plan(file: Exported, client: Client, prefix: str | bytes | None, *, prune: bool) -> Plan:
    """The plan that brings what a file holds to a prefix; see ``Exported.plan``."""
    if prefix is None and file.document is not None:
        raise InvalidArgument(f"{file.path} does not tell which prefix its keys belong under: give one.")
    target = to_bytes(file.prefix if prefix is None else prefix)
    _same_ends(to_bytes(file.prefix), target)
    current = snapshot(client, target)
    leases = file.cluster_id == current.cluster_id
    if file.document is not None:
        wanted = _stated(file.document, target, current)
    else:
        wanted = _moved(file, target, leases=leases)
    return plan_towards(
        client,
        current,
        wanted,
        delete_others=prune,
        title=f"{file.label} imported to {show_key(target) or 'all keys'}",
        notes=[*_edit_notes(file), *([] if leases else _lease_notes(file))],
    )


def _same_ends(old: bytes, new: bytes) -> None:
    if old.endswith(b"/") and new and not new.endswith(b"/"):
        raise InvalidArgument(
            f"The file is of {show_key(old)}, so import it to {show_key(new)}/ with a slash: "
            "its keys take up where the prefix ends."
        )


def _moved(file: Exported, target: bytes, *, leases: bool) -> dict[bytes, Wanted]:
    cut = len(to_bytes(file.prefix))
    return {target + kv.key[cut:]: Wanted(kv.value, kv.lease if leases and kv.lease else None) for kv in file}


def _stated(document: Document, target: bytes, current: Snapshot) -> dict[bytes, Wanted]:
    wanted = {}
    for key, value in wanted_under(document, target).items():
        now = current.find(key)
        wanted[key] = Wanted(to_bytes(stored(value, text(now.value) if now else None)))
    return wanted


def _edit_notes(file: Exported) -> list[str]:
    return [f"{file.path.name} was edited since it was exported."] if file.edited else []


def _lease_notes(file: Exported) -> list[str]:
    bound = [kv.key for kv in file if kv.lease]
    if not bound:
        return []
    more = f" and {len(bound) - 1:,} more" if len(bound) > 1 else ""
    were = "was on a lease" if len(bound) == 1 else "were on leases"
    return [
        f"{show_key(bound[0])}{more} {were} of another cluster, which is not carried over: "
        "a key that is created stays until it is deleted."
    ]
