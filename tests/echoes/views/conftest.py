"""The released example `harbour`, and what a scan found of it: stored once for a module, as the example is."""

from __future__ import annotations

import pytest

from tests.echoes.views.found import found as store
from tests.site import COAST, DIRECTOR, countersigned, db, harbour, harbour_on_record, released, signed_in

__all__ = ["countersigned", "db", "harbour", "harbour_on_record", "released"]


@pytest.fixture(autouse=True)
def nothing_remembered():
    """What waits is remembered by the size of the logs, which tests set back."""
    from answerable.web.home import counting

    counting.forget()


@pytest.fixture(scope="module")
def found_on_record(harbour_on_record, django_db_blocker):
    """The example released, and the ids of the uses that a scan found of it, by name."""
    with django_db_blocker.unblock():
        harbour_on_record("harbour")
        for person in (COAST, DIRECTOR):
            signed_in(person).post("/cases/harbour/drafts/release/2/countersign/", {"read": "on"})
        signed_in(DIRECTOR).post("/cases/harbour/release/release/")
        return {name: use.id for name, use in store().items()}


@pytest.fixture
def found(found_on_record, db):
    """The uses of the release that a scan found, by name."""
    from answerable.echoes.tables import Use

    return {name: Use.objects.select_related("page", "run").get(id=use) for name, use in found_on_record.items()}
