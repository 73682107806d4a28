"""This package: the history of a prefix, to its frame."""

import yamtam_nb as yn


def connect(endpoint):
    return yn.connect(endpoint)


def frame(client, prefix):
    return yn.history(client, prefix).df
