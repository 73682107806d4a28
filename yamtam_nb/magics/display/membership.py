"""What a change of the membership shows: what it did to the quorum, and who is a member now."""

from __future__ import annotations

from yamtam_nb.magics.display.look import Look
from yamtam_nb.model import Forecast, Member, MemberChange
from yamtam_nb.render import html as markup
from yamtam_nb.render import text as plain
from yamtam_nb.render.html import Markup, Tone

_HEADERS = ["", "before", "after"]
_MEMBERS = ["id", "status", "name", "peer addresses", "client addresses", "learner"]
_TONES: dict[str, Tone] = {"ok": "good", "no spare": "warn", "loses quorum": "bad", "no quorum": "bad"}


def forecast_text(forecast: Forecast, look: Look) -> str:
    """Before, after, and what it comes to."""
    return "\n".join([plain.table(_HEADERS, _rows(forecast), look.width), "", _verdict(forecast)])


def forecast_html(forecast: Forecast, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """The same as HTML."""
    return markup.box(*_forecast_parts(forecast))


def change_text(change: MemberChange, look: Look) -> str:
    """What was done, what that did to the quorum, and the members."""
    parts = [_headline(change)]
    if change.forecast is not None:
        parts.append(forecast_text(change.forecast, look))
    parts.append(plain.table(_MEMBERS, [_cells(member) for member in change.members], look.width))
    return "\n\n".join(parts)


def change_html(change: MemberChange, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """The same as HTML."""
    forecast = _forecast_parts(change.forecast) if change.forecast is not None else []
    members = markup.table(_MEMBERS, [_cells(member) for member in change.members])
    return markup.box(markup.line(_headline(change), bold=True), *forecast, members)


def _headline(change: MemberChange) -> str:
    learner = " as a learner" if change.action == "added" and change.member.is_learner else ""
    return f"member {change.member.called} {change.action}{learner}"


def _forecast_parts(forecast: Forecast) -> list[Markup]:
    verdict = markup.toned(_verdict(forecast), _TONES[forecast.verdict])
    return [markup.table(_HEADERS, _rows(forecast)), Markup(f"<div>{verdict}</div>")]


def _rows(forecast: Forecast) -> list[list[str]]:
    return [
        ["voters", str(forecast.voters_before), str(forecast.voters_after)],
        ["of them answering", str(forecast.answering_before), str(forecast.answering_after)],
        ["needed for a quorum", str(forecast.quorum_before), str(forecast.quorum_after)],
        ["more failures survived", _spare(forecast.spare_before), _spare(forecast.spare_after)],
    ]


def _spare(number: int) -> str:
    return str(number) if number >= 0 else "NO QUORUM"


def _verdict(forecast: Forecast) -> str:
    return f"{forecast.step}: {forecast.sentence}"


def _cells(member: Member) -> list[str]:
    return [
        f"{member.id:x}",
        "started" if member.name else "unstarted",
        member.name,
        ",".join(member.peer_urls),
        ",".join(member.client_urls),
        "yes" if member.is_learner else "no",
    ]
