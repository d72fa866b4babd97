"""When a critique may be taken in, listed, handed over and judged, and when an answer counts."""

from __future__ import annotations

from datetime import date

import pytest

from answerable.critiques import entries
from answerable.record.blocker import Refused
from tests.critiques.taken import (
    ALLEGATION,
    DEMAND,
    QUESTION,
    REGRET,
    answer,
    close,
    codes,
    item,
    items,
    list_items,
    receive,
    reopen,
    reply,
    speak,
    stands,
)
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, REVIEWER


def hand(*, person: str = DIRECTOR, **changes):
    plain = {"critique": "K1", "item": "i2", "to": "coast", "reason": "They wrote to the port first."}
    return speak(entries.ItemHanded, plain | changes, person=person)


def take(*, person: str = COAST, **changes):
    plain = {"critique": "K1", "item": "i2", "section": "coast"}
    return speak(entries.ItemTaken, plain | changes, person=person)


def judge(*, person: str = LAWYER, **changes):
    plain = {"critique": "K1", "item": "i1", "judgement": "disputed", "evidence": ["E1"], "text": "Twelve were not."}
    return speak(entries.FactJudged, plain | changes, person=person)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"section": "coast"}, "not-own-section"),
        ({"received": date(2026, 3, 23)}, "received-later"),
        ({"outputs": ["report"]}, "output-not-released"),
    ],
)
def test_a_critique_is_taken_in_for_ones_own_section_on_a_day_that_has_come(released, changes, code):
    with pytest.raises(Refused) as refused:
        receive(**changes)
    assert codes(refused) == [code]


def test_a_critique_may_have_come_today_wherever_the_day_begins_first(released):
    assert receive(received=date(2026, 3, 21), outputs=[])


def test_a_critique_has_a_key_of_its_own(received):
    with pytest.raises(Refused) as refused:
        receive(person=COAST)
    assert codes(refused) == ["critique-twice"]


def test_nobody_says_anything_in_anothers_log(listed):
    with pytest.raises(Refused) as refused:
        speak(entries.ItemsListed, {"critique": "K1", "items": []}, person=COAST, log="centre")
    assert codes(refused) == ["not-own-log"]


@pytest.mark.parametrize(
    ("found", "code"),
    [
        ([], "list-empty"),
        ([item("i1", "allegation", ALLEGATION, end=0)], "item-misplaced"),
        ([item("i2", "demand", DEMAND), item("i1", "allegation", ALLEGATION)], "items-out-of-order"),
        ([item("i1", "allegation", ALLEGATION), item("i1", "demand", DEMAND)], "item-twice"),
        ([item("i2", "demand", DEMAND, able="")], "demand-without-body"),
        ([item("i1", "allegation", ALLEGATION, correction=True)], "correction-of-no-demand"),
        ([item("i1", "allegation", ALLEGATION, output="report")], "output-not-released"),
        ([item("i1", "allegation", ALLEGATION, output="release", statements=["none"])], "statement-unknown"),
        ([item("i1", "allegation", ALLEGATION, statements=["lead"])], "statement-unknown"),
    ],
)
def test_a_list_that_cannot_be_so_is_refused(received, found, code):
    with pytest.raises(Refused) as refused:
        list_items(found)
    assert code in codes(refused)


def test_a_list_may_name_a_statement_that_was_released_and_a_body_that_is_none_of_ours(received):
    found = [item("i2", "demand", DEMAND, able="none", output="release", statements=["lead"])]
    assert list_items(found, person=COAST)


def test_anybody_of_the_organisation_may_add_what_a_list_left_out(received):
    list_items([item("i1", "allegation", ALLEGATION)], person=DIRECTOR)
    assert list_items(items(), person=NORTH)


def test_a_key_keeps_its_item_and_an_item_its_key(listed):
    with pytest.raises(Refused) as refused:
        list_items([item("i1", "question", QUESTION)], reason="Read again.")
    assert {"item-key-moved", "item-renamed"} <= set(codes(refused))


def test_an_item_may_be_listed_with_more_or_fewer_words_and_as_something_else(listed):
    shorter = item("i1", "grievance", "it showed all thirty of them")
    assert list_items([shorter, *items()[1:]], reason="It complains of how it was said.")


def test_taking_an_item_out_needs_a_reason(listed):
    with pytest.raises(Refused) as refused:
        list_items(items()[1:])
    assert codes(refused) == ["taken-out-without-reason"]
    assert list_items(items()[1:], reason="It is said twice.")


def test_who_wrote_what_is_criticised_neither_takes_an_item_out_nor_calls_it_thanks(listed):
    for left in (items()[1:], items(i1={"kind": "thanks"})):
        with pytest.raises(Refused) as refused:
            list_items(left, person=AUTHOR, reason="It is no allegation.")
        assert codes(refused) == ["taken-out-by-respondent"]
        with pytest.raises(Refused) as refused:
            list_items(left, person=LAWYER)
        assert codes(refused) == ["taken-out-without-reason"]
    assert list_items([*items(), item("i5", "grievance", "The port council of Selsund")], person=AUTHOR)


