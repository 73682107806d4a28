"""Histories of a store that is written to at random, against a model of it that is kept independently."""

from __future__ import annotations

import random
from collections.abc import Callable

import yamtam_nb as yn
from tests.integration.frames.model_store import ModelStore, values
from yamtam_nb.client.client import Client
from yamtam_nb.keys import to_bytes
from yamtam_nb.model import EventType, KeyValue
from yamtam_nb.sandbox import Cluster
from yamtam_nb.values import text

PREFIX = b"/m/"
KEYS = [b"/m/a/%d" % n for n in range(12)] + [b"/m/\xff\x00", "/m/ü".encode(), b"/m/", b"/m/b/x", b"/m/b/y"]
OUTSIDE = [b"/l", b"/m", b"/m0", b"/n/1"]
"""Neighbours of the prefix in the order of the keys."""

STEPS = 2_400
LOOKS = 6
SAMPLE = 40


def test_every_revision_is_as_the_model_has_it(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client]
) -> None:
    """Puts, deletions, leases, transactions and compactions at random: each state, read and replayed, is right."""
    client = connect_to(own_cluster(members=1))
    store, chance = ModelStore(client), random.Random(20)
    expire_a_lease(client, store)

    for look in range(LOOKS):
        for _ in range(STEPS // LOOKS):
            write(store, client, chance)
        if look:
            store.compact(chance.randint(store.oldest, store.revision))
        check(client, store, chance)

    assert store.oldest > 1
    assert len(store.states) > STEPS / 2


def write(store: ModelStore, client: Client, chance: random.Random) -> None:
    """One operation."""
    key = chance.choice(KEYS if chance.random() < 0.85 else OUTSIDE)
    what = chance.random()
    if what < 0.55:
        store.put(key, values(chance))
    elif what < 0.80:
        store.delete(key)
    elif what < 0.83:
        store.delete_prefix(chance.choice([b"/m/a/", b"/m/a/1", b"/m/b/", b"/m/none/"]))
    elif what < 0.95:
        chosen = chance.sample(KEYS + OUTSIDE, chance.randint(2, 6))
        cut = chance.randint(0, len(chosen))
        store.txn({each: values(chance) for each in chosen[:cut]}, chosen[cut:])
    else:
        lease = client.lease.grant(600).id
        for each in chance.sample(KEYS, chance.randint(0, 3)):
            store.put(each, values(chance), lease)
        if chance.random() < 0.8:
            store.revoke(lease)


def expire_a_lease(client: Client, store: ModelStore) -> None:
    """Two keys go by themselves, and are put anew."""
    lease = client.lease.grant(1).id
    store.put(b"/m/a/1", b"short", lease)
    store.put(b"/m/a/2", b"short", lease)
    with client.watch(PREFIX, prefix=True, start_revision=store.revision + 1) as watch:
        gone = watch.read(20.0)
    assert gone is not None
    assert [event.type for event in gone.events] == [EventType.DELETE] * 2
    store.lease_ended(lease)
    store.put(b"/m/a/1", b"anew")


def check(client: Client, store: ModelStore, chance: random.Random) -> None:
    """All that is still kept, by the history and, a part of it, by reading."""
    history = yn.history(client, PREFIX)

    assert (history.compact_revision, history.revision) == (store.oldest, store.revision)
    for revision in range(store.oldest, store.revision + 1):
        assert list(history.at(revision)) == store.at(revision, PREFIX)
    some = {store.oldest, store.revision, *chance.choices(range(store.oldest, store.revision + 1), k=SAMPLE)}
    for revision in some:
        assert list(yn.snapshot(client, PREFIX, revision)) == store.at(revision, PREFIX)
    check_frame(history, store)
    check_lives(history)


def check_frame(history: yn.History, store: ModelStore) -> None:
    """The rows lead from state to state, and say what was there before."""
    alive: dict[bytes, KeyValue] = {}
    rows = zip(*(history.df[name].tolist() for name in history.df.columns[:7]), strict=True)
    at = 0
    for revision, name, op, old, new, version, lease in rows:
        key = to_bytes(name)
        if revision != at > store.oldest:
            assert [alive[each] for each in sorted(alive)] == store.at(at, PREFIX)
        at = revision
        before = alive.pop(key, None)
        if revision > store.oldest:
            assert op == ("delete" if new is None else "update" if before else "create")
            assert old == (None if before is None else text(before.value))
        if new is not None:
            created = before.create_revision if before else store.states[revision][key].create_revision
            alive[key] = KeyValue(key, to_bytes(new), created, revision, version, lease)
    assert [alive[each] for each in sorted(alive)] == store.at(store.revision, PREFIX)


def check_lives(history: yn.History) -> None:
    """A life begins with a creation and ends with a deletion, and they are counted from one."""
    for _, rows in history.df.groupby("key", sort=False):
        lives = rows["life"].tolist()
        assert lives[0] == 1
        for before, after, op in zip(lives, lives[1:], rows["op"].tolist()[1:], strict=False):
            assert after == before + (op == "create")


def test_histories_of_other_ranges_agree_with_the_model(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client]
) -> None:
    """A part of the keys, all keys, none, and exactly one."""
    client = connect_to(own_cluster(members=1))
    store, chance = ModelStore(client), random.Random(7)
    for _ in range(300):
        write(store, client, chance)

    histories = {prefix: yn.history(client, prefix) for prefix in (b"/m/a/", b"/m/a/1", b"/m/none/", b"")}
    single = yn.history(client, b"/m/a/1", prefix=False)

    for revision in range(1, store.revision + 1):
        for prefix, history in histories.items():
            assert list(history.at(revision)) == store.at(revision, prefix)
        assert list(single.at(revision)) == [
            kv for kv in store.at(revision, b"/m/a/1") if kv.key == b"/m/a/1"
        ]
