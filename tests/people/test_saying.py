"""From a form to an act: at once, or past the person's own signature."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace

from answerable.clearance.entries import (
    DissentNoted,
    GateOverridden,
    ObjectionAnswered,
    ObjectionClosed,
    ObjectionRaised,
)
from answerable.clearance.models import ObjectionRaised as ObjectionTable
from answerable.outputs.models import VersionDrafted
from answerable.people.access import Reader
from answerable.people.entries import PersonKeyAdded, PolicyEndorsed, RoleRevoked
from answerable.people.errors import NothingPrepared
from answerable.people.models import read_people
from answerable.people.personal import has_current_key
from answerable.people.prepared import Prepared
from answerable.people.saying import WAITING, find, prepare, say_prepared, submit, wants_signature
from answerable.people.signing import is_signed_by, keys_as_of
from answerable.people.standing import policy_in_force
from answerable.record.blocker import Refused
from answerable.record.facts import read
from answerable.record.log import append, ask_again
from answerable.vault.errors import Empty
from answerable.vault.models import Content
from answerable.vault.store import text_of
from tests.people.personal import PUBLIC, add_laptop, signature
from tests.site import COAST, DIRECTOR, NORTH, said

READER = Reader(person=COAST, section="coast", origin="harbour.example/coast")
OTHER = Reader(person=NORTH, section="north", origin="harbour.example/north")
AT = datetime(2026, 3, 20, 12, tzinfo=UTC)
WORDS = "The figure leaves out the night shift."


def plain(**changes):
    drafted = read(VersionDrafted, case="harbour")[-1]
    about = {"output": drafted.body.output, "version": drafted.body.version, "draft_ref": drafted.ref}
    return {"objection": "O9", **about, "about": "accuracy", "severity": "serious", "text": WORDS} | changes


def prepared(reader=READER, **changes):
    return prepare(ObjectionRaised, plain(**changes), reader=reader, case="harbour", at=AT, back="/back/")


def sent(reader=READER):
    return SimpleNamespace(reader=reader, said=False)


def test_who_has_no_key_says_an_act_at_once(harbour):
    request, before = sent(), said("objection.raised/1")
    answer = submit(request, ObjectionRaised, plain(), case="harbour", at=AT, back="/back/")
    assert (answer.url, request.said, said("objection.raised/1")) == ("/back/", True, before + 1)


def test_who_has_a_key_is_led_to_sign_first(harbour):
    add_laptop(READER)
    request, before = sent(), said("objection.raised/1")
    answer = submit(request, ObjectionRaised, plain(), case="harbour", at=AT, back="/back/")
    assert answer.url == f"/sign/{Prepared.objects.get(ref='').token}/"
    assert (request.said, said("objection.raised/1")) == (False, before)


def test_an_act_that_is_no_signature_is_said_at_once_by_whoever_has_a_key(harbour):
    submit(sent(OTHER), ObjectionRaised, plain(), case="harbour", at=AT, back="/back/")
    add_laptop(READER)
    body = {"objection": "O9", "outcome": "upheld", "reasons": "So it does."}
    assert submit(sent(), ObjectionAnswered, body, case="harbour", at=AT, back="/back/").url == "/back/"


def test_what_is_prepared_is_not_said_and_its_texts_are_not_in_the_vault(harbour):
    before, kept = said("objection.raised/1"), Content.objects.count()
    prepared()
    assert (said("objection.raised/1"), Content.objects.count()) == (before, kept)


def test_what_is_signed_is_said_with_its_texts(harbour):
    add_laptop(READER)
    waiting = prepared()
    fact = say_prepared(waiting, signature(waiting))
    assert text_of(fact.body.text) == WORDS
    assert (fact.actor, fact.origin, fact.case, fact.at) == (COAST, READER.origin, "harbour", AT)


def test_the_signature_in_the_log_is_by_the_key_of_the_person(harbour):
    add_laptop(READER)
    waiting = prepared()
    said_now = say_prepared(waiting, signature(waiting))
    fact = next(each for each in read(ObjectionTable, case="harbour") if each.ref == said_now.ref)
    key = keys_as_of(read_people(), COAST, fact)["laptop"]
    assert is_signed_by(key.body, fact.body.personal, fact)


def test_years_later_the_gate_of_a_signed_act_gives_the_same_answer(harbour):
    add_laptop(READER)
    waiting = prepared()
    fact = say_prepared(waiting, signature(waiting))
    assert ask_again(fact.origin, fact.index) == []


def test_a_wrong_signature_is_refused_and_nothing_is_said(harbour):
    add_laptop(READER)
    waiting, before, kept = prepared(), said("objection.raised/1"), Content.objects.count()
    with pytest.raises(Refused) as refusal:
        say_prepared(waiting, signature(waiting, private=Ed25519PrivateKey.generate()))
    assert [blocker.code for blocker in refusal.value.blockers] == ["signature-wrong"]
    assert (said("objection.raised/1"), Content.objects.count()) == (before, kept)


def test_a_refused_act_still_waits(harbour):
    add_laptop(READER)
    waiting = prepared()
    with pytest.raises(Refused):
        say_prepared(waiting)
    assert say_prepared(waiting, signature(waiting)).body.objection == "O9"


def test_a_signature_by_a_key_that_is_not_on_record_is_refused(harbour):
    waiting = prepared()
    with pytest.raises(Refused) as refusal:
        say_prepared(waiting, signature(waiting))
    assert [blocker.code for blocker in refusal.value.blockers] == ["signature-key-unknown"]


def test_an_act_that_was_changed_after_signing_is_refused(harbour):
    add_laptop(READER)
    waiting = prepared()
    personal = signature(waiting)
    waiting.body = waiting.body.replace("O9", "O8")
    waiting.save()
    with pytest.raises(Refused, match="not one that laptop"):
        say_prepared(waiting, personal)


def test_a_prepared_act_is_said_once(harbour):
    add_laptop(READER)
    waiting, before = prepared(), said("objection.raised/1")
    personal = signature(waiting)
    say_prepared(waiting, personal)
    with pytest.raises(NothingPrepared):
        say_prepared(waiting, personal)
    assert said("objection.raised/1") == before + 1


def test_once_said_its_text_lies_in_the_vault_alone(harbour):
    waiting = prepared()
    say_prepared(waiting)
    waiting.refresh_from_db()
    assert (waiting.body, waiting.contents) == ("", {})


def test_the_same_act_prepared_twice_waits_once(harbour):
    assert prepared().token == prepared().token


def test_another_text_is_another_act(harbour):
    assert prepared().token != prepared(text="Something else.").token


def test_only_the_person_who_prepared_an_act_finds_it(harbour):
    token = prepared().token
    assert find(token, reader=READER).token == token
    for reader in (OTHER, Reader(), Reader(person=COAST, section="coast", origin=OTHER.origin)):
        with pytest.raises(NothingPrepared):
            find(token, reader=reader)


def test_a_prepared_act_runs_out(harbour):
    waiting = prepared()
    Prepared.objects.update(made=datetime.now(UTC) - WAITING - timedelta(seconds=1))
    with pytest.raises(NothingPrepared):
        say_prepared(waiting)


def test_what_ran_out_is_removed_when_something_is_prepared(harbour):
    gone = prepared().token
    Prepared.objects.update(made=datetime.now(UTC) - WAITING - timedelta(seconds=1))
    prepared(text="Something else.")
    assert not Prepared.objects.filter(token=gone).exists()


def test_an_act_whose_gate_is_closed_is_not_prepared(harbour):
    with pytest.raises(Refused):
        prepare(ObjectionClosed, {"objection": "O99"}, reader=READER, case="harbour", at=AT, back="/back/")
    assert not Prepared.objects.exists()


def test_a_gate_that_closed_in_the_meantime_refuses(harbour):
    add_laptop(READER)
    waiting = prepared()
    submit(sent(OTHER), ObjectionRaised, plain(), case="harbour", at=AT, back="/back/")
    with pytest.raises(Refused) as refusal:
        say_prepared(waiting, signature(waiting))
    assert [blocker.code for blocker in refusal.value.blockers] == ["objection-named-twice"]


def test_who_lost_their_role_meanwhile_does_not_say_what_they_prepared_with_it(harbour):
    centre = Reader(person=DIRECTOR, section="centre", origin="harbour.example/centre")
    body = {name: plain()[name] for name in ("output", "version", "draft_ref")}
    body |= {"gate": 20, "reason": "It cannot wait.", "expires": date(2026, 4, 20)}
    waiting = prepare(GateOverridden, body, reader=centre, case="harbour", at=AT, back="/")
    revoked, later = RoleRevoked(person=DIRECTOR, role="override-officer"), AT + timedelta(minutes=2)
    append(revoked, origin=centre.origin, actor=DIRECTOR, at=later, case="harbour")
    Prepared.objects.update(made=datetime.now(UTC) - timedelta(minutes=5))
    with pytest.raises(Refused) as refusal:
        say_prepared(waiting)
    assert [blocker.code for blocker in refusal.value.blockers] == ["not-an-officer"]


def test_what_waited_is_said_for_the_moment_at_which_it_was_prepared(harbour):
    waiting = prepared()
    Prepared.objects.update(made=datetime.now(UTC) - timedelta(minutes=5))
    assert say_prepared(waiting).at == AT


def test_a_blank_text_is_not_prepared(harbour):
    with pytest.raises(Empty):
        prepared(text="  \n")


def test_a_first_key_needs_no_signature(harbour):
    add_laptop(READER)
    assert has_current_key(COAST)
    assert not has_current_key(NORTH)


def test_a_second_key_waits_for_the_signature_of_the_first(harbour):
    add_laptop(READER)
    body = {"person": COAST, "key": "other", "type": "ed25519", "public": PUBLIC.replace("i", "j")}
    assert submit(sent(), PersonKeyAdded, body, back="/").url.startswith("/sign/")


def require_signatures():
    """Have the three sections adopt the policy anew, with signatures asked of everybody."""
    adopted = policy_in_force(read_people(), at=AT).body
    number = adopted.number + 1
    policy = replace(adopted, number=number, signatures="required")
    append(policy, origin="harbour.example/centre", actor="centre-director", at=AT)
    for section in adopted.by_sections:
        endorsed = PolicyEndorsed(policy=adopted.policy, number=number, section=section)
        append(endorsed, origin=f"harbour.example/{section}", actor=f"{section}-director", at=AT)


def test_a_policy_may_ask_a_signature_of_everybody(harbour):
    require_signatures()
    waiting = prepared()
    assert wants_signature(waiting)
    with pytest.raises(Refused) as refusal:
        say_prepared(waiting)
    assert [blocker.code for blocker in refusal.value.blockers] == ["signature-missing"]


def test_where_everybody_signs_a_first_key_can_still_be_added(harbour):
    require_signatures()
    add_laptop(READER)
    waiting = prepared()
    assert say_prepared(waiting, signature(waiting)).body.personal.key == "laptop"


def test_dissent_waits_with_its_words(harbour):
    add_laptop(READER)
    waiting = prepared()
    say_prepared(waiting, signature(waiting))
    body = {"objection": "O9", "output": "release", "text": "We stand by it."}
    note = prepare(DissentNoted, body, reader=READER, case="harbour", at=AT, back="/")
    assert [text for _salt, text in note.contents.values()] == ["We stand by it."]
