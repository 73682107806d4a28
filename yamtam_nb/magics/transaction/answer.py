"""A transaction's answer together with what was asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from yamtam_nb.model import Op, TxnOp, TxnResult


@dataclass(frozen=True, repr=False)
class TxnAnswer(TxnResult):
    """A :class:`TxnResult` in every respect, which also knows the transaction, so that it can say what it did.

    Attributes:
        asked: the transaction.
    """

    asked: TxnOp = field(default_factory=TxnOp)

    @classmethod
    def of(cls, result: TxnResult, asked: TxnOp) -> TxnAnswer:
        """The answer to ``asked``."""
        return cls(result.succeeded, result.responses, result.header, asked)

    @property
    def done(self) -> tuple[Op, ...]:
        """The operations of the branch that ran, one for each of ``responses``."""
        return self.asked.success if self.succeeded else self.asked.failure
