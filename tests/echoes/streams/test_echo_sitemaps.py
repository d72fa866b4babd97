"""Sitemaps and lists of addresses: what they lead to, and what is made of those that are broken or mean harm."""

from __future__ import annotations

import gzip
import io
from datetime import UTC, datetime

import pytest

from answerable.echoes.errors import BrokenStream
from answerable.echoes.fetching import Fetched
from answerable.echoes.streams import sitemaps
from answerable.echoes.streams.addresses import Addresses
from answerable.echoes.streams.documents import Skipped
from answerable.echoes.streams.sitemaps import Sitemap, opened
from tests.echoes.fetching.world import DAY, Reply

ADDRESS = "http://paper.example/sitemap.xml"
XML = {"Content-Type": "application/xml"}
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urls(*pages: str) -> str:
    return f"<urlset {SPACE}>" + "".join(f"<url><loc>{page}</loc></url>" for page in pages) + "</urlset>"


def index(*maps: str) -> str:
    return (
        f"<sitemapindex {SPACE}>"
        + "".join(f"<sitemap><loc>{each}</loc></sitemap>" for each in maps)
        + "</sitemapindex>"
    )


def put(world, name, body, headers=XML):
    world.put(f"paper.example/{name}", Reply(body if isinstance(body, bytes) else body.encode(), headers=headers))


def read(world, start=None, address=ADDRESS):
    stream = Sitemap(address, fetcher=world.fetcher(), now=world.now)
    return list(stream.read(stream.parts()[0], start=start))


def reasons(items):
    return [item.reason if isinstance(item, Skipped) else "raw" for item in items]


def alone(content: bytes, address: str = ADDRESS) -> sitemaps.Map:
    """Return what one file lists, without a web."""
    headers = {"content-type": "application/xml"}
    return opened(
        Fetched(
            address=address,
            status=200,
            headers=headers,
            media=headers["content-type"],
            content=content,
            moved=(),
            fetched=DAY,
        )
    )


def test_each_address_of_a_sitemap_gives_its_page(world):
    put(world, "sitemap.xml", urls("http://paper.example/one", "/two"))
    world.put("paper.example/one", "eins")
    world.put("paper.example/two", "zwei")
    assert [(item.content, item.at, item.next) for item in read(world)] == [(b"eins", 0, 1), (b"zwei", 1, 2)]


def test_a_news_sitemap_gives_title_date_outlet_and_language(world):
    body = f"""<urlset {SPACE} {NEWS}><url><loc>/one</loc><news:news><news:publication><news:name>Paper</news:name>
    <news:language>fr-FR</news:language></news:publication><news:publication_date>2026-03-02T08:00:00+01:00</news:publication_date>
    <news:title>Le titre &amp; plus</news:title></news:news></url></urlset>"""
    put(world, "sitemap.xml", body)
    world.put("paper.example/one", "un")
    given = read(world)[0].given
    assert (given.title, given.outlet, given.language) == ("Le titre & plus", "Paper", "fr")
    assert given.published == datetime(2026, 3, 2, 7, tzinfo=UTC)


@pytest.mark.parametrize("media", ["application/gzip", "application/x-gzip", "application/octet-stream", "text/xml"])
def test_a_compressed_sitemap_is_unpacked(world, media):
    put(world, "sitemap.xml", gzip.compress(urls("/one").encode()), {"Content-Type": media})
    world.put("paper.example/one", "eins")
    assert reasons(read(world)) == ["raw"]


def test_a_sitemap_of_plain_text_is_read(world):
    put(
        world,
        "sitemap.xml",
        "\ufeffhttp://paper.example/one\r\n\r\nhttp://paper.example/two\n",
        {"Content-Type": "text/plain"},
    )
    world.put("paper.example/one", "eins")
    world.put("paper.example/two", "zwei")
    assert reasons(read(world)) == ["raw", "raw"]


def test_robots_txt_leads_to_the_sitemaps_it_names(world):
    world.put(
        "paper.example/robots.txt", "User-agent: *\nDisallow:\nSitemap: /a.xml\nSITEMAP:http://paper.example/b.xml\n"
    )
    put(world, "a.xml", urls("/one"))
    put(world, "b.xml", urls("/two"))
    world.put("paper.example/one", "eins")
    world.put("paper.example/two", "zwei")
    assert reasons(read(world, address="http://paper.example/robots.txt")) == ["raw", "raw"]


