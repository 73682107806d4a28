"""IPython's completion, told about ``%etcd``: in the terminal and, through the kernel, in every notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.completer import CompletionContext, SimpleCompletion, context_matcher

from yamtam_nb.errors import YamtamError
from yamtam_nb.magics.completion.line import read_line

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from yamtam_nb.magics.etcd import EtcdMagics

IDENTIFIER = "yamtam.etcd"

Result = dict[str, Any]
"""What the matcher protocol calls a SimpleMatcherResult."""


def install(shell: InteractiveShell, magics: EtcdMagics) -> None:
    """Complete lines of ``%etcd`` in this shell."""

    @context_matcher(identifier=IDENTIFIER, priority=100)  # type: ignore[untyped-decorator]
    def complete_etcd(context: CompletionContext) -> Result:
        return matches(context.text_until_cursor, context.cursor_line, magics)

    _matchers(shell).append(complete_etcd)


def uninstall(shell: InteractiveShell) -> None:
    """Complete them no more."""
    matchers = _matchers(shell)
    matchers[:] = [each for each in matchers if getattr(each, "matcher_identifier", None) != IDENTIFIER]


def matches(text: str, line_number: int, magics: EtcdMagics) -> Result:
    """The offers for a line up to the cursor; nothing, and no claim on the line, when it is not ours."""
    cursor = read_line(text)
    if cursor is None or (cursor.cell and line_number > 0):
        return {"completions": [], "suppress": False}
    from yamtam_nb.magics.completion.offers import Offer, offers
    from yamtam_nb.magics.completion.wanted import wanted

    want = wanted(cursor)
    if want.kind == "file":
        return {"completions": [], "suppress": False}
    try:
        found = offers(want, magics, magics.shell.user_ns if magics.shell else {})
    except YamtamError:
        # A profiles file that cannot be read is told about when it is used, not at a keystroke.
        found = []
    if not found and want.fragment:
        # IPython lets Python's own completions through where there are none, even against `suppress`.
        found = [Offer(want.fragment, want.type)]
    return {
        "completions": [SimpleCompletion(text=offer.text, type=offer.type) for offer in found],
        "matched_fragment": want.fragment,
        "suppress": True,
        "ordered": True,
    }


def _matchers(shell: InteractiveShell) -> list[Any]:
    completer = shell.Completer
    matchers: list[Any] = completer.custom_matchers
    return matchers
