"""What an archive holds, once all of it was checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO, Literal

import msgspec

Type = Literal["document", "image", "video", "audio", "web-page"]

ENDINGS: dict[str, Type] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "tif", "tiff", "bmp", "heic", "avif", "svg"), "image"),
    **dict.fromkeys(("mp4", "m4v", "mov", "webm", "mkv", "avi", "mpg", "mpeg", "3gp", "ts"), "video"),
    **dict.fromkeys(("mp3", "wav", "ogg", "oga", "opus", "flac", "m4a", "aac", "amr", "wma"), "audio"),
    **dict.fromkeys(("wacz", "warc", "html", "htm", "mhtml"), "web-page"),
}


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive says of how a copy was made; nobody here has checked it.

    Attributes:
        origin: Where it was found: an address.
        tool: What it was made with.
        operator: Who made it.
        at: When.
        more: Other things that it says, a line each.
    """

    origin: str = ""
    tool: str = ""
    operator: str = ""
    at: datetime | None = None
    more: tuple[str, ...] = ()


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """One item that could be taken in.

    Attributes:
        name: Its name in the archive.
        type: What it is, as its name says.
        title: What to call it.
        sha256: The digest that was measured.
        size: Its bytes.
        claims: What the archive says of it.
        open: Returns the file.
        group: What belongs together has the same word here: one address, archived in several files.
    """

    name: str
    type: Type
    title: str
    sha256: str
    size: int
    claims: Claims
    open: Callable[[], BinaryIO]
    group: str = ""

    @property
    def file_name(self) -> str:
        """The last part of its name."""
        return self.name.rpartition("/")[2]


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """Who signed an archive, and what that is worth.

    Attributes:
        by: The host name whose certificate signed, or the digest of a key of which nothing else is known.
        named: Whether it is a host name.
        trusted: Whether its certificate led to an authority that this machine trusts, at the time that is stamped.
        created: When it was signed, as the signature says.
        stamped: When a time-stamping authority says that it was there; None where none does, or it is not known here.
        software: What signed, as it says.
        remarks: What is doubtful about it.
    """

    by: str
    named: bool
    trusted: bool
    created: datetime | None = None
    stamped: datetime | None = None
    software: str = ""
    remarks: tuple[str, ...] = ()


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive holds: its form, its items, who signed it, and what is worth knowing before it is taken in."""

    form: Literal["WACZ", "BagIt", "auto-archiver"]
    offers: tuple[Offer, ...]
    signed: Signed | None = None
    remarks: tuple[str, ...] = ()


def type_of(name: str) -> Type:
    """Return what a file is, as the end of its name says; a document where it says nothing."""
    return ENDINGS.get(name.rpartition(".")[2].lower(), "document")
