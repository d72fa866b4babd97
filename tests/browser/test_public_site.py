"""The public site in a browser: every page, looked at as axe does, and nothing loaded from elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.browser.test_harbour import DESK, PHONE, chromium, demonstration

__all__ = ["chromium", "demonstration"]

pytestmark = pytest.mark.browser

RELEASE = "releases/harbour/report/1/"


class Quiet(SimpleHTTPRequestHandler):
    """Gives out files and says nothing of it."""

    def log_message(self, *_arguments: object) -> None:
        return


@contextmanager
def given_out_by_a_server(folder: Path) -> Iterator[str]:
    """Give out a folder as any server does, under a path of its own, and say its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder.parent)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{folder.name}/"
        server.shutdown()


@pytest.fixture(scope="module")
def published(demonstration, tmp_path_factory) -> Path:
    """The public site of the worked examples, as the command writes it."""
    place = tmp_path_factory.mktemp("published") / "site"
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("ANSWERABLE_", "DJANGO_"))}
    environment |= {"ANSWERABLE_HOME": str(demonstration[0])}
    command = [sys.executable, "-c", "from answerable.cli import app; app()", "publish", str(place)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr[-600:]) == (0, "")
    assert "files written to" in done.stdout
    return place


@pytest.fixture(scope="module")
def mirror(published) -> Iterator[str]:
    """The address of the site on a server."""
    with given_out_by_a_server(published) as address:
        yield address


def look_at_every_page(chromium: Any, mirror: str, folder: Path, *, viewport: Any, scheme: str) -> None:
    """Look at every page of a site as axe does; each fits its window, breaks no rule of its own, loads nothing else."""
    from axe_playwright_python.sync_playwright import Axe

    page = chromium.new_context(viewport=viewport, color_scheme=scheme).new_page()
    page.on("request", lambda request: elsewhere.append(request.url) if not request.url.startswith(mirror) else None)
    page.on("console", lambda message: said.append(message.text))
    elsewhere: list[str] = []
    said: list[str] = []
    for path in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("index.html")):
        page.goto(mirror + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], path
        assert said == [], path  # before axe, whose own script and styles the policy of the page refuses
        found = Axe().run(page).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], path
        said.clear()
    assert elsewhere == []


@pytest.mark.parametrize(("viewport", "scheme"), [(DESK, "light"), (PHONE, "dark")], ids=["desk-light", "phone-dark"])
def test_axe_finds_nothing_on_any_page_and_nothing_comes_from_elsewhere(chromium, mirror, published, viewport, scheme):
    assert len(list(published.rglob("index.html"))) > 9
    look_at_every_page(chromium, mirror, published, viewport=viewport, scheme=scheme)


def test_a_reader_without_script_finds_a_release_and_its_files(chromium, mirror, published):
    page = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(mirror)
    page.get_by_role("main").locator(f'a[href="{RELEASE}index.html"]').first.click()
    assert page.url == f"{mirror}{RELEASE}index.html"
    with page.expect_download() as waiting:
        page.get_by_role("link", name="release.html").click()
    assert Path(waiting.value.path()).read_bytes() == (published / RELEASE / "release.html").read_bytes()
    page.get_by_role("link", name="Verify it in your own browser").click()
    assert "This page needs JavaScript" in page.get_by_role("main").inner_text()
    assert page.get_by_role("button", name="Verify").count() == 0


def test_a_critique_with_something_overdue_stands_on_the_first_page(published):
    found = 'class="overdue"><a href="critiques/harbour-afterwards/K1/index.html">'
    assert found in (published / "index.html").read_text()


def test_the_certificate_of_another_release_in_its_place_is_noticed(chromium, mirror, published):
    page = chromium.new_page()
    other = published / "releases/kuwait-1990-repaired/release/1/certificate.json"
    page.route("**/harbour/report/1/certificate.json", lambda route: route.fulfill(body=other.read_bytes()))
    page.goto(f"{mirror}verify/index.html#harbour/report/1")
    page.locator("#taken").get_by_text("was taken").wait_for()
    page.get_by_role("button", name="Verify").click()
    page.locator("#checks").get_by_text("contradict each other: harbour/report/1.").wait_for()
    assert page.locator("#outcome").inner_text().startswith("NOT VERIFIED")
    page.goto(f"{mirror}verify/index.html#harbour/nothing/1")
    page.locator("#taken").get_by_text("could not be fetched").wait_for()
    page.get_by_role("button", name="Verify").click()
    page.locator("#outcome").get_by_text("choose a certificate first").wait_for()


@pytest.mark.parametrize("way", ["server", "file"])
def test_a_release_verifies_from_a_server_and_from_a_folder(chromium, mirror, published, way):
    page = chromium.new_page()
    page.goto((mirror if way == "server" else f"file://{published}/") + f"{RELEASE}index.html")
    page.get_by_role("link", name="Verify it in your own browser").click()
    taken = page.locator("#taken")
    taken.get_by_text("certificate").wait_for()
    if way == "server":
        assert "harbour/report/1 was taken from this site" in taken.inner_text()
    else:  # a browser reads no file beside a page that it opened from a folder
        assert "could not be fetched" in taken.inner_text()
        page.locator("#certificate").set_input_files(published / RELEASE / "certificate.json")
    page.locator("#files").set_input_files(published / RELEASE / "release.html")
    page.get_by_role("button", name="Verify").click()
    page.get_by_text("Verified: report 1 (harbour).").wait_for()
    assert page.locator("#checks .failed").count() == 0
    assert "Compare the fingerprints" in page.get_by_role("main").inner_text()
