"""Feeds: what they list, what it leads to, and what is made of a feed that is broken or means harm."""

from __future__ import annotations

import time
import tracemalloc
from datetime import UTC, datetime

import pytest

from answerable.echoes.fetching import OnDisk
from answerable.echoes.streams.documents import Raw, Skipped
from answerable.echoes.streams.feeds import Feed
from tests.echoes.fetching.world import DAY, Reply, moved

ADDRESS = "http://paper.example/feed.xml"

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Daily Paper</title><link>http://paper.example/</link><language>en-GB</language>
<item><title>Two ports &amp; a harbour</title><link>/one</link><guid isPermaLink="false">id-1</guid>
<pubDate>Mon, 02 Mar 2026 10:00:00 +0100</pubDate>
<description>&lt;p&gt;A &lt;b&gt;bold&lt;/b&gt; lead&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>The whole text.</p><p>And more.</p>]]></content:encoded>
<enclosure url="http://paper.example/film.mp4" length="9" type="video/mp4"/>
<source url="http://agency.example/feed">The Agency</source></item>
<item><title>Second</title><link>http://paper.example/two</link><guid>http://paper.example/two</guid></item>
</channel></rss>"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://paper.example/deep/" xml:lang="de">
<title>Die Zeitschrift</title><id>urn:x</id><updated>2026-03-02T11:00:00Z</updated>
<entry><title type="html">Erster &lt;i&gt;Titel&lt;/i&gt;</title><id>urn:1</id><link rel="enclosure" href="film.mp4"/>
<link rel="alternate" href="one"/><updated>2026-03-02T11:00:00Z</updated><summary>Kurz</summary></entry></feed>"""

RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Old</title></channel>
<item rdf:about="http://paper.example/one"><title>First</title><link>http://paper.example/one</link>
<dc:date>2026-03-01T08:00:00Z</dc:date></item></rdf:RDF>"""


def feed_of(world, body, media="application/rss+xml; charset=utf-8", **fields) -> None:
    content = body if isinstance(body, bytes) else body.encode()
    world.put("paper.example/feed.xml", Reply(content, headers={"Content-Type": media} | fields))


def read(world, start=None, **settings):
    stream = Feed(ADDRESS, fetcher=world.fetcher(**settings), now=world.now)
    (part,) = stream.parts()
    return list(stream.read(part, start=start))


def reasons(items):
    return [item.reason if isinstance(item, Skipped) else "raw" for item in items]


def test_each_entry_of_a_feed_gives_its_page(world):
    feed_of(world, RSS)
    world.put("paper.example/one", "<p>one</p>")
    world.put("paper.example/two", "<p>two</p>")
    one, two = read(world)
    assert isinstance(one, Raw)
    assert (one.content, one.address, one.id) == (b"<p>one</p>", "http://paper.example/one", "id-1")
    assert (one.at, one.next, one.stream, one.path) == (0, 1, ADDRESS, ADDRESS)
    assert (one.media, DAY < one.fetched <= world.moment) == ("text/html; charset=utf-8", True)
    assert (two.content, two.at, two.next) == (b"<p>two</p>", 1, 2)


def test_what_the_feed_says_is_given_with_the_page(world):
    feed_of(world, RSS)
    world.put("paper.example/one", "<p>one</p>")
    given = read(world)[0].given
    assert (given.title, given.lead, given.language) == ("Two ports & a harbour", "A bold lead", "en")
    assert (given.outlet, given.text) == ("The Daily Paper", "")
    assert given.published == datetime(2026, 3, 2, 9, tzinfo=UTC)
    assert given.hints == ("http://agency.example/feed", "The Agency")


def test_enclosures_are_never_asked_for(world):
    feed_of(world, RSS)
    read(world)
    assert not any("film" in each for each in world.asked)


