"""The wire: the only code that knows gRPC and protobuf. Foreign exceptions end here.

Importing this package sets two environment defaults before gRPC is loaded. Fork handlers are off,
because ``!command`` in a notebook forks, and with live streams the handlers can hang it (grpc issues
18075, 17986). The C core's own log is off, because a notebook would show it beneath the cell; every
failure it speaks of arrives as an exception anyway.
"""

import os

os.environ.setdefault("GRPC_ENABLE_FORK_SUPPORT", "0")
os.environ.setdefault("GRPC_VERBOSITY", "NONE")
