"""``python -m yamtam_nb.cli``."""

from __future__ import annotations

import sys

from yamtam_nb.cli.main import main

sys.exit(main())
