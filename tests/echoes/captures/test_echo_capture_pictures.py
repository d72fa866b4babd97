"""A picture is drawn from the kept bytes alone: no request, no script, no file, nothing left behind."""

import os
import shutil
import struct
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator as Warcio

from answerable.echoes.captures import pictures
from answerable.echoes.captures.pictures import PNG, draw, keep_picture, tool
from answerable.echoes.captures.writing import keep, payload, read, verify
from answerable.echoes.errors import CaptureFailed
from answerable.echoes.streams.documents import Raw
from answerable.fetching.chromium import at_hand, command, opened

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HTML = "text/html; charset=utf-8"
CHROMIUM = shutil.which(os.environ.get("CHROMIUM", "chromium"))

browser = pytest.mark.browser


@pytest.fixture(autouse=True)
def _chromium(request):
    if request.node.get_closest_marker("browser") and CHROMIUM is None:
        pytest.fail("expected Chromium here; install the package chromium, or leave out the marker browser")


@contextmanager
def server():
    """Give the port of a server on this machine, and the requests that it saw."""
    seen = []

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"seen")

        def log_message(self, *_):
            pass

    serving = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    try:
        yield serving.server_port, seen
    finally:
        serving.shutdown()
        serving.server_close()
        thread.join()


def reaching(port: int) -> bytes:
    """Return a page that reaches out in every way that a page without permission has."""
    there = f"http://127.0.0.1:{port}"
    return f"""<!doctype html><title>Reaching out</title>
    <meta http-equiv=refresh content="0;url={there}/refresh">
    <base href="{there}/"><link rel=preconnect href="{there}"><link rel=dns-prefetch href="//localhost:{port}">
    <link rel=prefetch href="{there}/prefetch"><link rel=preload as=image href="{there}/preload">
    <link rel=stylesheet href="{there}/style.css"><link rel=icon href="{there}/icon.png">
    <style>@import url({there}/import.css); @font-face {{font-family: f; src: url({there}/font)}}
      body {{font-family: f; background: url({there}/background)}}</style>
    <script src="{there}/script.js"></script><script>fetch("{there}/fetch"); new Image().src = "{there}/made"</script>
    <img src="{there}/picture.png" srcset="{there}/set.png 2x"><img src="relative.png">
    <iframe src="{there}/frame"></iframe><object data="{there}/object"></object><embed src="{there}/embed">
    <video src="{there}/film" poster="{there}/poster"></video><audio src="{there}/sound" autoplay></audio>
    <svg><image href="{there}/svg.png"/></svg><img src="http://localhost:{port}/name"><p>words</p>""".encode()


@browser
def test_a_page_becomes_a_png_as_wide_as_a_window_and_as_high_as_the_page():
    picture = draw(b"<body style='margin:0'><div style='height:2345px'>words</div>", HTML)
    assert picture.startswith(PNG)
    assert struct.unpack(">II", picture[16:24]) == (1280, 2345)


@browser
def test_a_page_without_end_is_cut_at_the_limit():
    picture = draw(b"<div style='height:900000px'>words</div>", HTML, tallest=1500)
    assert struct.unpack(">II", picture[16:24]) == (1280, 1500)


@browser
def test_words_are_drawn_in_the_charset_that_the_record_claims():
    cyrillic = draw("<p>привет".encode("windows-1251"), "text/html; charset=windows-1251")
    assert cyrillic == draw("<p>привет".encode(), HTML)
    assert cyrillic != draw("<p>привет".encode("windows-1251"), HTML)


@browser
def test_a_text_is_drawn_as_it_stands():
    assert draw(b"<b>words</b>", "text/plain") != draw(b"<b>words</b>", HTML)


@browser
def test_a_page_that_reaches_out_reaches_nobody():
    with server() as (port, seen):
        assert draw(reaching(port), HTML).startswith(PNG)
        assert seen == []


@browser
def test_the_same_page_would_reach_somebody_with_a_browser_that_is_not_cut_off(monkeypatch, tmp_path):
    monkeypatch.setattr("answerable.fetching.chromium.CUT_OFF", ())
    with server() as (port, seen), opened(CHROMIUM, seconds=20) as chromium:
        (tmp_path / "page.html").write_bytes(reaching(port))
        chromium.attach()
        chromium.call("Page.navigate", url=f"file://{tmp_path}/page.html")
        assert soon(lambda: len(seen) > 5)


def soon(true) -> bool:
    """Tell whether something becomes true within five seconds."""
    return any(true() or time.sleep(0.05) for _ in range(100))


@browser
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_the_browser_itself_reaches_nobody_even_where_no_request_is_held(name):
    with server() as (port, seen), opened(CHROMIUM, seconds=20) as chromium:
        chromium.attach()
        assert chromium.call("Page.navigate", url=f"http://{name}:{port}/")["errorText"].startswith("net::ERR_")
        assert seen == []


@browser
@pytest.mark.parametrize("lock", ["--host-resolver-rules=MAP * ~NOTFOUND", "--proxy-server=http://127.0.0.1:1"])
def test_each_of_the_two_locks_is_enough(monkeypatch, lock):
    monkeypatch.setattr("answerable.fetching.chromium.CUT_OFF", (lock, "--proxy-bypass-list=<-loopback>"))
    with server() as (port, seen), opened(CHROMIUM, seconds=20) as chromium:
        chromium.attach()
        assert "errorText" in chromium.call("Page.navigate", url=f"http://127.0.0.1:{port}/")
        assert seen == []


