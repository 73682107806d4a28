"""What is wrong with a file that is being read."""

from __future__ import annotations


class Fault(Exception):
    """Raised by the readers of formats; whoever opened the file adds its name and makes it an ``InvalidFile``.

    Attributes:
        what: a clause that says it, and what to do.
        line: the line that it is on, from 1; 0 when it belongs to no line.
    """

    def __init__(self, what: str, line: int = 0) -> None:
        super().__init__(what)
        self.what = what
        self.line = line


def utf8(data: bytes, line: int = 1) -> str:
    """The bytes as text, without the byte order mark that some editors put in front.

    Raises:
        Fault: they are not UTF-8; the line is counted from ``line``.
    """
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        at = line + data.count(b"\n", 0, error.start)
        raise Fault(f"byte 0x{data[error.start]:02x} is not UTF-8", at) from error
