"""A thousand registrations on one client, and how soon a killed agent is seen offline."""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import yamtam_nb as yn
from benchmarks.figures import Comparison, Series
from benchmarks.report import progress
from yamtam_nb.agents.registration import Registration
from yamtam_nb.client.client import Client
from yamtam_nb.sandbox import Cluster

AGENTS = 1000
SECONDS = 120.0
TTL = 10
KILLED = 10
KILLED_TTL = 5

_AGENT = """
import sys, time, yamtam_nb as yn
registration = yn.Registry(yn.connect(sys.argv[1])).register(sys.argv[2], ttl=int(sys.argv[3]))
sys.stdout.write(f"{registration.deadline}\\n")
sys.stdout.flush()
time.sleep(600)
"""


def time_registry() -> Comparison:
    """Three members on this machine. The leader is killed in the middle of the two minutes."""
    with Cluster.start(members=3) as cluster, yn.connect(cluster.endpoints) as client:
        notes = _thousand(cluster, client)
        killed = _killed(cluster, client)
    return Comparison(
        f"Registry: {AGENTS:,} registrations (ttl {TTL} s) for {SECONDS:g} s, the leader killed half-way; "
        f"{KILLED} agents (ttl {KILLED_TTL} s) killed",
        [killed],
        target="no lease lost; a killed agent is offline between 0 and 2 s after its TTL",
        notes=notes,
    )


def _thousand(cluster: Cluster, client: Client) -> list[str]:
    told: list[str] = []
    threads = threading.active_count()
    started = time.perf_counter()
    with yn.Registry(client) as registry, ThreadPoolExecutor(8) as pool:
        agents = list(
            pool.map(
                lambda number: registry.register(
                    f"agent-{number:04}", ttl=TTL, on_lost=lambda _, why: told.append(why)
                ),
                range(AGENTS),
            )
        )
        took = time.perf_counter() - started
        pool.shutdown()
        figures = _two_minutes(cluster, client, agents)
        there = client.get(registry.prefix, prefix=True, count_only=True).count
        threads = threading.active_count() - threads
        os_threads = len(list(Path("/proc/self/task").iterdir())) if sys.platform == "linux" else 0
        closing = time.perf_counter()
    closed = time.perf_counter() - closing
    flaps = sum(agent.flaps for agent in agents)
    return [
        f"registered in {took:.1f} s by 8 threads, deregistered in {closed:.1f} s",
        f"threads: {threads} more than before (of the process, with those of gRPC's core: {os_threads})",
        f"share of one processor: {figures['calm']:.1%} before the kill, {figures['after']:.1%} from it on",
        f"leases lost: {len(told)}, registered anew: {flaps}, keys there at the end: {there}",
        f"least time that any lease had left: {figures['least']:.1f} of {TTL} s",
    ]


def _two_minutes(cluster: Cluster, client: Client, agents: list[Registration]) -> dict[str, float]:
    least, figures = float(TTL), {}
    for part, begins in (("calm", 0.0), ("after", SECONDS / 2)):
        if begins:
            cluster.leader.kill()
        started, used = time.perf_counter(), time.process_time()
        while (passed := time.perf_counter() - started) < SECONDS / 2:
            progress(f"registry: {begins + passed:.0f} of {SECONDS:.0f} s")
            time.sleep(0.25)
            least = min(least, min(agent.deadline for agent in agents) - client.clock.now())
        figures[part] = (time.process_time() - used) / passed
    return {**figures, "least": least}


def _killed(cluster: Cluster, client: Client) -> Series:
    went: dict[str, float] = {}
    done = threading.Event()

    def note(change: Any) -> None:
        for agent in change.agents:
            if agent.status == "offline":
                went.setdefault(agent.name, client.clock.now())
        if len(went) == KILLED:
            done.set()

    with yn.Registry(client) as registry:
        registry.on_change(note)
        deadlines = {name: _kill(name, cluster) for name in (f"killed-{n}" for n in range(KILLED))}
        done.wait(KILLED_TTL + 10)
    series = Series("killed agent: offline after its TTL by")
    series.runs = [went[name] - deadline for name, deadline in deadlines.items() if name in went]
    if len(series.runs) < KILLED:
        series.error = f"{KILLED - len(series.runs)} of {KILLED} were never seen offline"
    else:
        series.note = f"{statistics.mean(series.runs):.2f} s on average"
    return series


def _kill(name: str, cluster: Cluster) -> float:
    """Start an agent and kill it as soon as it is registered. Returns the deadline of its lease."""
    process = subprocess.Popen(
        [sys.executable, "-c", _AGENT, ",".join(cluster.endpoints), name, str(KILLED_TTL)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
    finally:
        process.kill()
        process.communicate()
    return float(line)
