"""Plain words go into the vault, their commitments into the log, both or neither."""

from __future__ import annotations

import msgspec
import pytest

from answerable.clearance.entries import ReplyRequested
from answerable.people.entries import PersonJoined
from answerable.record.blocker import Refused
from answerable.record.models import EntryRow
from answerable.vault.models import Content
from answerable.vault.sealing import Sealed, say, sealed
from answerable.vault.store import store, text_of
from tests.record.story import CENTRE, COAST, NOW, drafted, raised, raws

PERSON = {"person": "p1", "section": "coast", "name": "Maryam"}
REQUEST = {
    "party": "port",
    "output": "release",
    "findings": ["F1"],
    "allegations": "everything we say of you",
    "questions": [{"finding": "F1", "text": "Who gave the order?"}, {"finding": "F1", "text": "When?"}],
    "days": 14,
}


def marked(text: str) -> str:
    return f"<{text}>"


def test_every_text_at_any_depth_is_sealed_and_nothing_else():
    assert sealed(ReplyRequested, REQUEST, seal=marked) == REQUEST | {
        "allegations": "<everything we say of you>",
        "questions": [{"finding": "F1", "text": "<Who gave the order?>"}, {"finding": "F1", "text": "<When?>"}],
    }


def test_nothing_said_is_not_sealed():
    assert sealed(ReplyRequested, REQUEST | {"proof": ""}, seal=marked)["proof"] == ""


@pytest.mark.django_db
def test_words_are_in_the_vault_and_not_in_the_log():
    fact = say(PersonJoined, PERSON, origin=COAST, actor="", at=NOW)
    assert text_of(fact.body.name) == "Maryam"
    assert b"Maryam" not in b"".join(raws(COAST))


@pytest.mark.django_db
def test_a_commitment_made_before_is_carried_as_it_is():
    before = store("Maryam")
    fact = say(PersonJoined, PERSON | {"name": Sealed(before)}, origin=COAST, actor="", at=NOW)
    assert (fact.body.name, Content.objects.count()) == (before, 1)


@pytest.mark.django_db
def test_words_that_look_like_a_commitment_are_words():
    words = "sha256:" + "0" * 64
    fact = say(PersonJoined, PERSON | {"name": words}, origin=COAST, actor="", at=NOW)
    assert fact.body.name != words
    assert text_of(fact.body.name) == words


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"nickname": "M"}, {"section": "two words"}, {"name": 7}])
def test_what_is_not_of_the_kind_is_refused_and_not_kept(wrong):
    with pytest.raises(msgspec.ValidationError):
        say(PersonJoined, PERSON | wrong, origin=COAST, actor="", at=NOW)
    assert (Content.objects.count(), EntryRow.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_words_of_a_refused_act_are_not_kept():
    draft = drafted()
    objection = raised(draft)
    before = Content.objects.count()
    plain = {"objection": "O1", "outcome": "upheld", "reasons": "the author answers alone"}
    from answerable.clearance.entries import ObjectionAnswered

    with pytest.raises(Refused):
        say(ObjectionAnswered, plain, origin=CENTRE, actor="centre-author", at=NOW, case="harbour")
    assert (Content.objects.count(), objection.index) == (before, 2)
