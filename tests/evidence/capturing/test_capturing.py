"""A live page of a small site on this machine, captured in Chromium."""

from __future__ import annotations

import io
import json
import os
import shutil
import socket
import subprocess
import zipfile
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from PIL import Image
from warcio.archiveiterator import ArchiveIterator

from answerable.evidence.capturing.answering import Failed, World
from answerable.evidence.capturing.bounds import Bounds
from answerable.evidence.capturing.pages import captured
from answerable.evidence.errors import DamagedArchive, NotCaptured
from answerable.evidence.importing.reading import read_archive
from tests.evidence.capturing.site import png, site

pytestmark = pytest.mark.browser
BOUNDS = Bounds(seconds=40, load=10, quiet=0.4)


@pytest.fixture(autouse=True)
def _chromium():
    if shutil.which(os.environ.get("CHROMIUM", "chromium")) is None:
        pytest.fail("expected Chromium here; install the package chromium, or leave out the marker browser")


@contextmanager
def capture(here, path="/", *, allowed=None, bounds=BOUNDS):
    world = World(allowed=frozenset([here.endpoint]) if allowed is None else allowed, now=lambda: datetime.now(UTC))
    with captured(f"http://{here.endpoint}{path}", operator="amal", world=world, bounds=bounds) as page:
        yield page


def archived(page) -> dict[str, tuple[str, bytes]]:
    """Return status and body of each answer in the archive, by its path, as another reader finds them."""
    with zipfile.ZipFile(page.wacz) as archive:
        warc = archive.read("archive/data.warc.gz")
    found = {}
    for record in ArchiveIterator(io.BytesIO(warc), check_digests="raise"):
        if record.rec_type == "response":
            path = "/" + record.rec_headers.get_header("WARC-Target-URI").split("/", 3)[3]
            found[path] = (record.http_headers.get_statuscode(), record.content_stream().read())
    return found


def test_everything_a_page_asked_for_is_in_the_archive(tmp_path):
    with site() as here:
        here.more = "<iframe src=/frame.html></iframe>"
        with capture(here) as page:
            found = archived(page)
            shutil.copy(page.wacz, tmp_path / "page.wacz")
    assert (page.status, page.title, page.address) == (
        200,
        "The harbour today",
        f"http://{here.endpoint}/page.html?b=2&a=1",
    )
    assert found["/"][0] == "302"
    assert found["/page.html?b=2&a=1"][1].startswith(b"<!doctype html>")
    assert found["/there.png"] == ("200", png())
    assert found["/broken.png"] == ("200", png()[:40])
    assert found["/elsewhere.png"][0] == "301"
    assert found["/data.json"] == ("200", b'{"answer": 42}')
    assert {"/style.css", "/back.png", "/script.js", "/frame.html", "/there.png?frame"} <= set(found)
    assert ("POST", "/data.json", b"question=1") in here.asked
    assert not any(path == "/second.html" for _, path, _ in here.asked)
    with Image.open(io.BytesIO(page.picture)) as picture:
        assert (picture.format, picture.width) == ("PNG", 1280)
        assert picture.convert("RGB").getpixel((1200, 700)) == (200, 30, 30)
    with read_archive(tmp_path / "page.wacz") as read:
        assert read.offers[0].claims.operator == "amal"
    _agreed(tmp_path / "page.wacz")


def _agreed(place):
    """Have somebody else's program judge the package, where it is at hand: it is under a licence we do not take in."""
    if (program := shutil.which("wacz")) is not None:
        subprocess.run([program, "validate", "-f", str(place)], check=True, capture_output=True)


def test_text_made_by_scripts_and_cookies_are_there():
    with site() as here, capture(here) as page, zipfile.ZipFile(page.wacz) as archive:
        assert b"Made by script: 42 seen=yes; again=no" in archive.read("pages/pages.jsonl")


