"""Who is asked where, and what follows from the answers."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme

from tests.unit.diagnosis.looks import member, status
from yamtam_nb.client.certificates import in_file, validity
from yamtam_nb.client.cluster_view import put_together
from yamtam_nb.client.member_view import leader_of, raised
from yamtam_nb.client.metrics import Metrics
from yamtam_nb.client.seats import Seat, seats
from yamtam_nb.errors import DeadlineExceeded, InvalidArgument, PermissionDenied, Unavailable
from yamtam_nb.model import Settings

MEMBERS = [member(1), member(2), member(3)]


def test_members_are_asked_where_the_client_knows_them() -> None:
    """By address, or by who answered there (a tunnel); the others where they say themselves."""
    settings = Settings(("https://tunnel:1", "https://h2:2379"))

    found = seats(settings.endpoints, MEMBERS, {"https://tunnel:1": 3}, settings)

    assert [seat.endpoint for seat in found] == ["https://h1:2379", "https://h2:2379", "https://tunnel:1"]
    assert [seat.name for seat in found] == ["m1", "m2", "m3"]


def test_an_endpoint_that_is_nobodys_has_a_seat_of_its_own() -> None:
    """It may be a removed member, or one that does not answer."""
    found = seats(("https://h9:1",), MEMBERS, {"https://h9:1": 99}, Settings(("https://h9:1",)))

    assert found[-1] == Seat(None, "https://h9:1")
    assert (found[-1].id, found[0].id) == ("https://h9:1", f"m1 {1:016x}")


def test_a_password_goes_to_no_address_that_its_user_has_not_named() -> None:
    """In clear text, that is; and who never started has no address."""
    members = [member(3)._replace(client_urls=()), member(1, tls=False), member(2)]
    settings = Settings(("https://h2:2379",), user="u", password="p")

    assert [seat.endpoint for seat in seats(settings.endpoints, members, {}, settings)] == [
        "",
        "https://h2:2379",
        "",
    ]


def test_the_newest_term_names_the_leader() -> None:
    """A former leader that was frozen still takes itself for it."""
    stale = status(1, leader=1, raft_term=3)
    assert leader_of([stale, status(2, leader=2, raft_term=4), status(3, leader=0, raft_term=4)]) == 2

    view = put_together(
        [Seat(each, f"at{each.id}") for each in MEMBERS],
        {
            "at1": stale,
            "at2": status(2, leader=2, raft_term=4, raft_index=510),
            "at3": DeadlineExceeded("late"),
        },
        {},
        {"at1": [None, 0.2]},
    )

    assert [each.role for each in view] == ["follower", "leader", "not answering"]
    assert [each.lag for each in view] == [10, 10, None]
    assert view[0].latencies == (None, 0.2)
    assert view.leader is view[1]


def test_other_roles_are_told_apart() -> None:
    """May not look, cut off, learner, never started, not asked."""
    asked = [Seat(each, f"at{each.id}") for each in MEMBERS]
    answers = {"at1": PermissionDenied("no"), "at2": status(2, leader=0), "at3": status(3, is_learner=True)}

    assert [each.role for each in put_together(asked, answers, {}, {})] == [
        "may not look",
        "no leader",
        "learner",
    ]
    unborn = Seat(member(4)._replace(client_urls=()), "")
    assert [each.role for each in put_together([unborn, Seat(member(5), "")], {}, {}, {})] == [
        "never started",
        "not asked",
    ]


def test_alarms_are_read_from_what_members_complain_of() -> None:
    """Each member tells of all alarms, so they are known without a quorum."""
    errors = ("memberID:2 alarm:NOSPACE ", "memberID:2 alarm:CORRUPT ", "etcdserver: no leader")

    assert raised([status(1, errors=errors), status(2, errors=errors)]) == {2: ("CORRUPT", "NOSPACE")}


def test_metrics_are_looked_for_at_the_member_unless_said_otherwise() -> None:
    """What cannot be reached is an error of the usual kind; a password in a URL is refused."""
    metrics = Metrics(Settings(("http://h:1",)), {"http://h:1": "http://127.0.0.1:1/elsewhere"})

    assert metrics.url("http://h:2/") == "http://h:2/metrics"
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:1/elsewhere"):
        metrics.read("http://h:1", timeout=0.5)
    for bad in ("ftp://h", "http://u:p@h/metrics", "h:1"):
        with pytest.raises(InvalidArgument):
            Metrics(Settings(("http://h:1",)), {"a": bad})


def test_the_ends_of_certificates_are_read_from_their_bytes(tmp_path: Path) -> None:
    """The same as the standard library says, which tells only of those that it trusts."""
    authority = trustme.CA()
    path = tmp_path / "c.pem"
    authority.cert_pem.write_to_path(str(path))
    context = ssl.create_default_context(cafile=str(path))
    (known,) = [each for each in context.get_ca_certs() if "trustme" in str(each["subject"])]

    found = in_file(str(path))

    assert found.not_after == ssl.cert_time_to_seconds(str(known["notAfter"]))
    assert found.not_before == ssl.cert_time_to_seconds(str(known["notBefore"]))
    for broken in (b"", b"0", b"\x30\x82\xff\xff", b"\x30\x03\x30\x01\x00"):
        with pytest.raises(ValueError, match=r"ends too early|no point in time"):
            validity(broken)
    path.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    with pytest.raises(InvalidArgument, match="no certificate"):
        in_file(str(path))
