"""yamtam-nb: each acquisition with a lease of its own, granted and revoked."""

import yamtam_nb as yn


def connect(endpoint):
    return yn.connect(endpoint)


def acquire(client, name):
    return yn.Lock(client, name).acquire()


def release(_, held):
    held.release()
