"""One etcd process of a sandbox."""

from __future__ import annotations

import signal
import time
from collections import deque
from pathlib import Path
from typing import Any

from yamtam_nb.errors import SandboxError
from yamtam_nb.sandbox.gateway import Gateway, GatewayError
from yamtam_nb.sandbox.last_words import last_words, says_address_in_use
from yamtam_nb.sandbox.plan import MemberPlan
from yamtam_nb.sandbox.processes import Processes

_PROBE = 1.0
"""Seconds that one question to a member may take; a paused member answers none."""

_POLL = 0.02
_STOP_GRACE = 5.0
_PORT_BUSY = 0.2


class Member:
    """One member of a :class:`Cluster`: a real etcd process that can be hurt and healed.

    Its data directory, address and name stay the same over :meth:`kill` and :meth:`restart`.

    Attributes:
        plan: how it is started.
        name: ``m1``, ``m2``, ...
        endpoint: client URL.
        peer_url: where the other members reach it.
        log_path: file that its log goes to, all of its lives one after the other.
    """

    def __init__(self, plan: MemberPlan, processes: Processes, gateway: Gateway) -> None:
        self.name = plan.name
        self.endpoint = plan.endpoint
        self.peer_url = plan.peer_url
        self.log_path: Path = plan.log
        self.plan = plan
        self._processes = processes
        self._gateway = gateway
        self._pid = 0
        self._paused = False

    @property
    def pid(self) -> int:
        """Process id of its present life, or of its last one."""
        return self._pid

    @property
    def running(self) -> bool:
        """Whether its process exists; a paused one does."""
        return self._processes.running().get(self.name, False)

    @property
    def paused(self) -> bool:
        """Whether :meth:`pause` was called and neither :meth:`resume` nor an end came after it."""
        return self._paused and self.running

    def kill(self) -> None:
        """End it at once (SIGKILL), as a crash would; nothing happens if it does not run."""
        self._end(signal.SIGKILL, grace=10.0)

    def stop(self) -> None:
        """Ask it to end (SIGTERM) and wait; after 5 s it is killed. Nothing happens if it does not run."""
        if self.paused:
            self.resume()
        self._end(signal.SIGTERM, grace=_STOP_GRACE)

    def pause(self) -> None:
        """Freeze it (SIGSTOP): its connections stay open and nothing answers.

        Raises:
            SandboxError: it does not run.
        """
        self._signal(signal.SIGSTOP)
        self._paused = True

    def resume(self) -> None:
        """Thaw it (SIGCONT).

        Raises:
            SandboxError: it does not run.
        """
        self._signal(signal.SIGCONT)
        self._paused = False

    def restart(self, timeout: float = 30.0) -> None:
        """Stop it if it runs and start it again on the same data and ports.

        Returns when it is healthy; while fewer than a majority of the members run, nothing can be healthy,
        so then it returns at once.

        Raises:
            SandboxError: it ended again, or is not healthy within ``timeout`` seconds.
        """
        self.stop()
        until = time.monotonic() + timeout
        while True:
            self.start()
            if not self._majority_runs():
                return
            try:
                self.wait_healthy(until - time.monotonic())
            except SandboxError as error:
                # The kernel may still be closing connections of the life before.
                if self.running or not says_address_in_use(str(error)) or time.monotonic() > until:
                    raise
                time.sleep(_PORT_BUSY)
            else:
                return

    def start(self) -> None:
        """Start its process without waiting for it to be ready."""
        self._pid = self._processes.start(self.name, self.plan.argv, self.log_path)
        self._paused = False

    def healthy(self) -> bool:
        """Whether it answers linearizable reads now; at most 1 s."""
        return not self.paused and self._gateway.healthy(_PROBE)

    def wait_healthy(self, timeout: float = 30.0) -> None:
        """Wait until it answers linearizable reads.

        Raises:
            SandboxError: its process ended (here are its last words), or ``timeout`` seconds have passed.
        """
        until = time.monotonic() + timeout
        while not self.healthy():
            self.check_running()
            self.check_time(until, timeout)
            time.sleep(_POLL)

    def check_running(self) -> None:
        """Raise SandboxError with the server's last words if its process has ended."""
        if not self.running:
            raise SandboxError(f"etcd {self.name} ended: {self._words()}")

    def check_time(self, until: float, timeout: float) -> None:
        """Raise SandboxError if it is past ``until`` (monotonic), when a wait of ``timeout`` seconds ends."""
        if time.monotonic() > until:
            raise SandboxError(
                f"etcd {self.name} is not healthy after {timeout:.0f} s: {self._words()}. "
                "Look at logs() of the members, and whether a majority of them runs."
            )

    def leads(self) -> int:
        """The raft term that it leads in, by its own account, or 0; at most a few seconds."""
        if self.paused or not self.running:
            return 0
        try:
            status = self._gateway.post("/v3/maintenance/status", {}, _PROBE)
        except GatewayError:
            return 0
        leads = status.get("leader") == status["header"].get("member_id")
        return int(status.get("raftTerm", 0)) if leads else 0

    def knows_leader(self) -> bool:
        """Whether it is in touch with a leader; a learner that serves no reads is as well."""
        if self.paused or not self.running:
            return False
        try:
            return int(self.post("/v3/maintenance/status", {}, _PROBE).get("leader", 0)) != 0
        except GatewayError:
            # With authentication on, 3.6 and later tell it to users only, and a learner lets nobody log in.
            return self._gateway.healthy(_PROBE)

    def post(self, path: str, body: dict[str, Any], timeout: float) -> dict[str, Any]:
        """Call its JSON gateway.

        Raises:
            GatewayError: no answer within ``timeout`` seconds, or the answer is an error.
        """
        return self._gateway.post(path, body, timeout)

    def become(self, plan: MemberPlan) -> None:
        """Start by this plan from now on; name and addresses are the same."""
        self.plan = plan

    def logs(self, lines: int = 50) -> str:
        """The last ``lines`` lines of its log (zap JSON, one entry a line)."""
        return "\n".join(self._tail(lines))

    def _signal(self, number: signal.Signals) -> None:
        if not self.running:
            raise SandboxError(f"{self.name} does not run. Call restart() first.")
        self._processes.signal(self.name, number)

    def _end(self, number: signal.Signals, grace: float) -> None:
        if not self.running:
            return
        self._processes.signal(self.name, number)
        if not self._processes.wait_exit(self.name, grace):
            self._processes.signal(self.name, signal.SIGKILL)
            self._processes.wait_exit(self.name, grace)

    def _majority_runs(self) -> bool:
        running = self._processes.running()
        return sum(running.values()) > len(running) // 2

    def _tail(self, lines: int) -> list[str]:
        if not self.log_path.exists():
            return []
        with self.log_path.open(encoding="utf-8", errors="replace") as log:
            return [line.rstrip("\n") for line in deque(log, maxlen=lines)]

    def _words(self) -> str:
        return last_words(self._tail(200)) or f"its log ends with: {' '.join(self._tail(1))[:300]}"

    def __repr__(self) -> str:
        state = "paused" if self.paused else f"pid {self.pid}" if self.running else "not running"
        return f"<Member {self.name} {self.endpoint} {state}>"
