"""What the magics of one shell remember between cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from yamtam_nb.magics.tables import LiveTables

if TYPE_CHECKING:
    from yamtam_nb.agents.registration import Registration
    from yamtam_nb.agents.registry import Registry
    from yamtam_nb.client.client import Client
    from yamtam_nb.client.keep_alive import KeepAlive
    from yamtam_nb.client.profiles import Profile
    from yamtam_nb.magics.completion.key_cache import KeyCache
    from yamtam_nb.model import Member


class State:
    """Live tables, the profile in use, how clusters are called, and the keys known to completion."""

    def __init__(self) -> None:
        self.tables = LiveTables()
        self.profile: Profile | None = None
        """The profile that the shared client was connected by."""
        self.members: dict[int, list[Member]] = {}
        """The members of each cluster, by its ID, as they were last heard of."""
        self._names: dict[int, str] = {}
        self._opened: Client | None = None
        self._others: dict[Profile, Client] = {}
        self._keys: KeyCache | None = None
        self._registries: dict[tuple[int, str | bytes], tuple[Client, Registry]] = {}
        self.registrations: dict[tuple[str | bytes, str], Registration] = {}
        """What this kernel registered, by prefix and name."""
        self.kept: dict[tuple[int, int], KeepAlive] = {}
        """The leases that ``%etcd lease keep-alive`` renews, by client and ID."""

    @property
    def keys(self) -> KeyCache:
        """The keys that completion knows."""
        if self._keys is None:
            from yamtam_nb.magics.completion.key_cache import KeyCache

            self._keys = KeyCache()
        return self._keys

    def registry(self, client: Client, prefix: str | bytes) -> Registry:
        """The registry of a prefix; the same one each time, because it remembers who has gone."""
        found = self._registries.get((id(client), prefix))
        if found is not None:
            return found[1]
        from yamtam_nb.agents.registry import Registry

        registry = Registry(client, prefix)
        self._registries[(id(client), prefix)] = (client, registry)
        return registry

    def other(self, profile: Profile, connect: Callable[[], Client]) -> Client:
        """The client of a profile that is not the shared one's; the same one each time, because plans hold on to it."""
        client = self._others.get(profile)
        if client is None or client.closed:
            client = self._others[profile] = connect()
        return client

    def connected(self, client: Client, profile: Profile | None, name: str) -> None:
        """Remember a client that the magics connected, and what its cluster is called."""
        self._opened = client
        self.profile = profile
        if name:
            self._names[client.cluster_id] = name
        else:
            self._names.pop(client.cluster_id, None)

    def cluster_name(self, cluster_id: int) -> str:
        """How outputs call a cluster: its profile, ``sandbox``, or its ID."""
        return self._names.get(cluster_id) or f"cluster {cluster_id:x}"

    def close(self) -> None:
        """Stop the live tables and the completion, and close the client if the magics connected it."""
        self.tables.close()
        for _, registry in self._registries.values():
            registry.close()
        self._registries.clear()
        self.registrations.clear()
        for kept in self.kept.values():
            kept.close()
        self.kept.clear()
        if self._keys is not None:
            self._keys.close()
        for client in self._others.values():
            client.close()
        self._others.clear()
        if self._opened is not None:
            _close_if_shared(self._opened)
            self._opened = None


def _close_if_shared(client: Client) -> None:
    from yamtam_nb.client.shared import close_shared, shared
    from yamtam_nb.errors import NotConnected

    try:
        current = shared()
    except NotConnected:
        return
    if current is client:
        close_shared()
