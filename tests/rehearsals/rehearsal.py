"""Rehearsing a runbook: it is run headless against a cluster on which its incident was made."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from yamtam_nb.client.client import Client
from yamtam_nb.errors import EtcdError
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
        variables: environment variables for its kernels: how they know the cluster.
    """

    def __init__(self, name: str, cluster: Cluster, folder: Path, /, **parameters: Any) -> None:
        self.name = name
        self.audit = folder / "audit.jsonl"
        self._cluster = cluster
        self._folder = folder
        self._parameters = parameters
        self.variables = {ANNOUNCED: ",".join(cluster.endpoints), **credentials(cluster)}

    def through_profile(self, name: str, *, user: str, password: str) -> None:
        """From now on its kernels know the cluster by a protected profile, and the password by a variable."""
        cluster = self._cluster
        known = {
            "endpoints": cluster.endpoints,
            "user": user,
            "password_env": "PASSWORD_OF_THE_PROFILE",
            **{field: str(getattr(cluster, field)) for field in ("ca_cert", "cert", "key")},
            "protected": True,
        }
        profiles = self._folder / "profiles.toml"
        lines = [f"{field} = {json.dumps(value)}" for field, value in known.items()]
        profiles.write_text("\n".join([f"[{name}]", *lines, ""]), encoding="utf-8")
        self._parameters["profile"] = name
        self.variables = {"YAMTAM_PROFILES": str(profiles), "PASSWORD_OF_THE_PROFILE": password}

    def dry(self, **more: Any) -> Execution:
        """Run it with its defaults: it must change nothing."""
        return self._run("dry", more)

    def live(self, **more: Any) -> Execution:
        """Run it for real; every plan is approved."""
        return self._run("live", {"dry_run": False, "approve": "sandbox", **more})

    def approved(self, **more: Any) -> Execution:
        """Run it for real, with the hash of the plan that the run before has shown."""
        hashes = [record["plan"] for record in self.records() if record["event"] == "gate"]
        return self._run("live", {"dry_run": False, "approve": hashes[-1], **more})

    def written(self, *ended: Execution) -> str:
        """All that these runs leave behind: notebooks, pages and the record."""
        paths = [path for each in ended for path in (each.notebook, each.page)]
        return "".join(path.read_text(encoding="utf-8") for path in (*paths, self.audit))

    def records(self) -> list[dict[str, Any]]:
        """What the audit file holds."""
        return [json.loads(line) for line in self.audit.read_text(encoding="utf-8").splitlines()]

    def _run(self, how: str, more: dict[str, Any]) -> Execution:
        values = {**self._parameters, "audit": str(self.audit), **more}
        return execute(find(self.name), self._folder / f"{self.name}-{how}.ipynb", values, self.variables)


TOKEN = re.compile(r"\b[A-Za-z]{16}\.\d+\b")
"""What etcd gives for a password, unless it is told to give something else."""


def tells(client: Client, written: str) -> list[str]:
    """The secrets of a client's user in a text: its password, and whatever looks like the token that it goes with."""
    token = dict(client._transport.tokens.metadata)["token"]
    assert TOKEN.fullmatch(token), "tokens look otherwise by now"
    password = client.settings.password
    assert password
    return [password] * (password in written) + TOKEN.findall(written)


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
    report = client.maintenance.hash_kv_all(revision)  # which waits for a member that lags behind
    assert not [answer for answer in report.answers if isinstance(answer, EtcdError)], report.answers
    return revision, frozenset((answer.hash, answer.compact_revision) for answer in report.hashes)
