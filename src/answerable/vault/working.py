"""Folders for work that is under way: archives while they are checked, pages while they are captured.

They lie in the home, where a search for words finds them and nobody else reads them, never in a folder that everybody
shares. A folder is locked while somebody works in it; what was killed leaves an unlocked one, which `remove_left`
removes.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

PREFIX = ".working-"


@contextmanager
def working_folder() -> Iterator[Path]:
    """Give an empty folder that is gone at the end with all that is in it."""
    home = Path(settings.ANSWERABLE_HOME)
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=home, prefix=PREFIX, ignore_cleanup_errors=True) as folder:
        held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield Path(folder)
        finally:
            os.close(held)


def remove_left(*, older_than: float) -> int:
    """Remove folders of work that was killed, older than so many seconds; return how many."""
    removed = 0
    for folder in Path(settings.ANSWERABLE_HOME).glob(f"{PREFIX}*"):
        if folder.is_dir() and not folder.is_symlink() and time.time() - folder.stat().st_mtime >= older_than:
            removed += _removed(folder)
    return removed


def _removed(folder: Path) -> bool:
    held = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder)
    except BlockingIOError:  # somebody works in it
        return False
    finally:
        os.close(held)
    return True
