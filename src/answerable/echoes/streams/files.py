"""Files wherever fsspec finds them: on this machine, in memory, in S3 and whatever else has a driver.

Rules:
  - Files come in the order of their names, always the same; a name with `*`, `?` or `[` may lead to many.
  - Nothing is fetched over http(s) from here: that is a fetcher's work, which keeps manners and shuns
    private addresses.
"""

from __future__ import annotations

from typing import Any, BinaryIO, Final, cast

import fsspec

from answerable.echoes.errors import BrokenStream, NoSuchStream

WILD: Final = "*?["
"""Characters that make a name a pattern."""


def place(name: str) -> tuple[Any, str]:
    """Return the file system that a name belongs to, and the path within it.

    Raises:
        NoSuchStream: Nobody knows such an address, its driver is not installed, or it would be fetched over http(s).
    """
    if "http://" in name or "https://" in name:
        raise NoSuchStream(f"expected a file, found {name!r}: save it first, or name a feed, a sitemap or a list")
    try:
        system, path = fsspec.core.url_to_fs(name)
    except ImportError as error:
        raise NoSuchStream(f"expected an address with a driver, found {name!r}: {error}") from error
    except ValueError as error:
        raise NoSuchStream(f"expected an address that fsspec knows, found {name!r}: {error}") from error
    return system, str(path)


def is_folder(name: str) -> bool:
    """Return whether a name leads to a folder."""
    system, path = place(name)
    return bool(system.isdir(path))


def matching(name: str) -> list[str]:
    """Return the files that a name leads to, in order: itself, or all that fit a pattern.

    Raises:
        NoSuchStream: There is none.
    """
    system, path = place(name)
    try:
        if any(sign in path for sign in WILD) and not system.exists(path):
            found = sorted(str(each) for each in system.glob(path) if system.isfile(each))
        else:
            found = [path] if system.isfile(path) else []
    except OSError as error:
        raise NoSuchStream(f"expected a file at {name!r}, found that it cannot be looked at: {error}") from error
    if not found:
        raise NoSuchStream(f"expected a file at {name!r}, found none")
    return [str(system.unstrip_protocol(each)) if "://" in name else each for each in found]


def opened(name: str) -> BinaryIO:
    """Return a file, open for reading bytes, with `seek`.

    Raises:
        BrokenStream: It cannot be opened.
    """
    system, path = place(name)
    try:
        return cast("BinaryIO", system.open(path, "rb"))
    except OSError as error:
        raise BrokenStream(f"expected a file that can be read at {name!r}, found: {error}") from error


def size(name: str) -> int:
    """Return how many bytes a file has.

    Raises:
        BrokenStream: It cannot be looked at.
    """
    system, path = place(name)
    try:
        return int(system.size(path))
    except OSError as error:
        raise BrokenStream(f"expected a file that can be read at {name!r}, found: {error}") from error
