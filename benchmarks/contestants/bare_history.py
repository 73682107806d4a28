"""The bare stream: a watch from revision 1, its events kept as the protobuf messages that they come in."""

from queue import SimpleQueue

import grpc

from yamtam_nb.keys import KeyRange
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.methods import RANGE, WATCH

OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.use_local_subchannel_pool", 1)]


def connect(endpoint):
    return grpc.insecure_channel(endpoint.removeprefix("http://"), options=OPTIONS)


def frame(channel, prefix):
    span = KeyRange.of(prefix, prefix=True)
    read = channel.unary_unary(RANGE.path, pb.RangeRequest.SerializeToString, pb.RangeResponse.FromString)
    newest = pb.RangeRequest(key=span.key, range_end=span.range_end, limit=1, keys_only=True)
    newest.sort_target, newest.sort_order = pb.RangeRequest.MOD, pb.RangeRequest.DESCEND
    end = read(newest).kvs[0].mod_revision
    requests = SimpleQueue()
    create = pb.WatchCreateRequest(key=span.key, range_end=span.range_end, start_revision=1)
    requests.put(pb.WatchRequest(create_request=create))
    call = channel.stream_stream(WATCH.path, pb.WatchRequest.SerializeToString, pb.WatchResponse.FromString)(
        iter(requests.get, None)
    )
    events = []
    for message in call:
        events += message.events
        # A deletion that comes after the newest put is in the same response; nothing tells of it beforehand.
        if events and events[-1].kv.mod_revision >= end:
            break
    requests.put(None)
    call.cancel()
    return Events(events)


class Events(list):
    """What was read; it has no columns."""

    columns = ()
