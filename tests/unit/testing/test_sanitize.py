"""The sanitize file: what differs from run to run goes, what a reader must be able to trust stays."""

from __future__ import annotations

import re

import pytest

from yamtam_nb.testing import SANITIZE_FILE

PATTERNS = re.findall(
    r"^regex: (.*)\nreplace: (.*)$", SANITIZE_FILE.read_text(encoding="utf-8"), flags=re.MULTILINE
)


def sanitized(text: str) -> str:
    """As nbval does it: one pattern after the other."""
    for pattern, replacement in PATTERNS:
        text = re.sub(pattern, replacement, text)
    return text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://127.0.0.1:24612 and 2 more", "http://127.0.0.1:30112 and 2 more"),
        ("https://localhost:2379", "https://localhost:32379"),
        ("OK · revision 3", "OK · revision 118"),
        ("<b>mod_revision</b> = 7", "<b>mod_revision</b> = 1234"),
        ("revision: <code>7</code>", "revision: <code>812</code>"),
        ("raft_term=2", "raft_term=17"),
        ("sha256  " + "0a" * 32 + " (verified)", "sha256  " + "b7" * 32 + " (verified)"),
        ("revision  101 or later", "revision  7 or later"),
        ("cluster 323fb3715ea58d4d", "cluster 16984ec30a20339"),
        ("lease 694d9f0a1b2c3d4e", "lease 0x32698ec0ffee123"),
        ("at 2026-11-23T02:26:43Z", "at 2027-01-02T12:00:00.125Z"),
        ("at 2026-11-23 02:26:43+00:00", "at 2027-01-02 12:00"),
        ("since 02:26:43", "since 23:59:59.999"),
        ("latency 11.2 ms", "latency 900 µs"),
        ("TTL 30 s", "TTL 29 s"),
        ("started 3 minutes ago", "started 1 hour ago"),
        ("pid 4711", "pid 9"),
        ("held by ada@db-1.example pid 7 (a dump) for 3 s", "held by root@vm pid 12 (a dump) for 0 s"),
        ("The lock 'a' (fencing token 15) was lost", "The lock 'a' (fencing token 7) was lost"),
        ("fencing_token=15", "fencing_token=7"),
        ("<Held 'a' token 5 held, 14.9 s left>", "<Held 'a' token 812 held, 3 s left>"),
        ("its lease 9f3c is gone", "its lease 2b1f0e9d8c7b6a5f is gone"),
        ("lease 150f63829b18a", "lease 3f63829b18af63aa"),
        ("<td>14 s of 15 s</td><td>4</td>", "<td>9 s of 15 s</td><td>118</td>"),
        ("etcd 3.5.1", "etcd 3.6.14"),
        ("version 0.1.0", "version 1.0.0rc2"),
        ("20 kB", "1.5 MiB"),
        ("<object at 0x7f242faad120>", "<object at 0x55d0>"),
        (
            "agent    TTL left     since     flaps  lease\nagent-1  9 s of 10 s  03:00:20  0      150f63829b18af63",
            "agent    TTL left      since     flaps  lease\nagent-1  10 s of 10 s  23:59:59  0      3f829b18af63c",
        ),
        (
            "who                    since  TTL left      fencing token  lease\n"
            "root@vm pid 7 (dumps)  0 s    14 s of 15 s  4              299b3c235ecec813",
            "who                       since  TTL left     fencing token  lease\n"
            "ada@db-1 pid 999 (dumps)  3 min  9 s of 15 s  118            331bf6d7f10c8bf8",
        ),
    ],
)
def test_what_differs_from_run_to_run_is_not_compared(one: str, other: str) -> None:
    """Two runs of the same cell that differ in nothing else compare equal."""
    assert sanitized(one) == sanitized(other)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("power", "eco"),
        ('{"rps": 50}', '{"rps": 500}'),
        ("3 keys at revision 4", "2 keys at revision 4"),
        ("version 1", "version 2"),
        ("/yamtam/config/limits  80  4", "/yamtam/config/limits  80  5"),
        ("10.0.0.1:2379", "10.0.0.1:2380"),
        ("0xff (1 byte)", "0xfe (1 byte)"),
        ("live", "reconnecting"),
        ("9 s of 10 s  03:00:20  0      ", "9 s of 10 s  03:00:20  1      "),
        ("9 s of 10 s         0      15", "9 s of 10 s         1      15"),
        ("<td>9 s of 10 s</td><td></td><td>0</td>", "<td>9 s of 10 s</td><td></td><td>1</td>"),
        ("9 s       10 s     1     /yamtam/agents/", "9 s       10 s     2     /yamtam/agents/"),
        ("held by root@vm pid 7 (adds)", "held by root@vm pid 7 (drops)"),
        ("and 1 waits", "and 2 wait"),
        ("tokens: 500", "tokens: 400"),
        ("a lease is granted", "a lease is refused"),
        ("2 of 3 members running", "3 of 3 members running"),
    ],
)
def test_what_a_cell_says_is_still_compared(right: str, wrong: str) -> None:
    """Keys, values, counts, versions of keys and states are not sanitized away."""
    assert sanitized(right) != sanitized(wrong)


def test_every_pattern_has_its_replacement() -> None:
    """nbval passes over a line that it cannot pair, in silence."""
    lines = SANITIZE_FILE.read_text(encoding="utf-8").splitlines()

    assert sum(line.startswith("regex: ") for line in lines) == len(PATTERNS)
    assert sum(line.startswith("replace: ") for line in lines) == len(PATTERNS)
