"""What a performance check shows: the rules, and in a notebook a picture of the writes."""

from __future__ import annotations

import base64
import io
from importlib.util import find_spec
from typing import TYPE_CHECKING

from yamtam_nb.magics.display.look import Look
from yamtam_nb.model.perf_report import SLOWEST, PerfReport
from yamtam_nb.render import html as markup
from yamtam_nb.render import text as plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_HEADERS = ("", "measured", "wanted", "verdict")
_GREY = "#808080"
_BLUE = "#4c8bd6"
_RED = "#d64c4c"


def text(report: PerfReport, look: Look) -> str:
    """Plain text."""
    rows = [(*verdict[:3], "PASS" if verdict.passed else "FAIL") for verdict in report.verdicts]
    return "\n".join([_headline(report), plain.table(_HEADERS, rows, look.width), *_notes(report)])


def html(report: PerfReport, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """The same as HTML, with the picture where matplotlib is installed."""
    rows = [
        (*verdict[:3], markup.toned("PASS", "good") if verdict.passed else markup.toned("FAIL", "bad"))
        for verdict in report.verdicts
    ]
    headline = markup.line(_headline(report), bold=True)
    notes = [markup.footer(note) for note in _notes(report)]
    return markup.box(headline, markup.table(_HEADERS, rows), *_image(report), *notes)


def picture(report: PerfReport) -> Figure:
    """Every write by when it was sent and how long it took, and beside it how many took how long."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 2.6), layout="constrained")
    over_time, counted = figure.subplots(1, 2, sharey=True, width_ratios=(4, 1))
    took = [write.seconds * 1000 for write in report.writes]
    over_time.scatter([write.at for write in report.writes], took, s=4, color=_BLUE, alpha=0.5, linewidths=0)
    slow = [write for write in report.writes if write.seconds > SLOWEST]
    over_time.scatter(
        [write.at for write in slow], [write.seconds * 1000 for write in slow], s=16, color=_RED
    )
    over_time.axhline(SLOWEST * 1000, color=_RED, linewidth=1, linestyle="--")
    over_time.set(yscale="log", xlabel="seconds", ylabel="ms for a write", xlim=(0, None))
    over_time.yaxis.set_major_formatter("{x:g}")
    over_time.annotate(
        f"at most {SLOWEST} s", (1, SLOWEST * 1000), (-2, 3), ("axes fraction", "data"), "offset points",
        ha="right", color=_RED, fontsize="small",
    )  # fmt: skip
    low, high = min(took), max(*took, SLOWEST * 1000) * 2
    steps = [low * (high / low) ** (step / 40) for step in range(41)]
    counted.hist(took, bins=steps, orientation="horizontal", color=_BLUE)
    counted.set(xlabel="writes")
    for axes in (over_time, counted):
        axes.set_facecolor("none")
        axes.tick_params(colors=_GREY, which="both")
        axes.xaxis.label.set_color(_GREY)
        axes.yaxis.label.set_color(_GREY)
        for name, spine in axes.spines.items():
            spine.set(color=_GREY, visible=name in ("left", "bottom"))
    return figure


def _headline(report: PerfReport) -> str:
    workload = report.workload
    return (
        f"{'PASS' if report.passed else 'FAIL'} · load {workload.name}: {workload.limit:,} writes/s of 1 KiB "
        f"for {report.seconds:.0f} s"
    )


def _notes(report: PerfReport) -> list[str]:
    notes = []
    if report.writes:
        half, most = report.quantile(0.5) * 1000, report.quantile(0.99) * 1000
        notes.append(
            f"{len(report.writes):,} writes; half of them took at most {half:.1f} ms, 99 % at most {most:.1f} ms"
        )
    if report.doubtful:
        notes.append(
            "It may be this kernel that was too slow, not the cluster: "
            f"it used {report.busy * 100:.0f} % of a processor. etcdctl check perf can tell."
        )
    return [*notes, *report.troubles]


def _image(report: PerfReport) -> list[markup.Markup]:
    if len(report.writes) < 2 or find_spec("matplotlib") is None:
        return []
    data = io.BytesIO()
    picture(report).savefig(data, format="png", dpi=110, transparent=True)
    encoded = base64.b64encode(data.getvalue()).decode()
    alternative = "Time that each write took, over the time of the check"
    return [
        markup.Markup(
            f'<img alt="{alternative}" style="max-width: 100%" src="data:image/png;base64,{encoded}">'
        )
    ]
