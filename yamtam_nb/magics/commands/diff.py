"""``%etcd diff``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.client.profiles import load_profile
from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.keys import KeyRange
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.connection import client_of
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.key_range import refuse_unbounded
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    import pandas as pd

    from yamtam_nb.frames.diff.diff import Diff

SPEC = Spec(
    "diff",
    "What is different between two states of a prefix, down to the path in a value.",
    (
        Positional("PREFIX", "what the keys begin with", "bytes", completion="key"),
        Positional(
            "OTHER_PREFIX", "another prefix, to compare the first with", "bytes", required=False, completion="key"
        ),
    ),
    (
        Flag("rev", "A revision; given twice, from the first to the second.", "REVISION", "integer", many=True),
        Flag("profile", "Compare with the cluster of this profile.", "NAME", completion="profile"),
        Flag("file", "Compare a YAML or JSON file, or an export, with the prefix.", "PATH", completion="file"),
        Flag("expect-none", "Fail when there is a difference, or no key on either side."),
        Flag("allow-empty", "With --expect-none: be content when neither side has a key."),
        Flag("output", "diff: the Diff, which has .df; df: the data frame.", "WHAT", short="o", choices=("diff", "df")),
        Flag("all", "Allow reading every key in the cluster."),
    ),
    (
        "%etcd diff /yamtam/config/ --rev 120 --rev 140",
        "d = %etcd diff /yamtam/config/ --rev 120",
        "%etcd diff /yamtam/config/ /yamtam/config-before/",
        "%etcd diff /yamtam/config/ --profile staging",
        "%etcd diff /yamtam/config/ --file config.yaml --expect-none",
    ),
    "The first --rev is of what is before, the second of what is after; without one it is the present state.\n"
    "A file says what was before, the cluster what is after. Only keys and values count, not leases or versions.",
)  # fmt: skip


def run(arguments: Arguments, context: Context) -> Diff | pd.DataFrame:
    """Read both sides, and compare them."""
    _check(arguments)
    compared = _against_file(arguments, context) if "file" in arguments else _of_snapshots(arguments, context)
    if arguments.on("expect-none"):
        compared.expect_none(allow_empty=arguments.on("allow-empty"))
    return compared.df if arguments.text("output") == "df" else compared


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    _check(arguments)
    prefix, (first, second) = arguments.key("PREFIX"), _revisions(arguments)
    imports, lines = ["import yamtam_nb as yn"], []
    other = arguments.optional_key("OTHER_PREFIX")
    there, name = "yn.shared()", arguments.text("profile")
    if "file" in arguments:
        imports += ["from pathlib import Path", "", "from yamtam_nb.frames.diff.diff import diff"]
        compared = f"diff(Path({arguments.text('file')!r}), {_snapshot('yn.shared()', prefix, first)})"
    else:
        if name:
            load_profile(name)
            imports.append("from yamtam_nb.client.profiles import load_profile")
            lines.append(f"there = yn.Client.open(load_profile({name!r}).settings())")
            there = "there"
        lines.append(f"before = {_snapshot('yn.shared()', prefix, first)}")
        at = "before.revision" if _pinned_together(arguments) else second
        compared = f"before.diff({_snapshot(there, prefix if other is None else other, at)})"
    empty = "allow_empty=True" if arguments.on("allow-empty") else ""
    compared += f".expect_none({empty})" * arguments.on("expect-none")
    compared += ".df" * (arguments.text("output") == "df")
    return "\n".join([*imports, "", *lines, compared])


def _against_file(arguments: Arguments, context: Context) -> Diff:
    from pathlib import Path

    from yamtam_nb.frames.diff.diff import diff
    from yamtam_nb.frames.diff.document import read_state
    from yamtam_nb.frames.snapshot import snapshot

    before = read_state(Path(arguments.text("file", "")))
    return diff(before, snapshot(context.client(), arguments.key("PREFIX"), _revisions(arguments)[0]))


def _of_snapshots(arguments: Arguments, context: Context) -> Diff:
    from yamtam_nb.frames.snapshot import snapshot

    prefix, other = arguments.key("PREFIX"), arguments.optional_key("OTHER_PREFIX")
    first, second = _revisions(arguments)
    here = context.client()
    there = client_of(context, arguments.text("profile", "")) if "profile" in arguments else here
    before = snapshot(here, prefix, first)
    if _pinned_together(arguments):
        second = before.revision
    return before.diff(snapshot(there, prefix if other is None else other, second))


def _revisions(arguments: Arguments) -> tuple[int | None, int | None]:
    """Of what is before and of what is after; None for the present."""
    first, second, *_ = [*arguments.integers("rev"), None, None]
    return first, second


def _pinned_together(arguments: Arguments) -> bool:
    """Whether two prefixes of one cluster are read at one revision: the one of the first."""
    return "OTHER_PREFIX" in arguments and "rev" not in arguments and "profile" not in arguments


def _check(arguments: Arguments) -> None:
    given = [flag for flag in ("file", "profile") if flag in arguments]
    revisions = arguments.integers("rev")
    if len(given) == 2:
        raise EtcdUsageError("%etcd diff: give one of --file and --profile, not both.")
    if "file" in arguments and ("OTHER_PREFIX" in arguments or len(revisions) > 1):
        raise EtcdUsageError("%etcd diff: a --file is compared with one PREFIX at one --rev.")
    if arguments.on("allow-empty") and not arguments.on("expect-none"):
        raise EtcdUsageError(
            "%etcd diff: --allow-empty goes with --expect-none, which fails when there is no key."
        )
    if not given and not revisions and "OTHER_PREFIX" not in arguments:
        raise EtcdUsageError(
            "%etcd diff: say what to compare with: --rev REVISION (once: from then to now; twice: from the first to "
            "the second), OTHER_PREFIX, --profile NAME or --file PATH."
        )
    _check_revisions(revisions, one_store="profile" not in arguments)
    for name in ("PREFIX", "OTHER_PREFIX"):
        if name in arguments:
            span = KeyRange.of(arguments.key(name), prefix=True)
            refuse_unbounded(span, arguments.on("all"), SPEC.name, "Give a longer prefix")


def _check_revisions(revisions: list[int], *, one_store: bool) -> None:
    if len(revisions) > 2:
        raise EtcdUsageError(f"%etcd diff: --rev was given {len(revisions)} times, and there are two sides.")
    if any(revision < 1 for revision in revisions):
        raise EtcdUsageError(f"%etcd diff: --rev {min(revisions)}: revisions begin at 1.")
    if one_store and revisions != sorted(revisions):
        first, second = revisions
        raise EtcdUsageError(
            f"%etcd diff: --rev {first} --rev {second} are swapped: the older one comes first "
            f"(--rev {second} --rev {first})."
        )


def _snapshot(client: str, prefix: str | bytes, revision: int | str | None) -> str:
    at = f", {revision}" if revision else ""
    return f"yn.snapshot({client}, {prefix!r}{at})"
