"""The pages of a release's uses before anything was found, and when one run found very much."""

from __future__ import annotations

import msgspec

from tests.echoes.views.found import PAGES, RELEASE, bent, digest, keep, listed, scanned
from tests.site import COAST, page, signed_in


def test_nothing_found_is_never_shown_as_a_bare_zero(released):
    scanned()
    text = page(COAST, RELEASE)
    assert text.count("No use found in 3,400 pages of 3 sources; 1 source failed, 1 source silent since") == 2


def test_before_the_first_search_there_is_no_count(released):
    assert "Nothing was searched yet, so there is no count." in page(COAST, "/echoes/")
    assert "answerable scan harbour/release" in page(COAST, RELEASE)


def test_before_anything_is_released_there_is_nothing_to_follow(harbour):
    assert "Nothing has been released yet" in page(COAST, "/echoes/")
    assert signed_in(COAST).get(RELEASE).status_code == 404


def test_the_list_has_pages_of_fifty(released, monkeypatch):
    run = scanned()
    for number in range(51):
        monkeypatch.setitem(PAGES, f"p{number}", PAGES["bent"] | {"title": f"Page {number:02}"})
        named = {"id": digest(f"use {number}"), "document": digest(f"page {number}")}
        keep(run, f"p{number}", msgspec.structs.replace(bent(), **named))
    first, second = listed(RELEASE), listed(f"{RELEASE}?faith=shifted&page=2")
    assert (len(first), len(second)) == (50, 1)
    assert sorted(first + second) == [f"Page {number:02}" for number in range(51)]
    assert "?faith=shifted&amp;page=1#uses" in page(COAST, f"{RELEASE}?faith=shifted&page=2")
