"""Plans that make room, on a cluster that needs none."""

from __future__ import annotations

from pathlib import Path

import pytest

from yamtam_nb.client.client import Client
from yamtam_nb.errors import InvalidArgument, PlanNotFinished
from yamtam_nb.runbooks.room import compact_and_defragment, cure_nospace
from yamtam_nb.runbooks.space import space
from yamtam_nb.sandbox import Cluster


def test_where_there_is_room_there_is_nothing_to_do(client: Client) -> None:
    """No alarm, or no large database: an empty plan."""
    assert len(cure_nospace(client, save_to="never.db")) == 0
    assert len(compact_and_defragment(client, save_to="never.db", keep=0, smallest=1 << 40)) == 0
    assert space(client).alarmed == []


def test_the_leader_comes_last_and_the_hash_stays_while_others_write(
    client: Client, etcd_cluster: Cluster, fresh_prefix: str
) -> None:
    """An approval would never fit if a plan were another one after every write."""
    plan = compact_and_defragment(client, save_to="x.db", keep=1000, smallest=0)
    client.put(f"{fresh_prefix}a", "1")
    again = compact_and_defragment(client, save_to="x.db", keep=1000, smallest=0)

    titles = [step.title for step in plan]
    assert titles[0].startswith("save a snapshot of m")
    assert titles[1] == "compact away all but the last 1,000 revisions of history, physically"
    assert (
        titles[-1]
        == f"defragment {etcd_cluster.leader.name} at {etcd_cluster.leader.endpoint}, the leader, last"
    )
    assert (len(plan), again.hash) == (5, plan.hash)


def test_a_file_that_is_there_ends_it_before_anything_is_done(client: Client, tmp_path: Path) -> None:
    """The snapshot comes first, and overwrites nothing."""
    kept = tmp_path / "kept.db"
    kept.write_text("mine", encoding="utf-8")
    plan = compact_and_defragment(client, save_to=str(kept), keep=0, smallest=0)

    with pytest.raises(PlanNotFinished, match="is there already") as stopped:
        plan.apply()

    assert isinstance(stopped.value.__cause__, InvalidArgument)
    assert stopped.value.result.done == []
    assert kept.read_text(encoding="utf-8") == "mine"
