"""How a history of terms is shown: stretches and members as tables, the disks as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.frames.picture import INK, Picture, figure
from yamtam_nb.render import html as draw
from yamtam_nb.render import text as plain
from yamtam_nb.render.figures import brief, counted

if TYPE_CHECKING:
    from yamtam_nb.frames.terms import Stretch, Terms

ROWS = 30
WIDEST = 40

_WHEN = ("from", "to", "term", "leader", "not answering", "looks")
_MEMBERS = ("member", "role", "fsync p99", "commit p99", "leader changes seen", "late heartbeats")
_FSYNC, _COMMIT = "#3884de", "#8fb9ea"


def title(terms: Terms) -> str:
    """One line: whether it is steady."""
    over = f"{counted(len(terms.looks), 'look')} in {brief(terms.looks[-1].at)}"
    last = terms.looks[-1]
    if terms.steady:
        return f"{_clean(last.leader)} leads in term {last.term} and nothing changed, {over}"
    leaders = ", then ".join(map(_clean, terms.leaders)) or "nobody"
    return f"{counted(terms.elections, 'election')}, {over}: {leaders} led, now term {last.term}"


def text(terms: Terms) -> str:
    """Aligned plain text."""
    when = [_cells(stretch) for stretch in terms.stretches[:ROWS]]
    return "\n".join(
        [title(terms), plain.table(_WHEN, when, 120), "", plain.table(_MEMBERS, _members(terms), 120)]
    )


def html(terms: Terms) -> str:
    """The title in its colour, and both tables."""
    head = draw.Markup(f"<div><b>{draw.toned(title(terms), 'good' if terms.steady else 'warn')}</b></div>")
    when = [_cells(stretch) for stretch in terms.stretches[:ROWS]]
    return draw.box(head, draw.table(_WHEN, when), draw.table(_MEMBERS, _members(terms)))


def picture(terms: Terms) -> Picture:
    """Two bars for each member, in milliseconds; the leader is named as such."""
    frame = terms.df
    drawn = figure(8.0, 0.9 + 0.55 * max(len(frame), 1))
    axes = drawn.add_subplot()
    for offset, column, what, colour in (
        (-0.2, "fsync_p99", "sync", _FSYNC),
        (0.2, "commit_p99", "commit", _COMMIT),
    ):
        lengths = [0.0 if seconds != seconds else seconds * 1000 for seconds in frame[column]]
        places = [place + offset for place in range(len(frame))]
        axes.barh(places, lengths, height=0.36, color=colour, label=what)
        for place, length in zip(places, lengths, strict=True):
            said = brief(length / 1000) if length else "not known"
            axes.text(length, place, f" {what} {said}", va="center", color=INK, fontsize=9)
    names = [
        plain.clipped(_clean(name), WIDEST) + (" (leads)" if role == "leader" else "")
        for name, role in zip(frame["member"], frame["role"], strict=True)
    ]
    axes.set_yticks(range(len(frame)), names, parse_math=False)
    axes.invert_yaxis()
    axes.margins(x=0.25)
    axes.set_xticks([])
    axes.set_title("99 of 100 take at most so long", fontsize=10, color=INK, loc="left")
    axes.tick_params(length=0, colors=INK)
    axes.spines[:].set_visible(False)
    return Picture(drawn, f"of the disks; {title(terms)}")


def _cells(stretch: Stretch) -> list[str]:
    return [
        f"{stretch.begin:.1f} s",
        f"{stretch.end:.1f} s",
        str(stretch.term),
        plain.clipped(_clean(stretch.leader), WIDEST) or "nobody",
        ", ".join(map(_clean, stretch.silent)) or "none",
        str(stretch.looks),
    ]


def _members(terms: Terms) -> list[list[str]]:
    return [
        [
            plain.clipped(_clean(str(member)), WIDEST),
            str(role),
            *("not known" if seconds != seconds else brief(seconds) for seconds in (fsync, commit)),
            *("not known" if count != count else f"{count:.0f}" for count in (changes, late)),
        ]
        for member, role, fsync, commit, changes, late in terms.df.itertuples(index=False)
    ]


def _clean(said: str) -> str:
    """What is not printable is written as an escape."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in said)
