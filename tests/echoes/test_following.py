"""What a scan looks for is read from the record: every passage of every version, and what became of it."""

from __future__ import annotations

import pytest

from answerable.echoes import models
from answerable.echoes.entries import DocumentFollowed
from answerable.echoes.errors import NothingReleased
from answerable.echoes.following import named, watched
from answerable.evidence.clock import moment_of
from answerable.record.facts import read
from answerable.vault.reading import ERASED
from answerable.vault.sealing import erase, say
from tests.releases.noticed import WORDS, dissociate, notice


def speak(said, **plain) -> None:
    at = moment_of("harbour")
    say(said, plain, origin="harbour.example/centre", actor="centre-director", at=at, case="harbour")


def test_every_statement_and_every_other_sentence_of_a_release_is_a_passage(released):
    (found,) = watched().followed.releases
    assert found.name == "harbour/release/2"
    ids = [each.id for each in found.passages]
    assert len(set(ids)) == len(ids)
    assert {"title", "lead"} <= set(ids)
    assert all(each.text.strip() and "**" not in each.text for each in found.passages)


def test_a_release_is_found_by_its_name_with_and_without_a_version(released):
    assert watched(["harbour/release"]) == watched(["harbour/release/2"]) == watched()


def test_a_name_that_leads_to_no_release_is_refused_with_what_there_is(released):
    with pytest.raises(NothingReleased, match=r"harbour/release.*harbour/report"):
        watched(["harbour/report"])


def test_nothing_is_looked_for_before_anything_is_released(harbour):
    assert watched().followed.releases == ()


def test_words_that_stand_are_neither_replaced_nor_corrected(released):
    (found,) = watched().followed.releases
    assert {(each.replaced, each.corrected) for each in found.passages} == {(None, None)}


def test_a_notice_corrects_the_statements_that_it_names(released):
    notice("lead")
    (found,) = watched().followed.releases
    assert [each.id for each in found.passages if each.corrected] == ["lead"]


@pytest.mark.parametrize("type_", ["apology", "clarification", "expression-of-concern"])
def test_a_notice_that_changes_no_words_corrects_nothing(released, type_):
    notice("lead", type=type_)
    (found,) = watched().followed.releases
    assert not any(each.corrected for each in found.passages)


def test_the_text_of_a_notice_is_a_passage_too(released):
    notice("lead")
    (found,) = watched().followed.releases
    assert [(each.id, each.text, each.corrected) for each in found.passages][-1] == ("notice-N1", WORDS, None)


def test_the_text_of_a_dissociation_is_a_passage_too_and_corrects_nothing(released):
    dissociate()
    (found,) = watched().followed.releases
    assert [(each.id, each.text) for each in found.passages][-1] == ("notice-D1", "We were not heard.")
    assert not any(each.corrected for each in found.passages)


def test_a_retraction_corrects_everything(released):
    notice(type="retraction")
    (found,) = watched().followed.releases
    assert all(each.corrected for each in found.passages if not each.id.startswith("notice-"))


def test_we_are_known_by_what_sections_are_called_and_by_what_they_say(released):
    speak(
        DocumentFollowed,
        output="release",
        released_ref=released,
        section="centre",
        names=["Harbour Watch International", "Wächter des Hafens"],
    )
    assert {"Harbour Watch International", "Wächter des Hafens"} < set(watched().followed.names)


def test_a_name_of_a_release_is_taken_apart_and_a_files_name_leads_nowhere():
    assert named("harbour/release/2") == ("harbour", "release", 2)
    assert named("release.md") == ("", "", 0)


def test_a_name_that_was_erased_is_looked_for_no_more(released):
    names = ["Harbour Watch International"]
    speak(DocumentFollowed, output="release", released_ref=released, section="centre", names=names)
    (fact,) = read(models.DocumentFollowed, case="harbour")
    at = moment_of("harbour")
    erase(fact.body.names[0], reason="safety", origin=fact.origin, actor=fact.actor, at=at)
    assert not {*names, ERASED} & set(watched().followed.names)
