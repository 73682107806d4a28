"""Watches that may be behind: those of this process, and the slow ones of the members. Pure."""

from __future__ import annotations

from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.diagnosis.look import Look

_SLOW = "etcd_debugging_mvcc_slow_watcher_total"
_ALL = "etcd_debugging_mvcc_watcher_total"
_TOLD = 3


def check(look: Look) -> list[Finding]:
    """Ours, and everybody's."""
    return [_ours(look), *_theirs(look)]


def _ours(look: Look) -> Finding:
    lost = [stream for stream in look.streams if stream.state == "failed"]
    late = [stream for stream in look.streams if stream.state not in ("live", "failed", "closed", "stopped")]
    if lost or late:
        told = [
            f"{each.title} is {each.state}{f' ({each.error[:80]})' if each.error else ''}"
            for each in [*lost, *late][:_TOLD]
        ]
        advice = "What they show is old. Those that failed must be opened anew; the others come back by themselves."
        return Finding("watches here", "red" if lost else "yellow", "; ".join(told), advice)
    live = sum(stream.state == "live" for stream in look.streams)
    said = f"{live:,} open in this process, all live" if live else "none are open in this process"
    return Finding("watches here", "green", said)


def _theirs(look: Look) -> list[Finding]:
    known = [(pair, pair.after.value(_SLOW)) for pair in look.pairs()]
    told = [(slow, pair) for pair, slow in known if slow is not None]
    if not told:
        return []
    slow, pair = max(told, key=lambda each: each[0])
    every = sum(each.after.value(_ALL) or 0 for _, each in told)
    if slow and (pair.before is None or pair.before.value(_SLOW)):
        said = f"{slow:.0f} watches on {pair.member} are behind and being caught up, of {every:,.0f} in all"
        advice = (
            "A client does not read fast enough, or asks for old history: see who watches large prefixes."
        )
        return [Finding("slow watches", "yellow", said, advice)]
    return [Finding("slow watches", "green", f"none of {every:,.0f} watches on the members is behind")]
