"""A picture and a time-stamp for a page that was kept, and where there is none, why.

Rules:
  - Each fails by itself: a page without a picture may have a stamp.
  - A picture shows what was kept, not what the address shows by then; a stamp is over what was kept.
  - Nothing fails in silence: what failed is returned as text, to be stored and printed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePosixPath

import msgspec

from answerable.echoes.captures.pictures import draw, keep_picture
from answerable.echoes.captures.writing import Kept, read
from answerable.echoes.errors import CaptureFailed
from answerable.record.stamping.stamps import Stamped

Stamps = Callable[[Kept, Path], Stamped]
"""Has a capture under a folder stamped; raises CaptureFailed."""


class Vouched(msgspec.Struct, frozen=True, kw_only=True):
    """What stands beside a capture now.

    Attributes:
        picture: SHA-256 of its picture, or "".
        unpictured: Why there is none, or "".
        stamped: The time that an authority vouches for, or None.
        unstamped: Why there is none, or "".
    """

    picture: str = ""
    unpictured: str = ""
    stamped: datetime | None = None
    unstamped: str = ""


def vouch(kept: Kept, out: Path, *, now: datetime, stamps: Stamps | None, pictured: bool) -> Vouched:
    """Have a capture drawn and stamped, and return what came of that.

    Args:
        kept: The capture, its path relative to the folder of results.
        out: The folder of results.
        now: The moment.
        stamps: What has it stamped, or None where no authority was named.
        pictured: Whether it is drawn.
    """
    picture, unpictured = _picture(kept, out, now) if pictured else ("", "")
    if stamps is None:
        return Vouched(picture=picture, unpictured=unpictured, unstamped="no time-stamping authority is set")
    try:
        return Vouched(picture=picture, unpictured=unpictured, stamped=stamps(kept, out).at)
    except CaptureFailed as error:
        return Vouched(picture=picture, unpictured=unpictured, unstamped=str(error))


def _picture(kept: Kept, out: Path, now: datetime) -> tuple[str, str]:
    try:
        raw = read(out, kept)
        folder = out / PurePosixPath(kept.path).parents[2]  # above its year and its month
        drawn = keep_picture(draw(raw.content, raw.media), kept, folder=folder, now=now)
    except CaptureFailed as error:
        return "", str(error)
    return drawn.payload_sha256, ""