def test_an_altered_capture_is_refused(tmp_path):
    with site() as here, capture(here, "/page.html") as page:
        content = page.wacz.read_bytes()
        with zipfile.ZipFile(page.wacz) as archive:
            begin, size = 100, archive.getinfo("archive/data.warc.gz").file_size
    for place in range(begin, begin + size - 100, size // 12):
        changed = bytes(content[:place]) + bytes([content[place] ^ 1]) + bytes(content[place + 1 :])
        (tmp_path / "page.wacz").write_bytes(changed)
        with pytest.raises(DamagedArchive), read_archive(tmp_path / "page.wacz"):
            pass


def test_no_private_place_is_asked_unless_it_was_named():
    with site() as here:
        with pytest.raises(NotCaptured, match="expected a"), capture(here, allowed=frozenset()):
            pass
        assert here.asked == []


def test_a_page_cannot_reach_beside_what_was_named():
    with site() as here, site() as other, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        udp.settimeout(0.2)
        near = f"http://{other.endpoint}"
        here.more = f"""<img src="{near}/a.png"><img src="http://localhost:{other.port}/b.png">
            <iframe src="{near}/c"></iframe><img src="http://169.254.169.254/latest/meta-data/"><iframe src="file:///etc/passwd"></iframe>
            <link rel=preconnect href="{near}"><link rel=dns-prefetch href="{near}"><link rel=prefetch href="{near}/d">
            <script>
            new WebSocket("ws://{other.endpoint}/e"); navigator.sendBeacon("{near}/f", "x");
            new EventSource("{near}/g"); fetch("{near}/h", {{mode: "no-cors"}}).catch(() => 0);
            new Worker(URL.createObjectURL(new Blob(["fetch('{near}/i', {{mode: 'no-cors'}})"])));
            const peer = new RTCPeerConnection({{iceServers: [{{urls: "stun:127.0.0.1:{udp.getsockname()[1]}"}}]}});
            peer.createDataChannel("x"); peer.createOffer().then(o => peer.setLocalDescription(o));
            open("{near}/j");
            const a = document.createElement("a"); a.href = "{near}/k"; a.ping = "{near}/l"; a.click();
            </script>"""
        with capture(here) as page:
            refused = {each.address for each in page.unanswered}
        assert other.asked == []
        assert f"{near}/a.png" in refused
        with pytest.raises(TimeoutError):
            udp.recv(100)


def test_a_redirect_into_a_private_place_is_refused():
    with site() as here, site() as other:
        here.answer = lambda method, path: (302, [("Location", f"http://{other.endpoint}/page.html")], b"")
        with pytest.raises(NotCaptured), capture(here):
            pass
        assert other.asked == []


def test_what_is_no_page_is_left_to_be_taken_in_as_a_file():
    with site() as here, pytest.raises(NotCaptured, match="take it in as a file"), capture(here, "/file.bin"):
        pass


def test_a_page_that_is_gone_is_captured_as_gone():
    with site() as here, capture(here, "/never-there") as page:
        assert (page.status, page.title) == (404, "Gone")
        assert (page.errors, page.failed) == (1, (Failed(f"http://{here.endpoint}/never-there", 404),))
        with zipfile.ZipFile(page.wacz) as package:
            told = json.loads(package.read("datapackage.json"))["answerable"]
    assert (told["errors"], told["failed"][0]["status"]) == (1, 404)


def test_what_a_page_asked_for_and_got_an_error_for_is_named_up_to_a_bound():
    with site() as here:
        here.more = "".join(f"<img src=/lacking-{n}.png>" for n in range(5))
        with capture(here, "/page.html", bounds=Bounds(seconds=40, load=10, quiet=0.4, named=3)) as page:
            assert page.status == 200
            assert (page.errors, len(page.failed)) == (5, 3)
            assert {each.status for each in page.failed} == {404}


def test_an_answer_that_the_browser_does_not_take_holds_nothing_up():
    with site() as here:
        here.more = "<img src=/unnamed><img src=/unfit>" + "".join(f"<img src=http://10.0.0.{n}/>" for n in range(9))
        with capture(here, "/page.html", bounds=Bounds(seconds=40, load=10, quiet=0.4, named=4)) as page:
            assert page.remarks == ()
            assert page.refused >= 9
            assert len(page.unanswered) == 4


@pytest.mark.soak
def test_too_many_requests_and_too_large_answers_are_left_out_and_named():
    with site() as here:
        here.more = "".join(f"<img src=/there.png?{n}>" for n in range(30))
        with capture(here, "/page.html", bounds=Bounds(seconds=40, load=10, quiet=0.4, requests=12)) as page:
            assert page.requests > 12
            assert any("more than 12 requests" in each.why for each in page.unanswered)
        with (
            pytest.raises(NotCaptured, match="expected at most 1000000 bytes"),
            capture(here, "/large.html", bounds=Bounds(seconds=40, load=10, each=1_000_000)),
        ):
            pass


@pytest.mark.soak
def test_a_page_that_never_rests_is_taken_when_its_time_is_over():
    with site() as here:
        here.more = "<script>setInterval(() => fetch('/there.png?' + Math.random()), 50)</script>"
        with capture(here, "/page.html", bounds=Bounds(seconds=40, load=1.5, quiet=0.5)) as page:
            assert page.picture
            assert any("still loading" in remark for remark in page.remarks)


@pytest.mark.soak
def test_a_script_without_end_costs_the_picture_and_not_the_archive():
    with site() as here:
        here.more = "<script>setTimeout(() => { while (true); }, 300)</script>"
        with capture(here, "/page.html", bounds=Bounds(seconds=6, load=2, quiet=0.4)) as page:
            assert page.picture == b""
            assert "/page.html" in archived(page)
            assert any("no picture" in remark for remark in page.remarks)


def test_without_chromium_that_is_said(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-chromium")
    with site() as here, pytest.raises(NotCaptured, match="no-such-chromium"), capture(here):
        pass
