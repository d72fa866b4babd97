"""Secrets as whoever starts a process hands them over: in its environment, or as files in a folder of credentials.

A variable is read by every process that inherits it, and by whoever may look at the process. A file in the folder that
`CREDENTIALS_DIRECTORY` names is read when it is needed: systemd puts such files into memory that is never swapped, for
one service alone (systemd.exec, "Credentials"); a container finds the same in a mounted folder.

Rules:
  - The variable counts before the file, so that a person at the command line can set another.
  - `ANSWERABLE_SECRET_KEY` lies in the file `secret-key`, `DATABASE_URL` in `database-url`: the name without the
    first word of ours, in small letters.
  - A file may end with a newline, which is no part of the secret.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

FOLDER = "CREDENTIALS_DIRECTORY"
"""Names the folder (systemd.exec, "Environment variables set or propagated by the service manager")."""


def credential(name: str, environment: Mapping[str, str] = os.environ) -> str:
    """Return the secret of this name; empty where neither a variable nor a file gives one."""
    if said := environment.get(name):
        return said
    folder = environment.get(FOLDER)
    place = Path(folder) / name.removeprefix("ANSWERABLE_").lower().replace("_", "-") if folder else None
    return place.read_text(encoding="utf-8").removesuffix("\n") if place and place.is_file() else ""
