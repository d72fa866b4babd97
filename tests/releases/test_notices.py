"""Status and notices: they speak of a release on record, stand on its page, and travel in a folder."""

from __future__ import annotations

import pytest
from django.test import Client

from answerable.evidence.clock import moment_of
from answerable.folders.exporting import export_case
from answerable.record.blocker import Refused
from answerable.releases.entries import NoticeIssued, StatusSet
from answerable.releases.models import read_release
from answerable.releases.releasing import release
from answerable.vault.sealing import say
from tests.releases.conftest import SIGNERS, countersign

WORDS = "The number of records is thirty-one; one more was found."


@pytest.fixture
def released(harbour, keyring) -> str:
    """Return the ref of a release of `harbour`."""
    for person in SIGNERS:
        countersign(person, keyring=keyring)
    release(harbour, actor="centre-director", at=moment_of(harbour), keyring=keyring)
    (fact,) = read_release(harbour, at=moment_of(harbour)).released
    return fact.ref


def speak(said, **plain) -> None:
    at = moment_of("harbour")
    say(said, plain, origin="harbour.example/centre", actor="centre-director", at=at, case="harbour")


def correct(ref: str, *statements: str, output: str = "release") -> None:
    named = {"notice": "N1", "type": "correction", "output": output, "released_ref": ref}
    speak(NoticeIssued, **named, statements=list(statements), text=WORDS)


def test_a_correction_and_a_status_stand_on_the_page_of_the_release_for_everyone(released):
    correct(released, "lead")
    speak(StatusSet, output="release", released_ref=released, status="corrected", reason="One number was wrong.")
    page = Client().get("/releases/harbour/release/2/").content.decode()
    assert WORDS in page
    assert "<b>Corrected.</b>" in page
    assert "One number was wrong." in page


def test_a_correction_is_written_into_the_folder(released, keyring, tmp_path):
    correct(released, "lead")
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
        correct(ref or released, *statements, output=output)
    assert [blocker.code for blocker in refused.value.blockers] == [code]


def test_a_status_of_no_release_is_refused(released):
    with pytest.raises(Refused, match="no release"):
        speak(StatusSet, output="release", released_ref="0" * 64, status="retracted", reason="x")
