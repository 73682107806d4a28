"""IPython's completion, told about our magics: in the terminal and, through the kernel, in every notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.completer import CompletionContext, SimpleCompletion, context_matcher

from yamtam_nb.errors import YamtamError
from yamtam_nb.magics.completion.line import read_line, transaction_above

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from yamtam_nb.magics.completion.wanted import Wanted
    from yamtam_nb.magics.etcd import EtcdMagics

IDENTIFIER = "yamtam.etcd"

Result = dict[str, Any]
"""What the matcher protocol calls a SimpleMatcherResult."""


def install(shell: InteractiveShell, magics: EtcdMagics) -> None:
    """Complete lines of ``%etcd`` in this shell."""

    @context_matcher(identifier=IDENTIFIER, priority=100)  # type: ignore[untyped-decorator]
    def complete_etcd(context: CompletionContext) -> Result:
        lines = context.full_text.split("\n")[: context.cursor_line]
        return matches("\n".join([*lines, context.text_until_cursor]), magics)

    _matchers(shell).append(complete_etcd)


def uninstall(shell: InteractiveShell) -> None:
    """Complete them no more."""
    matchers = _matchers(shell)
    matchers[:] = [each for each in matchers if getattr(each, "matcher_identifier", None) != IDENTIFIER]


def matches(before: str, magics: EtcdMagics) -> Result:
    """The offers for a cell up to the cursor; nothing, and no claim on the line, when it is not ours."""
    want = _wanted(before)
    if want is None or want.kind == "file":
        return {"completions": [], "suppress": False}
    from yamtam_nb.magics.completion.offers import Offer, offers

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


def _wanted(before: str) -> Wanted | None:
    if (body := transaction_above(before)) is not None:
        from yamtam_nb.magics.completion.transaction import wanted_inside

        return wanted_inside(body)
    above, _, text = before.rpartition("\n")
    cursor = read_line(text)
    if cursor is None or (cursor.cell and above.strip()):
        return None
    from yamtam_nb.magics.completion.wanted import wanted

    return wanted(cursor)


def _matchers(shell: InteractiveShell) -> list[Any]:
    completer = shell.Completer
    matchers: list[Any] = completer.custom_matchers
    return matchers
