"""The agents of one machine are killed, and one has left a registration behind that is on no lease."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import yamtam_nb as yn
from tests.rehearsals.rehearsal import Rehearsal, fingerprint
from yamtam_nb.agents.agent import AgentStatus, RegistryChange
from yamtam_nb.client.client import Client
from yamtam_nb.frames.roll_call import roll_call
from yamtam_nb.sandbox import Cluster

PROGRAM = Path(__file__).with_name("mortal_agents.py")


def kill_the_machine(client: Client, endpoints: str, prefix: str) -> None:
    """Two agents on worker-b are there, are killed, and are gone from etcd when this returns."""
    gone = threading.Event()

    def note(change: RegistryChange) -> None:
        if sum(agent.status is AgentStatus.OFFLINE for agent in registry.agents()) == 2:
            gone.set()

    command = [sys.executable, str(PROGRAM), endpoints, prefix, "worker-b", "agent-2", "agent-3"]
    with yn.Registry(client, prefix) as registry:
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None and process.stdout.readline() == "registered\n"
            registry.on_change(note)
            process.kill()
        assert gone.wait(20.0)


def test_agents_offline_removes_what_is_left_over_and_nobody_who_is_there(
    etcd_cluster: Cluster, etcd_endpoints: str, client: Client, fresh_prefix: str, tmp_path: Path
) -> None:
    """It names the machine that the dead have in common; the registration that is kept stays, as does who is online."""
    with yn.Registry(client, fresh_prefix) as registry:
        registry.register("agent-1", {"address": "ws://worker-a:8080"}, ttl=30)
        client.put(f"{fresh_prefix}agent-4", '{"address": "ws://worker-b:8080"}')
        client.put(f"{fresh_prefix}gateway", '{"address": "ws://<script>alert(1)</script>:1"}')
        kill_the_machine(client, etcd_endpoints, fresh_prefix)
        runbook = Rehearsal("agents-offline", etcd_cluster, tmp_path, prefix=fresh_prefix, keep="gateway")

        before = fingerprint(client)
        dry = runbook.dry()
        assert (dry.outcome, dry.reason) == ("success", "")
        assert fingerprint(client) == before

        live = runbook.live()

        assert (live.outcome, live.reason) == ("success", "")
        assert [kv.key.decode() for kv in yn.snapshot(client, fresh_prefix)] == [
            f"{fresh_prefix}{name}" for name in ("agent-1", "gateway")
        ]
        calls = roll_call(client, fresh_prefix)
        assert calls.names("offline") == ["agent-2", "agent-3", "agent-4"]
        assert calls.shared[0] == "3 of 3 that are away were on host worker-b, and nobody there is online."
        assert (calls.names("online"), calls.names("left over")) == (["agent-1"], ["gateway"])
    page = live.page.read_text(encoding="utf-8")
    assert "2 of 2 that are away were on host worker-b" in page
    assert "<script>alert(1)" not in page
    yn.doctor(client).raise_if("red", ignoring=["known bugs"])
