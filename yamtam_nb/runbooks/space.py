"""The room that the members' databases take: what is on disk, what of it is in use, and how much there may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from yamtam_nb.client.cluster_view import ClusterView, cluster_view
from yamtam_nb.render import html
from yamtam_nb.render.figures import share, size
from yamtam_nb.render.text import table

if TYPE_CHECKING:
    import pandas as pd

    from yamtam_nb.client.client import Client

PATIENCE = 2.0
"""Seconds that one member may take to answer."""

_WIDTH = 100


class MemberSpace(NamedTuple):
    """The database of one member.

    Attributes:
        name: of the member.
        role: ``leader``, ``follower``, ``not answering`` ...
        alarms: those that are raised for it.
        size: bytes on disk; 0 when it did not say, as for the next two.
        in_use: bytes of them that hold data, history included. The rest is free for reuse inside the file.
        quota: bytes that it may have.
        before: bytes on disk when it was looked at first.
    """

    name: str
    role: str
    alarms: tuple[str, ...]
    size: int
    in_use: int
    quota: int
    before: int = 0


class Space(Sequence[MemberSpace]):
    """The databases of all members at one moment: a table, with ``.df``.

    Args:
        members: one for each.
        compared: whether ``before`` of the members is to be shown.
    """

    def __init__(self, members: Sequence[MemberSpace], *, compared: bool = False) -> None:
        self.members = tuple(members)
        self._compared = compared

    @property
    def alarmed(self) -> list[str]:
        """Names of the members for which NOSPACE is raised."""
        return [member.name for member in self.members if "NOSPACE" in member.alarms]

    @property
    def full(self) -> list[str]:
        """Names of the members whose database has reached its quota; one whose quota is not known is not named."""
        return [member.name for member in self.members if member.quota and member.size >= member.quota]

    @property
    def reclaimed(self) -> int:
        """Bytes that were given back to the disks since the look that this one is compared with."""
        return sum(member.before - member.size for member in self.members if member.before and member.size)

    @property
    def df(self) -> pd.DataFrame:
        """A new frame, one row for each member: the fields of :class:`MemberSpace`."""
        import pandas as pd

        frame: pd.DataFrame = pd.DataFrame(list(self.members), columns=list(MemberSpace._fields))
        return frame

    def since(self, before: Space) -> Space:
        """The same, compared with an earlier look."""
        sizes = {member.name: member.size for member in before}
        members = [member._replace(before=sizes.get(member.name, 0)) for member in self.members]
        return Space(members, compared=True)

    def __len__(self) -> int:
        return len(self.members)

    def __getitem__(self, index: Any) -> Any:
        return self.members[index]

    @property
    def title(self) -> str:
        """What there is to say in one line."""
        said = [f"{len(self)} member{'s' * (len(self) != 1)}"]
        said += [f"NOSPACE is raised for {', '.join(self.alarmed)}"] if self.alarmed else ["no NOSPACE alarm"]
        said += [f"{size(self.reclaimed)} reclaimed"] if self._compared and self.reclaimed >= 0 else []
        return ", ".join(said)

    def __repr__(self) -> str:
        return f"<Space of {self.title}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(f"{self.title}\n{table(self._headers(), [self._cells(each) for each in self], _WIDTH)}")

    def _repr_html_(self) -> str:
        rows: list[list[str]] = []
        for member in self:
            name, role, alarms, *figures = self._cells(member)
            marked = html.toned(alarms, "bad") if member.alarms else html.markup(alarms)
            bar = html.bar(member.size / member.quota) if member.quota else html.Markup("")
            rows.append([name, role, marked, *map(html.number, figures), bar])
        headers = [*self._headers()[:3], *map(html.number, self._headers()[3:]), ""]
        return html.box(html.line(self.title, bold=True), html.table(headers, rows))

    def _headers(self) -> list[str]:
        compared = ["before", "reclaimed"] if self._compared else []
        return ["member", "role", "alarms", *compared, "on disk", "in use", "quota", "of quota"]

    def _cells(self, member: MemberSpace) -> list[str]:
        known = bool(member.before and member.size)
        compared = [_size(member.before), size(max(0, member.before - member.size)) if known else ""]
        return [
            member.name,
            member.role,
            ", ".join(member.alarms) or "none",
            *(compared if self._compared else []),
            _size(member.size),
            _size(member.in_use),
            _size(member.quota) or "not known",
            share(member.size / member.quota) if member.quota else "",
        ]


def space(client: Client, *, timeout: float = PATIENCE) -> Space:
    """Ask every member, at the same time, for the room that its database takes. It changes nothing.

    The quota comes from the status (etcd 3.6), or from the member's ``/metrics``; where neither tells it is not known.

    Args:
        client: whom to ask.
        timeout: seconds for each.

    Raises:
        EtcdError: no member answers.

    Example:
        >>> space(yn.shared()).alarmed  # doctest: +SKIP
        ['m2']
    """
    return space_of(cluster_view(client, timeout=timeout))


def space_of(view: ClusterView) -> Space:
    """The same from members that were asked already, by name. Pure."""
    return Space(
        [
            MemberSpace(
                member.seat.name,
                member.role,
                member.alarms,
                member.status.db_size if member.status else 0,
                member.status.db_size_in_use if member.status else 0,
                int(member.quota or 0),
            )
            for member in sorted(view, key=lambda member: member.seat.name)
        ]
    )


def _size(number: int) -> str:
    return size(number) if number else ""
