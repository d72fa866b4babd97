"""A large file is sent in pieces in a browser: over a line that breaks, and after a reload."""

from __future__ import annotations

import hashlib
import os

import pytest

from tests.browser.test_harbour import DESK, chromium, demonstration, site
from tests.browser.walker import Walker

__all__ = ["chromium", "demonstration", "site"]

pytestmark = [pytest.mark.browser, pytest.mark.soak]  # loads the examples anew: a minute and a half

DATA = os.urandom(20 * 1024 * 1024)
TAKE_IN = "/cases/harbour/say/item.taken_in/"
VALUES = {"item": "E77", "title": "A film of the gate", "source": "A clerk of the port"}


def test_a_file_goes_on_where_the_line_broke_and_where_the_page_was_left(chromium, site, tmp_path):
    address, password = site
    film = tmp_path / "film.mp4"
    film.write_bytes(DATA)
    author = Walker(chromium, address, viewport=DESK, person="centre-author")
    author.go("/sign-in/")
    author.fill({"login": "centre-author", "password": password})
    author.press("Sign in")
    sent: list[int] = []

    def line(route) -> None:
        if route.request.method == "PATCH":
            offset = int(route.request.headers["upload-offset"])
            sent.append(offset)
            if sent.count(offset) == 1 and offset and len(sent) < 4:
                route.abort()
                return
        route.continue_()

    author.page.route("**/uploads/**", line)
    begin(author, film)
    while len(sent) < 2:
        author.page.wait_for_timeout(50)
    assert "40 %" in author.page.locator("[data-upload-state]").inner_text()
    begin(author, film)
    author.page.wait_for_url("**/cases/harbour/evidence/E77/", timeout=60_000)
    assert sent[0] == 0
    assert sent.count(0) == 1, "what arrived before the reload is not sent again"
    assert max(sent) == 16 * 1024 * 1024
    assert hashlib.sha256(DATA).hexdigest() in author.page.content()


def begin(author: Walker, film) -> None:
    """Fill in the form and send it."""
    author.go(TAKE_IN)
    page = author.page
    for name, value in VALUES.items():
        page.fill(f'[name="{name}"]', value)
    page.evaluate("""() => {
        const type = document.querySelector('select[name="type"]');
        if (type) type.value = "physical";
        else document.querySelector('[name="type"][value="physical"]').checked = true;
    }""")
    page.set_input_files('[name="file"]', film)
    page.get_by_role("button", name="Take in an item").last.click(no_wait_after=True)
