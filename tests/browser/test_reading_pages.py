"""Flags at the words and two versions side by side in a browser: on a desk and on a phone, with JavaScript and without.

axe looks at every page that is visited, and nothing runs out of the window.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.browser.test_harbour import DESK, PHONE, Visitor, chromium, demonstration, site

__all__ = ["chromium", "demonstration", "site"]

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
REASON = "The limit stands in the sentence itself."
NOTICING = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import django
django.setup()
from tests.web.test_reading_pages import note, noticing
noticing(
    note("says-more", 11, "lead", "12 of the 30", shift="quantity", direction="stronger", against="F1", sure=True),
    note("limit-lost", 6, "law", "the court did not answer our letters", against="F2", sure=True),
    note("doer-hidden", 11, "law", "had sealed the twelve"),
    note("not-marked", 9, "", "The thirty are every accident", sure=True),
)
"""


@pytest.fixture
def noticed(site, tmp_path):
    """A site on which a reading of the release noticed four things; what the engine itself notices may change."""
    environment = os.environ | {"ANSWERABLE_HOME": str(tmp_path / "home")}
    environment |= {"DJANGO_SETTINGS_MODULE": "answerable.web.settings"}
    subprocess.run([sys.executable, "-c", NOTICING], env=environment, check=True, cwd=ROOT)
    return site


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_flag_is_followed_to_its_finding_and_answered(chromium, noticed, viewport, javascript):
    author = Visitor(chromium, noticed, viewport=viewport, javascript=javascript, person="centre-author")
    author.go("/cases/harbour/drafts/release/").reads("4 flags, 3 of which block.")
    author.page.get_by_text("1 remark, which blocks nothing").click()
    author.looked().reads("does not say who did it")
    author.follow("F2", within=author.page.locator(".flag", has_text="leaves out a limit")).reads("F2")
    author.go("/cases/harbour/drafts/release/")
    note = author.page.get_by_role("region", name="Note 4", exact=True)
    author.follow("Answer this flag", within=note).reads("leaves out a limit that F2 states beside it.")
    author.page.get_by_label("Your reason").fill(REASON)
    author.press("Answer the flag").reads(REASON).reads("4 flags, 2 of which block.")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_two_versions_are_chosen_and_held_side_by_side(chromium, site, viewport, javascript):
    reader = Visitor(chromium, site, viewport=viewport, javascript=javascript, person="coast-director")
    reader.go("/cases/harbour/drafts/release/").follow("side by side with another")
    reader.reads("port authority of Selsund hid").reads("The same words.")
    reader.page.get_by_label("From").select_option("report, version 1 (en)")
    reader.press("Compare").reads("not here")
    sides = [side.bounding_box() for side in reader.page.locator("#pair-lead .side").all()]
    if viewport == PHONE:
        assert sides[0]["y"] + sides[0]["height"] <= sides[1]["y"]
    else:
        assert sides[0]["x"] + sides[0]["width"] <= sides[1]["x"]
        assert sides[0]["y"] == sides[1]["y"]


def test_axe_finds_nothing_in_the_dark(chromium, noticed):
    author = Visitor(chromium, noticed, viewport=DESK, javascript=True, person="centre-author")
    author.page.emulate_media(color_scheme="dark")
    for path in ("drafts/release/", "compare/", "compare/?left=none", "drafts/release/2/flags/law/limit-lost.F2/"):
        author.go(f"/cases/harbour/{path}")