def test_where_the_page_cannot_be_had_the_text_of_the_feed_is_given(world):
    feed_of(world, RSS)
    one, two = read(world)
    assert (one.content, one.given.text) == (b"", "The whole text.\nAnd more.")
    assert (two.reason, two.detail) == ("status", "expected status 200 at http://paper.example/two, found 404")


def test_links_of_atom_are_read_against_its_base(world):
    feed_of(world, ATOM, "application/atom+xml")
    world.put("paper.example/deep/one", "eins")
    (one,) = read(world)
    assert (one.address, one.given.title, one.given.language) == ("http://paper.example/deep/one", "Erster Titel", "de")


def test_links_are_read_against_the_address_the_feed_had_in_the_end(world):
    world.put("paper.example/feed.xml", moved("http://news.example/all/rss"))
    world.put("news.example/all/rss", Reply(RSS.encode(), headers={"Content-Type": "text/xml"}))
    world.put("news.example/one", "eins")
    assert read(world)[0].address == "http://news.example/one"


def test_rss_1_0_is_read(world):
    feed_of(world, RDF, "application/rdf+xml")
    world.put("paper.example/one", "eins")
    (one,) = read(world)
    assert (one.content, one.given.published) == (b"eins", datetime(2026, 3, 1, 8, tzinfo=UTC))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_feed_is_read_in_its_own_encoding(world, encoding):
    body = RSS.replace("utf-8", encoding).replace("Two ports", "Zwölf Häfen").encode(encoding)
    feed_of(world, body, "application/xml")
    world.put("paper.example/one", "eins")
    assert read(world)[0].given.title == "Zwölf Häfen & a harbour"


LAUGHS = "<!ENTITY a 'lol'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
TRAPS = {
    "laughs": f"<?xml version='1.0'?><!DOCTYPE rss [{LAUGHS}]>" + RSS.partition("?>")[2].replace("Second", "&i;"),
    "quadratic": f"<!DOCTYPE rss [<!ENTITY a '{'x' * 100_000}'>]>"
    + RSS.partition("?>")[2].replace("Second", "&a;" * 9999),
    "file": "<!DOCTYPE rss [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    + RSS.partition("?>")[2].replace("Second", "&a;"),
    "address": "<!DOCTYPE rss [<!ENTITY a SYSTEM 'http://127.0.0.1/x'>]>"
    + RSS.partition("?>")[2].replace("Second", "&a;"),
    "parameter": "<!DOCTYPE rss [<!ENTITY % a SYSTEM 'http://127.0.0.1/x'> %a;]>" + RSS.partition("?>")[2],
    "small letters": "<!DOCTYPE rss [<!entity a 'x'>]>" + RSS.partition("?>")[2],
    "far behind": "<!--" + "x" * 600_000 + "--><!DOCTYPE rss [<!ENTITY a 'x'>]>" + RSS.partition("?>")[2],
}


@pytest.mark.parametrize("kind", TRAPS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "utf-32"])
def test_a_feed_that_declares_entities_is_broken_and_costs_nothing(world, kind, encoding):
    feed_of(world, TRAPS[kind].encode(encoding), "application/xml")
    begun = time.process_time()
    tracemalloc.start()
    (only,) = read(world)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (only.reason, "entities" in only.detail) == ("broken", True)
    assert (time.process_time() - begun < 3, peak < 150_000_000) == (True, True)
    assert world.pages_asked() == ["paper.example/feed.xml"]


@pytest.mark.parametrize("encoding", ["utf-7", "cp037", "cp500", "hz", "iso-2022-jp", "unheard-of"])
def test_a_feed_in_an_encoding_in_which_markup_may_hide_is_broken(world, encoding):
    feed_of(world, f"<?xml version='1.0' encoding='{encoding}'?>" + RSS.partition("?>")[2])
    assert reasons(read(world)) == ["broken"]
    feed_of(world, RSS, f"application/xml; charset={encoding}")
    world.later(hours=2)
    assert reasons(read(world)) == ["broken"]


