"""What others archived, read and checked before a word of it is believed: WACZ, BagIt, and the auto-archiver's output.

  - `places` gives the files of a folder or a zip, within `bounds`; nothing in it can lead out, and nothing is unpacked.
  - `packages` reads a WACZ, and `signatures` who signed it; `bags` a BagIt bag; `archived` what bellingcat's
    auto-archiver wrote. `reading` finds out which of them it is.
  - `keeping` takes in what was found, in one transaction.

Rules:
  - Everything is checked before anything is said: every digest that the archive gives is measured. What does not hold
    refuses the whole archive.
  - What an archive says of itself, when, with which tool, by whom, from where, is a claim, and is recorded as one.
"""
