"""What a saved snapshot shows."""

from __future__ import annotations

from yamtam_nb.magics.display.cluster_status import size
from yamtam_nb.magics.display.look import Look
from yamtam_nb.model import SavedSnapshot
from yamtam_nb.render import html as markup
from yamtam_nb.sandbox.snapshots import SnapshotStatus


def saved_text(saved: SavedSnapshot, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """Plain text."""
    return _lines(_saved(saved))


def saved_html(saved: SavedSnapshot, look: Look) -> str:  # noqa: ARG001
    """HTML."""
    return markup.box(markup.facts(_saved(saved)))


def status_text(status: SnapshotStatus, look: Look) -> str:  # noqa: ARG001
    """Plain text."""
    return _lines(_status(status))


def status_html(status: SnapshotStatus, look: Look) -> str:  # noqa: ARG001
    """HTML."""
    return markup.box(markup.facts(_status(status)))


def _saved(saved: SavedSnapshot) -> list[tuple[str, str]]:
    source = [("from", saved.endpoint)] * bool(saved.endpoint)
    revision = [("revision", f"{saved.revision} or later")] * bool(saved.revision)
    digest = ("sha256", f"{saved.sha256} (verified)")
    return [("file", str(saved.path)), *source, *revision, ("size", size(saved.size)), digest]


def _status(status: SnapshotStatus) -> list[tuple[str, str]]:
    return [
        ("file", str(status.path)),
        ("hash", f"{status.hash:x}"),
        ("revision", str(status.revision)),
        ("keys", f"{status.total_keys:,} with all versions that are kept"),
        ("size", size(status.total_size)),
    ]


def _lines(facts: list[tuple[str, str]]) -> str:
    width = max(len(name) for name, _ in facts)
    return "\n".join(f"{name:<{width}}  {value}" for name, value in facts)
