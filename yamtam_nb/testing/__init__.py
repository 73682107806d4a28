"""For those who test notebooks and programs that use etcd: a pytest plugin, loaded by being installed.

- A guard for ``pytest --nbval``: a cell that failed with IPython's ``UsageError``, a misspelt magic, or an
  error that never became an ``error`` message passes nbval by itself; with this plugin it fails.
- ``--etcd-sanitize``: compares outputs without what differs from run to run (revisions, IDs, ports, times).
- Fixtures that serve a real etcd cluster (``yamtam_nb.testing.fixtures``).
"""

from __future__ import annotations

from yamtam_nb.testing.sanitize import SANITIZE_FILE

__all__ = ["SANITIZE_FILE"]
