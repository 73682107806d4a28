"""``%etcd register``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.commands.registry import PREFIX
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    from yamtam_nb.agents.registration import Registration

SPEC = Spec(
    "register",
    "Register this kernel's presence under a lease; it is offline when the kernel is.",
    (Positional("NAME", "the agent's name"),),
    (
        Flag("info", "What it says of itself: a JSON object, in quotes when it has blanks.", "JSON"),
        Flag("ttl", "Seconds after which it counts as offline. Default 10.", "SECONDS", "integer"),
        Flag("prefix", f"What the keys of the agents begin with. Default {PREFIX}", "PREFIX", "bytes"),
        Flag("replace", "Take the name over, whoever has it."),
        Flag("off", "Deregister it."),
        Flag("allow-short-ttl", "Allow a TTL below 5 s: a busy kernel may lose the lease."),
    ),
    (
        """%etcd register agent-1 --info '{"address": "ws://agent-1:8080"}' --ttl 10""",
        "%etcd register agent-1 --off",
    ),
    "It stays registered until --off, %unload_ext or the end of the kernel. A second %etcd register of the same\n"
    "name changes what it says of itself.",
)


def run(arguments: Arguments, context: Context) -> Registration | None:
    """The registration: ``.state``, ``.update(info)``, ``.close()``."""
    prefix, name = arguments.optional_key("prefix") or PREFIX, arguments.text("NAME", "")
    mine = context.state.registrations
    known = mine.get((prefix, name))
    if arguments.on("off"):
        _deregister(known, name)
        return None
    info = _info(arguments)
    if known is not None and not known.entry.ended:
        known.update(info)
        return known
    registration = context.state.registry(context.client(), prefix).register(
        name,
        info,
        ttl=arguments.integer("ttl", 10),
        replace=arguments.on("replace"),
        allow_short_ttl=arguments.on("allow-short-ttl"),
    )
    mine[(prefix, name)] = registration
    return registration


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    prefix = arguments.optional_key("prefix") or PREFIX
    name, ttl = arguments.text("NAME", ""), arguments.integer("ttl", 10)
    registry = f"import yamtam_nb as yn\nagent = yn.Registry(yn.shared(), {prefix!r})"
    if arguments.on("off"):
        return "agent.close()"
    return f"{registry}.register({name!r}, {_info(arguments)!r}, ttl={ttl})"


def _deregister(known: Registration | None, name: str) -> None:
    if known is None:
        raise EtcdUsageError(f"%etcd register: this kernel did not register {name!r}, so it cannot end it.")
    known.close()


def _info(arguments: Arguments) -> dict[str, Any]:
    text = arguments.text("info", "{}")
    try:
        info = json.loads(text)
    except ValueError:
        info = None
    if not isinstance(info, dict):
        raise EtcdUsageError(
            f'%etcd register: --info takes a JSON object such as \'{{"address": "..."}}\', not {text!r}.'
        )
    return info
