"""Guests: who may ask them what, when their answer counts, what they may take back, and what that does to the gates."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from answerable.clearance import entries
from answerable.clearance.gates import (
    do_no_harm,
    guest_consent,
    is_settled,
    may_answer_guest,
    may_ask_guest,
    may_close_objection,
    may_lift_alarm,
    may_note_dissent,
    may_revoke_guest,
    may_withdraw_guest,
    objections,
    travelling_dissents,
)
from answerable.people.entries import PersonJoined
from answerable.people.standing import in_own_log, section_of
from answerable.releases.gates import ReleaseCase, board
from tests.cases import commit, fact
from tests.clearance.clean import (
    ANSWER,
    OBJECTION,
    by,
    clean_clearance,
    of_version,
    people_in,
    silent,
    with_edit,
    with_people,
)
from tests.outputs.clean import RELEASE, RELEASE_2
from tests.people.clean import origin

CLEAN = clean_clearance()
QUIET = silent(CLEAN, "objections", "answers", "closings")
ASKED_AT, ANSWERED_AT, LATER = "2026-02-06T10:00:00Z", "2026-02-08T10:00:00Z", "2026-02-10T10:00:00Z"
EXPIRES = datetime(2026, 3, 1, tzinfo=UTC)
LINK = entries.GuestAsked(
    guest="G1",
    who=commit("a worker of the second pier"),
    capacity="rights-holder",
    purpose="consent",
    start=81,
    end=160,
    question=commit("May these words stand?"),
    language="en",
    token_sha256="1" * 64,
    expires=EXPIRES,
    **of_version(RELEASE),
)


def asked(person: str = "coast-director", *, at: str = ASKED_AT, index: int = 10, **changes):
    return by(person, replace(LINK, **changes), at=at, index=index)


def told(body, *, at: str = ANSWERED_AT, section: str = "coast", index: int = 20, actor: str = "G1"):
    """Return what a guest says in the log of the section that asked."""
    return fact(body, actor=actor, at=at, origin=origin(section), index=index)


def answered(answer: str = "agrees", *, text: str = "in my own words", guest: str = "G1", **where):
    body = entries.GuestAnswered(guest=guest, answer=answer, text=commit(text) if text else "")
    return told(body, **where)


def withdrawn(*, at: str = LATER, index: int = 30, **where):
    return told(entries.GuestWithdrew(guest="G1"), at=at, index=index, **where)


def revoked(person: str = "coast-director", *, at: str = ANSWERED_AT, index: int = 20):
    return by(person, entries.GuestRevoked(guest="G1", reason=commit("sent to the wrong address")), at=at, index=index)


ONE = replace(QUIET, guests=(asked(),))
AGREED = replace(ONE, guest_answers=(answered(),))

ASKING = {
    "a person of a section, in its log": (QUIET, asked(), []),
    "an author, who would hold the link": (QUIET, asked("centre-author"), ["guest-asked-by-author"]),
    "about the whole": (QUIET, asked(start=None, end=None), []),
    "for sixty days": (QUIET, asked(expires=datetime(2026, 4, 7, 10, tzinfo=UTC)), []),
    "the same guest again, after an answer": (AGREED, asked(at=LATER, index=40, token_sha256="2" * 64), []),
    "the same guest again, after it was revoked": (
        replace(ONE, guest_revocations=(revoked(),)),
        asked(at=LATER, index=40, token_sha256="2" * 64),
        [],
    ),
    "somebody who never joined asks": (QUIET, replace(asked(), actor="stranger"), ["guest-asked-elsewhere"]),
    "a person in another log": (QUIET, replace(asked(), origin=origin("north")), ["guest-asked-elsewhere"]),
    "an old version": (with_edit(QUIET), asked(), ["draft-not-current"]),
    "a version that does not exist": (QUIET, asked(draft_ref="0" * 64), ["draft-not-current"]),
    "an end before the start": (QUIET, asked(start=80, end=41), ["guest-words-misplaced"]),
    "no words at all": (QUIET, asked(start=41, end=41), ["guest-words-misplaced"]),
    "a start without an end": (QUIET, asked(end=None), ["guest-words-misplaced"]),
    "a link that has run out": (QUIET, asked(expires=datetime(2026, 2, 6, 10, tzinfo=UTC)), ["link-too-long"]),
    "a link for more than sixty days": (
        QUIET,
        asked(expires=datetime(2026, 4, 7, 10, 0, 1, tzinfo=UTC)),
        ["link-too-long"],
    ),
    "a token that was used before": (
        AGREED,
        asked(at=LATER, index=40),
        ["token-used-before"],
    ),
    "a guest whose link still serves": (ONE, asked(at=LATER, index=40, token_sha256="2" * 64), ["guest-link-open"]),
    "a guest under the name of a person": (QUIET, asked(guest="north-director"), ["guest-is-a-person"]),
    "a guest of another section": (
        ONE,
        asked("north-director", token_sha256="2" * 64),
        ["guest-of-another-section"],
    ),
}


@pytest.mark.parametrize(("case", "said", "expected"), ASKING.values(), ids=ASKING)
def test_who_may_ask_a_guest_what(case, said, expected):
    assert [each.code for each in may_ask_guest(case, said)] == expected


ANSWERING = {
    "the guest agrees": (ONE, answered(), []),
    "the guest agrees without a word": (ONE, answered(text=""), []),
    "the guest objects in words": (ONE, answered("objects"), []),
    "the guest objects without a word": (ONE, answered("objects", text=""), ["answer-without-words"]),
    "the guest comments without a word": (ONE, answered("comments", text=""), ["answer-without-words"]),
    "in the last second": (ONE, answered(at="2026-02-28T23:59:59Z"), []),
    "when the link has run out": (ONE, answered(at="2026-03-01T00:00:00Z"), ["link-expired"]),
    "a second time": (AGREED, answered("objects", index=21, at=LATER), ["link-used"]),
    "after it was taken back": (
        replace(AGREED, guest_withdrawals=(withdrawn(),)),
        answered(index=40, at="2026-02-12T10:00:00Z"),
        ["link-used"],
    ),
    "when the link was revoked": (replace(ONE, guest_revocations=(revoked(),)), answered(index=21), ["link-revoked"]),
    "somebody else": (ONE, answered(actor="coast-director"), ["answered-by-another"]),
    "in another log": (ONE, answered(section="centre"), ["guest-unknown"]),
    "nobody asked": (QUIET, answered(), ["guest-unknown"]),
    "before the question": (ONE, answered(index=5, at="2026-02-05T10:00:00Z"), ["guest-unknown"]),
}


@pytest.mark.parametrize(("case", "said", "expected"), ANSWERING.values(), ids=ANSWERING)
def test_when_a_guest_may_answer(case, said, expected):
    assert [each.code for each in may_answer_guest(case, said)] == expected


def test_a_revocation_by_another_section_closes_no_link():
    case = replace(ONE, guest_revocations=(replace(revoked(), actor="north-director"),))
    assert may_answer_guest(case, answered(index=21)) == []


WITHDRAWING = {
    "an answer": (AGREED, withdrawn(), []),
    "an answer, long after the link has run out": (AGREED, withdrawn(at="2027-02-10T10:00:00Z"), []),
    "nothing": (ONE, withdrawn(), ["nothing-to-take-back"]),
    "an answer that was taken back": (
        replace(AGREED, guest_withdrawals=(withdrawn(),)),
        withdrawn(index=31, at="2026-02-12T10:00:00Z"),
        ["nothing-to-take-back"],
    ),
    "the answer of somebody else": (AGREED, withdrawn(actor="coast-director"), ["answered-by-another"]),
    "an answer in another log": (AGREED, withdrawn(section="centre"), ["guest-unknown"]),
}


@pytest.mark.parametrize(("case", "said", "expected"), WITHDRAWING.values(), ids=WITHDRAWING)
def test_what_a_guest_may_take_back(case, said, expected):
    assert [each.code for each in may_withdraw_guest(case, said)] == expected


REVOKING = {
    "whoever asked": (ONE, revoked(), []),
    "another person of the section": (ONE, revoked("coast-reviewer"), []),
    "another section": (ONE, revoked("north-director"), ["link-of-another-section"]),
    "another section in the log of the one that asked": (
        ONE,
        replace(revoked(), actor="north-director"),
        ["link-of-another-section"],
    ),
    "a link that was used": (AGREED, revoked(at=LATER, index=30), ["link-used"]),
    "a link that was revoked": (
        replace(ONE, guest_revocations=(revoked(),)),
        revoked(at=LATER, index=30),
        ["link-revoked"],
    ),
}


@pytest.mark.parametrize(("case", "said", "expected"), REVOKING.values(), ids=REVOKING)
def test_who_may_revoke_a_link(case, said, expected):
    assert [each.code for each in may_revoke_guest(case, said)] == expected


def edited(case):
    """Return the case after the statement `lead` (characters 81 to 160) got other words."""
    return with_edit(case)


def asked_again(answer: str = "agrees", **changes):
    again = asked(at="2026-02-21T10:00:00Z", index=40, token_sha256="2" * 64, **{**of_version(RELEASE_2), **changes})
    return (asked(), again), (answered(), answered(answer, index=50, at="2026-02-22T10:00:00Z"))


CONSENT = {
    "agreed": (AGREED, []),
    "not answered": (ONE, ["guest-consent-missing"]),
    "commented": (replace(ONE, guest_answers=(answered("comments"),)), ["guest-consent-missing"]),
    "refused": (replace(ONE, guest_answers=(answered("objects"),)), ["guest-consent-refused"]),
    "agreed, and taken back": (replace(AGREED, guest_withdrawals=(withdrawn(),)), ["guest-consent-withdrawn"]),
    "agreed, and taken back in another log": (replace(AGREED, guest_withdrawals=(withdrawn(section="north"),)), []),
    "agreed in another log": (
        replace(ONE, guest_answers=(answered(section="centre"),)),
        ["guest-consent-missing"],
    ),
    "agreed by somebody else": (
        replace(ONE, guest_answers=(answered(actor="coast-director"),)),
        ["guest-consent-missing"],
    ),
    "agreed too late": (
        replace(ONE, guest_answers=(answered(at="2026-03-02T10:00:00Z"),)),
        ["guest-consent-missing"],
    ),
    "revoked before it was answered": (replace(ONE, guest_revocations=(revoked(),)), []),
    "agreed to words that changed": (edited(AGREED), ["guest-consent-stale"]),
    "refused words that changed": (
        edited(replace(ONE, guest_answers=(answered("objects"),))),
        ["guest-consent-stale"],
    ),
    "agreed to words that stand in the new version": (
        edited(replace(QUIET, guests=(asked(start=0, end=40),), guest_answers=(answered(),))),
        [],
    ),
    "refused words that stand in the new version": (
        edited(replace(QUIET, guests=(asked(start=0, end=40),), guest_answers=(answered("objects"),))),
        ["guest-consent-refused"],
    ),
    "agreed to the whole of an old version": (
        edited(replace(QUIET, guests=(asked(start=None, end=None),), guest_answers=(answered(),))),
        ["guest-consent-stale"],
    ),
    "refused the whole of an old version": (
        edited(replace(QUIET, guests=(asked(start=None, end=None),), guest_answers=(answered("objects"),))),
        ["guest-consent-refused"],
    ),
    "asked for something else": (
        replace(QUIET, guests=(asked(purpose="check"),), guest_answers=(answered("objects"),)),
        [],
    ),
    "asked about another output": (replace(QUIET, guests=(asked(output="post"),)), []),
}


@pytest.mark.parametrize(("case", "expected"), CONSENT.values(), ids=CONSENT)
def test_words_about_which_somebody_was_asked_are_held_to_the_answer(case, expected):
    assert [(each.gate, each.code) for each in guest_consent(case)] == [(2, code) for code in expected]


@pytest.mark.parametrize(("answer", "expected"), [("agrees", []), ("objects", ["guest-consent-refused"])])
def test_a_later_link_takes_the_place_of_an_earlier_one(answer, expected):
    guests, answers = asked_again(answer)
    assert [e.code for e in guest_consent(edited(replace(QUIET, guests=guests, guest_answers=answers)))] == expected


def test_agreement_to_other_words_does_not_take_the_place_of_a_refusal():
    guests = (asked(), asked(at=LATER, index=40, start=0, end=40, token_sha256="2" * 64))
    answers = (answered("objects"), answered(index=50, at="2026-02-12T10:00:00Z"))
    case = replace(QUIET, guests=guests, guest_answers=answers)
    assert [each.code for each in guest_consent(case)] == ["guest-consent-refused"]


def test_a_refusal_closes_the_gate_of_consent_on_the_board():
    gates = board(ReleaseCase(clearance=replace(ONE, guest_answers=(answered("objects"),))))
    assert [gate.number for gate in gates if gate.state == "closed"] == [2]


OBJECTED = replace(
    ONE,
    guests=(asked(purpose="check"),),
    guest_answers=(answered("objects"),),
    objections=(told(replace(OBJECTION, outside="rights-holder"), index=21),),
)
REPLIED = replace(OBJECTED, answers=(by("north-director", ANSWER, at=LATER, index=30),))
TO_SETTLE = asked(
    at="2026-02-11T10:00:00Z", index=40, purpose="settle", objection="O1", token_sha256="3" * 64, start=None, end=None
)
LINKED = replace(REPLIED, guests=(*REPLIED.guests, TO_SETTLE))
CLOSES = told(entries.ObjectionClosed(objection="O1"), at="2026-02-12T10:00:00Z", index=50)
NOTES = told(
    entries.DissentNoted(objection="O1", output="release", text=commit("no")), at="2026-02-12T10:00:00Z", index=50
)

SETTLING = {
    "through a link that asks for it": (LINKED, []),
    "without a link": (REPLIED, ["not-the-objector"]),
    "through a link that an author sent": (
        replace(LINKED, outputs=replace(LINKED.outputs, versions=tuple(
            replace(each, body=replace(each.body, authors=("centre-author", "coast-director")))
            for each in LINKED.outputs.versions
        ))),
        ["not-the-objector"],
    ),
    "through a link that has run out": (
        replace(REPLIED, guests=(*REPLIED.guests, replace(TO_SETTLE, body=replace(
            TO_SETTLE.body, expires=datetime(2026, 2, 12, 10, tzinfo=UTC))))),
        ["not-the-objector"],
    ),
    "through a link for another objection": (
        replace(REPLIED, guests=(*REPLIED.guests, replace(TO_SETTLE, body=replace(TO_SETTLE.body, objection="O2")))),
        ["not-the-objector"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("case", "expected"), SETTLING.values(), ids=SETTLING)
def test_a_guest_settles_their_own_objection_through_a_link_that_asks_for_it(case, expected):
    assert [each.code for each in may_close_objection(case, CLOSES)] == expected
    assert [each.code for each in may_note_dissent(case, NOTES)] == expected
    assert is_settled(replace(case, closings=(CLOSES,)), case.objections[0]) is not expected


def test_nobody_else_settles_the_objection_of_a_guest():
    for person in ("coast-director", "centre-author", "north-director"):
        closing = by(person, CLOSES.body, at="2026-02-12T10:00:00Z", index=50)
        assert [each.code for each in may_close_objection(LINKED, closing)] == ["not-the-objector"]


def test_an_objection_of_a_guest_blocks_until_it_is_settled():
    assert [each.code for each in objections(OBJECTED)] == ["objection-not-answered"]
    assert [each.code for each in objections(LINKED)] == ["objection-not-confirmed"]
    assert objections(replace(LINKED, closings=(CLOSES,))) == []


def test_the_dissent_of_a_guest_travels_until_it_is_taken_back():
    case = replace(LINKED, dissents=(NOTES,))
    assert travelling_dissents(case) == (NOTES,)
    back = withdrawn(at="2026-02-13T10:00:00Z", index=60)
    assert travelling_dissents(replace(case, guest_withdrawals=(back,))) == ()


def test_an_objection_that_its_guest_took_back_blocks_no_longer():
    assert objections(replace(OBJECTED, guest_withdrawals=(withdrawn(),))) == []
    assert objections(replace(OBJECTED, guest_withdrawals=(withdrawn(section="north"),))) != []


def test_taking_an_objection_back_gives_no_consent():
    case = replace(OBJECTED, guests=(asked(),), guest_withdrawals=(withdrawn(),))
    assert objections(case) == []
    assert [each.code for each in guest_consent(case)] == ["guest-consent-withdrawn"]


ASKING_TO_SETTLE = {
    "whoever objected, after an answer": (REPLIED, TO_SETTLE, []),
    "before an answer": (OBJECTED, TO_SETTLE, ["nothing-to-settle"]),
    "an objection of somebody else": (CLEAN, TO_SETTLE, ["not-the-guests-objection"]),
    "no objection": (
        REPLIED,
        replace(TO_SETTLE, body=replace(TO_SETTLE.body, objection="")),
        ["not-the-guests-objection"],
    ),
}


@pytest.mark.parametrize(("case", "said", "expected"), ASKING_TO_SETTLE.values(), ids=ASKING_TO_SETTLE)
def test_who_is_asked_whether_an_objection_is_settled(case, said, expected):
    assert [each.code for each in may_ask_guest(case, said)] == expected


def test_an_author_does_not_ask_whether_an_objection_to_their_words_is_settled():
    own = replace(
        REPLIED,
        guests=(asked("centre-author", purpose="check"),),
        guest_answers=(answered("objects", section="centre"),),
        objections=(told(replace(OBJECTION, outside="expert"), index=21, section="centre"),),
    )
    link = replace(TO_SETTLE, actor="centre-author", origin=origin("centre"))
    assert [each.code for each in may_ask_guest(own, link)] == ["settle-asked-by-author"]


ALARM = told(entries.AlarmRaised(alarm="A1", section="coast", text=commit("they will come for us")), index=21)


def lifted(person: str):
    body = entries.AlarmLifted(alarm="A1", section="coast", reason=commit("moved to safety"))
    return by(person, body, at=LATER, index=60)


def test_the_alarm_of_a_guest_stops_everything_in_the_name_of_the_section_that_asked():
    (blocker,) = do_no_harm(replace(ONE, alarms=(ALARM,)))
    assert (blocker.code, blocker.where.section) == ("alarm-open", "coast")
    assert blocker.text == "G1, asked by coast, says that publication puts people in harm's way (alarm A1)."
    assert do_no_harm(replace(ONE, alarms=(ALARM,), alarms_lifted=(lifted("coast-director"),))) == []


def test_taking_an_answer_back_lifts_no_alarm():
    case = replace(AGREED, alarms=(ALARM,), guest_withdrawals=(withdrawn(),))
    assert [each.code for each in do_no_harm(case)] == ["alarm-open"]


def test_a_guest_is_nobody_who_joined():
    said = answered()
    assert section_of(people_in(ONE), said.actor) == ""
    assert not in_own_log(people_in(ONE), said)


def test_an_author_lifts_no_alarm_that_somebody_else_raised():
    written = tuple(
        replace(each, body=replace(each.body, authors=("coast-director",))) for each in ONE.outputs.versions
    )
    case = replace(ONE, alarms=(ALARM,), outputs=replace(ONE.outputs, versions=written))
    assert [each.code for each in may_lift_alarm(case, lifted("coast-director"))] == ["alarm-lifted-by-author"]
    assert may_lift_alarm(case, lifted("coast-reviewer")) == []
    assert do_no_harm(replace(case, alarms_lifted=(lifted("coast-director"),))) != []
    own = replace(case, alarms=(by("coast-director", ALARM.body, at=ANSWERED_AT, index=21),))
    assert may_lift_alarm(own, lifted("coast-director")) == []


def test_a_link_of_sixty_days_is_the_longest():
    longest = asked().at + timedelta(days=60)
    assert may_ask_guest(QUIET, asked(expires=longest)) == []


def sent_by_author(*links):
    return tuple(replace(each, actor="centre-author", origin=origin("centre")) for each in links)


def in_centre(*facts):
    return tuple(replace(each, origin=origin("centre")) for each in facts)


def test_a_link_that_an_author_sent_does_not_take_the_place_of_a_refusal():
    guests = sent_by_author(asked(), asked(at=LATER, index=40, token_sha256="2" * 64))
    answers = in_centre(answered("objects"), answered(index=50, at="2026-02-12T10:00:00Z"))
    case = replace(QUIET, guests=guests, guest_answers=answers)
    assert [each.code for each in guest_consent(case)] == ["guest-consent-refused"]
    assert guest_consent(replace(case, guests=(guests[0], replace(guests[1], actor="centre-director")))) == []


def test_a_link_that_an_author_sent_does_not_bring_back_an_agreement_taken_back():
    guests = sent_by_author(asked(), asked(at="2026-02-11T10:00:00Z", index=40, token_sha256="2" * 64))
    answers = in_centre(answered(), answered(index=50, at="2026-02-12T10:00:00Z"))
    case = replace(QUIET, guests=guests, guest_answers=answers, guest_withdrawals=in_centre(withdrawn()))
    assert [each.code for each in guest_consent(case)] == ["guest-consent-withdrawn"]


def test_an_objection_taken_back_where_an_author_held_the_link_stays_open():
    case = replace(
        OBJECTED,
        guests=sent_by_author(*OBJECTED.guests),
        guest_answers=in_centre(*OBJECTED.guest_answers),
        objections=in_centre(*OBJECTED.objections),
        guest_withdrawals=in_centre(withdrawn()),
    )
    assert [each.code for each in objections(case)] == ["objection-not-answered"]
    settle = replace(TO_SETTLE, actor="centre-director", origin=origin("centre"))
    settled = replace(case, guests=(*case.guests, settle), answers=REPLIED.answers, closings=in_centre(CLOSES))
    assert objections(settled) == []


def test_whoever_joins_under_the_name_of_a_guest_settles_nothing_for_them():
    person = fact(
        PersonJoined(person="G1", section="coast", name=commit("a new colleague")),
        at=LATER,
        index=35,
        origin=origin("coast"),
        case="",
    )
    case = with_people(REPLIED, persons=(*people_in(REPLIED).persons, person))
    assert section_of(people_in(case), "G1") == "coast"
    assert [each.code for each in may_close_objection(case, CLOSES)] == ["not-the-objector"]
