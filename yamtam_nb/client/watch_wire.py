"""The messages of a watch stream: what is sent, and what is read."""

from __future__ import annotations

from typing import NamedTuple

from yamtam_nb.client.watch_state import Reply
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import WatchFilter
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.event_columns import WatchByColumns

WATCH_ID = 1
"""ID asked for the watch itself. Not 0: servers before 3.5.6 answer a refused create with ID 0, and then go deaf
for the watch that has it."""

_FILTERS = {
    WatchFilter.NOPUT: pb.WatchCreateRequest.NOPUT,
    WatchFilter.NODELETE: pb.WatchCreateRequest.NODELETE,
}


class WatchSpec(NamedTuple):
    """What is watched, and how."""

    range: KeyRange
    prev_kv: bool = False
    filters: tuple[WatchFilter, ...] = ()
    fragment: bool = False

    def create(self, start_revision: int) -> pb.WatchRequest:
        """The request that makes the watch."""
        return pb.WatchRequest(
            create_request=pb.WatchCreateRequest(
                key=self.range.key,
                range_end=self.range.range_end,
                start_revision=start_revision,
                progress_notify=True,
                filters=[_FILTERS[WatchFilter(kind)] for kind in self.filters],
                prev_kv=self.prev_kv,
                watch_id=WATCH_ID,
                fragment=self.fragment,
            )
        )

    def probe(self, watch_id: int) -> pb.WatchRequest:
        """A request that any living server answers at once: another watch, on one key, that never fires.

        A progress request would be simpler, but servers before 3.4.25 and 3.5.8 answer it out of order, and none
        answers while the watch lags. A watch ID is never used twice on a stream.
        """
        return pb.WatchRequest(
            create_request=pb.WatchCreateRequest(
                key=self.range.key,
                filters=[pb.WatchCreateRequest.NOPUT, pb.WatchCreateRequest.NODELETE],
                watch_id=watch_id,
            )
        )


def cancel(watch_id: int) -> pb.WatchRequest:
    """The request that ends a watch."""
    return pb.WatchRequest(cancel_request=pb.WatchCancelRequest(watch_id=watch_id))


def progress() -> pb.WatchRequest:
    """The request for a progress notification."""
    return pb.WatchRequest(progress_request=pb.WatchProgressRequest())


def reply(answer: WatchByColumns) -> Reply:
    """A response, decoded. To be called once for each."""
    message = answer.message
    header = message.header
    return Reply(
        header.cluster_id,
        header.revision,
        message.watch_id,
        message.created,
        message.canceled,
        message.compact_revision,
        message.cancel_reason,
        message.fragment,
        answer.take_events(),
    )


def progress_is_safe(version: str) -> bool:
    """Whether that etcd version answers progress requests in order, and also for a watch that never fired.

    That is 3.4.31, 3.5.13 and everything from 3.6 on (source: etcd CHANGELOGs, #15220 and #17507).

    >>> progress_is_safe("3.5.1"), progress_is_safe("3.5.13"), progress_is_safe("3.6.0-rc.1"), progress_is_safe("")
    (False, True, True, False)
    """
    numbers = version.split("-")[0].split(".")
    if len(numbers) != 3 or not all(number.isdecimal() for number in numbers):
        return False
    major, minor, patch = (int(number) for number in numbers)
    floor = {(3, 4): 31, (3, 5): 13}.get((major, minor))
    return patch >= floor if floor is not None else (major, minor) > (3, 5)
