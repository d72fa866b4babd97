"""What a machine can tell of a file without running anything in it: its metadata, its look, and who signed it.

  - `worker` reads one file in a process of its own that is confined (`confining`): little memory, little time, no
    network, no child, nothing to write to. `running` starts it, and takes no more from it than `result` allows.
  - `kinds` tells what a file is from its bytes; `pictures`, `films`, `sounds`, `papers`, `office` and `archives` read
    one family each; `credentials` reads and checks Content Credentials (C2PA).
  - `keeping` keeps the results in a table, erased with the file; `alike` finds items that look like one another.

Rules:
  - What is found is what the file says: a claim, whoever wrote it there. A signature says who signed, not what is true.
  - A preview is drawn anew from the pixels and carries nothing else of the file; the file itself is never shown.
  - What could not be read is said; it is never taken for "nothing found".
"""