def test_a_feed_in_ebcdic_is_broken(world):
    feed_of(world, TRAPS["laughs"].encode("cp037"), "application/xml")
    assert reasons(read(world)) == ["broken"]


def test_a_document_type_from_elsewhere_is_not_fetched(world):
    head = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1/rss-0.91.dtd">'
    feed_of(world, head + RSS.partition("?>")[2])
    world.put("paper.example/one", "eins")
    assert reasons(read(world)) == ["raw", "status"]
    assert {each.partition("/")[0] for each in world.asked} == {"paper.example"}


@pytest.mark.parametrize("body", ["", "<html><p>no feed</p></html>", "words", "{}", "<rss", "\0\0\0"])
def test_what_is_no_feed_is_broken(world, body):
    feed_of(world, body, "text/html")
    (only,) = read(world)
    assert (only.reason, only.at, only.next, only.address) == ("broken", 0, 1, ADDRESS)


def test_a_feed_without_entries_gives_nothing(world):
    feed_of(world, "<rss version='2.0'><channel><title>Quiet</title></channel></rss>")
    assert read(world) == []


def test_a_feed_that_breaks_off_gives_what_came_before_and_says_so(world):
    feed_of(world, RSS[: RSS.index("<item><title>Second")])
    world.put("paper.example/one", "eins")
    assert reasons(read(world)) == ["raw", "truncated"]


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(status=404), "status"),
        (Reply(status=500), "status"),
        (moved("/feed.xml"), "redirects"),
        (moved("http://127.0.0.1/"), "not-allowed"),
        (Reply(b"x", headers={"Content-Type": "image/png"}), "not-text"),
    ],
)
def test_a_feed_that_cannot_be_had_gives_one_line_with_the_reason(world, reply, reason):
    world.put("paper.example/feed.xml", reply)
    (only,) = read(world)
    assert (only.reason, only.address) == (reason, ADDRESS)


