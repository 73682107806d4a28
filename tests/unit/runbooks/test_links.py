"""Ways to the members, their certificates, and what is to be done about them."""

from __future__ import annotations

import pytest
from IPython.lib.pretty import pretty

from yamtam_nb.client.certificates import Certificate
from yamtam_nb.errors import GateNotPassed
from yamtam_nb.runbooks.links import Link, Links

DAY = 86_400.0
NOW = 20_000 * DAY


def link(where: str, days: float | None, trouble: str = "", *, mine: bool = False) -> Link:
    shown = None if days is None else Certificate(where, 0.0, NOW + days * DAY)
    return Link(where, not mine, shown, trouble, mine)


def test_one_way_in_is_enough_to_go_on() -> None:
    """With none it stops, and says why and what to do; the files of this side are no way in."""
    mine = link("/pki/client.pem", 300, mine=True)
    some = Links([link("https://m1:2379", -3, "it has expired."), link("https://m2:2379", 300), mine], NOW)
    none = Links([link("https://m1:2379", -3, "it has expired."), mine], NOW)

    assert some.expect_one() is some
    with pytest.raises(GateNotPassed, match=r"accepts a new connection\. https://m1:2379: it has expired"):
        none.expect_one()
    assert some.title == (
        "1 of 2 members accept a new connection; ended, or ending within a week: 1 certificate"
    )


def test_what_ends_soon_has_its_steps() -> None:
    """Within a week it counts as ending, within a month it has steps: one list for all members, one for each file."""
    ways = Links(
        [
            link("https://m1:2379", 6),
            link("https://m2:2379", 29),
            link("https://m3:2379", 31),
            link("/a b/client.pem", 1, mine=True),
        ],
        NOW,
    )

    members, mine = ways.what_to_do()

    assert ways.ending == ["https://m1:2379", "/a b/client.pem"]
    assert "https://m1:2379 (ends on 2024-10-10), https://m2:2379" in members.title
    assert "m3" not in members.text()
    assert [command for command, _ in members.steps if command.startswith("openssl s_client")] == [
        "openssl s_client -connect m1:2379 </dev/null 2>/dev/null | openssl x509 -noout -enddate",
        "openssl s_client -connect m2:2379 </dev/null 2>/dev/null | openssl x509 -noout -enddate",
    ]
    assert "-in '/a b/client.pem'" in mine.text()
    assert mine.text() in pretty(ways)


def test_all_is_well_in_few_words() -> None:
    """No steps, and the end of each certificate in days."""
    ways = Links(
        [link("https://m1:2379", 300), link("http://127.0.0.1:2379", None)._replace(encrypted=False)],
        NOW,
        "TLS",
    )

    assert ways.what_to_do() == []
    assert ways.title == "2 of 2 members accept a new connection"
    assert pretty(ways).splitlines()[2].split() == ["https://m1:2379", "TLS", "2025-07-31", "300", "works"]
    assert list(ways.df.trouble) == ["", ""]
    assert "Between members: TLS." in ways._repr_html_()


def test_words_of_a_server_are_shown_as_text() -> None:
    """An error may hold what a server said."""
    assert "<script>" not in Links([link("https://m1:2379", 1, "<script>")], NOW)._repr_html_()
