"""What is told while members are worked on one after the other: a table in a notebook, lines in a terminal."""

from __future__ import annotations

from types import TracebackType

from yamtam_nb.frames.output import Output
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.display import defragmentation
from yamtam_nb.model import DefragmentedMember
from yamtam_nb.render import html as markup


class MembersTold:
    """Called with how far each member has come. The table is gone at the end; the result shows itself."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._output = Output()
        self._said: set[tuple[int, str]] = set()

    def __call__(self, members: tuple[DefragmentedMember, ...]) -> None:
        """Show it."""
        if not self._context.shows_widgets:
            self._say(members)
            return
        table = markup.table(defragmentation.HEADERS, [defragmentation.cells(each) for each in members])
        self._output.show("defragmenting", markup.box(table))

    def __enter__(self) -> MembersTold:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._output.clear()

    def _say(self, members: tuple[DefragmentedMember, ...]) -> None:
        for member in members:
            if member.state == "running" and (member.member_id, member.state) not in self._said:
                self._said.add((member.member_id, member.state))
                self._context.say(f"defragmenting {member.name or member.endpoint} ...")
