"""etcd3gw, over etcd's JSON gateway."""

import etcd3gw
import pandas as pd


def connect(endpoint):
    host, port = endpoint.removeprefix("http://").split(":")
    return etcd3gw.client(host=host, port=int(port), timeout=60)


def frame(client, prefix):
    rows = [
        (
            metadata["key"].decode(),
            value.decode(),
            int(metadata["create_revision"]),
            int(metadata["mod_revision"]),
            int(metadata["version"]),
            int(metadata.get("lease", 0)),
        )
        for value, metadata in client.get_prefix(prefix)
    ]
    return pd.DataFrame(rows, columns=["key", "value", "create_revision", "mod_revision", "version", "lease"])
