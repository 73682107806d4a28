"""The client's verbs under a prefix: keys go out with it and come back without it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from yamtam_nb.keys import FROM_KEY, KeyRange, prefix_end, to_bytes
from yamtam_nb.model import (
    Compare,
    DeleteOp,
    DeleteResult,
    GetOp,
    GetResult,
    KeyValue,
    Op,
    Page,
    PutOp,
    PutResult,
    TxnOp,
    TxnResult,
    WatchBatch,
)
from yamtam_nb.values import show_key, text

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client


class Namespace:
    """What ``client.namespace(prefix)`` gives: nothing outside the prefix can be read or written through it.

    The options of each verb are those of the client's verb of the same name, and so are the errors.

    Example:
        >>> config = client.namespace("/yamtam/config/")  # doctest: +SKIP
        >>> config.put("model-tier", "power")
        >>> config.get("model-tier")[0].key
        b'model-tier'
    """

    def __init__(self, client: Client, prefix: str | bytes) -> None:
        self._client = client
        self.prefix = to_bytes(prefix)

    def get(
        self,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        **options: Any,
    ) -> GetResult:
        """Read a key or a range, see ``Client.get``."""
        span = self._outer(KeyRange.of(key, range_end, prefix=prefix, from_key=from_key))
        return self._got(self._client.get(span.key, span.range_end or None, **options))

    def put(self, key: str | bytes, value: str | bytes = b"", **options: Any) -> PutResult:
        """Write a key, see ``Client.put``."""
        return self._put(self._client.put(self.prefix + to_bytes(key), value, **options))

    def delete(
        self,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        **options: Any,
    ) -> DeleteResult:
        """Delete a key or a range, see ``Client.delete``."""
        span = self._outer(KeyRange.of(key, range_end, prefix=prefix, from_key=from_key))
        return self._deleted(self._client.delete(span.key, span.range_end or None, **options))

    def txn(
        self,
        compare: Iterable[Compare] = (),
        success: Iterable[Op] = (),
        failure: Iterable[Op] = (),
        *,
        timeout: float | None = None,
    ) -> TxnResult:
        """A transaction, see ``Client.txn``."""
        operation = self._operation(TxnOp(tuple(compare), tuple(success), tuple(failure)))
        result = self._client.txn(operation.compare, operation.success, operation.failure, timeout=timeout)
        return self._done(result)

    def pages(
        self,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        **options: Any,
    ) -> Iterator[Page]:
        """Read a large range in parts, see ``Client.pages``."""
        span = self._outer(KeyRange.of(key, range_end, prefix=prefix, from_key=from_key))
        cut = len(self.prefix)
        for page in self._client.pages(span.key, span.range_end or None, **options):
            # Text is cut as the bytes that it is: the prefix may end inside a character.
            yield page._replace(
                keys=[
                    name[cut:] if isinstance(name, bytes) else text(name.encode()[cut:]) for name in page.keys
                ]
            )

    def watch(
        self,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        **options: Any,
    ) -> Iterator[WatchBatch]:
        """Follow a key or a range, see ``Client.watch``. Closing the generator closes the watch."""
        span = self._outer(KeyRange.of(key, range_end, prefix=prefix, from_key=from_key))
        return self._batches(self._client.watch(span.key, span.range_end or None, **options))

    def namespace(self, prefix: str | bytes) -> Namespace:
        """A namespace within this one."""
        return Namespace(self._client, self.prefix + to_bytes(prefix))

    def _batches(self, watch: Any) -> Iterator[WatchBatch]:
        with watch:
            for batch in watch:
                yield batch._replace(
                    events=[
                        event._replace(
                            kv=self._inner(event.kv), prev_kv=event.prev_kv and self._inner(event.prev_kv)
                        )
                        for event in batch.events
                    ]
                )

    # ---- outwards: the prefix goes on ------------------------------------------------------------

    def _outer(self, span: KeyRange) -> KeyRange:
        # b"\0" stands for "from the very first key", which here is the prefix itself.
        open_start = span.key == b"\0" and not span.single
        key = self.prefix if open_start else self.prefix + span.key
        if span.single:
            return KeyRange(key)
        if span.range_end == FROM_KEY:
            return KeyRange(key or b"\0", prefix_end(self.prefix))
        return KeyRange(key, self.prefix + span.range_end)

    def _operation(self, operation: TxnOp) -> TxnOp:
        return TxnOp(
            tuple(replace(condition, range=self._outer(condition.range)) for condition in operation.compare),
            tuple(self._op(op) for op in operation.success),
            tuple(self._op(op) for op in operation.failure),
        )

    def _op(self, op: Op) -> Op:
        if isinstance(op, PutOp):
            return replace(op, key=self.prefix + op.key)
        if isinstance(op, (GetOp, DeleteOp)):
            return replace(op, range=self._outer(op.range))
        return self._operation(op)

    # ---- inwards: the prefix comes off -----------------------------------------------------------

    def _inner(self, kv: KeyValue) -> KeyValue:
        return kv._replace(key=kv.key[len(self.prefix) :])

    def _got(self, result: GetResult) -> GetResult:
        return GetResult([self._inner(kv) for kv in result], result.header, result.count, result.more)

    def _put(self, result: PutResult) -> PutResult:
        return PutResult(result.header, result.prev_kv and self._inner(result.prev_kv))

    def _deleted(self, result: DeleteResult) -> DeleteResult:
        return DeleteResult(result.header, result.deleted, [self._inner(kv) for kv in result.prev_kvs])

    def _done(self, result: TxnResult) -> TxnResult:
        return TxnResult(result.succeeded, [self._response(one) for one in result.responses], result.header)

    def _response(
        self, one: GetResult | PutResult | DeleteResult | TxnResult
    ) -> GetResult | PutResult | DeleteResult | TxnResult:
        if isinstance(one, GetResult):
            return self._got(one)
        if isinstance(one, PutResult):
            return self._put(one)
        if isinstance(one, DeleteResult):
            return self._deleted(one)
        return self._done(one)

    def __repr__(self) -> str:
        return f"<Namespace {show_key(self.prefix)} of {self._client!r}>"
