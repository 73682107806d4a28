"""What the checks make of a cluster: each verdict from made-up answers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.diagnosis.looks import MiB, findings, look, member, status
from yamtam_nb.client.certificates import Certificate
from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.diagnosis.look import KeySpace, Leases, Look, Stream
from yamtam_nb.errors import DeadlineExceeded, NoLeader, PermissionDenied, Unavailable, Unsupported
from yamtam_nb.model import Alarm, AuthStatus, LeaseRow, Settings
from yamtam_nb.model.settings import Settings as ClientSettings

SILENT = DeadlineExceeded("too late", endpoint="https://h3:2379")
DAY = 86_400.0
NOW = 1_800_000_000.0


def one(of: Look, name: str) -> Finding:
    return findings(of)[name]


def told(finding: Finding) -> tuple[str, str]:
    return finding.verdict, finding.runbook


def lease(number: int, ttl: int) -> LeaseRow:
    return LeaseRow(number, ttl, ttl, (b"/agents/a",))


def test_a_healthy_cluster_is_green_in_every_row() -> None:
    """No check finds fault with three members over TLS on three machines that run the newest version."""
    found = findings(look())

    assert {name for name, finding in found.items() if finding.verdict != "green"} == set()
    assert len(found) >= 18
    assert all(not finding.advice for finding in found.values())


@pytest.mark.parametrize(
    ("voters", "silent", "verdict"),
    [
        (3, 0, "green"),
        (3, 1, "yellow"),
        (3, 2, "red"),
        (1, 0, "yellow"),
        (2, 0, "yellow"),
        (4, 0, "yellow"),
        (5, 1, "yellow"),
        (5, 3, "red"),
    ],
)
def test_the_quorum_is_counted_in_voters(voters: int, silent: int, verdict: str) -> None:
    """Red without a majority; yellow when fewer failures are survived than the number of members promises."""
    members = [member(number) for number in range(1, voters + 1)]
    answers = [status(number) if number <= voters - silent else SILENT for number in range(1, voters + 1)]
    if verdict == "red":
        answers = [status(n, leader=0) if n <= voters - silent else SILENT for n in range(1, voters + 1)]

    quorum = one(look(answers, members=members), "quorum")

    assert quorum.verdict == verdict
    assert (
        quorum.runbook
        == {"red": "quorum-lost", "yellow": "replace-member" if silent else "", "green": ""}[verdict]
    )


def test_a_silent_member_has_a_row_of_its_own() -> None:
    """With the reason, and nothing else is disturbed."""
    found = findings(look([status(1), status(2), SILENT]))

    assert told(found["member m3"]) == ("yellow", "replace-member")
    assert "no answer in time" in found["member m3"].evidence
    assert found["alarms"].verdict == found["quota"].verdict == "green"


def test_a_member_that_knows_no_leader_is_red_and_one_that_never_started_yellow() -> None:
    """The first is cut off, the second is there in name only."""
    unborn = member(3)._replace(name="", client_urls=())

    found = findings(look([status(1), status(2, leader=0)], members=[member(1), member(2), unborn]))

    assert told(found["member m2"]) == ("red", "quorum-lost")
    assert found["member 3"].verdict == "yellow"
    assert "never started" in found["member 3"].evidence


def test_a_user_who_may_not_look_makes_it_grey() -> None:
    """Not known is not broken."""
    denied = PermissionDenied("no")

    found = findings(look([denied] * 3, alarms=denied, auth=denied, keys=denied, leases=denied))

    unknown = ("quorum", "alarms", "keys", "leases", "member m1", "quota", "version")
    assert {found[name].verdict for name in unknown} == {"grey"}
    assert "red" not in {finding.verdict for finding in found.values()}


def test_what_nobody_could_be_asked_for_is_grey() -> None:
    """Without a leader nothing can be counted."""
    found = findings(
        look([status(1)], keys=NoLeader("none"), leases=NoLeader("none"), auth=Unavailable("down"))
    )

    assert [found[name].verdict for name in ("keys", "leases", "authentication")] == ["grey"] * 3
    assert "no leader to ask" in found["keys"].evidence


def test_alarms_are_red_from_either_source() -> None:
    """Statuses tell of them without a leader, and the list tells of members that do not answer."""
    by_status = status(1, errors=("memberID:2 alarm:NOSPACE ",))

    assert told(one(look([by_status, status(2), status(3)], alarms=NoLeader("")), "alarms")) == (
        "red",
        "nospace",
    )
    corrupt = one(look(alarms=(Alarm(3, "CORRUPT"),)), "alarms")
    assert told(corrupt) == ("red", "restore-snapshot")
    assert "m3" in corrupt.evidence


@pytest.mark.parametrize(("held", "verdict"), [(1000, "green"), (1700, "yellow"), (2000, "red")])
def test_the_quota_is_judged_by_the_fullest_member(held: int, verdict: str) -> None:
    """Yellow from 80 %, red from 95 %, by the quota of 2 GiB in the metrics."""
    answers = [status(1), status(2, db_size=held * MiB, db_size_in_use=held * MiB), status(3)]

    quota = one(look(answers), "quota")

    assert quota.verdict == verdict
    assert "m2" in quota.evidence


def test_a_status_tells_the_quota_where_metrics_do_not() -> None:
    """etcd 3.6 says so itself; 3.5 without metrics is grey."""
    answers = [status(number, db_size_quota=201 * MiB) for number in (1, 2, 3)]

    assert one(look(answers, after=None, before=None), "quota").verdict == "red"
    assert one(look(after=None, before=None), "quota").verdict == "grey"


@pytest.mark.parametrize(
    ("held", "used", "verdict"), [(400, 300, "green"), (400, 150, "yellow"), (150, 10, "green")]
)
def test_fragmentation_matters_from_some_size_on(held: int, used: int, verdict: str) -> None:
    """Less than half in use, of more than 100 MiB in use."""
    answers = [status(1, db_size=held * MiB, db_size_in_use=used * MiB), status(2), status(3)]

    assert one(look(answers), "fragmentation").verdict == verdict


@pytest.mark.parametrize(("behind", "verdict"), [(10, "green"), (2000, "yellow"), (6000, "red")])
def test_lag_is_counted_in_entries(behind: int, verdict: str) -> None:
    """From 5,000 on etcd refuses requests."""
    answers = [
        status(1, raft_index=9000, raft_applied_index=9000),
        status(2, raft_applied_index=9000 - behind),
    ]

    assert one(look([*answers, status(3, raft_applied_index=9000)]), "raft lag").verdict == verdict


def test_members_that_disagree_are_told() -> None:
    """About the leader it may pass; about the cluster it does not."""
    assert one(look([status(1), status(2, leader=2), status(3)]), "leader").verdict == "yellow"
    assert one(look([status(1), status(2, cluster_id=7), status(3)]), "cluster").verdict == "red"


def test_versions_and_their_bugs_are_told() -> None:
    """Skew is for passing through; a bug that matters to data names its issue, and where to go."""
    found = findings(
        look([status(1, version="3.5.1"), status(2, version="3.6.14"), status(3, version="3.6.14")])
    )

    assert found["version skew"].verdict == "yellow"
    assert found["known bugs"].verdict == "yellow"
    assert "#13766" in found["known bugs"].evidence
    assert "3.5.33" in found["known bugs"].advice


def test_a_downgrade_is_told() -> None:
    """As long as it is under way."""
    assert (
        one(look([status(1, downgrade_enabled=True, downgrade_target="3.5.0")]), "downgrade").verdict
        == "yellow"
    )


def plain(*hosts: str, **more: Any) -> Settings:
    return ClientSettings(tuple(f"http://{host}:2379" for host in hosts), **more)


def test_plain_http_is_judged_by_where_it_goes() -> None:
    """Within a machine it is green, to another yellow, with a password red."""
    members = [member(number, tls=False) for number in (1, 2, 3)]
    local = [member(number, host="127.0.0.1", tls=False) for number in (1, 2, 3)]

    assert one(look(members=local, settings=plain("127.0.0.1")), "encryption").verdict == "green"
    assert one(look(members=members, settings=plain("h1", "h2")), "encryption").verdict == "yellow"
    secret = plain("h1", user="u", password="p", insecure=True)
    assert told(one(look(members=members, settings=secret), "encryption")) == ("red", "certificates-and-auth")
    assert (
        one(look(members=members, settings=plain("h1", "h2")), "encryption between members").verdict
        == "yellow"
    )


@pytest.mark.parametrize(("days", "verdict"), [(300, "green"), (20, "yellow"), (3, "red"), (-2, "red")])
def test_certificates_are_judged_by_their_end(days: float, verdict: str) -> None:
    """A month before it is yellow, a week before red."""
    certificates = (
        Certificate("client.pem", NOW - DAY, NOW + days * DAY),
        Certificate("ca.pem", 0, NOW + 999 * DAY),
    )

    assert one(look(certificates=certificates), "certificate").verdict == verdict


def test_authentication_off_is_fine_where_something_else_protects() -> None:
    """Client certificates, or nothing but this machine; root is for administration."""
    members = [member(number, tls=False) for number in (1, 2, 3)]
    local = [member(number, host="127.0.0.1", tls=False) for number in (1, 2, 3)]

    assert one(look(), "authentication").verdict == "green"
    assert one(look(members=local, settings=plain("127.0.0.1")), "authentication").verdict == "green"
    assert one(look(members=members, settings=plain("h1")), "authentication").verdict == "yellow"
    root = plain("h1", user="root", password="p", insecure=True)
    assert (
        one(look(members=members, settings=root, auth=AuthStatus(True, 5)), "authentication").verdict
        == "yellow"
    )
    assert one(look(auth=Unavailable("down")), "authentication").verdict == "grey"


def test_an_etcd_that_does_not_tell_whether_authentication_is_on_shows_it() -> None:
    """Up to 3.4: while it is on, nobody reads without a user; a password that brings no token means that it is off."""
    silent = Unsupported("3.4")
    root = plain("127.0.0.1", user="root", password="p")

    assert one(look(auth=silent), "authentication").evidence.startswith("off")
    assert one(look(auth=silent, settings=root), "authentication").evidence.startswith("off")
    assert one(look(auth=silent, settings=root, logged_in=True), "authentication").evidence.startswith("on")
    assert one(look(auth=silent, keys=PermissionDenied("no")), "authentication").evidence.startswith("on")
    assert one(look(auth=PermissionDenied("no")), "authentication").evidence.startswith("on")


def test_members_on_one_machine_and_single_endpoints_are_told() -> None:
    """No copy helps against the loss of the machine; one endpoint is one way in."""
    members = [member(number, host="db") for number in (1, 2, 3)]

    assert one(look(members=members), "machines").verdict == "yellow"
    single = one(look(settings=ClientSettings(("https://h1:2379",), cert="c", key="k")), "endpoints")
    assert single.verdict == "yellow"
    assert "https://h3:2379" in single.advice


def test_short_leases_are_told() -> None:
    """Less than five seconds do not survive a hiccup."""
    assert one(look(leases=Leases((lease(1, 60),), 1)), "leases").verdict == "green"
    short = one(look(leases=Leases((lease(1, 60), lease(0xBEEF, 2)), 2)), "leases")
    assert told(short) == ("yellow", "agents-offline")
    assert "beef (/agents/a, 2 s)" in short.evidence


def test_stale_watches_are_told() -> None:
    """One that comes back by itself is yellow, one that does not is red."""
    streams = (Stream("watch of /a", "live"), Stream("watch of /b", "reconnecting", "no answer"))

    assert one(look(streams=streams[:1]), "watches here").verdict == "green"
    assert one(look(streams=streams), "watches here").verdict == "yellow"
    assert one(look(streams=(*streams, Stream("watch of /c", "failed"))), "watches here").verdict == "red"


def test_very_large_prefixes_are_told() -> None:
    """By number, and by what each key takes of the database."""
    assert one(look(keys=KeySpace(50, ((b"/a/", 40),))), "keys").evidence == "50 keys, 40 (80 %) below /a/"
    many = one(look(keys=KeySpace(300_000, ((b"/events/", 299_000),))), "keys")
    assert told(many) == ("yellow", "compact-and-defrag")
    assert one(look(keys=KeySpace(200)), "keys").verdict == "yellow"
