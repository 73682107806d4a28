"""Many processes after one lock: acquisitions per second, beside ``etcdctl lock``; and what holds under faults."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import groupby

from benchmarks.figures import Comparison, Series
from benchmarks.report import progress
from tests.faults.lock_race import Race, race
from yamtam_nb.sandbox import Cluster
from yamtam_nb.sandbox.binary import find_etcdctl

WORKERS = 8
TURNS = 200
TTL = 5
REST = 0.001

_TAKE_TURNS = """
import sys
import yamtam_nb as yn
with yn.connect(sys.argv[1]) as client:
    for _ in range(int(sys.argv[3])):
        with yn.Lock(client, sys.argv[2]):
            pass
"""
_TAKE_TURNS_OF_ONE_SESSION = """
import sys
import yamtam_nb as yn
with yn.connect(sys.argv[1]) as client, yn.Session(client) as session:
    for _ in range(int(sys.argv[3])):
        with yn.Lock(client, sys.argv[2], session=session):
            pass
"""
_LOOP = 'i=0; while [ $i -lt "$4" ]; do "$1" --endpoints="$2" lock "$3" true || exit 1; i=$((i+1)); done'


def time_race() -> Comparison:
    """As many processes as that, as many turns each."""
    series = [
        _quiet("yamtam-nb", [sys.executable, "-c", _TAKE_TURNS]),
        _quiet("yamtam-nb, one session each", [sys.executable, "-c", _TAKE_TURNS_OF_ONE_SESSION]),
        _quiet("etcdctl lock", ["sh", "-c", _LOOP, "sh", str(find_etcdctl())]),
    ]
    progress("race: with a frozen holder and a dying leader")
    with Cluster.start(3) as cluster:
        ran = race(cluster, workers=WORKERS, turns=TURNS, ttl=TTL, rest=REST)
    return Comparison(
        f"{WORKERS} processes, {TURNS} acquisitions of one lock each, three members",
        series,
        target="tokens strictly increase, every stale write is refused, nobody starves",
        notes=_told(ran),
    )


def _quiet(name: str, command: Sequence[str]) -> Series:
    """Acquisitions per second while nothing goes wrong."""
    progress(f"race: {name}")
    with Cluster.start(3) as cluster:
        begun = time.monotonic()
        processes = [
            subprocess.Popen(
                [*command, ",".join(cluster.endpoints), "quiet", str(TURNS)],
                env={**os.environ, "ETCDCTL_API": "3"},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for _ in range(WORKERS)
        ]
        failed = sum(process.wait(timeout=900) != 0 for process in processes)
        took = time.monotonic() - begun
    if failed:
        return Series(name, error=f"{failed} of {WORKERS} processes failed")
    return Series(name, [WORKERS * TURNS / took], unit="/s")


def _told(ran: Race) -> list[str]:
    in_order = [token for token, _ in groupby(ran.tokens)] == sorted(set(ran.tokens))
    each_once = len(ran.whole) == len(set(ran.whole))
    return [
        f"with guarded writes, a holder frozen past its TTL of {TTL} s and the leader killed: "
        f"{sum(ran.turns):,} turns in {ran.seconds:.0f} s",
        f"fencing tokens strictly increase: {'yes' if in_order and each_once else 'NO'} ({len(ran.tokens):,} writes)",
        f"writes of a stale holder refused: {ran.refused}, applied: 0"
        if in_order
        else "writes of a stale holder were APPLIED",
        f"turns of each process: {min(ran.turns)} to {max(ran.turns)}; done again: {ran.again}",
        f"the frozen holder's lock was another's after {ran.overtaken:.1f} s; longest turn {ran.longest:.1f} s",
    ]
