"""A gRPC server that answers as it is told, for the answers that no healthy etcd gives at a wish.

Not a stand-in for etcd: what a real member can be brought to do is tested on a real member.
"""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from collections.abc import Iterator
from concurrent import futures
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import grpc

from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.methods import Method

CLUSTER = 0xC1

_METHODS = {
    method.path: method
    for method in vars(methods).values()
    if isinstance(method, Method) and method is not methods.WATCH
}


@dataclass
class Refusal:
    """An answer that is an error."""

    code: str
    text: str


@dataclass
class Hang:
    """No answer until the member is closed or lets go."""

    let_go: threading.Event = field(default_factory=threading.Event)


@dataclass
class Arrival:
    """A request that arrived."""

    name: str
    request: Any
    metadata: dict[str, str]


Answer = Any
"""A message, a Refusal, a Hang, or a function of the request that returns one of them; of a snapshot a list."""


class ScriptedMember:
    """One member. Answers wait in a queue for each RPC; the last one stays.

    Attributes:
        url: where it listens.
        arrivals: every request, in order.
        arrived: set when a request has come.
    """

    def __init__(self, **answers: Answer) -> None:
        self._script: dict[str, deque[Answer]] = defaultdict(deque)
        self._hangs: list[Hang] = []
        self._lock = threading.Lock()
        self.arrivals: list[Arrival] = []
        self.arrived = threading.Event()
        self._server = grpc.server(futures.ThreadPoolExecutor(max_workers=16))
        self._server.add_generic_rpc_handlers((_Handler(self),))
        self.url = f"http://127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()
        for name, answer in answers.items():
            self.on(name.replace("_", "/"), answer)

    def on(self, name: str, *answers: Answer) -> ScriptedMember:
        """Answer that RPC so, one after the other; the last answer again and again."""
        with self._lock:
            self._script[name] = deque(answers)
        return self

    def count(self, name: str) -> int:
        """How often that RPC was asked for."""
        return sum(arrival.name == name for arrival in self.arrivals)

    def answer(self, method: Method, request: Any, context: grpc.ServicerContext) -> Any:
        """What gRPC calls."""
        metadata = {str(key): str(value) for key, value in context.invocation_metadata()}
        with self._lock:
            self.arrivals.append(Arrival(method.name, request, metadata))
            script = self._script[method.name]
            answer = (script.popleft() if len(script) > 1 else script[0]) if script else None
        self.arrived.set()
        if callable(answer) and not isinstance(answer, (Refusal, Hang)):
            answer = answer(self.arrivals[-1])
        if isinstance(answer, Hang):
            self._hangs.append(answer)
            answer.let_go.wait(30)
            answer = None
        if isinstance(answer, Refusal):
            context.abort(grpc.StatusCode[answer.code], answer.text)
        return answer if answer is not None else method.response(header=header())

    def close(self) -> None:
        """Let go of everything and end."""
        for hang in self._hangs:
            hang.let_go.set()
        self._server.stop(None).wait(5)

    def __enter__(self) -> ScriptedMember:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def header(revision: int = 1, cluster: int = CLUSTER) -> pb.ResponseHeader:
    """A header of an answer."""
    return pb.ResponseHeader(cluster_id=cluster, member_id=1, revision=revision, raft_term=2)


class _Handler(grpc.GenericRpcHandler):
    def __init__(self, member: ScriptedMember) -> None:
        self._member = member

    def service(self, details: grpc.HandlerCallDetails) -> grpc.RpcMethodHandler | None:
        method = _METHODS.get(details.method)
        if method is None:
            return None

        def one(request: Any, context: grpc.ServicerContext) -> Any:
            return self._member.answer(method, request, context)

        def many(requests: Iterator[Any], context: grpc.ServicerContext) -> Iterator[Any]:
            for request in requests:
                yield one(request, context)

        def parts(request: Any, context: grpc.ServicerContext) -> Iterator[Any]:
            for part in one(request, context):
                if isinstance(part, Refusal):
                    context.abort(grpc.StatusCode[part.code], part.text)
                if isinstance(part, Hang):
                    part.let_go.wait(30)
                    return
                yield part

        if method is methods.SNAPSHOT:
            return grpc.unary_stream_rpc_method_handler(
                parts,
                request_deserializer=method.request.FromString,
                response_serializer=method.response.SerializeToString,
            )
        stream = method is methods.LEASE_KEEP_ALIVE
        handler = grpc.stream_stream_rpc_method_handler if stream else grpc.unary_unary_rpc_method_handler
        return handler(
            many if stream else one,
            request_deserializer=method.request.FromString,
            response_serializer=method.response.SerializeToString,
        )
