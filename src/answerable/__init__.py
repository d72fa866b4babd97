"""The chain of custody of a claim: from the evidence it rests on to what the world makes of it, and back.

Read `kinds.py` first: it is the table of every act the record can hold. Each room (`evidence`, `findings`, `outputs`,
and so on) is a package of its own; `record` is the signed, append-only log under all of them.
"""

import os

__version__ = "0.1.0"

# ONNX Runtime, from 1.31 on, gives the machine a number, keeps it in the user's cache and sends it to its maker with
# what is run. It reads this when it is loaded, so it is said before anything of ours can load it; children inherit it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
