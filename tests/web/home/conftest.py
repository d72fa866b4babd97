"""The worked example, with nothing remembered from the test before, and mail that stays in memory."""

from __future__ import annotations

import pytest

from tests.site import PERSONS, countersigned, db, harbour, harbour_on_record, released

__all__ = ["countersigned", "db", "harbour", "harbour_on_record", "released"]


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Tests set the record back, which no installation does: what was counted must go with it."""
    from answerable.web.home.counting import forget

    forget()
    yield
    forget()


@pytest.fixture
def with_mail(harbour, settings):
    """Every person has an address."""
    from answerable.people.preferences import Preference

    Preference.objects.bulk_create(Preference(person=each, mail=f"{each}@mail.example") for each in PERSONS)
