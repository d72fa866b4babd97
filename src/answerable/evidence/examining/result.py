"""What goes into the confined process beside a file, and what comes out of it."""

from __future__ import annotations

from typing import Final, Literal

import msgspec

MOST_LINES: Final = 400
"""Lines of one result; chosen by hand: a camera writes about a hundred."""

LONGEST: Final = 500
"""Characters of a value; chosen by hand."""

LARGEST_PREVIEW: Final = 1 << 20
"""Bytes of a preview; chosen by hand: 800 pixels on the longer side take about a tenth."""

LARGEST: Final = 4 << 20
"""Bytes of a whole result as it is sent; chosen by hand."""

Group = Literal["file", "content", "metadata", "place", "credentials", "inside", "doubts"]
Provenance = Literal["none", "unknown", "trusted", "valid", "invalid"]
"""Content Credentials: none there; not to be told; signed by somebody on a list that we trust; the signature holds but
nobody vouches for the signer; the file was altered after it was signed, or the signature does not hold."""


class Told(msgspec.Struct, frozen=True):
    """What the confined process is told of a file: its name, and certificates in PEM that are trusted."""

    name: str
    anchors: str


class Line(msgspec.Struct, frozen=True):
    """One thing that was found: to which group it belongs, its name, and its value."""

    group: Group
    name: str
    value: str


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """What was found.

    Attributes:
        media: The media type, as the bytes say.
        lines: What was found.
        look: A perceptual hash of a picture, 16 hexadecimal signs; "" where there is none.
        preview: A small JPEG; empty where there is none.
        provenance: What Content Credentials say.
        problem: Why something could not be read, "" where all could.
    """

    media: str
    lines: tuple[Line, ...] = ()
    look: str = ""
    preview: bytes = b""
    provenance: Provenance = "unknown"
    problem: str = ""


class Notes:
    """What is found while a file is read, within the limits."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.look, self.preview = "", b""
        self.provenance: Provenance = "unknown"
        self.problems: list[str] = []

    def add(self, group: Group, name: str, value: object) -> None:
        """Write down one thing, if it says anything."""
        text = " ".join("".join(sign if sign.isprintable() else " " for sign in str(value)).split())
        if text and len(self.lines) < MOST_LINES:
            self.lines.append(Line(group, name[:80], text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"))

    def doubt(self, text: str) -> None:
        """Write down something that a person should look at."""
        self.add("doubts", "look", text)

    def examined(self, media: str) -> Examined:
        """Return the result."""
        if len(self.preview) > LARGEST_PREVIEW:
            self.preview = b""
        return Examined(
            media=media,
            lines=tuple(self.lines),
            look=self.look,
            preview=self.preview,
            provenance=self.provenance,
            problem="; ".join(self.problems)[:LONGEST],
        )
