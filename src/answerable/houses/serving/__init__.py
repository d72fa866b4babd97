"""What this house answers to others, under ``/house/`` (C2SP tlog-tiles, tlog-witness, tlog-mirror).

Rules:
  - There is no session, no cookie and no form here. Whoever reads signs the request (`signing`); a checkpoint or an
    entry that is submitted carries the signature of its own log, and whoever brings it does not matter.
  - What somebody may not have and what is not here are told apart by nobody: both are 404.
  - An answer says what was expected and found, and nothing of what is here.
"""
