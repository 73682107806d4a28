"""``%etcd doctor``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.metrics_urls import METRICS_URL, metrics_urls
from yamtam_nb.magics.spec import Flag, Spec

if TYPE_CHECKING:
    from yamtam_nb.diagnosis.finding import Verdict
    from yamtam_nb.diagnosis.report import Report

SPEC = Spec(
    "doctor",
    "Look at the cluster once, from every side, and say what is wrong and what to do.",
    flags=(
        Flag("no-metrics", "Do not read /metrics: nothing is said of disks, requests and clocks."),
        METRICS_URL,
        Flag(
            "raise-if", "Fail when anything is so bad, for gates.", "LEVEL", choices=("red", "yellow", "grey")
        ),
        Flag(
            "ignore",
            "A row that does not count for --raise-if, by its name. May be given again.",
            "NAME",
            many=True,
        ),
    ),
    examples=(
        "%etcd doctor",
        "%etcd doctor --raise-if red",
        '%etcd doctor --raise-if red --ignore "known bugs"',
        "%etcd doctor --no-metrics",
    ),
    notes="It changes nothing. What could not be found out is grey. The result has .df, .raise_if() and .facts.",
)


def run(arguments: Arguments, context: Context) -> Report:
    """The report."""
    from yamtam_nb.diagnosis.doctor import doctor
    from yamtam_nb.diagnosis.look import Stream
    from yamtam_nb.widgets import live

    tables = [Stream(f"table of {table.title}", table.state) for table in live.live_tables()]
    report = doctor(
        context.client(),
        metrics=not arguments.on("no-metrics"),
        metrics_urls=metrics_urls(arguments),
        tables=tables,
        on_progress=_telling(context),
    )
    level = _level(arguments)
    return report if level is None else report.raise_if(level, ignoring=arguments.many("ignore"))


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    options = ", metrics=False" * arguments.on("no-metrics")
    if "metrics-url" in arguments:
        options += f", metrics_urls={metrics_urls(arguments)!r}"
    level, ignored = _level(arguments), arguments.many("ignore")
    gate = "" if level is None else f".raise_if({level!r}{f', ignoring={ignored!r}' if ignored else ''})"
    return f"import yamtam_nb as yn\nyn.doctor(yn.shared(){options}){gate}"


def _telling(context: Context) -> Callable[[str, float], None]:
    """What takes long because a member hangs says so; that it is over is told by the report."""
    from yamtam_nb.magics.commands.sandbox_start import Progress

    progress = Progress(context)

    def tell(what: str, part: float) -> None:
        if part < 1 or not context.shows_widgets:
            progress(what, part)

    return tell


def _level(arguments: Arguments) -> Verdict | None:
    level = arguments.text("raise-if")
    return level if level in ("red", "yellow", "grey") else None  # type: ignore[return-value]
