"""``%%etcd_txn``, beside ``etcdctl txn``."""

from __future__ import annotations

import base64
from typing import Any

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from tests.integration.magics.etcdctl import etcdctl_json
from yamtam_nb.errors import ConfirmationNeeded, EtcdUsageError
from yamtam_nb.magics.transaction.answer import TxnAnswer
from yamtam_nb.model import DeleteResult, GetResult, KeyValue, PutResult

# P stands for the prefix. etcdctl wants an empty line after each block.
SHARED = [
    'mod("Pa") > "0"\n\nput Pa "changed"\nget Pa\n\nput Pnever 1\n\n',
    'ver("Pa") = "1"\nval("Pb") = "two"\n\nget P --prefix\n\nget Pa\n\n',
    'version("Pa") > "100"\n\nput Pnever 1\n\nget P --prefix --keys-only\nget P --prefix --count-only\n\n',
    'c("Pnope") = "0"\n\nput Pnope made\nget Pnope\n\n\n',
    'create("Pa") != "0"\n\ndel Pa\nget Pa\n\n\n',
    'm("Pa") < "1"\n\nput Pa 1\n\ndel Pb --prev-kv\n\n',
    'val("Pbin\\x00") = "\\xff\\xfe"\n\nget "Pbin\\x00"\n\n\n',
    'value( `Pa`) > "o"\n\nget Pa Pc\n\n\n',
    '\nput "P k" "a \\"b\\"\\tc\\u00e9"\nget "P k"\n\n\n',
    "\nput Pa --ignore-value --prev-kv\nget Pa\n\n\n",
    "\nput Pa -- --dashed\nget Pa\n\n\n",
    '\nput Pa ""\nget Pa\n\n\n',
    '\nput Pa x"y\nget Pa\n\n\n',
    "\nget P --prefix --limit=1 --order=DESCEND --sort-by=VALUE\n\n\n",
    "\nget P --prefix --sort-by VERSION --consistency s\n\n\n",
    "\ndel Pa Pc --prev-kv\nget P --prefix\n\n\n",
    '\nget Pa --rev 0\nget "Pü"\n\n\n',
    'mod("Pa") = "0"\n\nput Pa 1\n\n\n',
]


def seed(prefix: str) -> None:
    """The same four keys, anew."""
    client = yn.shared()
    client.delete(prefix, prefix=True)
    for name, value in {b"a": b"one", b"b": b"two", b"bin\0": b"\xff\xfe", "ü".encode(): b"umlaut"}.items():
        client.put(prefix.encode() + name, value)


def state(prefix: str) -> list[tuple[bytes, bytes, int]]:
    return [(kv.key, kv.value, kv.version) for kv in yn.shared().get(prefix, prefix=True)]


def theirs(answer: dict[str, Any]) -> list[object]:
    """What etcdctl says: of each operation its keys, or how many it deleted."""

    def kv(entry: dict[str, Any]) -> tuple[bytes, bytes, int]:
        return base64.b64decode(entry["key"]), base64.b64decode(entry.get("value", "")), entry["version"]

    told: list[object] = []
    for part in answer.get("responses") or []:
        ((kind, body),) = part["Response"].items()
        if kind == "response_range":
            told.append((body.get("count", 0), [kv(each) for each in body.get("kvs", [])]))
        elif kind == "response_put":
            told.append(kv(body["prev_kv"]) if "prev_kv" in body else None)
        else:
            told.append((body.get("deleted", 0), [kv(each) for each in body.get("prev_kvs", [])]))
    return told


def ours(answer: TxnAnswer) -> list[object]:
    """What we say, in the same terms."""

    def kv(entry: KeyValue) -> tuple[bytes, bytes, int]:
        return entry.key, entry.value, entry.version

    told: list[object] = []
    for part in answer.responses:
        if isinstance(part, GetResult):
            told.append((part.count, [kv(each) for each in part]))
        elif isinstance(part, PutResult):
            told.append(kv(part.prev_kv) if part.prev_kv else None)
        elif isinstance(part, DeleteResult):
            told.append((part.deleted, [kv(each) for each in part.prev_kvs]))
    return told


