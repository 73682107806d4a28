"""yamtam-nb: all acquisitions with one session."""

import yamtam_nb as yn


def connect(endpoint):
    client = yn.connect(endpoint)
    return client, yn.Session(client)


def acquire(connection, name):
    client, session = connection
    return yn.Lock(client, name, session=session).acquire()


def release(_, held):
    held.release()
