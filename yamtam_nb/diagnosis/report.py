"""What the doctor says: every finding, the worst first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from yamtam_nb.diagnosis.finding import ORDER, WORDS, Finding, Verdict, worst
from yamtam_nb.errors import GateNotPassed, InvalidArgument
from yamtam_nb.render import html

if TYPE_CHECKING:
    import pandas as pd

_TONES: dict[Verdict, html.Tone] = {"red": "bad", "yellow": "warn", "grey": "quiet", "green": "good"}
_WIDTH = 100
_HARD_SPACE = "\N{NO-BREAK SPACE}"
_INDENT = 10


class Report:
    """The findings of one look at a cluster.

    Attributes:
        findings: the worst first.
        facts: about this side, fit for a bug report: versions, front end, settings without secrets.
        cluster: what was looked at, for the title.
    """

    def __init__(self, findings: Iterable[Finding], facts: Mapping[str, str], cluster: str = "") -> None:
        shown = [
            finding._replace(name=_clean(finding.name), evidence=_clean(finding.evidence))
            for finding in findings
        ]
        self.findings = tuple(sorted(shown, key=lambda finding: ORDER.index(finding.verdict)))
        self.facts = dict(facts)
        self.cluster = cluster

    @property
    def verdict(self) -> Verdict:
        """The worst that was found. What is not known makes it grey only when nothing else is known either."""
        found = [finding.verdict for finding in self.findings]
        return worst(verdict for verdict in found if verdict != "grey" or "green" not in found)

    @property
    def df(self) -> pd.DataFrame:
        """The findings as a data frame: name, verdict, evidence, advice, runbook."""
        import pandas as pd

        frame: pd.DataFrame = pd.DataFrame(list(self.findings), columns=list(Finding._fields))
        return frame

    def of(self, *verdicts: Verdict) -> list[Finding]:
        """The findings with one of these verdicts."""
        return [finding for finding in self.findings if finding.verdict in verdicts]

    def raise_if(self, level: Verdict = "red", *, ignoring: Collection[str] = ()) -> Report:
        """Stop here if anything is as bad as ``level`` or worse: a gate for runbooks.

        Args:
            level: ``red``, ``yellow``, or ``grey`` for what is not known.
            ignoring: names of findings that do not count, such as ``known bugs``.

        Returns:
            This report, so that a cell that ends with the gate shows it.

        Raises:
            GateNotPassed: something is; it names what.

        Example:
            >>> yn.doctor(yn.shared()).raise_if("red", ignoring=["known bugs"])  # doctest: +SKIP
        """
        if level not in ORDER[:-1]:
            raise InvalidArgument(f"{level!r} is no level of a gate: give red, yellow or grey.")
        counted = ORDER[: ORDER.index(level) + 1]
        stopping = [finding for finding in self.of(*counted) if finding.name not in ignoring]
        if not stopping:
            return self
        told = "; ".join(f"{WORDS[each.verdict]} {each.name}: {each.evidence}" for each in stopping)
        books = dict.fromkeys(each.runbook for each in stopping if each.runbook)
        hint = f" Runbooks: {', '.join(books)}." if books else ""
        raise GateNotPassed(f"The doctor stops here: {told}.{hint}")

    @property
    def title(self) -> str:
        """One line: the verdict, and how many of each."""
        numbers = [f"{len(self.of(verdict))} {WORDS[verdict]}" for verdict in ORDER if self.of(verdict)]
        of = f" {self.cluster}:" if self.cluster else ""
        return f"{of} {', '.join(numbers) or 'nothing was found'}".strip()

    def __len__(self) -> int:
        return len(self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __getitem__(self, name: str) -> Finding:
        """The finding of that name, the worst where there are several.

        Raises:
            KeyError: there is none.
        """
        for finding in self.findings:
            if finding.name == name:
                return finding
        raise KeyError(name)

    def text(self) -> str:
        """Plain text."""
        lines = [f"{WORDS[self.verdict]}: {self.title}", ""]
        for finding in self.findings:
            lines += _lines(finding)
        return "\n".join([*lines, "", *(f"{name}: {value}" for name, value in self.facts.items())])

    def _repr_html_(self) -> str:
        head = html.Markup(
            f"<div><b>{html.toned(WORDS[self.verdict], _TONES[self.verdict])}</b> {html.markup(self.title)}</div>"
        )
        rows = [
            [
                html.toned(WORDS[finding.verdict].replace(" ", _HARD_SPACE), _TONES[finding.verdict]),
                html.Markup(f"<b>{html.markup(finding.name)}</b>"),
                finding.evidence,
                _what_to_do(finding),
            ]
            for finding in self.findings
        ]
        facts = "\n".join(f"{name}: {value}" for name, value in self.facts.items())
        table = html.table(["verdict", "what", "evidence", "what to do"], rows)
        return html.box(head, table, html.folded("this side, for a bug report", facts))

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """Inside a list or a dict it keeps its one line."""
        printer.text(repr(self) if cycle or len(printer.stack) > 1 else self.text())

    def __repr__(self) -> str:
        return f"<Report {WORDS[self.verdict]}: {self.title}>"


def _clean(text: str) -> str:
    """Names of members and keys come from anywhere: what is not printable is written as an escape."""
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def _what_to_do(finding: Finding) -> html.Markup:
    parts = [html.markup(finding.advice)] if finding.advice else []
    if finding.runbook:
        parts.append(html.Markup(f"<small>runbook {html.code(finding.runbook)}</small>"))
    return html.Markup("<br>".join(parts))


def _lines(finding: Finding) -> list[str]:
    room, pad = _WIDTH - _INDENT, " " * _INDENT
    said = wrap(f"{finding.name}: {finding.evidence}", room, break_on_hyphens=False)
    book = f" (runbook {finding.runbook})" if finding.runbook else ""
    todo = wrap(f"-> {finding.advice}{book}", room, break_on_hyphens=False) if finding.advice or book else []
    return [f"{WORDS[finding.verdict]:<{_INDENT}}{said[0]}", *(pad + line for line in [*said[1:], *todo])]
