"""A live page, shown in a browser of our own, with everything it asked for in an archive, and its picture.

Rules:
  - The browser is thrown away afterwards, profile and all. It opens no second window, downloads nothing, keeps nothing,
    and no dialog of a page is answered.
  - The page is taken when it has loaded and nothing was asked for during a moment, or when its time is over. It is
    scrolled through once before, so that what loads only when it comes into view is there.
  - A picture that cannot be drawn is no reason to lose the archive: it is left out, and `remarks` says why.
"""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
from cryptography import x509

from answerable import __version__
from answerable.evidence.capturing.answering import Answers, Failed, Unanswered, World, answering
from answerable.evidence.capturing.bounds import Bounds
from answerable.evidence.capturing.packaging import Page, package
from answerable.evidence.capturing.recording import Recorder
from answerable.evidence.errors import NotCaptured
from answerable.fetching import where
from answerable.fetching.chromium import Chromium, at_hand, opened, version
from answerable.fetching.errors import FetchError, NoBrowser
from answerable.fetching.exchanging import Exchange

FLAGS = (
    "--block-new-web-contents",
    "--deny-permission-prompts",
    "--disable-notifications",
    "--disable-quic",
    "--disable-features=IsolateOrigins,site-per-process",  # one process: all its requests come to one place
    "--disable-site-isolation-trials",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",  # calls between browsers would go past the proxy
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # the same, by its name before 2024
    "--mute-audio",
)

READ = "JSON.stringify([document.title, document.body ? document.body.innerText.slice(0, %d) : '', location.href])"
SCROLL = "window.scrollTo(0, %d)"
SCREENS = 20
"""Windows that are scrolled through; chosen by hand."""


