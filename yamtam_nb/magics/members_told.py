"""What is told while members are worked on one after the other: a table in a notebook, lines in a terminal."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from yamtam_nb.magics.context import Context
from yamtam_nb.magics.display import defragmentation
from yamtam_nb.model import DefragmentedMember
from yamtam_nb.render import html as markup


class MembersTold:
    """Called with how far each member has come. The table is gone at the end; the result shows itself."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._handle: Any = None
        self._said: set[tuple[int, str]] = set()

    def __call__(self, members: tuple[DefragmentedMember, ...]) -> None:
        """Show it."""
        if not self._context.shows_widgets:
            self._say(members)
            return
        table = markup.table(defragmentation.HEADERS, [defragmentation.cells(each) for each in members])
        self._show({"text/plain": "defragmenting", "text/html": markup.box(table)})

    def __enter__(self) -> MembersTold:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None and error is None:
            self._show({"text/plain": "", "text/html": ""})

    def _say(self, members: tuple[DefragmentedMember, ...]) -> None:
        for member in members:
            if member.state == "running" and (member.member_id, member.state) not in self._said:
                self._said.add((member.member_id, member.state))
                self._context.say(f"defragmenting {member.name or member.endpoint} ...")

    def _show(self, bundle: dict[str, str]) -> None:
        from IPython.display import display

        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)
