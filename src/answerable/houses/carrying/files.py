"""Names of what lies in the parts of a stick, and how parts are put together and taken apart.

A tar archive is read member by member into memory and never unpacked by name: only names of these forms are heeded.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterable, Iterator
from hashlib import sha256

from answerable.houses.errors import HouseError

PART = 8 << 20
"""Bytes of files in a part, as far as whole files allow; chosen by hand: a torn stick loses little."""

PIECE = 4 << 20
"""Bytes of a content in one file; a larger one is cut into several. Chosen by hand."""

MOST_UNPACKED = 64 << 20
"""Bytes that a part may unpack to; chosen by hand, well above `PART`."""

_NUMBER = r"(?:x[0-9]{3}/){0,5}[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?"
_NAME = re.compile(
    rf"log/[0-9a-f]{{64}}/(?:origin|checkpoint|tile/0/{_NUMBER}|tile/entries/{_NUMBER})"
    r"|content/[0-9a-f]{64}/(?:form|[0-9]{1,15})"
)

File = tuple[str, bytes]
"""A name, and what lies under it."""


def log_folder(origin: str) -> str:
    """Return the folder of a log in a part, as tlog-mirror names it."""
    return f"log/{sha256(origin.encode()).hexdigest()}"


def content_folder(commitment: str) -> str:
    """Return the folder of a content in a part."""
    return f"content/{commitment.removeprefix('sha256:')}"


def parts(files: Iterable[File]) -> Iterator[bytes]:
    """Yield archives of these files, in their order; the same files give the same archives."""
    held: list[File] = []
    size = 0
    for file in files:
        if held and size + len(file[1]) > PART:
            yield _archive(held)
            held, size = [], 0
        held.append(file)
        size += len(file[1])
    if held:
        yield _archive(held)


def name_of(archive: bytes) -> str:
    """Return the name of a part; it holds nonces and salts, so nobody can guess a part and try."""
    return sha256(archive).hexdigest()[:32]


def unpacked(archive: bytes) -> Iterator[File]:
    """Yield the files of a part.

    Raises:
        HouseError: it is no archive, too large, or holds something else than files of a stick.
    """
    size = 0
    try:
        with tarfile.open(fileobj=io.BytesIO(archive), mode="r:") as tar:
            for member in tar:
                size += member.size
                plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()
                if not (plain and _NAME.fullmatch(member.name)) or size > MOST_UNPACKED:
                    raise HouseError(f"part of a stick: expected files of a stick, found {member.name[:100]!r}")
                content = tar.extractfile(member)
                yield member.name, content.read() if content else b""
    except (tarfile.TarError, EOFError, ValueError, OSError) as error:
        raise HouseError(f"part of a stick: expected a tar archive, found: {error}") from error


def _archive(files: list[File]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, content in files:
            member = tarfile.TarInfo(name)
            member.size, member.mode = len(content), 0o600
            tar.addfile(member, io.BytesIO(content))
    return buffer.getvalue()
