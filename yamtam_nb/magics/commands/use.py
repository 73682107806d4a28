"""``%etcd use``."""

from __future__ import annotations

from yamtam_nb.client.profiles import load_profile
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.connection import open_shared
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.credentials import credentials
from yamtam_nb.magics.spec import Positional, Spec

SPEC = Spec(
    "use",
    "Connect by the name of a profile.",
    (Positional("NAME", "a profile, by its exact name", completion="profile"),),
    (),
    ("%etcd use prod",),
)


def run(arguments: Arguments, context: Context) -> None:
    """Connect, and say what to."""
    profile = load_profile(arguments.text("NAME", ""))
    who = credentials(arguments, profile, context)
    settings = profile.settings(timeout=context.options.timeout, password=who.password)
    open_shared(context, settings, profile=profile)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    name = arguments.text("NAME", "")
    load_profile(name)
    return (
        "from yamtam_nb.client.profiles import load_profile\n"
        "from yamtam_nb.client.shared import connect_shared\n"
        f"connect_shared(load_profile({name!r}).settings())"
    )
