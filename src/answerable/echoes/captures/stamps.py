"""The stamp of a capture: a time that an authority vouches for, kept beside the WARC.

What is stamped is the `record_sha256` of a capture. What a stamp is and when it holds, `record.stamping` says.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from cryptography import x509

from answerable.echoes.captures.writing import Kept
from answerable.echoes.errors import CaptureFailed
from answerable.record.errors import NotStamped
from answerable.record.stamping.stamps import Authority, Stamped, stamp, verify

DIGEST = re.compile(r"[0-9a-f]{64}")


def stamp_kept(
    kept: Kept, *, folder: Path, authority: Authority, roots: Sequence[x509.Certificate], nonce: int
) -> Stamped:
    """Have a capture stamped, keep the stamp beside its WARC, and return it; one that has a stamp keeps that one.

    Raises:
        CaptureFailed: the authority failed, or a stamp does not hold, or it could not be written.
    """
    place = stamp_of(kept, folder=folder)
    if not place.exists():
        with _failing():
            token = stamp(kept.record_sha256, authority=authority, roots=roots, nonce=nonce)
        _write(place, token)
    return read_stamp(kept, folder=folder, roots=roots)


def read_stamp(kept: Kept, *, folder: Path, roots: Sequence[x509.Certificate]) -> Stamped:
    """Return what is vouched for of a capture, after checking it.

    Raises:
        CaptureFailed: there is no stamp, or it does not hold.
    """
    place = stamp_of(kept, folder=folder)
    try:
        token = place.read_bytes()
    except OSError as error:
        raise CaptureFailed(f"expected a stamp at {place}, found: {error.strerror or error}") from error
    with _failing():
        return verify(token, kept.record_sha256, roots=roots)


def stamp_of(kept: Kept, *, folder: Path) -> Path:
    """Return where the stamp of a capture lies: stamps/SHA256.tsr beside its WARC."""
    parts = PurePosixPath(kept.path)
    if parts.is_absolute() or ".." in parts.parts:
        raise CaptureFailed(f"expected a place within the folder of captures, found {kept.path}")
    if not DIGEST.fullmatch(kept.record_sha256):
        raise CaptureFailed(f"expected a SHA-256 in hex, found {kept.record_sha256!r}")
    return folder / parts.parent / "stamps" / f"{kept.record_sha256}.tsr"


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except NotStamped as error:
        raise CaptureFailed(str(error)) from error


def _write(place: Path, token: bytes) -> None:
    """Have a stamp on disk whole, or not at all; of two written at once the first stays."""
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, prefix=".stamp-") as file:
            file.write(token)
            file.flush()
            os.fsync(file.fileno())
            try:
                place.hardlink_to(file.name)
            except FileExistsError:
                return
        descriptor = os.open(place.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise CaptureFailed(f"expected to write a stamp to {place}, found: {error.strerror or error}") from error
