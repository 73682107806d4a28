"""The one sandbox of a process."""

from __future__ import annotations

import pytest

from yamtam_nb.errors import SandboxError
from yamtam_nb.sandbox import current


def test_there_is_at_most_one() -> None:
    """start refuses a second one and names the first; stop says whether there was one."""
    assert current.current() is None
    assert current.stop() is False
    cluster = current.start(members=1, fsync=False)
    try:
        assert current.current() is cluster
        with pytest.raises(SandboxError, match=f"runs already at {cluster.endpoints[0]}"):
            current.start(members=1)
    finally:
        assert current.stop() is True
    assert cluster.closed
    assert current.current() is None


def test_one_that_was_closed_by_hand_does_not_count() -> None:
    """Closing the cluster itself frees the place."""
    current.start(members=1, fsync=False).close()
    assert current.current() is None
    assert current.stop() is False