def test_an_index_leads_to_its_sitemaps_and_those_that_fail_are_named(world):
    put(world, "sitemap.xml", index("/a.xml", "/gone.xml", "http://127.0.0.1/x.xml", "/b.xml", "/a.xml"))
    put(world, "a.xml", urls("/one"))
    put(world, "b.xml", "words without an address", {"Content-Type": "text/plain"})
    world.put("paper.example/one", "eins")
    assert reasons(read(world)) == ["raw", "status", "not-allowed", "broken"]


def test_indexes_in_a_circle_end(world):
    put(world, "sitemap.xml", index("/a.xml", "/sitemap.xml"))
    put(world, "a.xml", index("/sitemap.xml", "/a.xml"))
    assert read(world) == []
    assert len(world.pages_asked()) == 2


def test_indexes_within_indexes_end_at_the_third(world):
    put(world, "sitemap.xml", index("/1.xml"))
    for depth in range(1, 8):
        put(world, f"{depth}.xml", index(f"/{depth + 1}.xml"))
    assert reasons(read(world)) == ["too-large"]
    assert world.pages_asked()[-1] == "paper.example/3.xml"


def test_an_unchanged_page_is_not_asked_for_again(world):
    body = f"<urlset {SPACE}><url><loc>/one</loc><lastmod>2026-03-01</lastmod></url></urlset>"
    put(world, "sitemap.xml", body)
    world.put("paper.example/one", "eins")
    assert reasons(read(world)) == ["raw"]
    world.later(days=2)
    assert reasons(read(world)) == ["duplicate"]
    assert world.pages_asked().count("paper.example/one") == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declared",
    [
        "<!ENTITY a 'lol'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>",
        "<!ENTITY a SYSTEM 'file:///etc/passwd'>",
        "<!ENTITY % a SYSTEM 'http://127.0.0.1/'> %a;",
    ],
)
def test_a_sitemap_that_declares_entities_is_broken(declared, encoding):
    found = alone((f"<!DOCTYPE urlset [{declared}]>" + urls("http://paper.example/&a;")).encode(encoding))
    assert [each.reason for each in found.wrong] == ["broken"]
    assert found.pages == ()


def test_entities_are_switched_off_in_the_parser_too():
    body = b"<!DOCTYPE urlset [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>" + urls("x&a;y").encode()
    (found,) = sitemaps._elements(body)
    assert sitemaps._words(found[1])["loc"] == "x"


def test_a_sitemap_that_breaks_off_gives_what_came_before(world):
    put(world, "sitemap.xml", urls("/one", "/two").partition("<url><loc>/two")[0])
    world.put("paper.example/one", "eins")
    assert reasons(read(world)) == ["raw", "truncated"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<urlset", "truncated"),
        (b"<urlset><url><loc>x</url></urlset>", "broken"),
        (b"<urlset></urlset>", "empty"),
        (b"<html><p>no sitemap</p></html>", "empty"),
        (b"no address", "broken"),
        (b"<a>" * 5000, "broken"),
    ],
)
def test_what_is_no_sitemap_is_named(body, reason):
    assert [each.reason for each in alone(body).wrong][:1] == [reason]


def test_a_compressed_sitemap_that_is_truncated_or_a_bomb_is_named(world):
    put(world, "sitemap.xml", gzip.compress(urls("/one").encode())[:-9], {"Content-Type": "application/gzip"})
    assert reasons(read(world)) == ["truncated"]
    put(world, "sitemap.xml", gzip.compress(bytes(60 << 20)), {"Content-Type": "application/gzip"})
    assert reasons(read(world)) == ["too-large"]


def test_more_addresses_than_a_sitemap_may_hold_are_left_out_and_named():
    found = alone(urls(*(f"http://paper.example/{number}" for number in range(50_001))).encode())
    assert (len(found.pages), [each.reason for each in found.wrong]) == (50_000, ["too-large"])


@pytest.mark.parametrize("link", ["http://[x", "http://[::1", "//["])
def test_an_address_that_makes_no_sense_is_not_allowed(world, link):
    put(world, "sitemap.xml", urls(link))
    assert reasons(read(world)) == ["not-allowed"]


def test_addresses_of_pictures_are_no_pages():
    space = 'xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"'
    picture = "<image:image><image:loc>http://paper.example/x.png</image:loc></image:image>"
    found = alone(f"<urlset {SPACE} {space}><url>{picture}<loc>http://paper.example/a</loc></url></urlset>".encode())
    assert [each.address for each in found.pages] == ["http://paper.example/a"]


