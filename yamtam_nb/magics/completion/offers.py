"""The offers themselves: profiles, variables, tables and live keys. Nothing is connected for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from yamtam_nb.client.profiles import load_profiles
from yamtam_nb.errors import NotConnected
from yamtam_nb.magics.completion.wanted import Wanted
from yamtam_nb.magics.planning import is_plan

if TYPE_CHECKING:
    from yamtam_nb.magics.etcd import EtcdMagics

_STORABLE = (str, bytes, int, float, dict, list, tuple)


class Offer(NamedTuple):
    """A completion: what replaces the fragment, and what the front end calls it."""

    text: str
    type: str


def offers(wanted: Wanted, magics: EtcdMagics, namespace: Mapping[str, Any]) -> list[Offer]:
    """Everything that may stand at the cursor, best first."""
    found = [Offer(word, wanted.type) for word in wanted.words]
    if wanted.kind == "key":
        return found + _keys(wanted, magics)
    return found + [
        Offer(name, wanted.type) for name in _names(wanted, namespace) if name.startswith(wanted.text)
    ]


def _names(wanted: Wanted, namespace: Mapping[str, Any]) -> list[str]:
    if wanted.kind == "profile":
        return list(load_profiles())
    if wanted.kind == "variable":
        return sorted(name for name, value in namespace.items() if _is_users(name, value))
    if wanted.kind == "plan":
        return sorted(
            name for name, value in namespace.items() if is_plan(value) and not name.startswith("_")
        )
    if wanted.kind == "watch":
        from yamtam_nb.widgets import live

        return [*(str(table.number) for table in live.live_tables()), "all"]
    return []


def _is_users(name: str, value: object) -> bool:
    return not name.startswith("_") and name not in ("In", "Out") and isinstance(value, _STORABLE)


def _keys(wanted: Wanted, magics: EtcdMagics) -> list[Offer]:
    from yamtam_nb.client.shared import shared

    try:
        client = shared()
    except NotConnected:
        return []
    patience = magics.complete_timeout_ms / 1000
    entries = magics.state.keys.beginning(client, wanted.text.encode(errors="surrogateescape"), patience)
    found = []
    for entry in entries:
        text = wanted.spelling(entry.path, wanted.fragment, entry.directory)
        if text is not None:
            found.append(Offer(text, "directory" if entry.directory else "key"))
    return found
