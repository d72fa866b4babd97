"""The uses of the worked example's report in a browser: found, read beside our words, confirmed, corrected, answered.

On a desk with script, and on a phone without; axe looks at every kind of page, which must fit its window.
"""

from __future__ import annotations

import json

import pytest

from tests.browser.test_harbour import DESK, PHONE, chromium, demonstration, site
from tests.browser.walker import Walker

__all__ = ["chromium", "demonstration", "site"]

pytestmark = pytest.mark.browser

ECHOES = "/cases/harbour/echoes/report/"
RELEASE = "/releases/harbour/report/1/"


@pytest.mark.parametrize(
    ("viewport", "javascript", "words"),
    [(DESK, True, "not showing twelve of them"), (PHONE, False, "all of the 12 accidents with a crane")],
    ids=["desk", "phone-without-script"],
)
def test_a_person_judges_a_use_and_the_public_reads_it(chromium, site, viewport, javascript, words):
    address, password = site
    reader = Walker(chromium, address, viewport=viewport, javascript=javascript, person="coast-director")
    reader.go("/sign-in/")
    reader.fill({"login": "coast-director", "password": password})
    reader.press("Sign in")
    reader.go("/echoes/").follow("Accident records at the port of Selsund", within=reader.page.get_by_role("main"))
    main = reader.page.get_by_role("main")
    assert "uses found in 17 pages of 1 source" in main.inner_text()
    assert "1 record is torn" in main.inner_text() or "not in the form that it claims" in main.inner_text()
    reader.follow(words)
    assert reader.page.locator(".sides .side").count() == 2
    reader.press("Confirm it as it is proposed")
    assert "Nobody said anything yet" not in reader.page.get_by_role("main").inner_text()
    used = reader.page.url
    reader.send("correct", {"reason": "It leaves out who was asked."})
    assert "It leaves out who was asked." in reader.page.get_by_role("main").inner_text()
    stranger = Walker(chromium, address, viewport=viewport, javascript=javascript)
    stranger.go(RELEASE)
    assert words in stranger.page.get_by_role("main").inner_text()
    got = stranger.page.request.get(f"{address}{RELEASE}echoes.json")
    assert words in json.dumps(got.json(), ensure_ascii=False)
    assert stranger.page.request.get(used).url != used


def test_an_alert_is_answered_by_the_section_that_it_touches(chromium, site):
    address, password = site
    reader = Walker(chromium, address, viewport=DESK, person="coast-director")
    reader.go("/sign-in/")
    reader.fill({"login": "coast-director", "password": password})
    reader.press("Sign in")
    reader.go(ECHOES).follow("Alert by the rule bent")
    reader.send("", {"how": "answered", "text": "We wrote to the outlet on the same day."}, having='[name="how"]')
    assert "We wrote to the outlet on the same day." in reader.page.get_by_role("main").inner_text()
