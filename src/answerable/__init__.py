"""The chain of custody of a claim: from the evidence it rests on to what the world makes of it, and back.

Read `kinds.py` first: it is the table of every act the record can hold. Each room (`evidence`, `findings`, `outputs`,
and so on) is a package of its own; `record` is the signed, append-only log under all of them.
"""

__version__ = "0.1.0"
