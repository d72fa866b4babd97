"""A recording: how long, how it is coded, and what is written into it. Reads tags alone; nothing is decoded."""

from __future__ import annotations

from typing import BinaryIO

from tinytag import TinyTag

from answerable.evidence.examining.result import Notes

SAID = (
    ("content", "seconds", "duration"),
    ("content", "samples in a second", "samplerate"),
    ("content", "channels", "channels"),
    ("content", "kilobits in a second", "bitrate"),
    ("metadata", "title", "title"),
    ("metadata", "artist", "artist"),
    ("metadata", "album", "album"),
    ("metadata", "date", "year"),
    ("metadata", "comment", "comment"),
    ("metadata", "composer", "composer"),
    ("metadata", "genre", "genre"),
)
"""A group, the name that we give, and the library's."""


def read(file: BinaryIO, notes: Notes) -> None:
    """Write down what a recording says of itself."""
    file.seek(0)
    tag = TinyTag.get(file_obj=file, image=False)
    for group, name, theirs in SAID:
        value = getattr(tag, theirs, None)
        if value is not None:
            notes.add(group, name, f"{value:.2f}" if isinstance(value, float) else value)  # type: ignore[arg-type]
    for name, values in list(tag.other.items())[:50]:
        notes.add("metadata", str(name), ", ".join(map(str, values)))
