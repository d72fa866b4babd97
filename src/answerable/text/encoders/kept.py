"""Graphs kept in the user's cache, so that they are made once and not at every start.

The folder is ``ANSWERABLE_CACHE``, else ``cache`` under ``ANSWERABLE_HOME``, else the user's cache directory. A
file's name holds a digest of all it was made from; a file is written beside and moved into place, so that no reader
sees half of one. Where nothing can be written the graph is made anew in each process.
"""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import platformdirs

log = logging.getLogger(__name__)


def cache_folder() -> Path:
    """Where graphs are kept; it may not exist yet."""
    if chosen := os.environ.get("ANSWERABLE_CACHE"):
        return Path(chosen)
    if home := os.environ.get("ANSWERABLE_HOME"):
        return Path(home) / "cache"
    return Path(platformdirs.user_cache_dir("answerable", appauthor=False))


def kept(name: str, make: Callable[[], bytes], *, again: bool = False) -> Path | bytes:
    """The file of this name, made and kept if there is none; its bytes where it cannot be kept.

    Args:
        name: File name, with a digest of all that `make` reads.
        make: Gives the bytes.
        again: Make it even if there is one, as when it could not be read.
    """
    path = cache_folder() / name
    if path.is_file() and not again:
        return path
    content = make()
    try:
        _write(path, content)
    except OSError as error:
        log.warning("%s cannot be kept, and will be made again at every start: %s", path, error)
        return content
    return path


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(beside).replace(path)
    except OSError:
        with suppress(OSError):
            Path(beside).unlink()
        raise
