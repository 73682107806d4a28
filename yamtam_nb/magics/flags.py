"""Flags and words that many sub-commands share."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Named, without_defaults
from yamtam_nb.magics.spec import Flag, Positional

TIMEOUT = Flag("timeout", "Longest time to wait.", "SECONDS", "seconds")
EACH_TIMEOUT = Flag("timeout", "Longest time to wait for each.", "SECONDS", "seconds")
YES = Flag("yes", "Do it although the profile is protected.")
CLUSTER = Flag("cluster", "Ask the client addresses of all members, not only the endpoints connected to.")

MEMBER = Positional(
    "ID", "the member, in hexadecimal as member list shows it, or an object that has it", "member"
)
RANGE_FLAGS = (Flag("prefix", "All keys that begin with KEY."), Flag("from-key", "All keys from KEY on."))
RANGE = (
    Positional("KEY", "the key; with --prefix what the keys begin with", "bytes", completion="key"),
    Positional("RANGE_END", "first key after the range", "bytes", required=False, completion="key"),
)


def timeout_of(arguments: Arguments) -> dict[str, object]:
    """``timeout=`` where it was given."""
    return without_defaults(timeout=arguments.number("timeout", 0))


def member_of(arguments: Arguments) -> Named:
    """The member's ID, written in hexadecimal."""
    member_id = arguments.integer("ID")
    return Named(f"0x{member_id:x}", member_id)
