"""An answer that comes in many messages, from one endpoint."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import grpc

from yamtam_nb.rpc import retry
from yamtam_nb.rpc.failure import Failure
from yamtam_nb.rpc.methods import Method
from yamtam_nb.rpc.peer import Peer
from yamtam_nb.rpc.tokens import without_leader

if TYPE_CHECKING:
    from yamtam_nb.rpc.transport import Transport


def download(
    transport: Transport, peer: Peer, method: Method, request: Any, timeout: float | None
) -> Generator[Any, None, None]:
    """The messages, as they come. A token that the member refuses is replaced, before the first message only.

    Whoever stops reading, also by the Stop button, cancels the call.

    Raises:
        EtcdError: it failed; what came before is not whole.
    """
    refreshes = 0
    while True:
        metadata = transport.tokens.metadata
        begun = False
        try:
            call = peer.download(method)(request, timeout=timeout, metadata=without_leader(metadata))
            try:
                for message in call:
                    begun = True
                    yield message
            finally:
                call.cancel()
        except grpc.RpcError as error:
            transport.check_open()
            failure = Failure(error)
            step = retry.decide(
                method.repeat, failure.known, password=transport.tokens.password, refreshes=refreshes
            )
            if begun or step is not retry.Next.REFRESH:
                raise failure.error(method.name, peer.url) from None
        except ValueError:
            transport.check_open()
            raise
        except KeyboardInterrupt:
            peer.interrupted()
            raise
        else:
            peer.proven = True
            return
        refreshes += 1
        transport.refresh(metadata)