def test_who_answered_an_item_does_not_take_it_out(answered):
    left = [each for each in items() if each["item"] != "i3"]
    with pytest.raises(Refused) as refused:
        list_items(left, person=AUTHOR, reason="It was rhetorical.")
    assert codes(refused) == ["taken-out-by-respondent"]
    assert list_items(left, person=LAWYER, reason="It was rhetorical.")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"person": COAST}, "not-holder"),
        ({"to": "centre"}, "handed-to-nobody"),
        ({"to": "none"}, "handed-to-nobody"),
        ({"item": "i4"}, "handed-no-demand"),
        ({"item": "i9"}, "item-unknown"),
        ({"critique": "K9"}, "critique-unknown"),
    ],
)
def test_an_item_is_handed_over_by_whoever_has_it_to_somebody_else(listed, changes, code):
    with pytest.raises(Refused) as refused:
        hand(**changes)
    assert codes(refused) == [code]


def test_an_item_may_be_handed_to_a_body_that_writes_no_log(listed):
    assert hand(to="board")


def test_only_the_section_to_which_an_item_was_handed_takes_it(listed):
    with pytest.raises(Refused) as refused:
        take()
    assert codes(refused) == ["not-handed"]
    hand()
    with pytest.raises(Refused) as refused:
        take(person=NORTH, section="north")
    assert codes(refused) == ["not-handed"]
    assert take()
    with pytest.raises(Refused) as refused:
        take()
    assert codes(refused) == ["not-handed"]


def test_what_was_taken_over_is_handed_on_by_whoever_took_it(listed):
    hand()
    take()
    with pytest.raises(Refused) as refused:
        hand(to="north")
    assert codes(refused) == ["not-holder"]
    assert hand(person=COAST, to="north")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"evidence": []}, "judged-without-evidence"),
        ({"evidence": ["E99"]}, "evidence-unknown"),
        ({"findings": ["F99"]}, "finding-unknown"),
        ({"item": "i3"}, "item-without-fact"),
        ({"person": AUTHOR}, "judged-by-author"),
    ],
)
def test_a_fact_is_disputed_on_evidence_by_somebody_who_did_not_write_it(listed, changes, code):
    with pytest.raises(Refused) as refused:
        judge(**changes)
    assert codes(refused) == [code]


def test_a_fact_may_be_accepted_by_its_author_and_without_evidence(listed):
    assert judge(person=AUTHOR, judgement="accepted", evidence=[])
    assert judge(findings=["F1"], evidence=[], judgement="corrected")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sent": date(2026, 3, 15)}, "reply-misdated"),
        ({"sent": date(2026, 3, 23)}, "reply-misdated"),
        ({"section": "coast"}, "not-own-section"),
        ({"output": "release", "released_ref": "0" * 64}, "release-unknown"),
        ({"critique": "K9"}, "critique-unknown"),
    ],
)
def test_a_reply_is_recorded_as_it_was_sent(listed, changes, code):
    with pytest.raises(Refused) as refused:
        reply(**changes)
    assert codes(refused) == [code]


def test_a_reply_that_names_a_release_is_that_release_in_the_very_text(listed):
    from answerable.vault.sealing import Sealed
    from tests.critiques.taken import state

    case = state()
    (release,) = case.echoes.release.released
    named = {"output": "release", "released_ref": release.ref}
    with pytest.raises(Refused) as refused:
        reply(**named)
    assert codes(refused) == ["reply-other-text"]
    drafted = next(fact for fact in case.outputs.versions if fact.ref == release.body.draft_ref)
    assert reply(**named, text=Sealed(drafted.body.text))


def test_a_reply_has_a_key_of_its_own(replied):
    with pytest.raises(Refused) as refused:
        reply()
    assert codes(refused) == ["reply-twice"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": "i3", "words": ""}, "answer-unanchored"),
        ({"name": "i3", "start": 20, "end": 20}, "answer-unanchored"),
        ({"name": "i3", "state": "silent"}, "silent-with-words"),
        ({"name": "i3", "reply": "R9"}, "reply-unknown"),
        ({"name": "i2", "state": "refused", "words": REGRET}, "refused-without-reason"),
        ({"name": "i2", "words": REGRET}, "regret-is-no-correction"),
        ({"name": "i2", "words": REGRET, "changed": date(2026, 3, 19)}, "regret-is-no-correction"),
        ({"name": "i2", "words": REGRET, "notice": "N9"}, "notice-unknown"),
        ({"name": "i2", "words": REGRET, "changed": date(2026, 4, 1)}, "changed-later"),
    ],
)
def test_an_answer_stands_on_words_and_regret_is_no_correction(replied, said, code):
    with pytest.raises(Refused) as refused:
        answer(**said)
    assert code in codes(refused)


