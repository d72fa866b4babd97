"""Pictures and stamps beside a capture: each fails by itself, and says so."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from answerable.echoes.captures.finding import picture_of
from answerable.echoes.errors import CaptureFailed
from answerable.echoes.runs import vouching
from answerable.echoes.runs.local import run
from answerable.echoes.runs.results import read_results
from answerable.echoes.runs.vouching import Vouched, vouch
from answerable.record.stamping.stamps import Stamped
from tests.echoes.runs.conftest import NOW

STAMPED = Stamped(at=NOW, serial="1", policy="1.2", authority="CN=Clock", certificate="ab")


@pytest.fixture
def kept(library, lines, clock, tmp_path):
    run(library, [lines(tmp_path / "a.jsonl", 1)], tmp_path / "out", workers=1, now=clock)
    (taken,) = read_results(tmp_path / "out").documents
    return taken.capture


def test_without_an_authority_a_page_says_that_there_is_none(kept, tmp_path):
    found = vouch(kept, tmp_path / "out", now=NOW, stamps=None, pictured=False)
    assert found == Vouched(unstamped="no time-stamping authority is set")


def test_an_authority_is_asked_about_the_capture_and_its_time_is_kept(kept, tmp_path):
    asked = []

    def stamps(capture, out):
        asked.append((capture, out))
        return STAMPED

    found = vouch(kept, tmp_path / "out", now=NOW, stamps=stamps, pictured=False)
    assert (found.stamped, asked) == (NOW, [(kept, tmp_path / "out")])


def test_a_failing_authority_is_told_of_beside_a_picture_that_was_drawn(kept, tmp_path, monkeypatch):
    def stamps(capture, out):
        raise CaptureFailed("expected a stamp, found silence")

    picture = b"\x89PNG\r\n\x1a\n and what is seen"
    monkeypatch.setattr(vouching, "draw", lambda content, media: picture)
    found = vouch(kept, tmp_path / "out", now=datetime.now(UTC), stamps=stamps, pictured=True)
    assert (found.stamped, found.unstamped) == (None, "expected a stamp, found silence")
    assert picture_of(tmp_path / "out", {"path": kept.path}, found.picture) == picture


def test_a_picture_that_cannot_be_drawn_is_told_of_beside_the_stamp(kept, tmp_path, monkeypatch):
    def draw(content, media):
        raise CaptureFailed("expected Chromium, found none")

    monkeypatch.setattr(vouching, "draw", draw)
    found = vouch(kept, tmp_path / "out", now=NOW, stamps=lambda capture, out: STAMPED, pictured=True)
    assert (found.unpictured, found.picture, found.stamped) == ("expected Chromium, found none", "", NOW)


def test_a_capture_that_was_altered_is_not_drawn(kept, tmp_path):
    place = tmp_path / "out" / kept.path
    place.write_bytes(place.read_bytes()[:-20])
    found = vouch(kept, tmp_path / "out", now=NOW, stamps=None, pictured=True)
    assert (found.picture, found.unpictured[:8]) == ("", "expected")