def test_entries_that_lead_nowhere_are_skipped_and_the_rest_is_read(world):
    links = ["", "http://127.0.0.1/", "file:///etc/passwd", "mailto:a@b.example", "http://paper.example/one"]
    links += ["http://paper.example/one", "http://paper.example/picture", "http://paper.example/gone"]
    items = "".join(f"<item><title>t</title><link>{link}</link></item>" for link in links)
    feed_of(world, f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>")
    world.put("paper.example/one", "eins")
    world.put("paper.example/picture", Reply(b"x", headers={"Content-Type": "image/png"}))
    found = ["empty", "not-allowed", "not-allowed", "not-allowed", "raw", "duplicate", "not-text", "status"]
    assert reasons(read(world)) == found


@pytest.mark.parametrize(
    "written", ["&#xD800;", "&#55296;", "&amp;#xD800;", "&#0;", "&#99999999;", "&nosuch;", "\ufffe"]
)
def test_characters_that_are_none_harm_nothing(world, written):
    words = f"<title>a{written}b</title><link>http://paper.example/{written}</link><description>{written}</description>"
    feed_of(world, f"<rss version='2.0'><channel><item>{words}</item></channel></rss>")
    (only,) = read(world)
    assert only.reason in {"status", "not-allowed", "broken"}


@pytest.mark.parametrize("link", ["http://[x", "http://[::1", "//[", "http://paper.example:port/"])
def test_a_link_that_makes_no_sense_is_skipped(world, link):
    feed_of(world, f"<rss version='2.0'><channel><item><title>t</title><link>{link}</link></item></channel></rss>")
    assert reasons(read(world)) in (["not-allowed"], ["empty"])  # the parser leaves out some of them


def test_two_entries_that_lead_to_one_page_give_it_once(world):
    feed_of(world, RSS)
    world.put("paper.example/one", moved("/real"))
    world.put("paper.example/two", moved("/real"))
    world.put("paper.example/real", "eins")
    assert reasons(read(world)) == ["raw", "duplicate"]


def test_what_was_read_is_not_asked_for_again_in_the_next_run(world):
    feed_of(world, RSS)
    world.put("paper.example/one", "eins")
    world.put("paper.example/two", "zwei")
    assert reasons(read(world)) == ["raw", "raw"]
    assert reasons(read(world)) == ["duplicate", "duplicate"]
    assert world.pages_asked().count("paper.example/one") == 1


def test_a_page_is_looked_at_again_after_an_hour_and_given_if_it_changed(world):
    feed_of(world, RSS)
    world.put("paper.example/one", Reply(b"eins", headers={"Content-Type": "text/html", "ETag": '"1"'}))
    world.put("paper.example/two", "zwei")
    read(world)
    world.later(hours=2)
    world.put("paper.example/one", Reply(status=304, headers={"ETag": '"1"'}))
    assert reasons(read(world)) == ["duplicate", "duplicate"]
    assert {"if-none-match": '"1"'}.items() <= world.fields[-2].items()
    world.later(hours=2)
    world.put("paper.example/two", "zwei, corrected")
    one, two = read(world)
    assert (one.reason, two.content) == ("duplicate", b"zwei, corrected")


def test_a_page_that_the_feed_calls_unchanged_is_not_asked_for(world):
    feed_of(world, ATOM, "application/atom+xml")
    world.put("paper.example/deep/one", "eins")
    read(world)
    world.later(days=3)
    assert reasons(read(world)) == ["duplicate"]
    assert world.pages_asked().count("paper.example/deep/one") == 1
    feed_of(world, ATOM.replace("11:00:00Z</updated><summary>", "12:30:00Z</updated><summary>"), "application/atom+xml")
    world.put("paper.example/deep/one", "eins, corrected")
    assert reasons(read(world)) == ["raw"]


def test_an_unchanged_feed_is_not_sent_again_and_what_failed_is_tried_again(world):
    feed_of(world, RSS, ETag='"f"')
    world.put("paper.example/one", "eins")
    assert reasons(read(world)) == ["raw", "status"]
    world.put("paper.example/feed.xml", Reply(status=304, headers={"ETag": '"f"'}))
    world.put("paper.example/two", "zwei")
    assert reasons(read(world)) == ["duplicate", "raw"]


def test_a_run_that_was_killed_goes_on_in_the_list_it_had(world, tmp_path):
    world.memory = OnDisk(tmp_path / "seen.sqlite3")
    feed_of(world, RSS)
    world.put("paper.example/one", "eins")
    world.put("paper.example/two", "zwei")
    stream = Feed(ADDRESS, fetcher=world.fetcher(), now=world.now)
    reading = stream.read(stream.parts()[0])
    first = next(reading)
    next(reading)  # fetched, and lost with the program
    reading.close()
    world.memory.close()
    world.memory = OnDisk(tmp_path / "seen.sqlite3")
    feed_of(world, RSS.replace("<item>", "<item><title>New</title><link>/new</link></item><item>", 1))
    (second,) = read(world, start=first.next)
    assert (first.content, second.content, second.at) == (b"eins", b"zwei", 1)
    world.memory.close()


def test_a_run_that_was_killed_before_anything_was_stored_loses_nothing(world):
    feed_of(world, RSS)
    world.put("paper.example/one", "eins")
    world.put("paper.example/two", "zwei")
    stream = Feed(ADDRESS, fetcher=world.fetcher(), now=world.now)
    next(stream.read(stream.parts()[0]))
    assert reasons(read(world)) == ["raw", "raw"]


@pytest.mark.parametrize("start", [None, 0])
def test_a_new_run_draws_a_new_list(world, start):
    feed_of(world, RSS)
    read(world, start)
    feed_of(world, RSS.replace("<item>", "<item><title>New</title><link>/new</link></item><item>", 1))
    world.put("paper.example/new", "neu")
    assert read(world, start)[0].content == b"neu"
