"""Who is behind an item is known to nobody alone, and each step towards it is on record."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
from pyrage.x25519 import Identity

from answerable.evidence.entries import ItemTransferred, UnsealingDecided
from answerable.evidence.errors import NotASeal, SealClosed
from answerable.evidence.models import IdentitySealed, IdentityUnsealed, UnsealingAsked
from answerable.evidence.sealing import saying
from answerable.evidence.sealing.cipher import public_of
from answerable.evidence.sealing.keys import new_seal_key, seal_identity_of
from answerable.people.entries import SealKeyAdded
from answerable.people.personal import own_log
from answerable.record.blocker import Refused
from answerable.record.errors import KeyExists, KeyLocked
from answerable.record.facts import read
from answerable.record.models import EntryRow
from answerable.vault.models import Content
from answerable.vault.sealing import say
from answerable.vault.store import text_of
from tests.evidence.custody.locked import locked
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, REVIEWER, page, signed_in

pytestmark = pytest.mark.usefixtures("harbour")
NAME = "Amina Reyhani of the third crane"
HOLDERS = (COAST, NORTH, DIRECTOR)
PAGE = "/cases/harbour/evidence/E3/"


@pytest.fixture
def identities(monkeypatch):
    """Seal keys of the holders and of whoever asks, on record; kept in memory, since locking one takes a second."""
    held = {person: str(Identity.generate()) for person in (*HOLDERS, REVIEWER, LAWYER)}
    for person, identity in held.items():
        plain = {"person": person, "recipient": public_of(identity)}
        say(SealKeyAdded, plain, origin=own_log(person), actor=person, at=at())
    monkeypatch.setattr(saying, "seal_identity_of", held.__getitem__)
    return held


def at():
    from answerable.evidence.clock import moment_of

    return moment_of("harbour")


def seal(**changed):
    asked = {"case": "harbour", "item": "E3", "holders": HOLDERS, "needed": 2, "by": REVIEWER}
    return saying.seal_name(NAME, **asked | changed)


def ask(by: str = LAWYER):
    return saying.ask(case="harbour", item="E3", reason="The court asks.", by=by)


def agree(by: str, **changed):
    asked = {"case": "harbour", "item": "E3", "agreed": True, "reason": "It is right.", "by": by}
    return saying.decide(**asked | changed)


def open_seal(by: str = LAWYER):
    return saying.open_seal(case="harbour", item="E3", by=by)


def codes(refused) -> set[str]:
    return {blocker.code for blocker in refused.value.blockers}


def test_two_holders_together_open_it_for_whoever_asked(identities):
    seal()
    ask()
    agree(COAST)
    with pytest.raises(SealClosed, match="expected 2 holders who agreed, found 1"):
        open_seal()
    agree(NORTH)
    assert open_seal() == NAME
    (opened,) = read(IdentityUnsealed, case="harbour")
    assert opened.actor == LAWYER


def test_a_name_is_nowhere_in_clear(identities, settings, tmp_path):
    from django.db import connection

    seal()
    ask()
    agree(COAST)
    agree(NORTH)
    assert open_seal() == NAME
    for word in (NAME, "Amina", "Reyhani"):
        for entry in EntryRow.objects.all():
            assert word.encode() not in bytes(entry.raw)
        assert not Content.objects.filter(text__contains=word).exists()
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        held = connection.connection.serialize()  # every page of the database, as it would lie on disk
        assert b"AGE ENCRYPTED FILE" in held
        for coding in ("utf-8", "utf-16-le"):
            assert NAME.encode(coding) not in held
            assert b"Reyhani" not in held


def test_an_asker_who_holds_a_part_counts_as_one_and_never_alone(identities):
    seal(by=REVIEWER)
    ask(by=COAST)
    agree(COAST)
    with pytest.raises(SealClosed):
        open_seal(COAST)
    say_opened = {"item": "E3", "asked_ref": read(UnsealingAsked, case="harbour")[0].ref}
    with pytest.raises(Refused) as refused:
        say(IdentityUnsealed.said, say_opened, origin=own_log(COAST), actor=COAST, at=at(), case="harbour")
    assert codes(refused) == {"holders-missing"}
    agree(DIRECTOR)
    assert open_seal(COAST) == NAME


def test_each_holder_decides_once(identities):
    seal()
    ask()
    agree(COAST)
    with pytest.raises(Refused) as refused:
        agree(COAST)
    assert codes(refused) == {"decided-already"}


def test_a_refusal_is_said_with_its_reason_and_binds_nobody_else(identities):
    seal()
    ask()
    agree(COAST, agreed=False, reason="She asked us not to.")
    assert "She asked us not to." in page(LAWYER, PAGE)
    assert "She asked us not to." not in page(AUTHOR, PAGE)
    agree(NORTH)
    agree(DIRECTOR)
    assert open_seal() == NAME


def test_a_request_that_too_many_refused_is_over(identities):
    seal()
    ask()
    for holder in (COAST, NORTH):
        agree(holder, agreed=False)
    with pytest.raises(NotASeal, match="expected one request"):
        agree(DIRECTOR)
    assert "refused" in page(LAWYER, PAGE)
    ask()


def test_who_holds_no_part_decides_nothing(identities):
    seal()
    asked = ask()
    with pytest.raises(NotASeal, match="expected a holder"):
        agree(LAWYER)
    plain = {"item": "E3", "asked_ref": asked.ref, "agreed": False, "reason": "No."}
    with pytest.raises(Refused) as refused:
        say(UnsealingDecided, plain, origin=own_log(AUTHOR), actor=AUTHOR, at=at(), case="harbour")
    assert codes(refused) == {"not-a-holder"}


def test_nobody_speaks_in_the_log_of_another_section(identities):
    sealed = seal()
    elsewhere = own_log(COAST)
    plain = {"item": "E3", "sealed_ref": sealed.ref, "recipient": public_of(identities[LAWYER]), "reason": "So."}
    with pytest.raises(Refused) as refused:
        say(UnsealingAsked.said, plain, origin=elsewhere, actor=LAWYER, at=at(), case="harbour")
    assert codes(refused) == {"not-own-log"}


def test_an_answer_goes_to_the_key_that_the_asker_put_on_record_and_to_no_other(identities):
    sealed = seal()
    plain = {"item": "E3", "sealed_ref": sealed.ref, "recipient": public_of(str(Identity.generate())), "reason": "So."}
    with pytest.raises(Refused) as refused:
        say(UnsealingAsked.said, plain, origin=own_log(LAWYER), actor=LAWYER, at=at(), case="harbour")
    assert codes(refused) == {"seal-key-missing"}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"holders": (COAST,)}, "two or more different recipients"),
        ({"holders": (COAST, COAST)}, "two or more different recipients"),
        ({"needed": 1}, "two or more different recipients"),
        ({"needed": 4}, "two or more different recipients"),
        ({"holders": (COAST, AUTHOR)}, f"expected a seal key of {AUTHOR} on record"),
    ],
)
def test_a_seal_that_one_could_open_is_not_made(identities, changed, message):
    with pytest.raises(NotASeal, match=message):
        seal(**changed)
    assert not read(IdentitySealed, case="harbour")


def test_a_lost_holder_is_replaced_by_sealing_anew(identities):
    seal()
    ask(REVIEWER)
    agree(COAST)
    agree(NORTH)
    saying.seal_name(open_seal(REVIEWER), case="harbour", item="E3", holders=(COAST, LAWYER), needed=2, by=REVIEWER)
    ask(REVIEWER)
    agree(COAST)
    with pytest.raises(NotASeal, match="expected a holder"):
        agree(NORTH)
    agree(LAWYER)
    assert open_seal(REVIEWER) == NAME


def test_somebody_who_never_had_the_item_does_not_seal_over_it(identities):
    seal()
    with pytest.raises(Refused) as refused:
        seal(by=NORTH)
    assert codes(refused) == {"sealed-already"}


def test_somebody_who_never_had_the_item_seals_nothing(identities):
    with pytest.raises(Refused) as refused:
        seal(by=NORTH)
    assert codes(refused) == {"not-the-holding-section"}


def test_who_opened_a_seal_may_seal_anew(identities):
    seal()
    ask(LAWYER)
    agree(COAST)
    agree(NORTH)
    open_seal(LAWYER)
    assert seal(by=LAWYER)


def test_what_was_sealed_before_cannot_be_asked_for_once_it_is_sealed_anew(identities):
    old = seal()
    ask()
    seal()
    assert "over: sealed anew" in page(LAWYER, PAGE)
    plain = {"item": "E3", "sealed_ref": old.ref, "recipient": public_of(identities[LAWYER]), "reason": "So."}
    with pytest.raises(Refused) as refused:
        say(UnsealingAsked.said, plain, origin=own_log(LAWYER), actor=LAWYER, at=at(), case="harbour")
    assert codes(refused) == {"seal-unknown"}


def test_the_page_shows_a_holder_their_part_only_while_they_are_asked(identities):
    seal()
    assert "AGE ENCRYPTED FILE" not in page(COAST, PAGE)
    ask()
    assert "AGE ENCRYPTED FILE" in page(COAST, PAGE)
    assert "AGE ENCRYPTED FILE" not in page(REVIEWER, PAGE)
    agree(COAST)
    assert "AGE ENCRYPTED FILE" not in page(COAST, PAGE)


def test_a_part_is_pasted_into_the_page_and_opened_by_whoever_asked(identities):
    seal()
    asked = ask()
    evidence = saying.read_evidence("harbour", at=at())
    for holder in (COAST, DIRECTOR):
        part = saying.part_for(evidence, asked, holder, identities[holder])
        form = {"asked_ref": asked.ref, "agreed": "yes", "reason": "It is right.", "share": part}
        answer = signed_in(holder).post("/cases/harbour/say/unsealing.decided/?item=E3", form)
        assert answer.status_code == 302, answer.content.decode()
    assert "What opens it" not in page(LAWYER, PAGE)
    answer = signed_in(LAWYER).post("/cases/harbour/say/identity.unsealed/?item=E3", {"asked_ref": asked.ref})
    assert answer.status_code == 302
    assert "What opens it" in page(LAWYER, PAGE)
    assert "What opens it" not in page(COAST, PAGE)


def test_what_is_no_part_is_not_taken_for_one_by_the_page(identities):
    seal()
    asked = ask()
    form = {"asked_ref": asked.ref, "agreed": "yes", "reason": "It is right.", "share": "Amina"}
    answer = signed_in(COAST).post("/cases/harbour/say/unsealing.decided/?item=E3", form)
    assert answer.status_code == 409
    assert "Paste what the command printed" in answer.content.decode()


def test_a_request_waits_for_its_holders_and_then_for_whoever_asked(identities):
    seal()
    ask()
    decide, opens = "Decide whether somebody may learn who a source is", "a seal can be opened"
    assert decide in page(COAST, "/waiting/")
    assert decide not in page(REVIEWER, "/waiting/")
    agree(COAST)
    agree(NORTH)
    assert decide not in page(COAST, "/waiting/")
    assert opens in page(LAWYER, "/waiting/")
    open_seal()
    assert opens not in page(LAWYER, "/waiting/")


def test_what_was_sealed_can_be_erased_and_is_then_gone(identities):
    from answerable.vault.errors import Erased
    from answerable.vault.sealing import erase

    fact = seal()
    ask()
    agree(COAST)
    agree(NORTH)
    erase(fact.body.sealed, reason="safety", origin=own_log(DIRECTOR), actor=DIRECTOR, at=at())
    with pytest.raises(Erased):
        text_of(fact.body.sealed)
    with pytest.raises(Erased):
        open_seal()


@pytest.fixture
def false_seal(identities, monkeypatch):
    """How another house seals somebody else behind the item, past our gates, after it was sealed here."""
    seal()

    def make(at=at):
        with monkeypatch.context() as patched:
            patched.setattr("answerable.record.log._ask", lambda *_asked: None)
            plain = {"item": "E3", "sealed": "x", "holders": HOLDERS, "needed": 2, "shares": ["a", "b", "c"]}
            return say(IdentitySealed.said, plain, origin=own_log(NORTH), actor=NORTH, at=at(), case="harbour")

    return make


@pytest.mark.parametrize("claimed", [datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)])
def test_a_seal_of_another_house_is_named_on_the_page_and_asked_for_by_nobody(false_seal, claimed):
    assert "contradicts" not in page(LAWYER, PAGE)
    false = false_seal(lambda: claimed)
    text = page(LAWYER, PAGE)
    assert "Another seal contradicts what was sealed." in text
    assert "north-director sealed something behind this item in the log harbour.example/north" in text
    asked = ask()
    assert asked.body.sealed_ref != false.ref
    agree(COAST)
    agree(NORTH)
    assert open_seal() == NAME


def test_nobody_hands_over_a_part_for_a_seal_that_counts_for_nothing(false_seal, identities, monkeypatch):
    false = false_seal()
    plain = {"item": "E3", "sealed_ref": false.ref, "recipient": public_of(identities[LAWYER]), "reason": "So."}
    with monkeypatch.context() as patched:
        patched.setattr("answerable.record.log._ask", lambda *_asked: None)
        asked = say(UnsealingAsked.said, plain, origin=own_log(LAWYER), actor=LAWYER, at=at(), case="harbour")
    assert "AGE ENCRYPTED FILE" not in page(COAST, PAGE)
    assert "about a seal that counts for nothing" in page(COAST, PAGE)
    with pytest.raises(Refused) as refused:
        agree(COAST, asked=asked.ref, agreed=False)
    assert codes(refused) == {"request-over"}


def test_of_two_seals_that_stand_the_one_that_is_meant_has_to_be_named(false_seal):
    moved = {"item": "E3", "giver": REVIEWER, "taker": NORTH, "purpose": "safety", "before": "", "after": ""}
    say(ItemTransferred, moved, origin=own_log(REVIEWER), actor=REVIEWER, at=at(), case="harbour")
    true = read(IdentitySealed, case="harbour")[0]
    false_seal()
    assert "These seals contradict each other." in page(LAWYER, PAGE)
    with pytest.raises(NotASeal, match=f"{true.ref} by {REVIEWER}.* by {NORTH}: say which is meant"):
        ask()
    link = f"/cases/harbour/say/unsealing.asked/?item=E3&sealed_ref={true.ref}"
    assert link.replace("&", "&amp;") in page(LAWYER, PAGE)
    answer = signed_in(LAWYER).post(link, {"sealed_ref": true.ref, "reason": "The court asks."})
    assert (answer.status_code, answer["Location"]) == (302, PAGE), answer.content.decode()
    (asked,) = read(UnsealingAsked, case="harbour")
    assert (asked.body.sealed_ref, asked.body.item) == (true.ref, "E3")


@pytest.mark.parametrize("passphrase", ["the one it was locked with", "another"])
def test_a_seal_key_opens_by_its_passphrase_alone(settings, tmp_path, monkeypatch, passphrase):
    settings.ANSWERABLE_KEYS = tmp_path
    monkeypatch.setenv("ANSWERABLE_PASSPHRASE", passphrase)
    identity, place = str(Identity.generate()), tmp_path / "seal%3Aa-person.age"
    place.write_text(locked(identity, "the one it was locked with"))
    place.chmod(0o600)
    with nullcontext() if passphrase != "another" else pytest.raises(KeyLocked):
        assert seal_identity_of("a-person") == identity
    with pytest.raises(KeyExists):
        new_seal_key("a-person")
