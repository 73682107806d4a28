"""Plans of somebody who may write a part of the keys only."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import yamtam_nb as yn
from tests.integration.client.conftest import etcdctl_on
from yamtam_nb.client.client import Client
from yamtam_nb.errors import PlanNotFinished
from yamtam_nb.frames.plan.making import Wanted, plan_towards
from yamtam_nb.sandbox import Cluster


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One member with passwords, and a user ``editor`` of /own/."""
    with Cluster.start(1, auth=True, fsync=False) as cluster:
        admin = etcdctl_on(",".join(cluster.endpoints), f"--user={cluster.user}:{cluster.password}")
        admin("role", "add", "editor")
        admin("role", "grant-permission", "editor", "readwrite", "/own/", "--prefix=true")
        admin("user", "add", "editor:e-pw")
        admin("user", "grant-role", "editor", "editor")
        yield cluster


@pytest.fixture
def root(cluster: Cluster) -> Iterator[Client]:
    """A client that may do everything."""
    with yn.connect(cluster.endpoints, user=cluster.user, password=cluster.password) as client:
        yield client


@pytest.fixture
def editor(cluster: Cluster) -> Iterator[Client]:
    """A client that may read and write /own/."""
    with yn.connect(cluster.endpoints, user="editor:e-pw") as client:
        yield client


def test_a_lease_that_is_shared_with_other_keys_is_kept_all_the_same(root: Client, editor: Client) -> None:
    """Whoever may not see all keys of a lease may not look at it; that it exists is known by the refusal."""
    lease = root.lease.grant(600).id
    root.put("/own/a", "1", lease=lease)
    root.put("/foreign/b", "1", lease=lease)
    before = yn.snapshot(editor, "/own/")
    edited = before.df.copy()
    edited.loc[0, "value"] = "2"

    before.plan(edited).apply()
    assert editor.get("/own/a")[0].lease == lease
    yn.rollback(editor, "/own/", before.revision).apply()
    assert (editor.get("/own/a")[0].value, editor.get("/own/a")[0].lease) == (b"1", lease)
    editor.delete("/own/a")
    plan = yn.rollback(editor, "/own/", before.revision)
    assert plan.steps[0].lease == lease
    assert plan.notes == ()


def test_a_key_that_may_not_be_written_stops_the_plan(root: Client, editor: Client) -> None:
    """What comes before it is written, and told."""
    wanted = {f"/own/{number:03}".encode(): Wanted(b"v") for number in range(128)}
    everything = yn.snapshot(root, "")
    plan = plan_towards(
        editor, everything, {**wanted, b"/pwn": Wanted(b"v")}, delete_others=False, title="test"
    )

    with pytest.raises(PlanNotFinished, match="PermissionDenied") as caught:
        plan.apply()

    assert (len(caught.value.result.written), len(caught.value.result.left)) == (128, 1)
    assert not root.get("/pwn")