@pytest.mark.parametrize("text", SHARED)
def test_the_same_text_does_the_same_as_in_etcdctl(
    connected: TypingShell, etcd_endpoints: str, fresh_prefix: str, text: str
) -> None:
    """Whatever etcdctl reads without complaint means here what it means there."""
    text = text.replace("P", fresh_prefix)
    seed(fresh_prefix)
    there = etcdctl_json(etcd_endpoints, "txn", text=text)
    after_theirs = state(fresh_prefix)
    seed(fresh_prefix)

    here = connected.type(f"%%etcd_txn --yes\n{text}")

    assert here.succeeded == there.get("succeeded", False)
    assert ours(here) == theirs(there)
    assert state(fresh_prefix) == after_theirs


def test_the_result_says_which_branch_ran_and_what_it_did(connected: TypingShell, fresh_prefix: str) -> None:
    """One line for the verdict, one for each operation, and the keys that were read below it."""
    seed(fresh_prefix)
    cell = (
        f'%%etcd_txn\nval("{fresh_prefix}a") = "one"\n\nput {fresh_prefix}a "<b>\n</b>" --prev-kv\n'
        f"get {fresh_prefix} --prefix --limit 1\ndel {fresh_prefix}nope\n"
    )

    text, again = connected.shown(cell), connected.shown(cell)

    assert text.startswith("SUCCESS: every comparison holds · 3 operations · revision ")
    assert f"1  put {fresh_prefix}a · written; before it was\n" in text
    assert f"2  get {fresh_prefix} --prefix · 4 keys, 1 of them read\n" in text
    assert text.endswith(f"3  del {fresh_prefix}nope · 0 keys deleted")
    assert again.startswith("FAILURE: a comparison does not hold · nothing to do · revision ")


def test_html_of_a_transaction_is_escaped(connected: TypingShell, fresh_prefix: str) -> None:
    """Keys and values are hostile here as everywhere."""
    html = str(connected.html(f'%%etcd_txn\n\nput "{fresh_prefix}<i>" "<b>x</b>"\nget "{fresh_prefix}<i>"\n'))

    assert "<b>x" not in html
    assert "<i>" not in html
    assert "&lt;b&gt;x" in html


def test_deleting_several_keys_needs_yes(connected: TypingShell, fresh_prefix: str) -> None:
    """As for %etcd del, and whichever branch the range stands in."""
    seed(fresh_prefix)
    cell = f'mod("{fresh_prefix}a") > "0"\n\nget {fresh_prefix}a\n\ndel {fresh_prefix} --prefix\n'

    with pytest.raises(ConfirmationNeeded, match="delete 4 keys and deleted none"):
        connected.type(f"%%etcd_txn\n{cell}")

    assert connected.type(f"%%etcd_txn --yes\n{cell}").succeeded


def test_on_a_protected_profile_writing_needs_yes(connected: TypingShell, fresh_prefix: str) -> None:
    """A transaction that only reads does not."""
    from yamtam_nb.client.profiles import Profile

    magics = connected.magics_manager.registry["EtcdMagics"]
    magics.state.profile = Profile("prod", ("http://127.0.0.1:1",), protected=True)

    with pytest.raises(ConfirmationNeeded, match="'prod' is protected"):
        connected.type(f"%%etcd_txn\n\nput {fresh_prefix}a 1\n")

    assert connected.type(f"%%etcd_txn\n\nget {fresh_prefix}a\n").succeeded
    assert connected.type(f"%%etcd_txn --yes\n\nput {fresh_prefix}a 1\n").succeeded


def test_the_line_alone_explains_itself_and_python_is_printed(connected: TypingShell) -> None:
    """A person who has forgotten the grammar sees it."""
    assert 'mod("/yamtam/config/model-tier") > "0"' in connected.printed("%etcd_txn")
    assert "PutOp(b'k', value=b'v')" in connected.printed("%%etcd_txn --python\n\nput k v\n")
    with pytest.raises(EtcdUsageError, match="goes into the cell"):
        connected.type("%etcd txn --python")
