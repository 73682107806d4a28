"""Going back to an older version of etcd."""

from __future__ import annotations

from typing import Any, Literal

from yamtam_nb.model import DowngradeResult
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.transport import Transport


class Downgrade:
    """``client.maintenance.downgrade``: etcd 3.5 and later, by one minor version at a time."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def validate(self, version: str, *, timeout: float | None = None) -> DowngradeResult:
        """Whether the cluster could go back to ``version``, e.g. ``3.5``; nothing is changed.

        Raises:
            InvalidRequest: not to that version.
            FailedPrecondition: a downgrade is under way already.
            Unsupported: a server before 3.5.
        """
        return self._ask("validate", version, timeout)

    def enable(self, version: str, *, timeout: float | None = None) -> DowngradeResult:
        """Let servers of ``version`` join; afterwards the programs are replaced one by one.

        From 3.6 on, the status of each member tells of it (``downgrade_enabled``, ``downgrade_target``), a moment
        later on those that did not answer. A cluster of 3.5 takes the call and never answers.

        Raises:
            InvalidRequest: not to that version.
            FailedPrecondition: a downgrade is under way already.
            OutcomeUnknown: the answer was lost.
            Unsupported: a server before 3.5.
        """
        return self._ask("enable", version, timeout)

    def cancel(self, *, timeout: float | None = None) -> DowngradeResult:
        """Call a downgrade off. From 3.6 on, etcd also says yes when none is under way.

        Raises:
            FailedPrecondition: none is under way, before 3.6.
            OutcomeUnknown: the answer was lost.
            Unsupported: a server before 3.5.
        """
        return self._ask("cancel", "", timeout)

    def _ask(
        self, action: Literal["validate", "enable", "cancel"], version: str, timeout: float | None
    ) -> DowngradeResult:
        method = methods.DOWNGRADE_VALIDATE if action == "validate" else methods.DOWNGRADE
        request = pb.DowngradeRequest(action=_ACTIONS[action], version=version)
        answer = self._transport.call(method, request, timeout=timeout)
        return DowngradeResult(action, answer.version)


_ACTIONS: dict[str, Any] = {
    "validate": pb.DowngradeRequest.VALIDATE,
    "enable": pb.DowngradeRequest.ENABLE,
    "cancel": pb.DowngradeRequest.CANCEL,
}
