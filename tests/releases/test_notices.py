"""Status and notices: they speak of a release on record, stand on its page, and travel in a folder."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from answerable.evidence.clock import moment_of
from answerable.folders.exporting import export_case
from answerable.folders.loading import load_folder
from answerable.record.blocker import Refused
from answerable.releases.entries import StatusSet
from answerable.releases.models import read_release
from answerable.releases.notices import beside
from answerable.releases.releasing import release
from tests.releases.conftest import EXAMPLES, SIGNERS, countersign
from tests.releases.noticed import WORDS, dissociate, give, notice, speak, word


@pytest.fixture
def released(harbour, keyring) -> str:
    """Return the ref of a release of `harbour`."""
    for person in SIGNERS:
        countersign(person, keyring=keyring)
    release(harbour, actor="centre-director", at=moment_of(harbour), keyring=keyring)
    (fact,) = read_release(harbour, at=moment_of(harbour)).released
    return fact.ref


def test_a_correction_and_a_status_stand_on_the_page_of_the_release_for_everyone(released):
    notice("lead")
    speak(StatusSet, output="release", released_ref=released, status="corrected", reason="One number was wrong.")
    page = Client().get("/releases/harbour/release/2/").content.decode()
    assert WORDS in page
    assert "<b>Corrected.</b>" in page
    assert "One number was wrong." in page


def test_a_notice_marks_its_release_without_a_second_act(released):
    notice(type="retraction")
    assert "<b>Retracted.</b>" in Client().get("/releases/harbour/release/2/").content.decode()


def test_a_correction_is_written_into_the_folder(released, keyring, tmp_path):
    notice("lead")
    export_case("harbour", tmp_path / "out")
    assert WORDS in (tmp_path / "out" / "releases.toml").read_text()


@pytest.mark.parametrize(
    ("ref", "statements", "output", "code"),
    [
        ("0" * 64, ("lead",), "release", "release-unknown"),
        ("", ("lead",), "report", "release-unknown"),
        ("", ("lead", "nowhere"), "release", "statement-unknown"),
    ],
)
def test_a_notice_that_speaks_of_nothing_is_refused(released, ref, statements, output, code):
    with pytest.raises(Refused) as refused:
        word(*statements, released_ref=ref or released, output=output)
    assert [blocker.code for blocker in refused.value.blockers] == [code]


def test_a_status_of_no_release_is_refused(released):
    with pytest.raises(Refused, match="no release"):
        speak(StatusSet, output="release", released_ref="0" * 64, status="retracted", reason="x")


def test_a_folder_with_notices_loads_into_an_empty_record(db, keyring, tmp_path):
    with transaction.atomic():
        load_folder(EXAMPLES / "harbour", keyring=keyring)
        for person in SIGNERS:
            countersign(person, keyring=keyring)
        release("harbour", actor="centre-director", at=moment_of("harbour"), keyring=keyring)
        notice("lead")
        dissociate()
        give()
        export_case("harbour", tmp_path / "out")
        transaction.set_rollback(True)
    written = (tmp_path / "out" / "releases.toml").read_text()
    assert written.count(WORDS) == 2
    load_folder(tmp_path / "out", keyring=keyring)
    state = read_release("harbour", at=moment_of("harbour"))
    assert [each.type for each in beside(state, state.released[-1])] == ["correction", "dissociation"]
    assert [each.body.holder for each in state.copies] == ["H1"]
