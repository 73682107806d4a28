"""``etcdctl get --prefix -w json``, and its output as a frame."""

import base64
import json
import os
import subprocess

import pandas as pd


def connect(endpoint):
    return endpoint


def frame(endpoint, prefix):
    command = [os.environ["ETCDCTL"], "--endpoints", endpoint, "get", "--prefix", prefix, "-w", "json"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    rows = [
        (
            base64.b64decode(kv["key"]).decode(),
            base64.b64decode(kv.get("value", "")).decode(),
            kv["create_revision"],
            kv["mod_revision"],
            kv["version"],
            kv.get("lease", 0),
        )
        for kv in found["kvs"]
    ]
    return pd.DataFrame(rows, columns=["key", "value", "create_revision", "mod_revision", "version", "lease"])
