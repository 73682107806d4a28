"""Versions: whether they are the same, and what is known of them. Pure."""

from __future__ import annotations

from yamtam_nb.client.known_bugs import advised, bugs_of
from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.diagnosis.look import Look
from yamtam_nb.render.figures import counted

_TOLD = 3


def check(look: Look) -> list[Finding]:
    """Skew, a downgrade under way, known bugs."""
    versions: dict[str, list[str]] = {}
    for view in look.view:
        if view.status:
            versions.setdefault(view.status.version, []).append(view.seat.name)
    if not versions:
        return [Finding("version", "grey", "no member tells its version")]
    return [_skew(versions), *_downgrade(look), *[_bugs(version) for version in sorted(versions)]]


def _skew(versions: dict[str, list[str]]) -> Finding:
    said = ", ".join(f"{version} on {', '.join(who)}" for version, who in sorted(versions.items()))
    if len(versions) == 1:
        return Finding("version skew", "green", f"all members run {next(iter(versions))}")
    return Finding(
        "version skew",
        "yellow",
        said,
        "Finish the upgrade, one member at a time; mixed versions are for passing through.",
    )


def _downgrade(look: Look) -> list[Finding]:
    targets = {answer.downgrade_target for answer in look.view.answers if answer.downgrade_enabled}
    said = f"a downgrade to {', '.join(sorted(targets))} is under way"
    return [Finding("downgrade", "yellow", said, "Finish it, or cancel it.")] if targets else []


def _bugs(version: str) -> Finding:
    bugs = bugs_of(version)
    if not bugs:
        return Finding("known bugs", "green", f"none of {version} that would be known here")
    told = [f"{bug.what}{f' (etcd {bug.source})' if bug.source else ''}" for bug in bugs[:_TOLD]]
    more = f"; and {len(bugs) - _TOLD} more" if len(bugs) > _TOLD else ""
    said = f"{version} has {counted(len(bugs), 'known bug')} that matter to data: {'; '.join(told)}{more}"
    target = advised(version)
    advice = (
        f"Upgrade to {target} or later, one member at a time."
        if target
        else "Upgrade: this minor version is not maintained."
    )
    if any(bug.severe for bug in bugs):
        advice += " Until then compare the members now and then: %etcd endpoint hashkv."
    return Finding("known bugs", "yellow", said, advice)
