"""``%etcd auth who-can``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import EACH_TIMEOUT, RANGE, RANGE_FLAGS, timeout_of
from yamtam_nb.magics.key_range import range_options
from yamtam_nb.magics.spec import Positional, Spec
from yamtam_nb.model import Access

SPEC = Spec(
    "auth who-can",
    "Who may read or write a key, or every key of a range, and by which roles.",
    (Positional("ACTION", "read or write"), *RANGE),
    (*RANGE_FLAGS, EACH_TIMEOUT),
    (
        "%etcd auth who-can write /yamtam/config/model-tier",
        "%etcd auth who-can read /yamtam/config/ --prefix",
    ),
    "Permissions of all roles of a user count together, and ranges that touch are one, as in etcd.",
)


def call(arguments: Arguments) -> Call:
    """The question."""
    options = {**range_options(arguments, SPEC.name), **timeout_of(arguments)}
    return Call("auth.who_can", (arguments.text("ACTION", "").lower(), arguments.key()), options)


def run(arguments: Arguments, context: Context) -> Access:
    """The users, each with the roles that let it."""
    access: Access = call(arguments).make(context.client())
    return access


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
