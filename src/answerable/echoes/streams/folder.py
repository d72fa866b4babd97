"""A folder of pages and documents: one record a file, in the order of their paths.

Rules:
  - Places count files in that order. Names that begin with a dot, and what lies in folders so named, belong to programs
    and are passed over.
  - HTML, text, Markdown, PDF and DOCX are given as bytes with their media type; a JSON file holds one record.
  - Other files are skipped as no text. A web archive or a table in a folder is named by itself.
  - A link to a folder is not followed, nor is one to a file outside.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Any, Final

import msgspec

from answerable.echoes.errors import BrokenStream, NoSuchStream, Unreadable
from answerable.echoes.streams import files, schema
from answerable.echoes.streams.documents import Item, Part, Raw, Skipped
from answerable.echoes.streams.records import LIMIT, Seen
from answerable.echoes.streams.responses import Source

MEDIA: Final = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""The media type by the ending of a file's name; nothing is said of its charset."""

PART: Final = 10_000
"""Files of one part; chosen by hand: the folder is listed again for each."""


class Folder(msgspec.Struct, frozen=True):
    """A folder with all that lies below it.

    Attributes:
        name: What a person called it.
        place: The path or address.
        part_size: Files of one part.
    """

    name: str
    place: str
    part_size: int = PART

    def parts(self) -> Sequence[Part]:
        """Return ranges of files.

        Raises:
            NoSuchStream: There is no such folder.
        """
        if not files.is_folder(self.place):
            raise NoSuchStream(f"expected a folder at {self.place!r}, found none")
        count = len(_listed(self.place))
        return [
            Part(stream=self.name, path=self.place, begin=begin, end=min(begin + self.part_size, count))
            for begin in range(0, max(count, 1), self.part_size)
        ]

    def read(self, part: Part, *, start: int | None = None) -> Iterator[Item]:
        """Return the records of the files of a part, and what was skipped."""
        listed = _listed(part.path)
        seen = Seen()
        first = part.begin if start is None else start
        if not listed and start is None:
            yield Skipped(stream=part.stream, path=part.path, at=0, next=0, reason="empty", detail="an empty folder")
        for at, path in enumerate(listed[: part.end if part.end >= 0 else None]):
            if at >= part.begin:
                for item in _items(path, at, part, seen):
                    if at >= first:
                        yield item


def _listed(place: str) -> list[str]:
    system, root = files.place(place)
    # On this machine links to folders are left alone: they lead in circles, and out.
    found = _walked(root) if "file" in _protocols(system) else (str(path) for path in system.find(root))
    return sorted(path for path in found if not _hidden(path[len(root) :]))


def _walked(root: str) -> Iterator[str]:
    for folder, _, names in os.walk(root):
        for name in names:
            yield os.path.join(folder, name)  # noqa: PTH118  # as fsspec writes it


def _hidden(path: str) -> bool:
    return any(name.startswith(".") for name in path.split("/"))


def _items(path: str, at: int, part: Part, seen: Seen) -> Iterator[Item]:
    place = os.fsencode(path).decode("utf-8", "replace")  # a name may be bytes that are no text
    source = Source(stream=part.stream, path=place)
    try:
        content, media = _content(path, part)
        if media != MEDIA[".json"]:
            name = _within(place, part)
            yield Raw(stream=part.stream, path=place, at=at, next=at + 1, id=name, content=content, media=media)
            return
        row = msgspec.json.decode(content, type=dict[str, Any])
    except Unreadable as error:
        reason, detail = error.reason, error.detail
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        reason, detail = "broken", f"expected one JSON object: {error}"
    else:
        yield from schema.items(row, at=at, end=at + 1, source=source, seen=seen)
        return
    yield Skipped(stream=part.stream, path=place, at=at, next=at + 1, reason=reason, detail=detail)


def _content(path: str, part: Part) -> tuple[bytes, str]:
    media = MEDIA.get(PurePosixPath(path).suffix.lower())
    if media is None:
        raise Unreadable(
            "not-text", f"expected a name ending in {', '.join(MEDIA)}, found {PurePosixPath(path).name!r}"
        )
    system, root = files.place(part.path)
    if "file" in _protocols(system) and not _inside(path, root):
        raise Unreadable("not-allowed", "a link that leads out of the folder")
    if "file" in _protocols(system) and not os.path.isfile(path):  # noqa: PTH113  # as above
        raise Unreadable("not-text", "expected a file, found a pipe, a device, or a link to nothing")
    address = str(system.unstrip_protocol(path))
    try:
        with files.opened(address) as file:
            content = file.read(LIMIT + 1)
    except (BrokenStream, OSError) as error:
        raise Unreadable("broken", str(error)) from error
    if len(content) > LIMIT:
        raise Unreadable("too-large", f"expected at most {LIMIT} bytes, found more")
    if not content:
        raise Unreadable("empty", "the file is empty")
    return content, media


def _protocols(system: Any) -> tuple[str, ...]:
    return (system.protocol,) if isinstance(system.protocol, str) else tuple(system.protocol)


def _inside(path: str, root: str) -> bool:
    real = os.path.realpath(root)
    return os.path.commonpath([real, os.path.realpath(path)]) == real


def _within(path: str, part: Part) -> str:
    return path[len(files.place(part.path)[1]) :].lstrip("/")