class Captured(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a capture.

    Attributes:
        asked: The address that was asked for.
        address: Where the page was in the end.
        status: The status that its server gave.
        title: Its title.
        at: When it was asked for.
        tool: What it was captured with.
        wacz: The archive; it is there as long as the capture is open.
        picture: The whole page as PNG; empty where none could be drawn.
        requests: How many requests the page made.
        refused: How many got no answer.
        unanswered: Those of them that are named, and why.
        errors: How many were answered with an error, the page itself among them.
        failed: Those of them that are named, and the status that each gave.
        remarks: What did not go as it should.
    """

    asked: str
    address: str
    status: int
    title: str
    at: datetime
    tool: str
    wacz: Path
    picture: bytes
    requests: int
    refused: int
    unanswered: tuple[Unanswered, ...]
    errors: int = 0
    failed: tuple[Failed, ...] = ()
    remarks: tuple[str, ...]


class _Shown(msgspec.Struct, kw_only=True):
    title: str = ""
    text: str = ""
    address: str = ""
    picture: bytes = b""
    remarks: list[str] = []


@contextmanager
def captured(
    address: str,
    *,
    operator: str,
    world: World,
    bounds: Bounds = Bounds(),  # noqa: B008 (frozen)
    program: str = "",
    within: Path | None = None,
) -> Iterator[Captured]:
    """Give a page of the web as it is now, as an archive and a picture.

    Args:
        address: Its address.
        operator: The handle of the person who captures it.
        world: What reaches the web.
        bounds: How much of it, and how long.
        program: The Chromium to show it in; "" for the one that CHROMIUM names, or `chromium`.
        within: The folder in which all of it lies meanwhile; the system's own for such things if not said.

    Raises:
        NotCaptured: There is no page there, it may not be asked for, or there is no Chromium.
    """
    at = world.now().astimezone(UTC).replace(microsecond=0)
    try:
        target = where.target(address)
        where.checked(target, resolve=world.resolve, allowed=world.allowed)
        tool = f"answerable {__version__}, {version(program)}"
        with TemporaryDirectory(dir=within, prefix="answerable-capture-") as folder:
            made = _Work(Path(folder), address, operator, at, tool)
            yield made.carry_out(world, bounds, at_hand(program))
    except FetchError as error:
        raise NotCaptured(f"{address}: {error}") from error


class _Work:
    """One capture under way: its folder, and what is known before it begins."""

    def __init__(self, folder: Path, asked: str, operator: str, at: datetime, tool: str) -> None:
        self.folder, self.asked, self.operator, self.at, self.tool = folder, asked, operator, at, tool

    def carry_out(self, world: World, bounds: Bounds, program: str) -> Captured:
        """Show the page, record it, and package it."""
        warc = self.folder / "data.warc.gz"
        with warc.open("xb") as file:
            recorder = Recorder(file)
            said = {"software": self.tool, "format": "WARC File Format 1.1", "operator": self.operator}
            recorder.begin({**said, "isPartOf": self.asked}, now=self.at)
            shown, answers = self._show(recorder, world, bounds, program)
            document = _document(self.asked, answers)
            if shown.picture:
                recorder.made(f"urn:fullPage:{shown.address}", shown.picture, "image/png", now=self.at)
            if shown.text:
                recorder.made(f"urn:text:{shown.address}", shown.text.encode(), "text/plain", now=self.at)
        place, page = self.folder / "page.wacz", self._page(shown)
        more = self._more(document, shown, answers, bounds)
        package(place, warc, index=recorder.index, page=page, software=self.tool, more=more)
        return Captured(
            asked=self.asked,
            address=page.address,
            status=document.status,
            title=page.title,
            at=self.at,
            tool=self.tool,
            wacz=place,
            picture=shown.picture,
            requests=answers.asked,
            refused=answers.refused,
            unanswered=tuple(answers.unanswered),
            errors=answers.errors,
            failed=tuple(answers.failed),
            remarks=tuple(shown.remarks),
        )

    def _show(self, recorder: Recorder, world: World, bounds: Bounds, program: str) -> tuple[_Shown, Answers]:
        with (
            opened(program, seconds=bounds.seconds, flags=FLAGS, within=self.folder) as chromium,
            answering(chromium, recorder, world, bounds) as answers,
        ):
            _prepare(chromium, answers, bounds)
            gone = chromium.call("Page.navigate", url=where.target(self.asked).address)
            if gone.get("errorText"):
                raise NotCaptured(_why(self.asked, gone["errorText"], answers))
            return _taken(chromium, answers, bounds), answers

    def _page(self, shown: _Shown) -> Page:
        return Page(address=shown.address, title=shown.title, text=shown.text, at=self.at)

    def _more(self, document: Exchange, shown: _Shown, answers: Answers, bounds: Bounds) -> dict[str, Any]:
        return {
            "asked": self.asked,
            "address": shown.address,
            "status": document.status,
            "operator": self.operator,
            "tool": self.tool,
            "viewport": {"width": bounds.width, "height": bounds.height},
            "peer": document.peer,
            "certificate": _certificate(document.certificate),
            "requests": answers.asked,
            "refused": answers.refused,
            "unanswered": [{"address": each.address, "why": each.why} for each in answers.unanswered],
            "errors": answers.errors,
            "failed": [{"address": each.address, "status": each.status} for each in answers.failed],
            "remarks": shown.remarks,
        }


def _prepare(chromium: Chromium, answers: Answers, bounds: Bounds) -> None:
    chromium.call("Browser.setDownloadBehavior", behavior="deny")
    chromium.attach()
    chromium.answer = answers.answer

    def heard(event: str, _parameters: dict[str, Any]) -> None:
        if event == "Page.javascriptDialogOpening":
            chromium.send("Page.handleJavaScriptDialog", accept=False)

    chromium.heard = heard
    chromium.call("Fetch.enable", patterns=[{"urlPattern": "*"}])
    chromium.call("Network.enable")
    chromium.call("Network.setBypassServiceWorker", bypass=True)
    size = {"width": bounds.width, "height": bounds.height}
    chromium.call("Emulation.setDeviceMetricsOverride", **size, deviceScaleFactor=1, mobile=False)
    chromium.call("Page.enable")
    answers.main = chromium.call("Page.getFrameTree")["frameTree"]["frame"]["id"]


def _taken(chromium: Chromium, answers: Answers, bounds: Bounds) -> _Shown:
    shown = _Shown()
    try:
        if not _settled(chromium, answers, bounds, needed="Page.loadEventFired"):
            shown.remarks.append(f"the page was still loading after {bounds.load:g} seconds")
        frame = answers.main
        world = chromium.call("Page.createIsolatedWorld", frameId=frame)["executionContextId"]
        _scroll(chromium, world, bounds)
        _settled(chromium, answers, bounds)
        shown.title, shown.text, shown.address = _read(chromium, frame, bounds)
        shown.picture = _picture(chromium, bounds)
    except NoBrowser as error:
        shown.remarks.append(f"no picture: {error}")
    shown.address = shown.address or (answers.documents[-1].target.address if answers.documents else "")
    return shown


def _settled(chromium: Chromium, answers: Answers, bounds: Bounds, *, needed: str = "") -> bool:
    """Return whether the page came to rest before its time was over."""
    until = time.monotonic() + bounds.load
    while time.monotonic() < until:
        chromium.listen(0.1)
        rested = not answers.waiting and time.monotonic() - answers.since > bounds.quiet
        if rested and (not needed or chromium.has_happened(needed)):
            return True
    return False


def _scroll(chromium: Chromium, world: int, bounds: Bounds) -> None:
    height = int(chromium.call("Page.getLayoutMetrics")["cssContentSize"]["height"])
    for top in [*range(0, min(height, SCREENS * bounds.height), bounds.height), 0]:
        chromium.call("Runtime.evaluate", expression=SCROLL % top, contextId=world)
        chromium.listen(0.05)


def _read(chromium: Chromium, frame: str, bounds: Bounds) -> tuple[str, str, str]:
    """Return title, text and address, read in a world of our own that scripts of the page cannot reach into."""
    world = chromium.call("Page.createIsolatedWorld", frameId=frame)["executionContextId"]
    asked = {"expression": READ % bounds.text, "contextId": world, "returnByValue": True}
    found = chromium.call("Runtime.evaluate", **asked)["result"].get("value", '["","",""]')
    title, text, address = msgspec.json.decode(found, type=tuple[str, str, str])
    return " ".join(title.split())[:300], text, address.partition("#")[0]


def _picture(chromium: Chromium, bounds: Bounds) -> bytes:
    high = chromium.call("Page.getLayoutMetrics")["cssContentSize"]["height"]
    clip = {"x": 0, "y": 0, "width": bounds.width, "height": max(1, min(high, bounds.tallest)), "scale": 1}
    drawn = chromium.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
    return base64.b64decode(drawn["data"])


def _document(asked: str, answers: Answers) -> Exchange:
    if not answers.documents:
        raise NotCaptured(_why(asked, "nothing", answers))
    return answers.documents[-1]


def _why(asked: str, found: str, answers: Answers) -> str:
    refused = answers.unanswered[0].why if answers.unanswered else found
    last = answers.documents[-1] if answers.documents else None
    media = last.field("content-type").partition(";")[0] if last else ""
    if last is not None and not answers.unanswered:
        return (
            f"expected a page at {asked}, found {media or 'a file'} that a browser does not show: take it in as a file"
        )
    return f"expected a page at {asked}, found: {refused}"


def _certificate(der: bytes) -> dict[str, str]:
    """Return what a server's certificate says; nothing where there was none."""
    if not der:
        return {}
    found = x509.load_der_x509_certificate(der)
    return {
        "sha256": hashlib.sha256(der).hexdigest(),
        "subject": found.subject.rfc4514_string(),
        "issuer": found.issuer.rfc4514_string(),
        "until": found.not_valid_after_utc.isoformat(),
    }
