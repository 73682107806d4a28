"""Rehearsing a runbook: it is run headless against a cluster on which its incident was made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from yamtam_nb.client.client import Client
from yamtam_nb.runbooks.execution import Execution, execute
from yamtam_nb.runbooks.shelf import find
from yamtam_nb.sandbox import Cluster
from yamtam_nb.sandbox.announced import ANNOUNCED


class Rehearsal:
    """One runbook on one cluster.

    Args:
        name: the runbook.
        cluster: the cluster; every plan is approved on it, because it is a sandbox.
        folder: where executed notebooks and records go.
        parameters: what is not at its default, in every run.

    Attributes:
        audit: the file with its record.
        variables: more environment variables for its kernels.
    """

    def __init__(self, name: str, cluster: Cluster, folder: Path, /, **parameters: Any) -> None:
        self.name = name
        self.audit = folder / "audit.jsonl"
        self._cluster = cluster
        self._folder = folder
        self._parameters = parameters
        self.variables: dict[str, str] = {}

    def dry(self, **more: Any) -> Execution:
        """Run it with its defaults: it must change nothing."""
        return self._run("dry", more)

    def live(self, **more: Any) -> Execution:
        """Run it for real; every plan is approved."""
        return self._run("live", {"dry_run": False, "approve": "sandbox", **more})

    def records(self) -> list[dict[str, Any]]:
        """What the audit file holds."""
        return [json.loads(line) for line in self.audit.read_text(encoding="utf-8").splitlines()]

    def _run(self, how: str, more: dict[str, Any]) -> Execution:
        values = {**self._parameters, "audit": str(self.audit), **more}
        told = {ANNOUNCED: ",".join(self._cluster.endpoints), **credentials(self._cluster), **self.variables}
        return execute(find(self.name), self._folder / f"{self.name}-{how}.ipynb", values, told)


def credentials(cluster: Cluster) -> dict[str, str]:
    """What a kernel is told of certificates and of the user, as etcdctl is."""
    known = {
        "ETCDCTL_CACERT": cluster.ca_cert,
        "ETCDCTL_CERT": cluster.cert,
        "ETCDCTL_KEY": cluster.key,
        "ETCDCTL_USER": cluster.user,
        "ETCD_PASSWORD": cluster.password,
    }
    return {name: value for name, value in known.items() if value}


def fingerprint(client: Client) -> tuple[int, frozenset[tuple[int, int]]]:
    """The store's revision, and what every member's data hashes to at it: equal before and after a dry run."""
    revision = client.get("/", count_only=True).revision
    hashed = [client.maintenance.hash_kv(endpoint, revision) for endpoint in client.endpoints]
    return revision, frozenset((answer.hash, answer.compact_revision) for answer in hashed)