@browser
def test_no_file_of_this_machine_is_drawn(tmp_path):
    red = tmp_path / "red.html"
    red.write_text("<body style='background:red'>")
    page = "<iframe src='file://{0}'></iframe><object data='file://{0}'></object><embed src='file://{0}'>"
    there = draw(page.format(red).encode(), HTML)
    assert there == draw(page.format(tmp_path / "gone.html").encode(), HTML)
    assert there == draw(page.format("/etc/passwd").encode(), HTML)


@browser
def test_a_page_does_not_send_the_window_elsewhere():
    page = b"<meta http-equiv=refresh content='0;url=data:text/html,<body bgcolor=red>'><p>words"
    assert draw(page, HTML) == draw(b"<p>words", HTML)


@browser
def test_scripts_are_off():
    page = b"<body><p id=p>words</p>%s"
    still = draw(page % b"", HTML)
    assert draw(page % b"<script>document.body.style.background = 'red'</script>", HTML) == still
    assert draw(page % b"<img src=x width=0 height=0 onerror=\"document.body.style.background='red'\">", HTML) == draw(
        page % b"<img src=x width=0 height=0>", HTML
    )
    assert draw(page % b"<style>body{background:red}</style>", HTML) != still


@browser
def test_nothing_is_left_behind(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    draw(b"<p>words", HTML)
    assert soon(lambda: processes_naming(str(tmp_path)) == [])  # the watcher of crashes sees by itself that it can go
    assert list(tmp_path.iterdir()) == []


@browser
def test_a_drawing_that_takes_too_long_is_given_up_and_nothing_is_left_behind(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(CaptureFailed, match="Chromium to be done within the time limit, found it still at work"):
        draw(b"<p>words", HTML, seconds=0.05)
    assert soon(lambda: processes_naming(str(tmp_path)) == [])  # the watcher of crashes sees by itself that it can go
    assert list(tmp_path.iterdir()) == []


def processes_naming(word: str) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            line = (process / "cmdline").read_bytes().decode(errors="replace")
        except OSError:
            continue  # it ended while we looked
        if word in line and process.name != str(os.getpid()) and "chrom" in line:
            found.append(line)
    return found


@pytest.mark.parametrize("media", ["application/pdf", "image/png", "no media", "text/html\r\nX-Evil: 1"])
def test_what_is_no_page_is_not_drawn(media):
    with pytest.raises(CaptureFailed, match="expected a page to draw"):
        draw(b"%PDF-1.7", media)


def test_a_page_that_is_too_large_is_not_drawn(monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST_PAGE", 100)
    with pytest.raises(CaptureFailed, match="expected a page of at most 100 bytes, found 101"):
        draw(b"a" * 101, HTML)


def test_without_chromium_that_is_said(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-chromium")
    with pytest.raises(CaptureFailed, match="expected the program no-such-chromium, a Chromium, found none"):
        draw(b"<p>words", HTML)


def test_a_program_that_is_no_browser_is_told():
    with pytest.raises(CaptureFailed, match="expected Chromium to go on, found it gone with status 1"):
        draw(b"<p>words", HTML, program="false")


def test_a_name_given_comes_before_the_environment(monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-chromium")
    assert at_hand("sh").endswith("/sh")


@pytest.mark.parametrize(("user", "without"), [(0, True), (1000, False)])
def test_only_root_goes_without_a_sandbox(monkeypatch, tmp_path, user, without):
    monkeypatch.setattr(os, "geteuid", lambda: user)
    assert ("--no-sandbox" in command("chromium", tmp_path)) is without


@browser
def test_a_picture_is_kept_beside_the_page_that_it_shows(tmp_path):
    raw = Raw(stream="s", path="p", at=0, next=1, address="https://x.example/", content=b"<p>words", media=HTML)
    page = keep(raw, folder=tmp_path, now=NOW)
    drawn = draw(raw.content, raw.media)
    kept = keep_picture(drawn, page, folder=tmp_path, now=NOW, tool=tool())
    verify(tmp_path, kept)
    assert payload(tmp_path, kept) == drawn
    assert read(tmp_path, page) == raw
    with (tmp_path / kept.path).open("rb") as file:
        records = [
            (record.rec_headers, record.content_stream().read()) for record in Warcio(file, check_digests="raise")
        ]
    headers, content = records[3]
    assert headers.get_header("WARC-Type") == "resource"
    assert headers.get_header("Content-Type") == "image/png"
    assert headers.get_header("WARC-Concurrent-To") == f"<{page.id}>"
    assert headers.get_header("WARC-Target-URI") == "urn:view:https://x.example/"
    assert content == drawn
    assert b"Chromium" in records[4][1]
    assert page.record_sha256.encode() in records[4][1]


def test_a_picture_is_no_record_of_a_stream(tmp_path):
    raw = Raw(stream="s", path="p", at=0, next=1, content=b"<p>words", media=HTML)
    kept = keep_picture(PNG + b"...", keep(raw, folder=tmp_path, now=NOW), folder=tmp_path, now=NOW)
    with pytest.raises(CaptureFailed, match="expected a record of a stream, found something else"):
        read(tmp_path, kept)


def test_only_a_png_is_kept_as_a_picture(tmp_path):
    page = keep(Raw(stream="s", path="p", at=0, next=1, content=b"words"), folder=tmp_path, now=NOW)
    with pytest.raises(CaptureFailed, match="expected a PNG to keep, found bytes that begin with"):
        keep_picture(b"GIF89a", page, folder=tmp_path, now=NOW)
