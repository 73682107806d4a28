"""The status card: one screen that an operator reads first."""

from __future__ import annotations

from yamtam_nb.errors import DeadlineExceeded, EtcdError, TlsFailure
from yamtam_nb.magics.commands.status import ClusterStatus, MemberRow
from yamtam_nb.magics.display.look import Look
from yamtam_nb.model import MemberStatus
from yamtam_nb.render import html as markup
from yamtam_nb.render import text as plain

_HEADERS = ["member", "endpoint", "state", "version", "db size", "in use", "term", "revision", "latency"]


def text(status: ClusterStatus, look: Look) -> str:
    """Plain text."""
    width = max(len(name) for name, _ in _facts(status))
    facts = [f"{name:<{width}}  {value}" for name, value in _facts(status)]
    members = plain.table(_HEADERS, [_cells(row, status) for row in status.members], look.width)
    return "\n".join([*facts, "", members, *_problems(status), *_warning(status)])


def html(status: ClusterStatus, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """HTML."""
    members = markup.table(_HEADERS, [_cells(row, status) for row in status.members])
    problems = [markup.line(problem, bold=True) for problem in _problems(status)]
    notes = [markup.footer(warning) for warning in _warning(status)]
    return markup.box(markup.facts(_facts(status)), members, *problems, *notes)


def _facts(status: ClusterStatus) -> list[tuple[str, str]]:
    named = [("profile", status.profile)] * bool(status.profile) + [("sandbox", "yes")] * status.sandbox
    return [
        ("cluster", f"{status.cluster_id:x}" if status.cluster_id else "unknown: no member answered"),
        *named,
        ("connected as", status.user or "no user (no password authentication)"),
        ("transport", "TLS" if status.tls else "plain HTTP"),
        ("leader", _leader(status)),
        ("revision", str(status.revision) if status.revision else "unknown"),
        ("alarms", _alarms(status)),
    ]


def _leader(status: ClusterStatus) -> str:
    if not status.leader:
        return "none" if status.answers else "unknown: no member answered"
    for row in status.members:
        if isinstance(row.answer, MemberStatus) and row.answer.member_id == status.leader:
            return f"{_name(row)} at {row.endpoint}"
    return f"{status.leader:x}, which was not asked"


def _alarms(status: ClusterStatus) -> str:
    if status.alarms is None:
        return "could not be asked for"
    return ", ".join(f"{alarm.alarm} at {alarm.member_id:x}" for alarm in status.alarms) or "none"


def _cells(row: MemberRow, status: ClusterStatus) -> list[str]:
    answer = row.answer
    if not isinstance(answer, MemberStatus):
        return [_name(row), row.endpoint, "UNREACHABLE", *[""] * 6]
    return [
        _name(row),
        row.endpoint,
        _state(answer, status),
        answer.version,
        size(answer.db_size),
        size(answer.db_size_in_use) if answer.db_size_in_use else "",
        str(answer.raft_term),
        str(answer.revision),
        f"{answer.latency * 1000:.1f} ms",
    ]


def _state(answer: MemberStatus, status: ClusterStatus) -> str:
    if answer.is_learner:
        return "learner"
    if answer.member_id == status.leader:
        return "leader"
    return "follower" if answer.leader else "NO LEADER"


def _name(row: MemberRow) -> str:
    if row.member is not None:
        return row.member.name or f"{row.member.id:x} (never started)"
    return f"{row.answer.member_id:x}" if isinstance(row.answer, MemberStatus) else "?"


def _problems(status: ClusterStatus) -> list[str]:
    """What the members that do not answer, or complain, say: one line each."""
    lines = []
    for row in status.members:
        if isinstance(row.answer, MemberStatus):
            lines += [f"{_name(row)}: {complaint}" for complaint in row.answer.errors]
        else:
            lines.append(f"{_name(row)} at {row.endpoint}: {why_silent(row.answer)}")
    return lines


def why_silent(error: EtcdError) -> str:
    """Why a member did not say its status, in a few words."""
    if isinstance(error, DeadlineExceeded):
        return "no answer in time"
    if isinstance(error, TlsFailure) or not error.detail:
        return plain.clipped(str(error), 160)
    # gRPC nests its causes; the innermost is the one that says something.
    return plain.clipped(error.detail.rpartition(": ")[2], 160)


def _warning(status: ClusterStatus) -> list[str]:
    return [status.warning] if status.warning else []


def size(number: int) -> str:
    """Bytes in the unit that fits: ``20 kB``, ``1.4 GB``."""
    amount = float(number)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit in ("B", "kB") else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"
