"""The client: every service of etcd over one transport."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, overload

from yamtam_nb.client.auth import Auth
from yamtam_nb.client.cluster import Cluster
from yamtam_nb.client.kv import KV
from yamtam_nb.client.lease import Lease
from yamtam_nb.client.listeners import Listeners
from yamtam_nb.client.maintenance import Maintenance
from yamtam_nb.client.txn import Txn
from yamtam_nb.clock import Clock
from yamtam_nb.errors import PermissionDenied
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Page, Settings, TextPage
from yamtam_nb.model.watch import WatchFilter
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.transport import Transport

if TYPE_CHECKING:
    from yamtam_nb.client.namespace import Namespace
    from yamtam_nb.client.watch import Watch
    from yamtam_nb.client.watch_status import WatchStatus


class Client:
    """A connection to a cluster: one channel per endpoint, shared by every call, watch and lease.

    Thread-safe. Made by ``yn.connect``; closed by ``close`` or at the end of a ``with`` block.

    Attributes:
        settings: what it was connected with (the password is not shown).
        lease: the lease service.
        cluster: the members.
        maintenance: status, alarms, hashes, defragmentation, snapshots.
        auth: users and roles.
        txn: ``client.txn(compare, success, failure)``.
    """

    def __init__(self, settings: Settings, *, clock: Clock | None = None) -> None:
        self._transport = Transport(settings, clock)
        kv = KV(self._transport)
        self._kv = kv
        self.settings = settings
        self.get = kv.get
        self.put = kv.put
        self.delete = kv.delete
        self.compact = kv.compact
        self.txn = Txn(self._transport)
        self.lease = Lease(self._transport)
        self.cluster = Cluster(self._transport)
        self.maintenance = Maintenance(self._transport)
        self.auth = Auth(self._transport)
        self._farewells = Listeners("the closing of a client")

    @classmethod
    def open(cls, settings: Settings) -> Client:
        """A client that has been answered once; a failure is told at once and not retried until the deadline.

        Raises:
            EtcdError: no endpoint answers, or the user is refused.
        """
        client = cls(settings)
        try:
            # Some versions show the status to root only: a refusal is an answer all the same.
            with suppress(PermissionDenied):
                client._transport.call(methods.STATUS, pb.StatusRequest(), once=True, needs_leader=False)
        except BaseException:
            client.close()
            raise
        return client

    @property
    def endpoints(self) -> tuple[str, ...]:
        """URLs of the endpoints, in the order given."""
        return self._transport.endpoints

    @property
    def endpoint(self) -> str:
        """URL of the endpoint that calls go to at the moment."""
        return self._transport.endpoint

    @property
    def cluster_id(self) -> int:
        """ID of the cluster, 0 before its first answer."""
        return self._transport.watermark.cluster_id

    @property
    def logged_in(self) -> bool:
        """Whether a password has brought this client a token; etcd gives one only while authentication is on."""
        return self._transport.tokens.held

    @property
    def clock(self) -> Clock:
        """The clock that deadlines are measured on."""
        return self._transport.clock

    @property
    def closed(self) -> bool:
        """Whether ``close`` was called."""
        return self._transport.closed

    def watch(
        self,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        start_revision: int | None = None,
        prev_kv: bool = False,
        filters: tuple[WatchFilter, ...] = (),
        fragment: bool = False,
    ) -> Watch:
        """Follow a key or a range of keys; see :class:`yamtam_nb.client.watch.Watch`."""
        from yamtam_nb.client.watch import Watch

        span = KeyRange.of(key, range_end, prefix=prefix, from_key=from_key)
        return Watch(
            self._transport,
            span,
            start_revision=start_revision,
            prev_kv=prev_kv,
            filters=filters,
            fragment=fragment,
        )

    def watches(self) -> list[tuple[KeyRange, WatchStatus]]:
        """The watches of this client that run, those of mirrors and live tables too: what each is of, and how it is."""
        from yamtam_nb.client.watch_pulse import PULSE
        from yamtam_nb.client.watch_reader import WatchReader

        readers = [
            one for one in PULSE.members() if isinstance(one, WatchReader) and one.reads_for(self._transport)
        ]
        return [(one.range, one.board.status) for one in sorted(readers, key=lambda one: one.range)]

    @overload
    def pages(
        self,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        revision: int = 0,
        page_size: int | None = None,
        keys_only: bool = False,
        text: Literal[False] = False,
        timeout: float | None = None,
    ) -> Iterator[Page]: ...
    @overload
    def pages(
        self,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        revision: int = 0,
        page_size: int | None = None,
        keys_only: bool = False,
        text: Literal[True],
        timeout: float | None = None,
    ) -> Iterator[TextPage]: ...
    def pages(
        self,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        **options: Any,
    ) -> Iterator[Page] | Iterator[TextPage]:
        """Read a large range in parts, all at one revision; see :func:`yamtam_nb.client.pages.pages`."""
        from yamtam_nb.client.pages import pages

        return pages(self._kv, KeyRange.of(key, range_end, prefix=prefix, from_key=from_key), **options)

    def namespace(self, prefix: str | bytes) -> Namespace:
        """The same verbs under a prefix: keys go out with it and come back without it."""
        from yamtam_nb.client.namespace import Namespace

        return Namespace(self, prefix)

    def on_close(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call ``callback`` when the client is about to be closed, while it still works: a chance to say goodbye.

        It runs on the thread that closes and must be short. A forked child's copy calls nobody.

        Returns:
            A function that ends it.
        """
        return self._farewells.add(callback)

    def close(self) -> None:
        """Stop renewing leases, end the watches and close the connections. Closing twice is fine."""
        if not self._transport.forked:
            self._farewells.tell()
            self._farewells.clear()
            self.lease.close()
        self._transport.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self, _warn: Any = warnings.warn) -> None:
        transport = getattr(self, "_transport", None)
        if transport is not None and not transport.closed:
            _warn(f"unclosed {self!r}", ResourceWarning, source=self, stacklevel=2)

    def __repr__(self) -> str:
        state = "closed" if self.closed else f"via {self.endpoint}"
        who = f" as {self.settings.user}" if self.settings.user else ""
        cluster = f" cluster {self.cluster_id:x}" if self.cluster_id else ""
        return f"<Client{cluster}{who} {state}, {len(self.endpoints)} endpoint{'s' * (len(self.endpoints) != 1)}>"
