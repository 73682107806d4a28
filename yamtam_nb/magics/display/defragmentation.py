"""What a defragmentation shows: each member, its size before and after."""

from __future__ import annotations

from yamtam_nb.client.defragmentation import Defragmentation
from yamtam_nb.magics.display.cluster_status import size
from yamtam_nb.magics.display.look import Look
from yamtam_nb.model import DefragmentedMember
from yamtam_nb.render import html as markup
from yamtam_nb.render import text as plain
from yamtam_nb.render.html import Markup

HEADERS = ["member", "endpoint", "role", "state", "before", "after", "took"]


def text(done: Defragmentation, look: Look) -> str:
    """Plain text."""
    table = plain.table(HEADERS, [cells(member) for member in done.members], look.width)
    return "\n".join([table, "", _sum(done), *(f"Warning: {warning}" for warning in done.warnings)])


def html(done: Defragmentation, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """HTML."""
    warnings = [Markup(f"<div>{markup.toned(f'Warning: {each}', 'warn')}</div>") for each in done.warnings]
    table = markup.table(HEADERS, [cells(member) for member in done.members])
    return markup.box(table, markup.line(_sum(done)), *warnings)


def member_text(member: DefragmentedMember, look: Look) -> str:
    """Plain text of one that was done by itself."""
    return plain.table(HEADERS, [cells(member)], look.width)


def member_html(member: DefragmentedMember, look: Look) -> str:  # noqa: ARG001
    """The same as HTML."""
    return markup.box(markup.table(HEADERS, [cells(member)]))


def cells(member: DefragmentedMember) -> list[str]:
    """A row of the table."""
    return [
        member.name or f"{member.member_id:x}",
        member.endpoint,
        "leader" if member.is_leader else "follower",
        member.state if not member.reason else f"{member.state}: {member.reason}",
        size(member.before) if member.before else "",
        size(member.after) if member.after else "",
        f"{member.took:.2f} s" if member.state == "done" else "",
    ]


def _sum(done: Defragmentation) -> str:
    finished = sum(member.state == "done" for member in done.members)
    return f"{finished} of {len(done.members)} members defragmented, {size(max(done.freed, 0))} freed"
