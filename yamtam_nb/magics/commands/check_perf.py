"""``%etcd check perf``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.client.check_perf import PREFIX, WORKLOADS, check_perf
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.spec import Flag, Spec

if TYPE_CHECKING:
    from yamtam_nb.model.perf_report import PerfReport

SPEC = Spec(
    "check perf",
    "Write at a given pace for a minute, and say whether the cluster keeps up, by etcdctl's rules.",
    flags=(
        Flag(
            "load", "Writes a second: s 150, m 1,000, l 8,000, xl 15,000.", "LOAD", choices=tuple(WORKLOADS)
        ),
        Flag(
            "prefix", f"Where to write, and what is deleted in the end. Default {PREFIX}", "PREFIX", "bytes"
        ),
        Flag("seconds", "How long. Default 60, as etcdctl.", "SECONDS", "seconds"),
        Flag("auto-compact", "Compact afterwards: drops the history of the whole store."),
        Flag("auto-defrag", "Defragment afterwards, one member at a time, the leader last."),
        Flag("yes", "Write although the profile is protected."),
    ),
    examples=("%etcd check perf", "report = %etcd check perf --load m --seconds 10"),
    notes="It passes with over 90 % of the writes, none slower than 0.5 s, a standard deviation of at most 0.1 s and\n"
    "no error. The keys are deleted in the end, also after the Stop button; defragmenting frees their space. One\n"
    "Python process cannot send what l and xl want; the report says when it may have been the kernel that was slow.",
)


def run(arguments: Arguments, context: Context) -> PerfReport:
    """Write, delete, and report."""
    from yamtam_nb.frames.progress import TimeProgress

    load, prefix, seconds = _given(arguments)
    workload = WORKLOADS[load]
    confirm_on_protected(
        context, arguments.on("yes"), f"take {workload.limit:,} writes a second for {seconds:g} s"
    )
    client = context.client()
    with TimeProgress(f"check perf, load {load}", seconds, context.say) as shown:
        return check_perf(
            client,
            load,
            prefix=prefix,
            seconds=seconds,
            auto_compact=arguments.on("auto-compact"),
            auto_defrag=arguments.on("auto-defrag"),
            on_progress=lambda passed, writes: shown(passed, f"{writes:,} writes"),
        )


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    load, prefix, seconds = _given(arguments)
    words = ["yn.shared()", repr(load)]
    words += [f"prefix={prefix!r}"] * ("prefix" in arguments)
    words += [f"seconds={seconds:g}"] * ("seconds" in arguments)
    words += ["auto_compact=True"] * arguments.on("auto-compact")
    words += ["auto_defrag=True"] * arguments.on("auto-defrag")
    call = f"check_perf({', '.join(words)})"
    return f"import yamtam_nb as yn\nfrom yamtam_nb.client.check_perf import check_perf\n{call}"


def _given(arguments: Arguments) -> tuple[str, str | bytes, float]:
    prefix = arguments.key("prefix") if "prefix" in arguments else PREFIX
    return arguments.text("load", "s"), prefix, arguments.number("seconds", 60)
