"""The picture of a page, found by its digest beside the capture that it shows.

What is stored of a page names its capture and the digest of its picture. The picture lies in a WARC of the same folder,
of that day or a later one, and the lines beside it say where.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from answerable.echoes.captures.writing import Kept, payload
from answerable.echoes.errors import CaptureFailed


def picture_of(folder: Path, capture: Mapping[str, Any], picture: str) -> bytes:
    """Return the picture with a digest, drawn from a capture under `folder`, after checking every byte.

    Raises:
        CaptureFailed: there is none, or it is not as it was.
    """
    if not capture or not picture:
        raise CaptureFailed("expected a page that was kept with its picture, found none")
    try:
        base = folder / PurePosixPath(str(capture["path"])).parents[2]  # above its year and its month
    except LookupError:
        raise CaptureFailed(f"expected a WARC below its year and month, found {capture.get('path')!r}") from None
    if not base.resolve().is_relative_to(folder.resolve()):
        raise CaptureFailed(f"expected a place within {folder}, found {capture['path']}")
    for lines in sorted(base.glob("*/*/*.jsonl")):
        for line in lines.read_bytes().splitlines():
            kept = _kept(line)
            if kept is not None and kept.payload_sha256 == picture:
                return payload(base, kept)
    raise CaptureFailed(f"expected a picture with the SHA-256 {picture} in {base}, found none")


def _kept(line: bytes) -> Kept | None:
    """Return what a line says, or None for one that a crash tore."""
    try:
        return msgspec.json.decode(line, type=Kept)
    except msgspec.MsgspecError:
        return None
