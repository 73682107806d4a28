"""What a comparison of hashes shows: the verdict first."""

from __future__ import annotations

from yamtam_nb.client.hashes import HashReport
from yamtam_nb.errors import EtcdError
from yamtam_nb.magics.display.cluster_status import why_silent
from yamtam_nb.magics.display.look import Look
from yamtam_nb.model import MemberHash
from yamtam_nb.render import html as markup
from yamtam_nb.render import text as plain
from yamtam_nb.render.html import Markup, Tone

_HEADERS = ["endpoint", "member", "hash", "compact revision", "note"]
_TONES: dict[str, Tone] = {
    "consistent": "good",
    "differs": "bad",
    "incomplete": "warn",
    "not comparable": "warn",
}


def text(report: HashReport, look: Look) -> str:
    """Plain text."""
    rows = [_cells(answer, report) for answer in report.answers]
    return f"{report.sentence}\n\n{plain.table(_HEADERS, rows, look.width)}"


def html(report: HashReport, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """HTML."""
    verdict = Markup(f"<div>{markup.toned(report.sentence, _TONES[report.verdict])}</div>")
    return markup.box(verdict, markup.table(_HEADERS, [_cells(answer, report) for answer in report.answers]))


def _cells(answer: MemberHash | EtcdError, report: HashReport) -> list[str]:
    if isinstance(answer, EtcdError):
        return [answer.endpoint, "", "", "", why_silent(answer)]
    return [
        answer.endpoint,
        f"{answer.member_id:x}",
        str(answer.hash),
        str(answer.compact_revision) if answer.compact_revision > 0 else "never compacted",
        "DIFFERS" if answer in report.odd else "",
    ]
