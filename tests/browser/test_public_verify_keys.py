"""The page that verifies, on a site that tells of keys and roots: what ended is said, and what is beyond an end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from answerable.bundles.certificates import checkpoints_in
from answerable.site.first import verify_page
from answerable.site.frame import HERE, Setting, rendered
from answerable.site.logs import Key, LogLine
from answerable.site.roots import RootLine
from tests.browser.test_harbour import chromium
from tests.browser.test_public_site import given_out_by_a_server
from tests.browser.test_public_verify import CENTRE, STRANGER, beside_playwright, checked
from tests.releases.conftest import given_out, keyring

__all__ = ["beside_playwright", "chromium", "given_out", "keyring"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

RELEASED = date(2026, 3, 20)


def log(verifier: Any, *, until: int | None = None) -> LogLine:
    """Return a log with its one key, which counted for the first `until` entries."""
    ended = until is not None
    key = Key(
        vkey=verifier.vkey(),
        fingerprint="",
        added=RELEASED,
        revoked=date(2026, 4, 1) if ended else None,
        until=until,
        expires=None,
        listed=True,
        ever=True,
        counts=not ended,
    )
    return LogLine(section="", origin=verifier.name, folder="", size=0, note="", until=None, keys=(key,))


def root(expires: date, *, logs: tuple[str, ...] = (CENTRE,)) -> RootLine:
    return RootLine(
        organisation="harbour-watch",
        number=2,
        expires=expires,
        ended=True,
        last=True,
        contested=False,
        logs=logs,
        path="logs/roots/harbour-watch/2.txt",
        fingerprint="",
    )


@contextmanager
def site(chromium: Any, folder: Path, logs: tuple[LogLine, ...], roots: tuple[RootLine, ...] = ()) -> Iterator[Any]:
    """Give out the page that verifies with these keys and roots, and open it."""
    setting = Setting(organisation="Harbour Watch", moment=datetime(2026, 6, 1, tzinfo=UTC), language="en")
    made = verify_page(logs, roots)
    files = {made.path: rendered(made, setting)}
    files |= {f"static/{path.name}": path.read_bytes() for path in (HERE / "static" / "site").iterdir()}
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    with given_out_by_a_server(folder) as server:
        page = chromium.new_page()
        page.goto(f"{server}verify/index.html")
        yield page
        page.close()


@pytest.fixture
def size(given_out) -> int:
    """How many entries of the centre's log the certificate rests on."""
    return next(each.size for each in checkpoints_in(given_out.files["certificate.json"]) if each.origin == CENTRE)


def logs_of(given_out, *, until: int | None) -> tuple[LogLine, ...]:
    return tuple(log(each, until=until if each.name == CENTRE else None) for each in given_out.verifiers)


def test_a_certificate_from_before_a_key_ended_verifies_and_the_end_is_said(chromium, given_out, size, tmp_path):
    with site(chromium, tmp_path / "site", logs_of(given_out, until=size)) as page:
        said = checked(page, given_out.files["certificate.json"], {})
    assert said.startswith("Verified: release 2 (harbour).")
    assert f"Whether a key signed this before it ended: {CENTRE} 2026-04-01." in said


def test_a_certificate_beyond_the_end_of_its_key_is_not_called_verified(chromium, given_out, size, tmp_path):
    with site(chromium, tmp_path / "site", logs_of(given_out, until=size - 1)) as page:
        said = checked(page, given_out.files["certificate.json"], {})
    assert said.startswith(f"Whole, but signed with keys beyond their end: release 2 (harbour): {CENTRE}.")
    assert "Verified" not in said


def test_a_key_that_a_reader_gives_with_its_end_is_heeded_to_it(chromium, given_out, size, tmp_path):
    with site(chromium, tmp_path / "site", ()) as page:
        for end, begins in ((size, "Verified"), (size - 1, "Whole, but signed with keys beyond"), ("no", "Whole")):
            known = [
                f"{each.vkey()} until {end}" if each.name == CENTRE else each.vkey() for each in given_out.verifiers
            ]
            assert checked(page, given_out.files["certificate.json"], {}, known="\n".join(known)).startswith(begins)


def test_that_the_root_on_the_site_has_ended_is_said(chromium, given_out, tmp_path):
    logs = logs_of(given_out, until=None)
    with site(chromium, tmp_path / "site", logs, (root(date(2026, 4, 1)),)) as page:
        said = checked(page, given_out.files["certificate.json"], {})
    assert said.startswith("Verified")
    assert "the root on this site has ended" in said
    assert "Root 2 of harbour-watch" in said


def test_a_root_that_holds_is_named_with_its_end(chromium, given_out, tmp_path):
    logs = logs_of(given_out, until=None)
    with site(chromium, tmp_path / "site", logs, (root(date(9999, 1, 1)),)) as page:
        assert "Whether there is a newer root than that on this site" in checked(
            page, given_out.files["certificate.json"], {}
        )


def test_a_release_after_the_end_of_the_root_is_not_called_verified(chromium, given_out, tmp_path):
    logs = logs_of(given_out, until=None)
    with site(chromium, tmp_path / "site", logs, (root(date(2026, 1, 1)),)) as page:
        said = checked(page, given_out.files["certificate.json"], {})
    assert said.startswith("Whole, but released after the root on this site had ended: release 2 (harbour).")


def test_the_root_of_somebody_else_says_nothing_of_a_certificate(chromium, given_out, tmp_path):
    logs = logs_of(given_out, until=None)
    with site(chromium, tmp_path / "site", logs, (root(date(2026, 1, 1), logs=("x.example/reef",)),)) as page:
        said = checked(page, given_out.files["certificate.json"], {})
    assert said.startswith("Verified")
    assert "root" not in said


def test_the_key_of_a_stranger_is_strange_whatever_else_ended(chromium, given_out, size, tmp_path):
    logs = (log(STRANGER.verifier(), until=size), *logs_of(given_out, until=None)[1:])
    with site(chromium, tmp_path / "site", tuple(each for each in logs if each.keys)) as page:
        assert checked(page, given_out.files["certificate.json"], {}).startswith(
            "Whole, but signed with keys that do not"
        )
