"""Every document that was released, followed through the world's media.

The way of a page, folder by folder:

  - `streams/` gives records: files, archives, feeds, what is fetched politely.
  - `pages/` takes the words out of a record: quickly for all of them, carefully for the few that matter.
  - `scanning/` finds our words in them, and says what changed.
  - `runs/` does that for whole streams, on one machine or many, and keeps what was found.
  - `captures/` keeps a page that uses our words as it was: its bytes, its picture, the time.
  - `views/` shows it to people, who confirm, correct and answer.

Up to `captures/` nothing needs a database. What people say about it stands in the record: see `entries.py`.
"""
