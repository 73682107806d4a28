"""``%etcd put`` and ``%%etcd put``."""

from __future__ import annotations

import json

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.keys import to_bytes
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call, Named, without_defaults
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.magics.value import the_value
from yamtam_nb.model import PutResult
from yamtam_nb.values import show_key

SPEC = Spec(
    "put",
    "Write a key.",
    (
        Positional("KEY", "the key", "bytes", completion="key"),
        Positional(
            "VALUE", "its value, taken as it is: $ and {} mean nothing in it", "value", required=False
        ),
    ),
    (
        Flag(
            "value-from",
            "Take the value of a Python variable; dict and list become JSON.",
            "NAME",
            "name",
            completion="variable",
        ),
        Flag("file", "Take the content of a file.", "PATH", completion="file"),
        Flag("json", "Write only if the value is JSON."),
        Flag("lease", "Bind the key to a lease, in hexadecimal.", "ID", "lease"),
        Flag("prev-kv", "Show the key as it was before."),
        Flag("ignore-value", "Keep the value the key has."),
        Flag("ignore-lease", "Keep the lease the key has; otherwise a put takes it off."),
        Flag("yes", "Write although the profile is protected."),
        Flag("timeout", "Longest time to wait.", "SECONDS", "seconds"),
    ),
    (
        "%etcd put /yamtam/config/model-tier power",
        '%etcd put /yamtam/config/limits {"rps": 50, "burst": "$5"}',
        "%etcd put /yamtam/config/motd -- it's all here, quotes and all",
        "%etcd put /yamtam/config/limits --value-from limits",
    ),
    "A value with blanks goes in quotes, is JSON, or stands after ` -- `, which takes the rest of the line as it is.\n"
    "Under %%etcd the cell is the value; the line break at its end is not part of it.",
    takes_cell=True,
)


def call(arguments: Arguments, context: Context) -> Call:
    """The write that the words mean.

    Raises:
        EtcdUsageError: no value, several, or one that is not JSON with ``--json``.
    """
    if not arguments.key():
        raise EtcdUsageError("%etcd put: KEY is empty; etcd has no such key.")
    value = the_value(arguments, context.namespace)
    if arguments.on("ignore-value") and value is not None:
        raise EtcdUsageError("%etcd put: --ignore-value keeps the value, so give none.")
    if value is None and not arguments.on("ignore-value"):
        raise EtcdUsageError(
            "%etcd put: VALUE is missing: %etcd put KEY VALUE, --value-from NAME or --file PATH."
        )
    if value is not None and arguments.on("json"):
        check_json(value.value if isinstance(value, Named) else value)
    options = without_defaults(
        lease=arguments.integer("lease"),
        prev_kv=arguments.on("prev-kv"),
        ignore_value=arguments.on("ignore-value"),
        ignore_lease=arguments.on("ignore-lease"),
        timeout=arguments.number("timeout", 0),
    )
    return Call("put", (arguments.key(), *([] if value is None else [value])), options)


def run(arguments: Arguments, context: Context) -> PutResult:
    """Write, and warn about a value that looks like a variable."""
    write = call(arguments, context)
    confirm_on_protected(context, arguments.on("yes"), f"write {show_key(to_bytes(arguments.key()))}")
    result: PutResult = write.make(context.client())
    _note_unexpanded(arguments, context)
    return result


def python(arguments: Arguments, context: Context) -> str:
    """The same as Python."""
    return call(arguments, context).python()


def check_json(value: object) -> None:
    """Refuse a value that is not JSON, and point to the place.

    Raises:
        EtcdUsageError: it is not.
    """
    try:
        json.loads(value if isinstance(value, (str, bytes)) else str(value))
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise EtcdUsageError(f"The value is not JSON: {error.msg} at {where}. Nothing was written.") from None
    except (UnicodeDecodeError, RecursionError) as error:
        raise EtcdUsageError(f"The value is not JSON: {type(error).__name__}. Nothing was written.") from None


def _note_unexpanded(arguments: Arguments, context: Context) -> None:
    """``put KEY $E`` stores the two characters; someone who has a variable E may have meant its value."""
    value = arguments.text("VALUE") or ""
    name = value[1:] if value.startswith("$") else value[1:-1] if value[:1] + value[-1:] == "{}" else ""
    if name.isidentifier() and name in context.namespace:
        context.say(f"Note: the value is the text {value}. For the variable's value: --value-from {name}")