@pytest.mark.parametrize(
    "said",
    [
        {"name": "i3", "state": "silent", "words": ""},
        {"name": "i2", "state": "acknowledged", "words": REGRET},
        {"name": "i2", "state": "partly", "words": REGRET},
        {"name": "i2", "state": "refused", "words": REGRET, "reason": "The number is right."},
        {"name": "i1", "words": REGRET},
    ],
)
def test_an_honest_answer_is_taken(replied, said):
    assert answer(**said)


def test_a_demand_about_statements_of_ours_is_one_for_a_correction(received):
    list_items([item("i2", "demand", DEMAND, output="release", statements=["lead"])])
    reply()
    with pytest.raises(Refused) as refused:
        answer("i2", words=REGRET)
    assert codes(refused) == ["regret-is-no-correction"]


@pytest.mark.parametrize(("kind", "met"), [("correction", True), ("apology", False), ("clarification", False)])
def test_a_demand_for_a_correction_is_met_by_a_notice_that_changes_the_text(replied, kind, met):
    import msgspec

    from answerable.critiques.gates import may_answer_item
    from answerable.record.entry import Fact
    from answerable.releases.entries import NoticeIssued
    from tests.critiques.taken import state

    case = state()
    held = "sha256:" + "0" * 64
    release = case.echoes.release.released[0]
    notice = NoticeIssued(
        notice="N1", type=kind, output="release", released_ref=release.ref, drafted_ref="0" * 64, text=held
    )
    issued = Fact(ref="1" * 64, origin="x", index=0, case="harbour", actor=DIRECTOR, at=case.at, body=notice)
    releases = msgspec.structs.replace(case.echoes.release, notices=(issued,))
    noticed = msgspec.structs.replace(case, echoes=msgspec.structs.replace(case.echoes, release=releases))
    body = entries.ItemAnswered(
        critique="K1", item="i2", reply="R1", state="met", start=0, end=5, words=held, notice="N1"
    )
    said = Fact(ref="", origin="harbour.example/centre", index=0, case="harbour", actor=AUTHOR, at=case.at, body=body)
    found = [blocker.code for blocker in may_answer_item(noticed, said)]
    assert found == ([] if met else ["regret-is-no-correction"])


def test_who_answered_or_sent_the_reply_does_not_close_and_anybody_else_may(replied):
    last = answer("i3", person=LAWYER)
    for person in (LAWYER, AUTHOR):
        with pytest.raises(Refused) as refused:
            close("i3", last.ref, person=person)
        assert codes(refused) == ["closed-by-respondent"]
    assert close("i3", last.ref, person=REVIEWER)
    assert stands("i3").state == "closed"


def test_an_author_of_the_reply_does_not_close(listed):
    from answerable.vault.sealing import Sealed
    from tests.critiques.taken import state

    case = state()
    (release,) = case.echoes.release.released
    drafted = next(fact for fact in case.outputs.versions if fact.ref == release.body.draft_ref)
    text = Sealed(drafted.body.text)
    reply(person=DIRECTOR, output="release", released_ref=release.ref, text=text)
    last = answer("i3", person=LAWYER)
    with pytest.raises(Refused) as refused:
        close("i3", last.ref, person=AUTHOR)
    assert codes(refused) == ["closed-by-respondent"]


def test_closing_names_the_last_answer_and_no_silence(replied):
    first = answer("i3")
    silent = answer("i3", "silent", "")
    with pytest.raises(Refused) as refused:
        close("i3", first.ref)
    assert codes(refused)[0] == "answer-not-latest"
    with pytest.raises(Refused) as refused:
        close("i3", silent.ref)
    assert codes(refused) == ["closed-in-silence"]


def test_an_item_is_closed_once_and_after_a_reopening_only_with_another_answer(answered):
    close("i3", answered.ref)
    with pytest.raises(Refused) as refused:
        close("i3", answered.ref, person=COAST)
    assert codes(refused) == ["closed-twice"]
    reopen("i3", answered.ref)
    with pytest.raises(Refused) as refused:
        close("i3", answered.ref, person=COAST)
    assert codes(refused) == ["closed-without-answer"]
    again = answer("i3", "partly")
    assert close("i3", again.ref, person=COAST)


def test_there_is_nothing_to_reopen_before_an_answer_nor_twice(replied):
    with pytest.raises(Refused) as refused:
        reopen("i3", "0" * 64)
    assert codes(refused) == ["answer-not-latest"]
    last = answer("i3")
    reopen("i3", last.ref)
    with pytest.raises(Refused) as refused:
        reopen("i3", last.ref, person=NORTH)
    assert codes(refused) == ["nothing-to-reopen"]
