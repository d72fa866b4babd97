"""The worked example `harbour` in a browser, from draft to release, on the site as `answerable serve --demo` starts it.

On a desk and on a phone, with and without JavaScript; axe looks at every page that is visited.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

CHROMIUM = shutil.which(os.environ.get("CHROMIUM", "chromium"))
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 800}
WAIT = 60  # seconds to start in, as the README promises; it takes some six on two cores


@contextmanager
def served(home: Path, *options: str) -> Iterator[tuple[str, str]]:
    """Serve the site from `home`, and give its address and the line it printed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from answerable.cli import app; app()", "serve", "--port", str(port), *options]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("ANSWERABLE_", "DJANGO_"))}
    environment |= {"ANSWERABLE_HOME": str(home), "PYTHONUNBUFFERED": "1"}
    server = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        line = server.stdout.readline()
        assert line, server.stderr.read()
        wait_for(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}", line
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.communicate(timeout=WAIT)


def wait_for(address: str) -> None:
    end = time.monotonic() + WAIT
    while True:
        try:
            urllib.request.urlopen(address, timeout=WAIT).close()
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < end, f"nothing answers at {address}"
            time.sleep(0.1)
        else:
            return


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory) -> tuple[Path, str]:
    """A home with the worked examples and their accounts, and the line that was printed."""
    home = tmp_path_factory.mktemp("demonstration")
    with served(home, "--demo") as (_address, line):
        pass
    return home, line


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.fail("expected Chromium here; install the package chromium, or leave out the marker browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def site(demonstration, tmp_path) -> Iterator[tuple[str, str]]:
    """A site of this test's own with the worked examples: its address, and the password of the accounts."""
    home = tmp_path / "home"
    shutil.copytree(demonstration[0], home)
    with served(home) as (address, _line):
        yield address, (home / "demo-accounts").read_text().strip()


class Visitor:
    """Somebody with a browser of their own."""

    def __init__(self, chromium, site, *, viewport, javascript, person=""):
        self.address, password = site
        self.javascript = javascript
        self.width = viewport["width"]
        self.page = chromium.new_context(viewport=viewport, java_script_enabled=javascript).new_page()
        self.elsewhere = []
        self.page.on("request", lambda request: self.elsewhere.append(request.url))
        self.go("/")
        if person:
            self.follow("Sign in")
            self.page.get_by_label("Handle").fill(person)
            self.page.get_by_label("Password").fill(password)
            self.press("Sign in")
            assert self.page.get_by_role("banner").get_by_text(person).is_visible()
            self.go("/")

    def go(self, path):
        self.page.goto(self.address + path)
        return self.looked()

    def follow(self, name, *, within=None):
        (within or self.page).get_by_role("link", name=name).first.click()
        return self.looked()

    def press(self, name):
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
        return self.looked()

    def looked(self):
        """Look at the page as axe does, and make sure that nothing runs out of it or comes from elsewhere."""
        self.page.wait_for_load_state()
        assert self.page.evaluate("document.documentElement.scrollWidth") <= self.width, self.page.url
        assert [url for url in self.elsewhere if not url.startswith(self.address)] == []
        if self.javascript:
            from axe_playwright_python.sync_playwright import Axe

            found = Axe().run(self.page).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], self.page.url
        return self

    def reads(self, text):
        assert text in re.sub(r"\s+", " ", self.page.get_by_role("main").inner_text()), self.page.url
        return self


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_draft_is_objected_to_answered_countersigned_and_released(chromium, site, viewport, javascript):
    def visitor(person=""):
        return Visitor(chromium, site, viewport=viewport, javascript=javascript, person=person)

    outsider = visitor().reads("Releases")
    assert outsider.page.get_by_text("Port authority showed inspectors").count() == 0
    outsider.go("/cases/harbour/").reads("Sign in")
    object_and_settle(visitor("north-director"), visitor("centre-lawyer"))
    read_everything(visitor("coast-director"))
    countersign(visitor("coast-director")).reads("coast, by coast-director, 20 March 2026")
    release(visitor("centre-director"))
    outsider.go("/").follow("Port authority showed inspectors 18 of 30 accident records, and us none")
    outsider.reads("Dissent of section north").reads("Verify it yourself").reads("are withheld from this certificate")
    verify(outsider)


