"""The record on a stick: what another house may have, sealed to it, for where no network reaches.

A stick is a folder:

| file | is |
| --- | --- |
| ``index.age`` | who it is from and to, and every part with its size and SHA-256; signed by the house it is from |
| ``parts/NAME.age`` | one part of at most some megabytes |

Rules:
  - Everything is sealed with age to the recipient that the other house names in `house.opened/1`.
  - Inside, a part is a tar archive with the files of C2SP tlog-tiles: checkpoint, tiles and entries of each log, and
    contents with their salts. What it brings is judged like what comes over the network, by `following`.
  - A part is named after its content, and the index comes last: writing that was cut goes on where it stopped.
  - Reading takes each part once; what is missing or torn is named, and a later stick brings it.
  - Nothing is believed for having been on the stick: a log signs for itself, and a content fits its commitment.
"""
