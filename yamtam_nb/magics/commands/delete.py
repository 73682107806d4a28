"""``%etcd del``."""

from __future__ import annotations

from yamtam_nb.keys import to_bytes
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call, without_defaults
from yamtam_nb.magics.confirmation import SHOWN, confirm_on_protected, refusal
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.key_range import range_options
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.model import DeleteResult, GetResult
from yamtam_nb.values import show_key

SPEC = Spec(
    "del",
    "Delete a key, a prefix or a range. More than one key needs --yes; without it they are listed.",
    (
        Positional("KEY", "the key; with --prefix what the keys begin with", "bytes", completion="key"),
        Positional("RANGE_END", "first key after the range", "bytes", required=False, completion="key"),
    ),
    (
        Flag("prefix", "All keys that begin with KEY."),
        Flag("from-key", "All keys from KEY on."),
        Flag("range", "KEY and RANGE_END are a range; for etcdctl's sake, two words mean that anyway."),
        Flag("prev-kv", "Return the keys as they were."),
        Flag("yes", "Delete, however many there are."),
        Flag("timeout", "Longest time to wait.", "SECONDS", "seconds"),
    ),
    ("%etcd del /yamtam/config/model-tier", "%etcd del /yamtam/old/ --prefix --yes"),
)


def call(arguments: Arguments) -> Call:
    """The delete that the words mean."""
    options = without_defaults(prev_kv=arguments.on("prev-kv"), timeout=arguments.number("timeout", 0))
    return Call("delete", (arguments.key(),), {**range_options(arguments, SPEC.name), **options})


def run(arguments: Arguments, context: Context) -> DeleteResult:
    """Delete what was meant to be deleted, and nothing that appeared meanwhile."""
    delete = call(arguments)
    key = show_key(to_bytes(arguments.key()))
    confirm_on_protected(context, arguments.on("yes"), f"delete {key}")
    client = context.client()
    span = range_options(arguments, SPEC.name)
    if span and not arguments.on("yes"):
        found: GetResult = Call("get", (arguments.key(),), {**span, "keys_only": True, "limit": SHOWN}).make(
            client
        )
        if found.count > 1:
            raise refusal(found.count, [kv.key for kv in found])
        if not found:
            return DeleteResult(found.header, 0)
        single = {name: option for name, option in delete.options.items() if name not in span}
        delete = Call("delete", (found[0].key,), single)
    result: DeleteResult = delete.make(client)
    return result


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
