"""A picture of a page as it was kept, drawn from its bytes alone.

Rules:
  - Nothing but the bytes is used. The page is shown at an address that leads nowhere; scripts are off, and its
    pictures, styles, frames and fonts from elsewhere stay empty (Content Security Policy Level 3, `sandbox` and
    `default-src`). A picture shows what the kept bytes say, not what the site would show today.
  - The picture is as wide as a desk's window and as high as the page, up to a limit.
  - A picture helps people; the bytes are the evidence. Where no Chromium is at hand, a page is kept without one.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from answerable.echoes.captures.records import compose, media_type
from answerable.echoes.captures.writing import Kept, add
from answerable.echoes.errors import CaptureFailed
from answerable.fetching.chromium import Chromium, at_hand, opened, version
from answerable.fetching.errors import NoBrowser

SHOWN_AT = "https://captured.invalid/"
"""The address that the page is shown at; names under .invalid lead nowhere (RFC 2606, section 2)."""

POLICY = "default-src 'none'; style-src 'unsafe-inline' data:; img-src data:; font-src data:; sandbox"

DRAWN = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/json"})
"""Media types that are pages."""

LARGEST_PAGE = 1 << 24
"""Bytes of a page that is drawn: 16 MiB, chosen by hand."""

LARGEST_PICTURE = 1 << 25
"""Bytes of a picture: 32 MiB, chosen by hand."""

WIDTH, TALLEST = 1280, 8192
"""Pixels; chosen by hand: a window on a desk, and a long article."""

SECONDS = 20.0
"""How long drawing may take, the start of Chromium included; chosen by hand. A page takes about one."""

PNG = b"\x89PNG\r\n\x1a\n"


def draw(content: bytes, media: str, *, program: str = "", seconds: float = SECONDS, tallest: int = TALLEST) -> bytes:
    """Return a picture of a page as PNG.

    Args:
        content: The page's bytes.
        media: Its media type, with its charset where that is known; "" for HTML.
        program: The Chromium to draw with; "" for the one that CHROMIUM names, or `chromium`.
        seconds: How long it may take.
        tallest: Pixels after which the picture ends.

    Raises:
        CaptureFailed: there is no Chromium, the bytes are no page, or it took too long or became too large.
    """
    media = media_type(media or "text/html")
    if media.partition(";")[0].strip().lower() not in DRAWN:
        raise CaptureFailed(f"expected a page to draw ({', '.join(sorted(DRAWN))}), found {media}")
    if len(content) > LARGEST_PAGE:
        raise CaptureFailed(f"expected a page of at most {LARGEST_PAGE} bytes, found {len(content)}")
    try:
        with opened(at_hand(program), seconds=seconds) as chromium:
            _show(chromium, _answer_with(content, media))
            picture = _picture(chromium, tallest)
    except NoBrowser as error:
        raise CaptureFailed(f"{error}; the page is kept without a picture") from error
    if not picture.startswith(PNG) or len(picture) > LARGEST_PICTURE:
        raise CaptureFailed(f"expected a PNG of at most {LARGEST_PICTURE} bytes, found {len(picture)} bytes")
    return picture


def keep_picture(picture: bytes, shown: Kept, *, folder: Path, now: datetime, tool: str = "") -> Kept:
    """Write a picture into the day's WARC, beside the capture that it shows, and return where it lies.

    Args:
        picture: A PNG.
        shown: The capture that it was drawn from.
        folder: The folder of all captures.
        now: The moment.
        tool: What it was drawn with.

    Raises:
        CaptureFailed: it could not be written.
    """
    if not picture.startswith(PNG):
        raise CaptureFailed(f"expected a PNG to keep, found bytes that begin with {picture[: len(PNG)]!r}")
    said = {"picture_of": shown.id, "record_sha256": shown.record_sha256, "tool": tool}
    address = f"urn:view:{shown.of}"  # as other archives name the view of a page
    return add(
        compose(shown.id, picture, "image/png", said, address=address, now=now, beside=shown.id),
        folder=folder,
    )


def tool(program: str = "") -> str:
    """Return the name and version of the Chromium that draws.

    Raises:
        CaptureFailed: there is none, or it does not say.
    """
    try:
        return version(program)
    except NoBrowser as error:
        raise CaptureFailed(str(error)) from error


def _show(chromium: Chromium, answer: Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]) -> None:
    chromium.attach()
    chromium.answer = answer
    chromium.call("Fetch.enable", patterns=[{"urlPattern": "*"}])
    chromium.call("Emulation.setScriptExecutionDisabled", value=True)
    chromium.call("Emulation.setDeviceMetricsOverride", width=WIDTH, height=1024, deviceScaleFactor=1, mobile=False)
    chromium.call("Page.enable")
    shown = chromium.call("Page.navigate", url=SHOWN_AT)
    if shown.get("errorText"):
        raise CaptureFailed(f"expected Chromium to show the page, found: {shown['errorText']}")
    chromium.wait_for("Page.loadEventFired")


def _picture(chromium: Chromium, tallest: int) -> bytes:
    high = chromium.call("Page.getLayoutMetrics")["cssContentSize"]["height"]
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": max(1, min(high, tallest)), "scale": 1}
    drawn = chromium.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
    return base64.b64decode(drawn["data"])


def _answer_with(content: bytes, media: str) -> Callable[[dict[str, Any]], tuple[str, dict[str, Any]]]:
    headers = {"Content-Type": media, "Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
    whole = {
        "responseCode": 200,
        "responseHeaders": [{"name": name, "value": value} for name, value in headers.items()],
        "body": base64.b64encode(content).decode(),
    }

    def answer(request: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        if request["request"]["url"] == SHOWN_AT:
            return "Fetch.fulfillRequest", whole
        return "Fetch.failRequest", {"errorReason": "Aborted"}

    return answer
