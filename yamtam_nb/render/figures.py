"""Figures as people read them: bytes, spans of time, shares."""

from __future__ import annotations


def size(number: float) -> str:
    """Bytes in the unit that fits, in thousands as etcdctl counts them.

    >>> size(512), size(20_480), size(2_147_483_648)
    ('512 B', '20 kB', '2.1 GB')
    """
    amount = float(number)
    for unit in ("B", "kB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit != "MB" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} GB"


def brief(seconds: float) -> str:
    """A short span: ``0.8 ms``, ``12 ms``, ``1.3 s``.

    >>> brief(0.00081), brief(0.012), brief(1.29)
    ('0.8 ms', '12 ms', '1.3 s')
    """
    if seconds < 0.00995:
        return f"{1000 * seconds:.1f} ms"
    return f"{1000 * seconds:.0f} ms" if seconds < 0.9995 else f"{seconds:.1f} s"


def span(seconds: float) -> str:
    """A long span in the unit that fits: ``40 s``, ``12 min``, ``5 h``, ``3 days``.

    >>> span(40), span(725), span(18_500), span(260_000)
    ('40 s', '12 min', '5 h', '3 days')
    """
    for unit, length, most in (("s", 1, 100), ("min", 60, 6000), ("h", 3600, 172_800)):
        if seconds < most:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds / 86_400:.0f} days"


def share(part: float) -> str:
    """A part of one as a percentage: ``3 %``.

    >>> share(0.031), share(0.0004), share(1.0)
    ('3 %', '0 %', '100 %')
    """
    return f"{100 * part:.0f} %"


def counted(number: int, noun: str) -> str:
    """A number with its noun, given in the singular.

    >>> counted(1, "member"), counted(1234, "key"), counted(0, "entry"), counted(2, "watch")
    ('1 member', '1,234 keys', '0 entries', '2 watches')
    """
    if number == 1:
        return f"1 {noun}"
    if noun.endswith("ch"):
        return f"{number:,} {noun}es"
    return f"{number:,} {noun[:-1]}ies" if noun.endswith("ry") else f"{number:,} {noun}s"
