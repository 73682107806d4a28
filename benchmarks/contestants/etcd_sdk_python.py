"""etcd-sdk-python (package pyetcd), as its README uses it."""

import pandas as pd
import pyetcd


def connect(endpoint):
    host, port = endpoint.removeprefix("http://").split(":")
    return pyetcd.client(host=host, port=int(port))


def frame(client, prefix):
    rows = [
        (
            metadata.key.decode(),
            value.decode(),
            metadata.create_revision,
            metadata.mod_revision,
            metadata.version,
            metadata.lease_id,
        )
        for value, metadata in client.get_prefix(prefix)
    ]
    return pd.DataFrame(rows, columns=["key", "value", "create_revision", "mod_revision", "version", "lease"])
