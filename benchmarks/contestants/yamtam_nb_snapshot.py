"""This package: ``yn.snapshot(...).df``."""

import yamtam_nb as yn


def connect(endpoint):
    return yn.connect(endpoint)


def frame(client, prefix):
    return yn.snapshot(client, prefix).df
