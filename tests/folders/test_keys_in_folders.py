"""Roots and changed keys in a folder: written out, and recognised when the folder is loaded again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from answerable.folders.exporting import export_case
from answerable.folders.loading import load_folder
from answerable.people.entries import KeyRevoked, Member, RoleGranted
from answerable.people.rotation import rotated
from answerable.record.log import append, sizes
from answerable.record.note import generate
from tests.people.keyed import root

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vault")]

COAST = "small.example/coast"
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def test_a_root_and_a_changed_key_are_written_and_recognised(small, ring, tmp_path):
    load_folder(small, keyring=ring)
    for person, section in (("ann", "centre"), ("ben", "coast")):
        granted = RoleGranted(person=person, role="approver")
        append(granted, origin=f"small.example/{section}", actor=person, at=NOW)
    members = tuple(
        Member(section=each.name.rpartition("/")[2], origin=each.name, vkeys=(each.vkey(),))
        for each in ring.verifiers()
    )
    append(root(members=members), origin="small.example/centre", actor="ann", at=NOW)
    old, new = ring.signer(COAST), generate(COAST, seed=b"n" * 32)
    append(rotated(old, new, section="coast"), origin=COAST, actor="ben", at=NOW)
    gone = KeyRevoked(section="coast", vkey=old.verifier().vkey(), reason="rotated")
    append(gone, origin=COAST, actor="ben", at=NOW)
    before = sizes()
    export_case("small", tmp_path / "out")
    written = (tmp_path / "out" / "people.toml").read_text(encoding="utf-8")
    assert "[[root.adopted]]" in written
    assert new.verifier().vkey() in written
    load_folder(tmp_path / "out", keyring=ring)
    assert sizes() == before
    export_case("small", tmp_path / "again")
    assert (tmp_path / "again" / "people.toml").read_text(encoding="utf-8") == written
