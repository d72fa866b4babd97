"""A page that uses our words, kept as it was: its bytes, its picture, and a time that others vouch for.

  - `writing` keeps a record in a WARC of the day and gives it back; `records` says what is written.
  - `pictures` draws what was kept, with Chromium cut off from everything.
  - `stamps` has a time-stamping authority sign the digest of what was kept (`record.stamping`).

Each can fail by itself, with `CaptureFailed`: a page without a picture or without a stamp is still kept, and whoever
asked stores why there is none.
"""
