"""How long an answer may take, how large it may be, and what is made of one that is broken."""

from __future__ import annotations

import gzip
import time
import tracemalloc
import zlib

import brotli
import pytest

from answerable.echoes.fetching import PAGE, Unfetched
from answerable.fetching.unpacking import unpacked
from tests.echoes.fetching.world import Reply, moved, raw

HTML = {"Content-Type": "text/html"}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def failure(world, **settings) -> Unfetched:
    with pytest.raises(Unfetched) as failed:
        world.fetcher(**settings).get("http://news.example/")
    return failed.value


def test_a_page_comes_with_its_media_type_address_and_time(world):
    world.put("news.example/", "words")
    found = world.fetcher().get("http://news.example/")
    assert (found.content, found.status, found.media) == (b"words", 200, "text/html; charset=utf-8")
    assert (found.address, found.moved, found.fetched) == ("http://news.example/", (), world.moment)


def test_redirects_are_followed_and_named(world):
    world.put("news.example/", moved("/b", 301))
    world.put("news.example/b", moved("http://other.example/c?d=ü", 308))
    world.put("other.example/c?d=%C3%BC", "words")
    found = world.fetcher().get("http://news.example/")
    assert found.address == "http://other.example/c?d=%C3%BC"
    assert found.moved == ("http://news.example/", "http://news.example/b")


@pytest.mark.parametrize("encoding", ["latin-1", "utf-8"])
def test_a_redirect_in_other_letters_than_ascii_is_read(world, encoding):
    place = "Location: /zwölf\r\n".encode(encoding)
    world.put("news.example/", raw(b"HTTP/1.1 301 Moved\r\n" + place + b"\r\n"))
    world.put("news.example/zw%C3%B6lf", "words")
    assert world.fetcher().get("http://news.example/").content == b"words"


def test_redirects_in_a_circle_end_at_once(world):
    world.put("news.example/", moved("http://other.example/"))
    world.put("other.example/", moved("http://news.example/#again"))
    assert failure(world).reason == "redirects"
    assert world.pages_asked() == ["news.example/", "other.example/"]


def test_redirects_on_and_on_end_after_five(world):
    world.put("news.example/", moved("/1"))
    for step in range(1, 9):
        world.put(f"news.example/{step}", moved(f"/{step + 1}"))
    assert failure(world).reason == "redirects"
    assert len(world.pages_asked()) == 6


def test_a_server_that_trickles_its_body_is_left(world):
    world.put("news.example/", raw(HEAD + b"\r\n", *[b"x"] * 40, pause=0.1))
    begun = time.monotonic()
    assert failure(world).reason == "timed-out"
    assert time.monotonic() - begun < 2.5


def test_a_server_that_trickles_its_header_is_left(world):
    world.put("news.example/", raw(b"HTTP/1.1 200 OK\r\n", *[b"X: y\r\n"] * 40, pause=0.1))
    begun = time.monotonic()
    assert failure(world).reason == "timed-out"
    assert time.monotonic() - begun < 2.5


def test_a_server_that_falls_silent_is_left(world):
    world.put("news.example/", raw(HEAD + b"\r\nhalf", pause=0.8))
    assert failure(world).reason == "timed-out"


def test_a_body_without_end_stops_at_the_limit(world):
    wanted = PAGE.most
    world.put("news.example/", raw(HEAD + b"\r\n", *[b"x" * (1 << 20)] * (wanted // (1 << 20) + 3)))
    tracemalloc.start()
    assert failure(world).reason == "too-large"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * wanted


def test_a_body_that_is_announced_as_too_large_is_not_read(world):
    world.put("news.example/", raw(HEAD + b"Content-Length: 99999999999\r\n\r\n"))
    found = failure(world)
    assert (found.reason, "announced" in found.detail) == ("too-large", True)


@pytest.mark.parametrize("coding", ["gzip", "x-gzip", "deflate"])
def test_a_bomb_stops_at_the_limit_without_filling_memory(world, coding):
    engine = zlib.compressobj(9, zlib.DEFLATED, 15 if coding == "deflate" else 31)
    bomb = b"".join(engine.compress(bytes(1 << 20)) for _ in range(200)) + engine.flush()
    assert len(bomb) < 1 << 18
    world.put("news.example/", Reply(bomb, headers=HTML | {"Content-Encoding": coding}))
    tracemalloc.start()
    assert failure(world).reason == "too-large"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * PAGE.most


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "compress", "x" * 300])
def test_what_was_not_asked_for_is_not_unpacked(world, coding):
    world.put("news.example/", Reply(brotli.compress(bytes(1 << 24)), headers=HTML | {"Content-Encoding": coding}))
    assert failure(world).reason == "broken"
    assert world.fields[-1]["accept-encoding"] == "gzip, deflate"


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(b"words " * 9000, mtime=0)),
        ("GZIP", gzip.compress(b"words " * 4500, mtime=0) + gzip.compress(b"words " * 4500, mtime=0)),
        ("gzip", gzip.compress(b"words " * 9000, mtime=0) + bytes(512)),
        ("deflate", zlib.compress(b"words " * 9000)),
        ("deflate", zlib.compress(b"words " * 9000)[2:-4]),
        ("identity", b"words " * 9000),
    ],
)
def test_a_compressed_page_is_unpacked(world, coding, packed):
    world.put("news.example/", Reply(packed, headers=HTML | {"Content-Encoding": coding}))
    assert world.fetcher().get("http://news.example/").content == b"words " * 9000


