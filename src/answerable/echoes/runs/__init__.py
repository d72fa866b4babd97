"""Scanning whole streams, on one machine or many, and keeping what was found.

- `plans` says what is run and writes it down; a folder of results holds one run.
- `parts` reads one part of a stream to its end, chunk by chunk; everything that can be killed goes on there.
- `chunks` writes a chunk whole or not at all; `tables` are its columns; `results` reads them back.
- `local` uses the processes of this machine (`workers`), `many` the machines of a Ray cluster: both run `parts`.
- `health` says how each stream fared; `events` what a run tells while it goes on.
- `lone` reads what is looked for from files; `storing` writes results into the database, and alone knows Django.
"""
