"""Alarms by their names and by their numbers on the wire."""

from __future__ import annotations

from typing import Any

from yamtam_nb.rpc import etcd_pb as pb

ALARMS: dict[str, Any] = {"NOSPACE": pb.NOSPACE, "CORRUPT": pb.CORRUPT}
"""Those that etcd 3.4 to 3.7 can raise."""

_NAMES = {number: name for name, number in ALARMS.items()}


def name_of(number: int) -> str:
    """Its name; a kind that etcd learned since has only its number here.

    >>> name_of(1), name_of(7)
    ('NOSPACE', '7')
    """
    return _NAMES.get(number, str(number))


def number_of(name: str) -> Any:
    """Its number, by what ``name_of`` says.

    >>> number_of("CORRUPT"), number_of("7")
    (2, 7)
    """
    return ALARMS[name] if name in ALARMS else int(name)
