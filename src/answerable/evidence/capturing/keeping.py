"""What is said of a captured page: its archive as an item, and its picture as another that was made from it."""

from __future__ import annotations

import hashlib
import io
from typing import Any, BinaryIO

from answerable.evidence.arriving import Arrival, Arrived, Speaker, take_in
from answerable.evidence.capturing.pages import Captured
from answerable.evidence.entries import Capture

LONGEST_TOOL = 300
"""Characters of what a page was captured with; chosen by hand."""


def keep(captured: Captured, speaker: Speaker, *, title: str = "") -> list[Arrived]:
    """Take in a captured page and its picture, and return what became of both.

    Raises:
        Refused: a gate is closed; nothing was said, and nothing is kept.
    """
    return take_in(_arrivals(captured, speaker.person, title), speaker)


def title_of(captured: Captured, title: str = "") -> str:
    """Return what a captured page is called: as somebody says, else as it calls itself, else its address."""
    return title.strip() or captured.title or captured.address


def _arrivals(captured: Captured, operator: str, title: str) -> list[Arrival]:
    name = title_of(captured, title)
    capture = Capture(at=captured.at, operator=operator, tool=captured.tool[:LONGEST_TOOL])
    common: dict[str, Any] = {"origin": captured.asked, "capture": capture, "group": "page"}
    with captured.wacz.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    page = Arrival(
        type="web-page",
        title=name,
        source=_source(captured),
        file_name="page.wacz",
        sha256=digest,
        open=lambda: captured.wacz.open("rb"),
        **common,
    )
    if not captured.picture:
        return [page]
    picture = Arrival(
        type="image",
        title=f"Picture of: {name}",
        source=_source(captured),
        file_name="page.png",
        sha256=hashlib.sha256(captured.picture).hexdigest(),
        open=lambda: _opened(captured.picture),
        made=("picture", captured.tool[:LONGEST_TOOL]),
        **common,
    )
    return [page, picture]


def _opened(content: bytes) -> BinaryIO:
    return io.BytesIO(content)


def _source(captured: Captured) -> str:
    """Return where a page comes from, in words."""
    lines = [f"The web page {captured.address}, which answered with status {captured.status}."]
    if captured.address != captured.asked.partition("#")[0]:
        lines.append(f"It was asked for as {captured.asked}.")
    if captured.refused:
        lines.append(f"{captured.refused} of its {captured.requests} requests got no answer.")
    if captured.errors:
        lines.append(f"{captured.errors} of its {captured.requests} requests were answered with an error:")
        lines += [f"{each.status} from {each.address}" for each in captured.failed]
    lines += [f"{remark[0].upper()}{remark[1:]}." for remark in captured.remarks]
    return "\n".join(lines)
