"""Restoring a cluster from a saved snapshot: what the file holds, what is to be typed where, what came of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from yamtam_nb.client.known_bugs import release
from yamtam_nb.client.snapshot_contents import SnapshotContents, snapshot_contents
from yamtam_nb.client.snapshot_file import verify_snapshot
from yamtam_nb.errors import EtcdError, GateNotPassed, InvalidArgument, InvalidFile
from yamtam_nb.model import SavedSnapshot
from yamtam_nb.render import html
from yamtam_nb.runbooks.commands import DATA_DIR, Commands
from yamtam_nb.runbooks.identity import cluster_id
from yamtam_nb.runbooks.operations import Operation, Operations
from yamtam_nb.runbooks.restore_commands import restore_commands
from yamtam_nb.runbooks.roll_call import RollCall, roll_call

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

Stage = Literal["nothing", "restore", "verify"]
"""``nothing``: no snapshot was named. ``restore``: it is to be restored, on the machines. ``verify``: the cluster that
answers is the restored one."""

Check = tuple[str, Callable[[], Any] | bool]


@dataclass(frozen=True)
class Restoration:
    """Where the restoration of a cluster stands.

    Attributes:
        client: of the cluster's addresses, whether anybody answers there or not.
        seen: who answers, None for nobody.
        saved: the snapshot file, verified; None when there is none, or it is not whole.
        holds: what is in it; None when there is none.
        members: name -> peer URL of the new cluster.
        token: its token.
        bump: by how much its revisions are raised.
        fresh: where a fresh snapshot of it goes.
        problem: why it cannot be restored, "" when it can.
        commands: what is to be typed on the machines.
    """

    client: Client
    seen: RollCall | None
    saved: SavedSnapshot | None
    holds: SnapshotContents | None
    members: Mapping[str, str]
    token: str
    bump: int
    fresh: Path
    problem: str
    commands: Commands

    @property
    def cluster_id(self) -> int:
        """The ID that the restored cluster has."""
        return cluster_id(self.members, self.token)

    @property
    def stage(self) -> Stage:
        """See :data:`Stage`."""
        if self.saved is None:
            return "nothing"
        answers = self.seen is not None and self.seen.view.cluster_id == self.cluster_id
        return "verify" if answers else "restore"

    @property
    def revision(self) -> int:
        """The lowest revision that the restored cluster may have."""
        return (self.holds.revision if self.holds else 0) + self.bump

    @property
    def verdict(self) -> Literal["red", "yellow", "green"]:
        """``red`` when it cannot be restored; ``yellow`` while members of another cluster answer; for a preflight."""
        if self.problem:
            return "red"
        return "yellow" if self.stage == "restore" and self.seen is not None else "green"

    def raise_if(self, level: Any = "red", *, ignoring: Collection[str] = ()) -> Restoration:
        """Stop here if it cannot be restored.

        Raises:
            GateNotPassed: so it is.
        """
        if self.problem and "snapshot" not in ignoring:
            raise GateNotPassed(self.problem)
        if level != "red" and self.verdict == "yellow":
            raise GateNotPassed(self.sentence)
        return self

    @property
    def sentence(self) -> str:
        """How it stands."""
        if self.problem:
            return self.problem
        if self.stage == "nothing":
            return "No snapshot was named: nothing is to be restored."
        if self.stage == "verify":
            return f"The restored cluster answers: {self.cluster_id:x}."
        if self.seen is None:
            return "No member answers. The commands below restore the cluster."
        return (
            f"Members of cluster {self.seen.view.cluster_id:x} answer still. Stop all of them, and keep them stopped, "
            "before the first one is restored."
        )

    def plan(self) -> Operations:
        """What can be done from here: nothing before the cluster is restored, and a fresh snapshot after it."""
        steps = []
        if self.stage == "verify" and not self.fresh.exists():
            steps.append(
                Operation(
                    f"save a fresh snapshot to {self.fresh}",
                    lambda: self.client.maintenance.snapshot(self.fresh),
                    "the old one is of another cluster from now on",
                )
            )
        return Operations("After the restoration", self.cluster_id, steps)

    def checks(self) -> list[Check]:
        """What must hold at this stage: statements, and what finds out."""
        if self.stage == "nothing" or self.seen is None:
            return [("nothing more is to be seen from here", True)]
        if self.stage == "restore":
            return [("the snapshot is whole, and fits its digest", self.saved is not None)]
        seen, revision = self.seen, self.revision
        return [
            (f"this is cluster {self.cluster_id:x}, as its members and its token make it", True),
            ("every member answers, and one of them leads", seen.quorum and not seen.silent),
            (
                f"the revision is {revision} or later",
                lambda: self.client.get("/", count_only=True).revision >= revision,
            ),
            ("all members hold the same", self._same_everywhere),
            (f"it holds {self._keys} keys, as the snapshot does", self._same_keys),
            (f"{self.fresh} is a whole snapshot of it", lambda: verify_snapshot(self.fresh)),
        ]

    @property
    def _keys(self) -> int:
        return self.holds.keys if self.holds else 0

    def _same_everywhere(self) -> bool:
        endpoints = self.seen.endpoints if self.seen else []
        return len(endpoints) == 1 or self.client.maintenance.hash_kv_all(endpoints=endpoints).consistent

    def _same_keys(self) -> bool:
        """Counted at the snapshot's revision, so that it does not matter who has written since.

        Where revisions were raised that revision is compacted away, and what there is now is counted.
        """
        at = 0 if self.bump or self.holds is None else self.holds.revision
        return self.client.get(b"\0", from_key=True, count_only=True, revision=at).count == self._keys

    def _facts(self) -> list[tuple[str, str]]:
        if self.saved is None or self.holds is None:
            return []
        held = self.holds
        return [
            ("snapshot", f"{self.saved.path}, {self.saved.size:,} bytes, fits its digest"),
            ("holds", f"{held.keys:,} keys at revision {held.revision}, {held.versions:,} versions of keys"),
            ("restored as", ", ".join(f"{name} at {url}" for name, url in self.members.items())),
            ("new cluster", f"{self.cluster_id:x}, token {self.token}"),
        ]

    def __repr__(self) -> str:
        return f"<Restoration {self.stage}: {self.sentence}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text("\n".join([self.sentence, *(f"{name}: {value}" for name, value in self._facts())]))

    def _repr_html_(self) -> str:
        tones: dict[str, html.Tone] = {"red": "bad", "yellow": "warn", "green": "good"}
        head = html.Markup(f"<div>{html.toned(self.sentence, tones[self.verdict])}</div>")
        return html.box(head, *([html.facts(self._facts())] if self.saved else []))


def restoration(
    client: Client,
    snapshot: str = "",
    *,
    members: str = "",
    token: str = "",
    data_dir: str = DATA_DIR,
    bump_revision: int = 0,
    fresh: str = "",
) -> Restoration:
    """Look where a restoration stands. It may be called at any time, and changes nothing.

    Args:
        client: of the cluster's addresses; nobody need answer there.
        snapshot: a file saved by ``etcdctl snapshot save`` or ``client.maintenance.snapshot``; "" for none.
        members: the new cluster, as ``--initial-cluster`` says it; "" for the members that the old one lists.
        token: a new token; "" for one that follows from the snapshot's digest.
        data_dir: new data directory; ``{name}`` in it stands for the name of the member.
        bump_revision: raise revisions by so much, and let watches of the old cluster fail; 0 for not.
        fresh: where a fresh snapshot goes; "" for beside the old one.

    Raises:
        InvalidArgument: ``members`` is not what it should be.
    """
    seen = _seen(client)
    new = _members(members) if members else _listed(seen)
    saved, holds, problem = _file(snapshot)
    if saved and not new:
        problem = "Nobody answers who could say who the members are: give members='NAME=PEER_URL,...'."
    token = token or (f"restored-{saved.sha256[:12]}" if saved else "")
    path = Path(fresh) if fresh else _beside(Path(snapshot))
    answers = seen.view.answers if seen else []
    program = "etcdctl" if answers and release(answers[0].version) < (3, 5, 0) else "etcdutl"
    commands = Commands("Nothing is to be typed.", [])
    restored = Restoration(client, seen, saved, holds, new, token, bump_revision, path, problem, commands)
    if restored.stage != "restore" or problem:
        return restored
    commands = restore_commands(
        program, snapshot, new, token=token, data_dir=data_dir, bump_revision=bump_revision
    )
    return replace(restored, commands=commands)


def _seen(client: Client) -> RollCall | None:
    try:
        return roll_call(client)
    except EtcdError:
        return None


def _file(snapshot: str) -> tuple[SavedSnapshot | None, SnapshotContents | None, str]:
    """The file, what it holds, and what is wrong with it."""
    if not snapshot:
        return None, None, ""
    try:
        return verify_snapshot(snapshot), snapshot_contents(snapshot), ""
    except InvalidFile as error:
        return None, None, str(error)


def _listed(seen: RollCall | None) -> dict[str, str]:
    listed = [each.seat.member for each in seen.voters] if seen else []
    return {
        member.called: member.peer_urls[0] for member in listed if member is not None and member.peer_urls
    }


def _members(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",")]
    found = {name.strip(): url.strip() for name, _, url in pairs}
    if len(found) < len(pairs) or not all(name and url.startswith("http") for name, url in found.items()):
        raise InvalidArgument(f"{text!r} names no members: write NAME=PEER_URL, joined by commas.")
    return found


def _beside(snapshot: Path) -> Path:
    return snapshot.with_name(f"{snapshot.stem}-restored{snapshot.suffix}") if snapshot.name else snapshot
