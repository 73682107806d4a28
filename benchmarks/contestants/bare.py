"""The bare wire: one Range over grpcio, the answer left as bytes. What no client can be much faster than."""

import grpc

OPTIONS = [("grpc.max_receive_message_length", -1), ("grpc.use_local_subchannel_pool", 1)]


def connect(endpoint):
    channel = grpc.insecure_channel(endpoint.removeprefix("http://"), options=OPTIONS)
    return channel.unary_unary("/etcdserverpb.KV/Range")


def frame(call, prefix):
    return call(range_request(prefix.encode()), timeout=30)


def range_request(prefix):
    """RangeRequest(key=prefix, range_end=end of the prefix), serialized by hand: two short bytes fields."""
    end = prefix[:-1] + bytes([prefix[-1] + 1])
    return b"\x0a" + bytes([len(prefix)]) + prefix + b"\x12" + bytes([len(end)]) + end