def object_and_settle(north: Visitor, lawyer: Visitor) -> None:
    """Object to the words of note 2, after misquoting them once; have it answered, and confirm."""
    north.follow("Accident records at the port of Selsund").follow("Draft")
    north.follow("Object to these words", within=north.page.get_by_role("region", name="Note 2", exact=True))
    words = north.page.get_by_label("The words, copied exactly")
    right = words.input_value()
    assert right.startswith("On 12 November 2025 the port authority")
    words.fill("words that nobody wrote")
    north.page.get_by_label("wording").check()
    north.page.get_by_label("serious", exact=True).check()
    north.page.get_by_label("Your objection").fill("Say which day the inspectors came.")
    north.press("Raise the objection").reads("These words do not stand in the draft")
    assert north.page.get_by_label("Your objection").input_value() == "Say which day the inspectors came."
    words.fill(right)
    north.press("Raise the objection").reads("Objection O3 ■ open")

    lawyer.go("/cases/harbour/board/").reads("Objection O3 by north-director is not answered.")
    lawyer.follow("objection O3")
    lawyer.page.get_by_label("not upheld").check()
    lawyer.page.get_by_label("Reasons").fill("The sentence begins with the day.")
    lawyer.press("Answer the objection").reads("The sentence begins with the day.")
    north.go("/cases/harbour/objections/O3/").press("Confirm that it is settled").reads("Objection O3 ○ settled")


def read_everything(coast: Visitor) -> None:
    coast.follow("Accident records at the port of Selsund").reads("1 gate is closed")
    for path in ("findings/F1/", "findings/F2/", "evidence/E1/", "evidence/E3/", "drafts/report/", "drafts/release/1/"):
        coast.go(f"/cases/harbour/{path}")


def countersign(person: Visitor) -> Visitor:
    person.go("/cases/harbour/draft/").follow("Countersign these words").reads("signs these exact words")
    person.page.get_by_label("I have read these exact words").check()
    return person.press("Countersign")


def release(director: Visitor) -> None:
    director.go("/cases/harbour/release/release/").reads("1 gate is closed")
    countersign(director).follow("Board").reads("No gate is closed.").follow("To the release")
    director.press("Release").reads("Verified for this page")


def verify(outsider: Visitor) -> None:
    """Take the files of a release as a stranger does, and verify them."""
    import hashlib

    from answerable.releases.verification import verify as check

    files = {}
    for name in ("certificate.json", "release.html", "release.md"):
        with outsider.page.expect_download() as waiting:
            outsider.page.get_by_role("link", name=name).click()
        files[name] = Path(waiting.value.path()).read_bytes()
    raw = files.pop("certificate.json")
    found = check(raw, digests={name: hashlib.sha256(data).hexdigest() for name, data in files.items()})
    assert set(found.files) == set(files)
    assert found.withheld > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_boards_of_the_worked_examples(chromium, site, scheme):
    visitor = Visitor(chromium, site, viewport=DESK, javascript=True, person="centre-lawyer")
    visitor.page.emulate_media(color_scheme=scheme)
    for case in ("kuwait-1990-as-published", "campus-2014-repaired"):
        for path in ("", "board/", "draft/"):
            visitor.go(f"/cases/{case}/{path}")
    visitor.go("/cases/none/").reads("There is nothing here")


def test_the_first_thing_a_keyboard_reaches_leads_past_the_head_of_the_page(chromium, site):
    visitor = Visitor(chromium, site, viewport=DESK, javascript=True)
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.activeElement.textContent") == "Skip to the text"
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main"


def test_the_site_says_in_one_line_where_it_is_and_how_to_sign_in(demonstration):
    home, line = demonstration
    password = (home / "demo-accounts").read_text().strip()
    assert re.fullmatch(
        r"Answerable is at http://localhost:\d+; sign in as centre-author, .*, north-director "
        rf"with the password {re.escape(password)}, kept in \S+/demo-accounts \(stop: Ctrl\+C\)\n",
        line,
    )
    assert (home / "demo-accounts").stat().st_mode & 0o777 == 0o600
