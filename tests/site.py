"""The worked example `harbour` on record, and its persons with accounts: what the tests of pages start from.

It is loaded, and released, once for a module, inside a transaction; every test rolls back to where it began.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from tests.stages import staged, wanted

ROOT = Path(__file__).parents[1]
AUTHOR, LAWYER, DIRECTOR = "centre-author", "centre-lawyer", "centre-director"
COAST, REVIEWER, NORTH = "coast-director", "coast-reviewer", "north-director"
PERSONS = (AUTHOR, LAWYER, DIRECTOR, COAST, REVIEWER, NORTH)
LEAD = (
    "On 12 November 2025 the port authority of Selsund did not show two labour inspectors 12 of the 30 accident records"
)


@pytest.fixture(scope="module")
def harbour_on_record(django_db_setup, django_db_blocker):
    """How to bring the record to a stage: the worked example with accounts for its persons, or on to its release."""
    with django_db_blocker.unblock(), staged(STAGES) as reach:
        reach("harbour")
        yield reach


@pytest.fixture
def db(request, harbour_on_record, django_db_blocker):
    """The database; in place of pytest-django's own, which would begin a transaction for each test from nothing."""
    with django_db_blocker.unblock():
        if harbour_on_record:  # who loads the example in another way begins with it alone
            harbour_on_record(wanted(STAGES, request.fixturenames) or "harbour")
        with transaction.atomic():
            yield
            transaction.set_rollback(True)


@pytest.fixture
def harbour(db):
    """The worked example, as it was loaded."""


@pytest.fixture
def countersigned(harbour, harbour_on_record):
    """The worked example with its release countersigned by the coast and the centre: no gate is closed."""
    if not harbour_on_record:
        countersign()


@pytest.fixture
def released(countersigned, harbour_on_record):
    """The worked example with its release given out."""
    if not harbour_on_record:
        give_out()


def load() -> None:
    """Load the worked example, with an account for each of its persons and one for somebody of no section."""
    from answerable.folders.loading import load_folder
    from answerable.people.keyring import keyring

    load_folder(ROOT / "examples" / "harbour", keyring=keyring())
    User.objects.bulk_create(User(username=person) for person in (*PERSONS, "stranger"))


def countersign() -> None:
    """Have the coast and the centre countersign."""
    for person in (COAST, DIRECTOR):
        answer = signed_in(person).post("/cases/harbour/drafts/release/2/countersign/", {"read": "on"})
        assert answer.status_code == 302


def give_out() -> None:
    """Have the director release."""
    answer = signed_in(DIRECTOR).post("/cases/harbour/release/release/")
    assert answer.url == "/releases/harbour/release/2/"


STAGES = {"harbour": load, "countersigned": countersign, "released": give_out}
"""What tests start from, each on the one before; a test gets the last one that it names."""


def signed_in(person: str = "") -> Client:
    """Return a browser in which `person` is signed in; nobody, when none is named."""
    client = Client()
    if person:
        client.force_login(User.objects.get(username=person))
    return client


def page(person: str, address: str) -> str:
    """Return the page that `person` finds at `address`."""
    answer = signed_in(person).get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def said(kind: str) -> int:
    """Return how many acts of this kind are on record."""
    from answerable.record.models import EntryRow

    return EntryRow.objects.filter(kind=kind).count()