def test_a_compressed_body_comes_out_whole_wherever_it_is_cut_into_pieces():
    packed = gzip.compress(b"one ") + gzip.compress(b"two ") + gzip.compress(b"three")
    for cut in range(1, len(packed)):
        assert unpacked([packed[:cut], packed[cut:]], "gzip", most=100) == b"one two three"


def test_a_compressed_body_that_ends_too_soon_is_truncated(world):
    packed = gzip.compress(bytes(range(256)) * 400)
    world.put("news.example/", Reply(packed[:-20], headers=HTML | {"Content-Encoding": "gzip"}))
    assert failure(world).reason == "truncated"


def test_a_compressed_body_that_is_damaged_is_broken(world):
    world.put("news.example/", Reply(b"\x1f\x8b\x08\0no gzip at all", headers=HTML | {"Content-Encoding": "gzip"}))
    assert failure(world).reason == "broken"


def test_a_body_shorter_than_announced_is_truncated(world):
    world.put("news.example/", raw(HEAD + b"Content-Length: 500\r\n\r\nhalf of it"))
    assert failure(world).reason == "truncated"


def test_a_body_longer_than_announced_is_cut_where_it_should_end(world):
    world.put("news.example/", raw(HEAD + b"Content-Length: 5\r\n\r\nwordsHTTP/1.1 200 OK\r\n\r\nother"))
    assert world.fetcher().get("http://news.example/").content == b"words"


def test_two_lengths_that_disagree_are_broken(world):
    world.put("news.example/", raw(HEAD + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nwords"))
    assert failure(world).reason == "broken"


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def test_a_body_in_chunks_is_put_together(world):
    world.put("news.example/", raw(CHUNKED + b"5\r\nwords\r\n6;x=y\r\n again\r\n0\r\n\r\n"))
    assert world.fetcher().get("http://news.example/").content == b"words again"


@pytest.mark.parametrize("body", [b"5\r\nwo", b"5\r\nwords\r\n", b"5\r\nwords\r\nzz\r\n", b"ffffffffff\r\nwords", b""])
def test_a_body_in_chunks_that_breaks_off_is_truncated(world, body):
    world.put("news.example/", raw(CHUNKED + body))
    assert failure(world).reason == "truncated"


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"SSH-2.0-OpenSSH_9\r\n", "broken"),
        (b"HTTP/1.1 abc OK\r\n\r\n", "broken"),
        (b"", "truncated"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 9000, "too-large"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 120 + b"\r\n", "broken"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 2000, "too-large"),
        (CHUNKED + b"-5\r\nwords\r\n0\r\n\r\n", "broken"),
    ],
)
def test_an_answer_that_is_no_http_is_named(world, answer, reason):
    world.put("news.example/", raw(answer))
    assert failure(world).reason == reason


@pytest.mark.parametrize("media", ["image/png", "video/mp4", "application/octet-stream", "application/zip"])
def test_what_is_no_text_is_refused_before_its_body_is_read(world, media):
    world.put("news.example/", raw(b"HTTP/1.1 200 OK\r\nContent-Type: " + media.encode() + b"\r\n\r\n", pause=0.3))
    assert failure(world).reason == "not-text"


@pytest.mark.parametrize("media", ["text/html", "TEXT/HTML; charset=x", "text/plain", "application/xhtml+xml"])
def test_what_is_text_is_read(world, media):
    world.put("news.example/", Reply(b"words", headers={"Content-Type": media}))
    assert world.fetcher().get("http://news.example/").media == media


@pytest.mark.parametrize("status", [204, 206, 304, 401, 403, 404, 410, 418, 500])
def test_a_status_that_brings_no_page_is_named(world, status):
    world.put("news.example/robots.txt", "")
    world.put("news.example/", Reply(b"", status=status))
    found = failure(world)
    assert (found.reason, found.status) == ("status", status)


def test_nobody_at_the_address_is_unreachable(world):
    world.put("news.example/robots.txt", "")
    world.fetcher().get("http://news.example/robots.txt")
    world.server.shutdown()
    world.server.server_close()
    assert failure(world).reason == "unreachable"
