"""A page of the web, taken in as it was: everything it asked for, in an archive that others' tools read, and a picture.

  - `pages` shows a page in a browser of our own and returns what came of it; `bounds` says how much of it.
  - `answering` fetches what the browser asks for. The browser itself reaches nothing: each address goes through
    `answerable.fetching.where`, is connected to where it was checked, and what comes is recorded before it is shown.
  - `recording` writes a WARC 1.1 (ISO 28500:2017) and its index, `packaging` a WACZ 1.1.1 around it.
  - `keeping` says what was captured: an item of evidence, and its picture derived from it.

A person asks for one page, as with any browser, so robots.txt is not asked; a scan asks it (`echoes.fetching`).
"""
