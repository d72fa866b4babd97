"""The signed, append-only log under every room: one log per section, facts only.

`entry`, `blocker`, `merkle`, `tiles`, `note`, `checkpoint`, `proof`, `keys` and `stamping` are plain Python and verify
without Django. `models`, `facts`, `log` and `replicate` keep the log in a database; `log.append` is the single write
path.
"""
