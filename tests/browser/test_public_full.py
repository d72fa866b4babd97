"""A public site with something on every kind of page: a list, a review, a critique, commitments and a dissociation."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction

from answerable.evidence.clock import moment_of
from answerable.folders.loading import load_folder
from answerable.releases.releasing import release
from answerable.site.publishing import publish
from tests.browser.test_harbour import DESK, PHONE, chromium
from tests.browser.test_public_site import given_out_by_a_server, look_at_every_page
from tests.browser.test_public_verify import beside_playwright
from tests.releases.conftest import EXAMPLES, SIGNERS, countersign, keyring
from tests.site_public.test_public_canary import AT, put

__all__ = ["beside_playwright", "chromium", "keyring"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db]  # for the record that the sites are made from


@pytest.fixture(scope="module")
def sites(django_db_setup, django_db_blocker, keyring, tmp_path_factory) -> Iterator[Path]:
    """A folder with the site in English and in Arabic, written before a browser is started."""
    folder = tmp_path_factory.mktemp("sites")
    with django_db_blocker.unblock(), transaction.atomic():
        load_folder(EXAMPLES / "harbour", keyring=keyring)
        for person in SIGNERS:
            countersign(person, keyring=keyring)
        release("harbour", actor="centre-director", at=moment_of("harbour"), keyring=keyring)
        put(public=True)
        for language in ("en", "ar"):
            publish(folder / language, at=AT, language=language)
        transaction.set_rollback(True)
    return folder


@pytest.mark.parametrize(
    ("viewport", "scheme", "language"),
    [(DESK, "dark", "en"), (PHONE, "light", "ar")],
    ids=["desk-dark", "phone-arabic"],
)
def test_axe_finds_nothing_on_any_kind_of_page(sites, chromium, viewport, scheme, language):
    assert (sites / language / "reviews" / "harbour" / "RV1" / "index.html").exists()
    with given_out_by_a_server(sites / language) as mirror:
        look_at_every_page(chromium, mirror, sites / language, viewport=viewport, scheme=scheme)
