"""Which news of a loss counts, and which does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from yamtam_nb.concurrency.loss import Loss, key_gone
from yamtam_nb.concurrency.place import Place
from yamtam_nb.concurrency.session import Session
from yamtam_nb.concurrency.vigil import Vigil


class Source:
    """The side of a session that tells of losses."""

    lease_id = 0x1F
    ttl = 15

    def __init__(self) -> None:
        self.wishes: dict[str, list[Callable[[Any], None]]] = {"lost": [], "doubt": []}

    def on_lost(self, callback: Callable[[Any], None]) -> Callable[[], None]:
        """Note the wish."""
        self.wishes["lost"].append(callback)
        return lambda: self.wishes["lost"].remove(callback)

    def on_doubt(self, callback: Callable[[Any], None]) -> Callable[[], None]:
        """Note the wish."""
        self.wishes["doubt"].append(callback)
        return lambda: self.wishes["doubt"].remove(callback)

    def tell(self, kind: str) -> None:
        """Tell those who asked."""
        for callback in self.wishes[kind]:
            callback(self)


def kept() -> tuple[Source, Vigil, list[Loss]]:
    """A vigil, its source, and what it tells."""
    source, told = Source(), list[Loss]()
    vigil = Vigil(cast("Session", source), cast("Place", None))
    vigil.on_loss(told.append)
    return source, vigil, told


def test_doubt_is_followed_by_proof_and_proof_by_nothing() -> None:
    """Each is told once."""
    source, vigil, told = kept()
    for kind in ("doubt", "doubt", "lost", "lost", "doubt"):
        source.tell(kind)
    vigil.lose(key_gone(7))
    assert [(loss.proven, str(loss)) for loss in told] == [
        (False, "its lease was not renewed for 15 s, so another may hold it now"),
        (True, "its lease 1f is gone (expired or revoked)"),
    ]
    assert vigil.loss == told[1]


def test_a_doubt_ends_when_etcd_confirms_the_place_and_proof_does_not() -> None:
    """After it, another doubt is news again."""
    source, vigil, told = kept()
    source.tell("doubt")
    vigil.trust()
    assert vigil.loss is None
    source.tell("doubt")
    source.tell("lost")
    vigil.trust()
    assert vigil.loss is not None
    assert [loss.proven for loss in told] == [False, False, True]


def test_who_asks_late_is_told_at_once() -> None:
    """What has happened already."""
    source, vigil, _ = kept()
    source.tell("lost")
    late: list[Loss] = []
    vigil.on_loss(late.append)
    assert [loss.proven for loss in late] == [True]


def test_what_goes_on_purpose_is_no_loss() -> None:
    """After the dismissal nothing is told, and the session is not asked any more."""
    source, vigil, told = kept()
    vigil.dismiss()
    vigil.lose(key_gone())
    source.tell("lost")
    assert (vigil.loss, told) == (None, [])
    assert source.wishes == {"lost": [], "doubt": []}
