"""A section that claims to have had a list first takes nobody off it."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

import msgspec
from msgspec.structs import replace

from answerable.designations.models import ListOpened
from answerable.designations.reading import every_list, list_of
from answerable.record.facts import insert, read, row_of
from answerable.record.log import size_of
from tests.cases import commit
from tests.designations.made import LIST, speak
from tests.site import DIRECTOR, NORTH

LATE = datetime(2026, 6, 1, tzinfo=UTC)
LONG_AGO = datetime(2019, 1, 1, tzinfo=UTC)
LOG = "harbour.example/north"


def test_an_opening_that_is_dated_back_takes_no_list_over(harbour):
    from answerable.designations.entries import ListOpened as Opened
    from answerable.people.entries import RoleGranted

    told = {"title": "Prisoners", "purpose": "People held.", "statuses": ["held"]}
    speak(NORTH, RoleGranted, case="", person=NORTH, role="approver", at=LATE)
    kept = speak(DIRECTOR, Opened, list=LIST, section="centre", at=LATE, **told)
    body = replace(kept.body, section="north")
    entry = SimpleNamespace(origin=LOG, case="harbour", actor=NORTH, at=LONG_AGO, body=msgspec.json.encode(body))
    insert([row_of(ListOpened, entry, body, ref=commit("forged")[-64:], index=size_of(LOG))])
    assert read(ListOpened, list=LIST)[0].origin == LOG
    assert list_of(LIST).opened[0] == kept
    assert every_list() == (kept,)