def test_an_entry_without_address_is_named():
    found = alone(f"<urlset {SPACE}><url><lastmod>2026</lastmod></url></urlset>".encode())
    assert [each.reason for each in found.pages] == ["broken"]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("2026-03-02", datetime(2026, 3, 2, tzinfo=UTC)),
        ("2026-03-02T10:00Z", datetime(2026, 3, 2, 10, tzinfo=UTC)),
        ("2026-03-02T10:00:00.5+02:00", datetime(2026, 3, 2, 8, 0, 0, 500_000, tzinfo=UTC)),
        *(("yesterday", None), ("", None), ("2026-13-01", None), ("٢٠٢٦-٠٣-٠٢", None)),
    ],
)
def test_a_date_is_read_in_its_form_or_not_at_all(written, read_as):
    assert sitemaps.moment(written) == read_as


def addresses(world, content: bytes | str, start=None):
    given = io.BytesIO(content if isinstance(content, bytes) else content.encode())
    stream = Addresses("-", fetcher=world.fetcher(), now=world.now, given=given)
    return list(stream.read(stream.parts()[0], start=start))


def test_each_line_of_a_list_gives_its_page(world):
    world.put("paper.example/one", "eins")
    world.put("paper.example/two,and;more", "zwei")
    items = addresses(world, "\ufeff# pages\n\nhttp://paper.example/one\r\n  http://paper.example/two,and;more  \n")
    assert [item.content for item in items] == [b"eins", b"zwei"]


def test_bad_lines_of_a_list_are_skipped_with_their_number(world):
    world.put("paper.example/one", "eins")
    lines = b"not an address\nhttp://paper.example/one\n\xff\xfe\nftp://paper.example/x\nhttp://127.0.0.1/\nhttp://paper.example/one"
    items = addresses(world, lines)
    assert reasons(items) == ["broken", "raw", "charset", "broken", "not-allowed", "duplicate"]
    assert "line 4" in items[3].detail


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_list_with_columns_gives_what_they_say(world, separator):
    rows = [["Title", "URL", "published", "outlet"], ['"A, b; c"', "http://paper.example/one", "2026-03-02", "Paper"]]
    world.put("paper.example/one", "eins")
    (one,) = addresses(world, "\n".join(separator.join(row) for row in rows))
    assert (one.given.title, one.given.outlet) == ("A, b; c", "Paper")
    assert one.given.published == datetime(2026, 3, 2, tzinfo=UTC)


def test_a_row_with_too_few_columns_or_too_much_in_one_is_skipped(world):
    items = addresses(world, 'title,url\nonly a title\n"' + "x" * 200_000 + '",http://paper.example/\n')
    assert reasons(items) == ["broken", "broken"]


def test_a_list_is_read_from_a_file_or_from_the_web(world, tmp_path):
    (tmp_path / "list.txt").write_text("http://paper.example/one\n")
    world.put("paper.example/one", "eins")
    put(world, "list.txt", "http://paper.example/one\n", {"Content-Type": "text/plain"})
    for name in (str(tmp_path / "list.txt"), "http://paper.example/list.txt"):
        stream = Addresses(name, fetcher=world.fetcher(), now=world.now)
        (item,) = stream.read(stream.parts()[0])
        assert item.stream == name


def test_a_list_that_is_not_there_is_named(world, tmp_path):
    stream = Addresses(str(tmp_path / "none.txt"), fetcher=world.fetcher(), now=world.now)
    with pytest.raises(BrokenStream, match="none"):
        list(stream.read(stream.parts()[0]))


def test_a_list_on_the_web_that_cannot_be_had_gives_one_line(world):
    world.put("paper.example/list.txt", Reply(status=404))
    stream = Addresses("http://paper.example/list.txt", fetcher=world.fetcher(), now=world.now)
    assert reasons(stream.read(stream.parts()[0])) == ["status"]


def test_reading_goes_on_at_the_entry_that_is_named(world):
    for name in ("one", "two", "three"):
        world.put(f"paper.example/{name}", name)
    lines = "http://paper.example/one\nhttp://paper.example/two\nhttp://paper.example/three\n"
    assert [item.content for item in addresses(world, lines, start=1)] == [b"two", b"three"]
