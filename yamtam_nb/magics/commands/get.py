"""``%etcd get``."""

from __future__ import annotations

from yamtam_nb.keys import KeyRange, to_bytes
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call, without_defaults
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.display.styled import PLAIN, Style, StyledGetResult
from yamtam_nb.magics.key_range import range_options, refuse_unbounded
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.model import GetResult

SPEC = Spec(
    "get",
    "Read a key, a prefix or a range.",
    (
        Positional("KEY", "the key; with --prefix what the keys begin with", "bytes", completion="key"),
        Positional("RANGE_END", "first key after the range", "bytes", required=False, completion="key"),
    ),
    (
        Flag("prefix", "All keys that begin with KEY."),
        Flag("from-key", "All keys from KEY on."),
        Flag("limit", "At most that many keys.", "N", "integer"),
        Flag("rev", "The state at that revision.", "REVISION", "integer"),
        Flag("order", "Order of the keys.", "ORDER", choices=("ASCEND", "DESCEND")),
        Flag(
            "sort-by", "What to order by.", "TARGET", choices=("CREATE", "KEY", "MODIFY", "VALUE", "VERSION")
        ),
        Flag(
            "consistency", "l: linearizable; s: what the member has, maybe stale.", "MODE", choices=("l", "s")
        ),
        Flag("keys-only", "Leave the values out; of several keys etcd 3.7 leaves out the leases, too."),
        Flag("count-only", "Only count the keys."),
        Flag("print-value-only", "Show only the values."),
        Flag("min-create-rev", "Leave out keys created before.", "REVISION", "integer"),
        Flag("max-create-rev", "Leave out keys created after.", "REVISION", "integer"),
        Flag("min-mod-rev", "Leave out keys changed last before.", "REVISION", "integer"),
        Flag("max-mod-rev", "Leave out keys changed last after.", "REVISION", "integer"),
        Flag("write-out", "Format.", "FORMAT", short="w", choices=("simple", "json", "fields", "table")),
        Flag("hex", "Show keys and values byte by byte."),
        Flag("all", "Allow reading every key in the cluster."),
        Flag("timeout", "Longest time to wait.", "SECONDS", "seconds"),
    ),
    (
        "%etcd get /yamtam/config/model-tier",
        "config = %etcd get /yamtam/config/ --prefix",
        "%etcd get /yamtam/config/ --prefix --keys-only --limit 10",
    ),
    "The result is a sequence of KeyValue with .revision and .count; a KeyValue has .text() and .json().",
)

_SORT_TARGETS = {"CREATE": "create", "KEY": "key", "MODIFY": "mod", "VALUE": "value", "VERSION": "version"}


def call(arguments: Arguments) -> Call:
    """The read that the words mean.

    Raises:
        EtcdUsageError: it would read every key, or the words exclude each other.
    """
    span = range_options(arguments, SPEC.name)
    bounded = arguments.integer("limit") > 0 or arguments.on("count-only") or arguments.on("all")
    meant = KeyRange.of(arguments.key(), **span)  # type: ignore[arg-type]
    refuse_unbounded(meant, bounded, SPEC.name, "Give a longer prefix, --limit or --count-only")
    return Call("get", (arguments.key(),), {**span, **_options(arguments)})


def run(arguments: Arguments, context: Context) -> GetResult:
    """Read, and remember how the result is to look."""
    result: GetResult = call(arguments).make(context.client())
    style = _style(arguments, found=bool(result.kvs))
    return result if style == PLAIN else StyledGetResult(result, style)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()


def _options(arguments: Arguments) -> dict[str, object]:
    target = arguments.text("sort-by")
    # As in etcdctl, naming what to order by means ascending.
    order = arguments.text("order") or ("ASCEND" if target else None)
    return without_defaults(
        limit=arguments.integer("limit"),
        revision=arguments.integer("rev"),
        sort_order=order and order.lower(),
        sort_target=target and _SORT_TARGETS[target],
        serializable=arguments.text("consistency") == "s",
        keys_only=arguments.on("keys-only"),
        count_only=arguments.on("count-only"),
        min_mod_revision=arguments.integer("min-mod-rev"),
        max_mod_revision=arguments.integer("max-mod-rev"),
        min_create_revision=arguments.integer("min-create-rev"),
        max_create_revision=arguments.integer("max-create-rev"),
        timeout=arguments.number("timeout", 0),
    )


def _style(arguments: Arguments, *, found: bool) -> Style:
    single = not (arguments.on("prefix") or arguments.on("from-key") or "RANGE_END" in arguments)
    return Style(
        key=to_bytes(arguments.key()) if single and not found else None,
        write_out=arguments.text("write-out", ""),
        hexadecimal=arguments.on("hex"),
        values_only=arguments.on("print-value-only"),
        keys_only=arguments.on("keys-only"),
        count_only=arguments.on("count-only"),
    )
