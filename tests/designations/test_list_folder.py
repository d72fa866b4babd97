"""A list in a folder is on record once loaded, and exported it reads the same; asked again, its gates say the same."""

from __future__ import annotations

import shutil

import pytest

from answerable.designations.reading import list_of, public_list
from answerable.folders.exporting import export_case
from answerable.folders.loading import load_folder
from answerable.people.keyring import keyring
from answerable.record.log import ask_again
from answerable.record.models import EntryRow
from tests.designations.made import LIST, go_through, on, open_list
from tests.site import ROOT

pytestmark = pytest.mark.django_db

LISTED = """
[[list.opened]]
by = "centre-director"
at = 2026-02-01T12:00:00Z
list = "prisoners"
section = "centre"
title = "Prisoners of conscience"
purpose = "People held for a belief."
statuses = ["held"]
signers = 1

[[criteria.adopted]]
by = "centre-director"
at = 2026-02-01T12:10:00Z
list = "prisoners"
number = 1
criteria = [{ criterion = "held", text = "The person is held." }]
reason = "The first version."

[[designation.proposed]]
by = "centre-author"
at = 2026-02-02T12:00:00Z
list = "prisoners"
proposal = "P1"
person = "K1"
name = "Ana Torvald"
decision = "designated"
status = "held"
number = 1
criteria = [{ criterion = "held", state = "met", evidence = ["E1"] }]
reasons = "Held for a leaflet."
public_reasons = "Held for a leaflet."

[[designation.rehearsed]]
by = "centre-author"
at = 2026-02-03T12:00:00Z
list = "prisoners"
proposal = "P1"
reuse = "As a verdict."
answer = "accepted"
how = "The reasons say what it is not."

[[designation.notified]]
by = "centre-author"
at = 2026-02-03T12:10:00Z
list = "prisoners"
proposal = "P1"
to = "nobody"
day = 2026-02-03
how = "It would put her at risk."

[[designation.signed]]
by = "centre-director"
at = 2026-02-03T12:20:00Z
list = "prisoners"
proposal = "P1"

[[designation.decided]]
by = "centre-director"
at = 2026-02-10T12:00:00Z
list = "prisoners"
proposal = "P1"
person = "K1"
decision = "designated"
status = "held"
number = 1
effective = 2026-02-10
silent = ["coast"]
"""


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "harbour"
    shutil.copytree(ROOT / "examples" / "harbour", place)
    (place / "designations.toml").write_text(LISTED, encoding="utf-8")
    return place


def test_a_list_is_loaded_from_a_folder_and_written_back(folder, tmp_path):
    load_folder(folder, keyring=keyring())
    (told,) = public_list(list_of(LIST)).listed
    assert (told.person, told.since, told.holds.words[0].state) == ("K1", on(9), "silent")
    export_case("harbour", tmp_path / "again")
    written = (tmp_path / "again" / "designations.toml").read_text(encoding="utf-8")
    assert written.count("[[designation.") == 5
    assert "proposed_ref" not in written


def test_every_gate_of_a_list_says_the_same_when_it_is_asked_again():
    load_folder(ROOT / "examples" / "harbour", keyring=keyring())
    open_list()
    go_through("P1", "designated", on=2)
    go_through("P2", "ended", on=20, section="", reverses="P1")
    kinds = ("list.", "criteria.adopted", "designation.")
    rows = [row for row in EntryRow.objects.order_by("pk") if row.kind.startswith(kinds)]
    assert len(rows) == 2 + 7 + 6
    assert [ask_again(row.origin, row.idx) for row in rows] == [[]] * len(rows)
