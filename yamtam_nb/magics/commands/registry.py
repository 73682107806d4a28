"""``%etcd registry``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from yamtam_nb.keys import to_bytes
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.magics.tables import NO_NOTEBOOK

if TYPE_CHECKING:
    from yamtam_nb.agents.agent import Agent
    from yamtam_nb.widgets.registry_table import RegistryTable

PREFIX = "/yamtam/agents/"

SPEC = Spec(
    "registry",
    "Who is there: the agents that are registered, online, late or offline.",
    (
        Positional(
            "PREFIX", f"what their keys begin with; {PREFIX} unless given", "bytes", False, completion="key"
        ),
    ),
    (
        Flag("clear", "Forget those that are offline first."),
        Flag("live", "A live table, which goes on by itself while other cells run."),
    ),
    ("%etcd registry", "%etcd registry /yamtam/agents/", "%etcd registry --live"),
    "An agent that was seen and is gone stays in the list as offline, for as long as this kernel looks.\n"
    "%etcd watches lists and stops the live tables.",
)

_HEADERS = ("agent", "address", "status", "TTL left", "since", "flaps", "lease")


def run(arguments: Arguments, context: Context) -> Rows[Agent] | RegistryTable:
    """The agents, a list of Agent, by name; or a table of them that is live."""
    prefix = arguments.optional_key("PREFIX") or PREFIX
    if arguments.on("live") and context.shows_widgets:
        return _table(to_bytes(prefix), arguments.on("clear"), context)
    if arguments.on("live"):
        context.say(NO_NOTEBOOK)
    registry = context.state.registry(context.client(), prefix)
    if arguments.on("clear"):
        registry.clear()
    agents = registry.agents()
    counts = {status: agents.count(status) for status in ("online", "late", "offline")}
    note = ", ".join(f"{number:,} {status}" for status, number in counts.items())
    return Rows(_HEADERS, agents, f"{note} · revision {agents.revision}", cells=_cells)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    prefix = arguments.optional_key("PREFIX") or PREFIX
    if arguments.on("live"):
        return f"import yamtam_nb as yn\nyn.registry_table(yn.shared(), {prefix!r})"
    return f"import yamtam_nb as yn\nyn.Registry(yn.shared(), {prefix!r}).agents()"


def _table(prefix: bytes, clear: bool, context: Context) -> RegistryTable:
    from yamtam_nb.widgets.registry_table import registry_table

    client, rows = context.client(), context.options.watch_rows
    table = context.state.tables.shown(
        client, ("registry", prefix), lambda: registry_table(client, prefix, max_rows=rows)
    )
    if clear:
        table.registry.clear()
    return table


def _cells(agent: Agent) -> Sequence[str]:
    left = "" if agent.ttl_left is None else f"{agent.ttl_left:.0f} s of {agent.granted_ttl} s"
    since = f"{agent.since:%H:%M:%S}" if agent.since else ""
    lease = f"{agent.lease_id:x}" if agent.lease_id else ""
    return (agent.name, agent.address, str(agent.status), left, since, str(agent.flaps), lease)
