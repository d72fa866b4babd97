"""A feed that really answers, from a kept source to the page of the release: fetched, found, stored and shown."""

from __future__ import annotations

import time
from functools import partial

import pytest
from typer.testing import CliRunner

from answerable.cli import app
from answerable.echoes import fetching
from answerable.echoes.tables import Page, StreamHealth, Use
from tests.echoes.fetching.conftest import world
from tests.echoes.fetching.world import Reply
from tests.site import COAST, countersigned, db, harbour, harbour_on_record, page, released

__all__ = ["countersigned", "db", "harbour", "harbour_on_record", "released", "world"]

FEED, HOST = "http://paper.example/feed.xml", "paper.example"
RELEASE = "/cases/harbour/echoes/release/"
OTHER = "Something else happened in the harbour today, and it rained over the old town until the evening came."


@pytest.fixture
def answerable(world, released, settings, tmp_path, monkeypatch):
    """Return how to type a command; whatever it fetches comes from this machine, and nobody waits for a turn."""
    settings.ANSWERABLE_HOME = tmp_path
    quick = partial(
        fetching.Fetcher,
        resolve=world._resolve,
        connector=world._connect,
        clock=time.monotonic,
        sleep=world.slept.append,
    )
    monkeypatch.setattr(fetching, "Fetcher", quick)

    def typed(*words):
        return CliRunner().invoke(app, [*map(str, words)])

    return typed


def listed(world, *names):
    """Let the feed list some pages, and the server say which feed that is."""
    items = "".join(f"<item><title>Of {each}</title><link>http://{HOST}/{each}</link></item>" for each in names)
    body = f'<rss version="2.0"><channel><title>The Daily Paper</title>{items}</channel></rss>'.encode()

    def answer(handler):
        known = handler.headers.get("If-None-Match") == f'"{len(names)}"'
        fields = {"ETag": f'"{len(names)}"', "Content-Type": "application/rss+xml"}
        content = b"" if known else body
        handler.send_response(304 if known else 200)
        for name, value in (fields | {"Content-Length": str(len(content))}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    world.put(f"{HOST}/feed.xml", Reply(raw=answer))


def ours() -> str:
    """Return a whole sentence of the release."""
    from answerable.echoes.following import watched

    (released, *_more) = watched(["harbour/release"]).followed.releases
    return max((each.text for each in released.passages), key=len)


def article(*sentences):
    return f"<html><body><article>{''.join(f'<p>{each}</p>' for each in sentences)}</article></body></html>"


def health():
    """Return how the stream fared the last time."""
    return StreamHealth.objects.order_by("id").last()


SCAN = ("scan", "harbour/release", "--no-meaning", "--workers", 1, "--no-pictures")


@pytest.fixture
def followed(world, answerable):
    """A feed of two pages, one of which uses our words, kept and read once."""
    assert answerable("sources", "add", FEED).output == f"{FEED}\tfeed\tkept\n"
    for name in ("ours", "else", "later"):
        world.put(f"{HOST}/{name}", article(OTHER, ours() if name != "else" else OTHER, OTHER))
    listed(world, "ours", "else")
    first = answerable(*SCAN)
    assert first.exit_code == 0, first.output
    world.asked.clear()
    return first


def test_a_page_that_a_feed_leads_to_is_found_stored_and_shown(followed):
    assert "1 stream read, 0 failed, 1 use on 1 of 2 pages" in followed.stdout
    (use,) = Use.objects.select_related("page")
    assert (use.relation, use.case, use.page.address) == ("verbatim", "harbour", f"http://{HOST}/ours")
    assert use.page.capture["path"]
    assert (health().state, health().records, health().skipped) == ("read", 2, 0)
    assert "Of ours" in page(COAST, RELEASE)
    assert "verbatim" in page(COAST, f"{RELEASE}{use.id}/").lower()


def test_a_feed_that_has_not_changed_is_silent_and_its_pages_are_not_asked_for_again(world, answerable, followed):
    again = answerable(*SCAN)
    assert (again.exit_code, world.pages_asked()) == (0, [f"{HOST}/feed.xml"]), again.output
    assert "0 streams read, 1 silent, 0 failed, 0 uses" in again.stdout
    assert (health().state, Page.objects.count(), Use.objects.count()) == ("silent", 1, 1)
    assert "silent" in page(COAST, RELEASE).lower()


def test_what_is_new_in_a_feed_is_found_beside_what_was_read_and_a_page_that_is_gone(world, answerable, followed):
    listed(world, "ours", "else", "later", "gone")
    for uses in (1, 0):
        told = answerable(*SCAN)
        assert (told.exit_code, health().state) == (0, "read"), told.output
        assert f"{uses} use" in told.stdout
    assert set(Page.objects.values_list("address", flat=True)) == {f"http://{HOST}/ours", f"http://{HOST}/later"}
    assert Use.objects.count() == 2


def test_a_feed_that_fails_is_said_to_have_failed_and_loses_nothing(world, answerable, followed):
    world.put(f"{HOST}/feed.xml", Reply(b"", status=500))
    last = answerable(*SCAN)
    assert (last.exit_code, health().state) == (1, "failed")
    assert "500" in health().failure
    assert "500" in page(COAST, RELEASE)
    assert (Page.objects.count(), Use.objects.count()) == (1, 1)
