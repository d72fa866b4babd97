"""The reading copy: readable by everybody, with nothing that runs or leads elsewhere."""

from __future__ import annotations

import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from answerable.bundles.writing import write_bundle
from answerable.evidence.clock import moment_of
from answerable.outputs.models import VersionDrafted
from answerable.record.facts import read
from answerable.releases.entries import StatusSet
from answerable.releases.models import OutputReleased
from answerable.vault.sealing import say
from tests.bundles.conftest import CENTRE

pytestmark = pytest.mark.django_db  # for the bundles that all tests here read

BOTH = pytest.mark.parametrize("audience", ["public", "review"])
CHROMIUM = shutil.which(os.environ.get("CHROMIUM", "chromium"))


class Page(HTMLParser):
    """What a page links to, its ids, and its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links, self.ids, self.tags, self.attributes = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.append(name)
            if name in {"href", "src"}:
                self.links.append(value)
            if name == "id":
                self.ids.append(value)


def page(folder: Path) -> Page:
    return Page((folder / "data/index.html").read_text(encoding="utf-8"))


@BOTH
def test_every_link_leads_to_a_file_or_a_place_of_the_bundle(bundles, audience):
    folder = getattr(bundles, audience)
    found = page(folder)
    assert len(found.ids) == len(set(found.ids))
    for link in found.links:
        if link.startswith("#"):
            assert link[1:] in found.ids
        else:
            assert (folder / "data" / link).is_file(), link


@BOTH
def test_nothing_runs_and_there_is_one_heading(bundles, audience):
    found = page(getattr(bundles, audience))
    assert found.tags.count("h1") == 1
    assert {"script", "iframe", "object", "img", "form", "link"} & set(found.tags) == set()
    assert [name for name in found.attributes if name.startswith("on")] == []


@BOTH
def test_everything_that_is_closed_stands_in_a_table_with_its_digest_and_reason(bundles, audience):
    text = (getattr(bundles, audience) / "data/index.html").read_text(encoding="utf-8")
    rows = text.partition('id="closed"')[2].count("<tr>") - 1
    assert rows == len(re.findall(r'"leaf":', (getattr(bundles, audience) / "data/redactions.json").read_text()))
    assert "Erased. An entry says so." in text


@BOTH
def test_the_released_words_can_be_read(bundles, audience):
    text = (getattr(bundles, audience) / "data/index.html").read_text(encoding="utf-8")
    assert "did not show two labour inspectors 12 of the 30 accident records" in text


def test_words_that_look_like_markup_stay_words(harbour, keyring, tmp_path):
    released = read(OutputReleased, case="harbour")[0]
    words = "<script>alert(1)</script><a href='https://elsewhere.example'>here</a>"
    plain = {"output": "release", "released_ref": released.ref, "status": "under-review", "reason": words}
    at = moment_of("harbour")
    say(StatusSet, plain, origin=CENTRE, actor="centre-director", at=at, case="harbour")
    write_bundle("harbour", tmp_path / "out", audience="public", at=at, keyring=keyring)
    text = (tmp_path / "out/data/index.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;" in text
    assert "script" not in Page(text).tags
    assert read(VersionDrafted, case="harbour")


@pytest.mark.browser
@BOTH
def test_axe_finds_nothing_and_the_page_fits_a_phone(bundles, audience):
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    address = (getattr(bundles, audience) / "data/index.html").as_uri()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        view = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True).new_page()
        view.goto(address)
        assert view.evaluate("document.documentElement.scrollWidth") <= 360
        found = Axe().run(view).response["violations"]
        browser.close()
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
