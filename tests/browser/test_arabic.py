"""The worked example in Arabic: every main page runs from right to left, fits its window, and is right to axe."""

from __future__ import annotations

import pytest

from tests.browser.test_harbour import DESK, PHONE, chromium, demonstration, site
from tests.browser.walker import Walker

__all__ = ["chromium", "demonstration", "site"]

pytestmark = pytest.mark.browser

CASE = "/cases/harbour/"
PAGES = (
    "/",
    "/waiting/",
    "/sections/",
    "/sections/coast/",
    "/register/",
    "/figures/",
    "/training/",
    "/policy/",
    "/keys/",
    "/account/",
    "/preferences/",
    "/echoes/",
    CASE,
    *(
        CASE + page
        for page in (
            "board/",
            "draft/",
            "drafts/release/",
            "drafts/release/2/receipt/",
            "drafts/release/2/delivered/",
            "drafts/release/2/countersign/",
            "drafts/release/2/object/",
            "drafts/release/2/misuse/",
            "drafts/release/2/ask/",
            "compare/",
            "consultation/",
            "objections/",
            "objections/O1/",
            "reply/",
            "reply/port-authority/",
            "harm/",
            "overrides/",
            "guests/",
            "alarm/",
            "evidence/",
            "evidence/E1/",
            "findings/",
            "findings/F2/",
            "echoes/report/",
            "echoes/report/skipped/",
            "say/",
            "say/item.graded/?item=E1",
        )
    ),
)


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_the_main_pages_are_read_from_right_to_left(chromium, site, viewport):
    address, password = site
    reader = Walker(chromium, address, viewport=viewport, person="coast-director")
    reader.go("/sign-in/")
    reader.fill({"login": "coast-director", "password": password})
    reader.press("Sign in")
    reader.go("/preferences/")
    reader.fill({"language": "ar"})
    reader.press("Keep")
    for page in PAGES:
        reader.go(page)
        shown = reader.page.locator("html")
        assert (shown.get_attribute("lang"), shown.get_attribute("dir")) == ("ar", "rtl"), page
