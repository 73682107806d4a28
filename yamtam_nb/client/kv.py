"""The KV service: get, put, delete, compact."""

from __future__ import annotations

from typing import Any

from yamtam_nb.errors import ClusterChanged, Compacted, EtcdError, FutureRevision, TransportError
from yamtam_nb.keys import KeyRange, to_bytes
from yamtam_nb.model import CompactResult, DeleteOp, DeleteResult, GetOp, GetResult, Header, PutOp, PutResult
from yamtam_nb.model.txn import SortOrder, SortTarget
from yamtam_nb.rpc import convert, methods
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.methods import Method
from yamtam_nb.rpc.transport import Transport


class KV:
    """Reads and writes of keys. Its verbs are also on the client itself."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(
        self,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        limit: int = 0,
        revision: int = 0,
        sort_order: SortOrder = "none",
        sort_target: SortTarget = "key",
        serializable: bool = False,
        keys_only: bool = False,
        count_only: bool = False,
        min_mod_revision: int = 0,
        max_mod_revision: int = 0,
        min_create_revision: int = 0,
        max_create_revision: int = 0,
        timeout: float | None = None,
    ) -> GetResult:
        """Read a key or a range of keys.

        Linearizable: the answer is at least as new as every write that was answered before the call,
        whichever member is asked. ``serializable=True`` lets the member answer from what it has, which
        may be stale. One request whatever the size; ``pages`` reads a large range in parts.

        Args:
            key: the key, or the prefix, or the first key. ``str`` is sent as UTF-8.
            range_end: first key after the range.
            prefix: every key that starts with ``key``.
            from_key: every key from ``key`` on.
            limit: at most that many keys, 0 for all. ``result.more`` tells whether some are left.
            revision: the state at that revision, 0 for the present one.
            sort_order, sort_target: anything but ascending keys makes the server load the whole range first.
            serializable: allow a stale answer from the member itself, without asking the leader.
            keys_only: leave the values out. Of more than one key etcd 3.7 and later leave out the lease as
                well (it is 0) unless ``sort_target="value"``.
            count_only: only ``result.count``.
            min_mod_revision, max_mod_revision, min_create_revision, max_create_revision: leave out keys
                outside these bounds (``result.count`` ignores them).
            timeout: seconds in all, None for the client's.

        Returns:
            A sequence of KeyValue with ``.revision``, ``.count`` and ``.more``; empty when nothing is there.

        Raises:
            Compacted: ``revision`` has been compacted away.
            FutureRevision: ``revision`` does not exist yet.
            PermissionDenied: the user may not read all of the range.
            Unavailable, DeadlineExceeded: no endpoint answered in time.
            ClusterChanged: another cluster answers, or revisions went backwards.

        Example:
            >>> client.get("/yamtam/config/model-tier")[0].text()  # doctest: +SKIP
            'power'
        """
        # The request is built from keywords at once: this is the path that a single get runs through.
        span = KeyRange.of(key, range_end, prefix=prefix, from_key=from_key)
        if (
            sort_order == "none"
            and sort_target == "key"
            and not (
                limit
                or revision
                or serializable
                or keys_only
                or count_only
                or min_mod_revision
                or max_mod_revision
                or min_create_revision
                or max_create_revision
            )
        ):
            request = pb.RangeRequest(key=span.key, range_end=span.range_end)
        else:
            request = convert.range_request(
                GetOp(
                    span, limit, revision, sort_order, sort_target, serializable, keys_only, count_only,
                    min_mod_revision, max_mod_revision, min_create_revision, max_create_revision,
                )
            )  # fmt: skip
        return convert.get_result(self.range(request, timeout=timeout))

    def range(
        self, request: pb.RangeRequest, *, timeout: float | None = None, method: Method = methods.RANGE
    ) -> Any:
        """Send a Range message; a linearizable answer older than one already seen is asked for again elsewhere.

        Some servers (before 3.4.42, 3.5.28 and 3.6.9) can give such an answer after a pause of their process;
        or they may not know a revision yet that was seen before.

        Args:
            request: the message.
            timeout: seconds in all, None for the client's.
            method: ``RANGE``, or another reading of its answer.

        Raises:
            ClusterChanged: every endpoint answers with a revision below one already seen.
            EtcdError: as for ``get``.
        """
        transport = self._transport
        seen = transport.watermark.revision
        started = transport.clock.now()
        try:
            response = transport.call(method, request, timeout=timeout, needs_leader=not request.serializable)
        except FutureRevision:
            if request.revision > seen:
                raise
            response = self._range_elsewhere(method, request, seen, started, timeout)
        if request.serializable:
            return response
        if response.header.revision < seen:
            response = self._range_elsewhere(method, request, seen, started, timeout)
        transport.watermark.raise_to(response.header.revision)
        return response

    def _range_elsewhere(
        self, method: Method, request: pb.RangeRequest, seen: int, started: float, timeout: float | None
    ) -> Any:
        transport = self._transport
        deadline = started + (transport.settings.timeout if timeout is None else timeout)
        needed = request.revision if request.serializable else seen
        unheard: EtcdError | None = None
        for endpoint in transport.endpoints:
            left = deadline - transport.clock.now()
            try:
                response = transport.call(
                    method,
                    request,
                    timeout=left / 2,
                    endpoint=endpoint,
                    needs_leader=not request.serializable,
                )
            except FutureRevision:
                continue
            except TransportError as error:
                unheard = error  # what it would have said is not known, so this proves nothing
                continue
            if response.header.revision >= needed:
                return response
        raise unheard or ClusterChanged(
            f"No endpoint knows revision {needed}, which was seen before. {ClusterChanged.hint}",
            method=method.name,
        )

    def put(
        self,
        key: str | bytes,
        value: str | bytes = b"",
        *,
        lease: int = 0,
        prev_kv: bool = False,
        ignore_value: bool = False,
        ignore_lease: bool = False,
        timeout: float | None = None,
    ) -> PutResult:
        """Write a key. Never sent twice: when the answer is lost, OutcomeUnknown is raised.

        Args:
            key: the key. ``str`` is sent as UTF-8.
            value: the value. ``str`` is sent as UTF-8. etcd takes about 1.5 MiB.
            lease: bind the key to this lease; 0 takes it off any lease it was on.
            prev_kv: return the key as it was before.
            ignore_value: keep the value (and bump the revision); the key must exist.
            ignore_lease: keep the lease; the key must exist.
            timeout: seconds, None for the client's.

        Raises:
            OutcomeUnknown: it was sent and its answer was lost: it may have been applied.
            NoSpace: the database quota is reached; it may have been applied all the same.
            LeaseNotFound: ``lease`` does not exist. Nothing was written.
            RequestTooLarge: over the server's limit. Nothing was written.
            KeyNotFound: ``ignore_value`` or ``ignore_lease`` on a key that is not there.
        """
        operation = PutOp(to_bytes(key), to_bytes(value), lease, prev_kv, ignore_value, ignore_lease)
        response = self._transport.call(methods.PUT, convert.put_request(operation), timeout=timeout)
        self._transport.watermark.raise_to(response.header.revision)
        return convert.put_result(response)

    def delete(
        self,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        prev_kv: bool = False,
        timeout: float | None = None,
    ) -> DeleteResult:
        """Delete a key or a range of keys, in one revision. Never sent twice.

        Args:
            key, range_end, prefix, from_key: the range, as for ``get``.
            prev_kv: return the keys as they were (``result.prev_kvs``).
            timeout: seconds, None for the client's.

        Returns:
            ``.deleted``, the number of keys that went; 0 when there were none.

        Raises:
            OutcomeUnknown: it was sent and its answer was lost.
        """
        operation = DeleteOp(KeyRange.of(key, range_end, prefix=prefix, from_key=from_key), prev_kv)
        response = self._transport.call(
            methods.DELETE_RANGE, convert.delete_request(operation), timeout=timeout
        )
        self._transport.watermark.raise_to(response.header.revision)
        return convert.delete_result(response)

    def compact(
        self, revision: int, *, physical: bool = False, timeout: float | None = None
    ) -> CompactResult:
        """Drop all history below ``revision``; the state at it stays readable.

        Args:
            revision: oldest revision to keep.
            physical: answer only when the space is free for reuse inside the database file.
            timeout: seconds, None for the client's.

        Raises:
            Compacted: that revision has been compacted before.
            FutureRevision: it does not exist yet.
        """
        request = pb.CompactionRequest(revision=revision, physical=physical)
        try:
            response = self._transport.call(methods.COMPACT, request, timeout=timeout)
        except Compacted as error:
            if error.attempts == 1:
                raise
            # An earlier attempt did it, and its answer was lost.
            watermark = self._transport.watermark
            return CompactResult(Header(cluster_id=watermark.cluster_id, revision=watermark.revision))
        return CompactResult(convert.header(response.header))
