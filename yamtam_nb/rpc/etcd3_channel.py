"""A channel for a foreign client that signs every call with a token, and gets a new one when it is refused.

The ``etcd3`` package asks for one token when it is made and keeps it for ever; etcd drops a token that was
not used for five minutes, and every token when a member restarts. It also hands the token to gRPC as call
credentials, which gRPC refuses to send over plain HTTP, also to this machine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import grpc

from yamtam_nb.errors import AuthNotEnabled, InvalidToken
from yamtam_nb.model import Settings
from yamtam_nb.rpc.failure import Failure
from yamtam_nb.rpc.methods import AUTHENTICATE
from yamtam_nb.rpc.tokens import Metadata, Tokens


def signed(channel: Any, settings: Settings) -> Any:
    """The channel, with a token in every call that goes over it; its ``close`` closes the one given."""
    authenticate = channel.unary_unary(
        AUTHENTICATE.path,
        request_serializer=AUTHENTICATE.request.SerializeToString,
        response_deserializer=AUTHENTICATE.response.FromString,
    )
    request = AUTHENTICATE.request(name=settings.user or "", password=settings.password or "")

    def token(timeout: float) -> str:
        try:
            return str(authenticate(request, timeout).token)
        except grpc.RpcError as error:
            if issubclass(Failure(error).known.error, AuthNotEnabled):
                raise AuthNotEnabled(Failure(error).detail, method=AUTHENTICATE.name) from error
            raise

    return grpc.intercept_channel(channel, _Signer(Tokens(token), settings.timeout))


class _Details(NamedTuple):
    """What gRPC wants to know of a call."""

    method: str
    timeout: float | None
    metadata: Any
    credentials: Any
    wait_for_ready: bool | None
    compression: Any


class _Signer(
    grpc.UnaryUnaryClientInterceptor,  # type: ignore[type-arg] # generic in the stubs only
    grpc.UnaryStreamClientInterceptor,  # type: ignore[type-arg]
    grpc.StreamStreamClientInterceptor,  # type: ignore[type-arg]
):
    """Adds the token. A call that was refused for its token did nothing and is sent once more."""

    def __init__(self, tokens: Tokens, timeout: float) -> None:
        self._tokens = tokens
        self._timeout = timeout

    def intercept_unary_unary(self, continuation: Callable[..., Any], details: Any, request: Any) -> Any:
        used = self._metadata()
        answer = continuation(_with(details, used), request)
        error = answer.exception()
        if not isinstance(error, grpc.RpcError) or not issubclass(Failure(error).known.error, InvalidToken):
            return answer
        self._tokens.refresh(used, self._timeout)
        return continuation(_with(details, self._metadata()), request)

    def intercept_unary_stream(self, continuation: Callable[..., Any], details: Any, request: Any) -> Any:
        return continuation(_with(details, self._metadata()), request)

    def intercept_stream_stream(self, continuation: Callable[..., Any], details: Any, requests: Any) -> Any:
        return continuation(_with(details, self._metadata()), requests)

    def _metadata(self) -> Metadata:
        if not self._tokens.ready:
            self._tokens.first(self._timeout)
        return self._tokens.metadata


def _with(details: Any, metadata: Metadata) -> _Details:
    return _Details(
        details.method,
        details.timeout,
        [*(details.metadata or ()), *metadata],
        details.credentials,
        getattr(details, "wait_for_ready", None),
        getattr(details, "compression", None),
    )
