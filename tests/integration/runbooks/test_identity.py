"""The ID of a cluster, worked out beforehand."""

from __future__ import annotations

from yamtam_nb.client.client import Client
from yamtam_nb.runbooks.identity import cluster_id
from yamtam_nb.sandbox import Cluster


def test_the_id_is_what_etcd_makes_of_members_and_token(etcd_cluster: Cluster, client: Client) -> None:
    """So a restored cluster can be told from any other one before it exists."""
    members = {member.name: member.peer_url for member in etcd_cluster.members}

    assert cluster_id(members, etcd_cluster.directory.name) == client.cluster_id
