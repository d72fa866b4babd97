"""What people do to look answered without answering, and to bury a critique: entries that no gate was asked about."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from answerable.critiques import entries, gates
from answerable.critiques.clock import all_promised, is_serious, status_clocks
from answerable.critiques.models import told_apart
from answerable.critiques.public import public_critiques
from answerable.critiques.reading import critiques_of
from answerable.record.blocker import Refused
from answerable.releases.entries import NoticeIssued, StatusSet
from tests.cases import commit, fact
from tests.critiques.taken import (
    ALLEGATION,
    QUESTION,
    answer,
    close,
    codes,
    items,
    list_items,
    promise,
    receive,
    reopen,
    reply,
    speak,
    stands,
    state,
)
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, signed_in

EARLY = "2026-03-17T00:00:00Z"
LATE = "2099-01-01T00:00:00Z"


def forged(body: Any, *, by: str = AUTHOR, log: str = "", at: str = LATE, index: int = 9000) -> Any:
    """Return an entry that its owner wrote past every gate."""
    return fact(body, actor=by, origin=f"harbour.example/{log or by.partition('-')[0]}", at=at, index=index)


def said(ref: str, **changes: Any) -> Any:
    """Return an answer to the question as an entry has it."""
    plain = {"critique": "K1", "item": "i3", "reply": "R1", "state": "met", "start": 5, "end": 9}
    return entries.ItemAnswered(**{**plain, "words": commit("x"), "listed_ref": ref, **changes})


def test_an_answer_without_words_or_without_a_reply_answers_nothing(replied):
    ref = state().listed[-1].ref
    for body in (said(ref, words=""), said(ref, start=None), said(ref, reply="R9"), said(ref, state="silent")):
        case = replace(state(), answered=(forged(body),))
        assert gates.standing(case, "K1", "i3").state == "open"
    assert gates.standing(replace(state(), answered=(forged(said(ref)),)), "K1", "i3").state == "answered"


@pytest.mark.parametrize("kind", ["thanks", "grievance"])
def test_who_wrote_what_is_criticised_does_not_make_the_critique_milder(listed, kind):
    now = state().listed[-1].body
    milder = tuple(replace(each, kind=kind) if each.item in {"i1", "i2"} else each for each in now.items)
    body = replace(now, items=milder, reason=commit("why"))
    for by, held in ((AUTHOR, False), (COAST, True)):
        case = replace(state(), listed=(*state().listed, forged(body, by=by)))
        assert (gates.item_of(case, "K1", "i1").kind == kind) is held
        assert is_serious(case, "K1") is not held
    with pytest.raises(Refused) as refused:
        list_items(items(i1={"kind": kind}), person=AUTHOR, reason="It is none.")
    assert codes(refused) == ["taken-out-by-respondent"]
    with pytest.raises(Refused) as refused:
        list_items(items(i1={"kind": kind}), person=COAST)
    assert codes(refused) == ["taken-out-without-reason"]
    list_items(items(i1={"kind": kind}), person=COAST, reason="It alleges nothing.")


def test_that_a_demand_asks_for_a_correction_is_not_dropped_by_who_answers(replied):
    with pytest.raises(Refused) as refused:
        list_items(items(i2={"correction": False}), person=AUTHOR, reason="It asks for none.")
    assert codes(refused) == ["taken-out-by-respondent"]


def test_a_list_that_drops_items_without_a_reason_drops_none(listed):
    now = state().listed[-1].body
    body = replace(now, items=now.items[3:])
    case = replace(state(), listed=(*state().listed, forged(body, by=COAST)))
    assert len(gates.items_of(case, "K1")) == 4
    case = replace(state(), listed=(*state().listed, forged(replace(now, items=()), by=COAST)))
    assert len(gates.items_of(case, "K1")) == 4


def test_a_list_by_those_who_wrote_the_release_alone_keeps_a_critique_serious(received):
    list_items(items()[3:], person=AUTHOR)
    assert is_serious(state(), "K1")
    list_items(items()[3:], person=LAWYER)
    assert not is_serious(state(), "K1")


def test_a_demand_found_out_later_to_ask_for_a_correction_wants_another_answer(released):
    receive()
    list_items(items(i2={"correction": False}))
    reply()
    met = answer("i2")
    close("i2", met.ref)
    assert stands("i2").state == "closed"
    list_items(person=COAST)
    assert stands("i2").state == "reopened"


def test_a_correction_that_was_never_made_closes_nothing(replied):
    ref = state().listed[-1].ref
    case = replace(state(), answered=(forged(said(ref, item="i2")),))
    assert gates.standing(case, "K1", "i2").state == "reopened"


def test_a_reply_that_claims_gates_it_never_passed_is_shown_as_such(replied):
    sent = state().replies[-1]
    claimed = replace(sent, body=replace(sent.body, output="release", released_ref="a" * 64))
    real = state().echoes.release.released[-1].ref
    other = replace(sent, body=replace(sent.body, output="release", released_ref=real))
    for each in (claimed, other):
        (public,) = public_critiques(replace(state(), replies=(each,)))
        assert not public.replies[0].passed_gates


def test_the_same_answer_again_does_not_wipe_out_the_critics_word(answered):
    ask = entries.CriticAsked
    plain = {"critique": "K1", "token_sha256": "a" * 64, "language": "en", "expires": "2026-06-01T00:00:00Z"}
    speak(ask, plain, person=LAWYER)
    word = {"critique": "K1", "item": "i3", "answered_ref": answered.ref, "answer": "not-settled"}
    by_critic(word)
    again = answer("i3", "partly")
    assert stands("i3").state == "reopened"
    with pytest.raises(Refused) as refused:
        close("i3", again.ref)
    assert codes(refused) == ["closed-against-critic"]
    other = answer("i3", "partly", QUESTION_ANSWERED)
    assert stands("i3").state == "answered"
    close("i3", other.ref)


QUESTION_ANSWERED = "We will publish an independent review"


def by_critic(plain: dict[str, Any], log: str = "centre") -> Any:
    from answerable.evidence.clock import moment_of
    from answerable.vault.sealing import say

    at = moment_of("harbour")
    origin = f"harbour.example/{log}"
    return say(entries.CriticAnswered, plain, origin=origin, actor="critic-K1", at=at, case="harbour")


def test_another_section_neither_closes_the_critics_link_nor_speaks_over_it(answered):
    plain = {"critique": "K1", "token_sha256": "a" * 64, "language": "en", "expires": "2026-06-01T00:00:00Z"}
    word = {"critique": "K1", "item": "i3", "answered_ref": answered.ref}
    speak(entries.CriticAsked, plain, person=LAWYER)
    speak(entries.CriticAsked, {**plain, "token_sha256": "b" * 64}, person=COAST)
    by_critic({**word, "answer": "not-settled"})
    by_critic({**word, "answer": "settled"}, log="coast")
    assert stands("i3").state == "reopened"


def test_a_digest_copied_into_another_log_leaves_the_critic_on_their_own_page(answered):
    from tests.critiques.test_critic_link import ask

    link = ask()
    (made,) = state().critics_asked
    receive(critique="K2", person=COAST, public=False, text="Another letter, about somebody else.")
    forge(replace(made, actor=COAST, body=replace(made.body, critique="K2")), "coast")
    shown = signed_in().get(link)
    assert shown.status_code == 200
    assert QUESTION in shown.content.decode()


def forge(said: Any, log: str) -> None:
    """Write an entry into a log past every gate."""
    from answerable.critiques.models import CriticAsked
    from answerable.record.facts import insert, row_of

    origin = f"harbour.example/{log}"
    entry = SimpleNamespace(
        origin=origin, case="harbour", actor=said.actor, at=said.at, body=msgspec.json.encode(said.body)
    )
    insert([row_of(CriticAsked, entry, said.body, ref="f" * 64, index=9000)])


def test_calling_ones_own_answer_none_gains_no_days(answered):
    reopen("i3", answered.ref, person=NORTH)
    assert stands("i3").due == date(2026, 4, 15)
    close_first = answer("i3")
    close("i3", close_first.ref)
    reopen("i3", close_first.ref, person=NORTH)
    assert stands("i3").due == date(2026, 4, 19)


def test_a_critique_is_not_buried_under_another_with_its_key(listed):
    mine = state().received[-1]
    theirs = forged(replace(mine.body, section="coast", outputs=(), text=commit("y")), by=COAST, at=EARLY)
    case = replace(state(), received=told_apart((theirs, mine)))
    shown = critiques_of(case)
    assert {each.received.body.text for each in shown} == {mine.body.text, theirs.body.text}
    assert len({each.name for each in shown}) == 2
    assert len(public_critiques(case)) == 2


def test_a_promise_is_not_replaced_by_a_milder_one_under_its_key(replied):
    made = promise()
    milder = replace(made.body, due=date(2036, 1, 1))
    own = forged(milder, by=DIRECTOR, at=EARLY)
    (shown,) = all_promised(replace(state(), made=(own, made)))
    assert shown.made.body.due == date(2026, 6, 30)
    another = forged(replace(milder, section="coast", owner=COAST), by=COAST, at=EARLY)
    assert date(2026, 6, 30) in {each.made.body.due for each in all_promised(replace(state(), made=(another, made)))}


def test_a_promise_is_not_kept_by_saying_so(replied):
    promise()
    body = entries.CommitmentJudged(commitment="C1", outcome="kept", proof=commit("it is"))
    (shown,) = all_promised(replace(state(), outcomes=(forged(body, by=NORTH),)))
    assert shown.outcome == "open"


def test_nobody_helps_themselves_to_an_item(listed):
    taken = forged(entries.ItemTaken(critique="K1", item="i2", section="coast"), by=COAST)
    handed = forged(entries.ItemHanded(critique="K1", item="i2", to="coast", reason=commit("x")), by=COAST, at=EARLY)
    case = replace(state(), taken=(taken,), handed=(handed,))
    assert gates.holder_of(case, "K1", "i2") == "centre"
    ours = replace(handed, actor=DIRECTOR, origin="harbour.example/centre")
    assert gates.holder_of(replace(case, handed=(ours,)), "K1", "i2") == "coast"


def test_a_fact_is_not_disputed_by_who_wrote_it_nor_without_a_ground(listed):
    plain = {"critique": "K1", "item": "i1", "judgement": "disputed", "text": commit("no")}
    for by, more in ((AUTHOR, {"evidence": ("E1",)}), (NORTH, {})):
        case = replace(state(), judged=(forged(entries.FactJudged(**plain, **more), by=by),))
        assert public_critiques(case)[0].items[0].fact == ""


def test_only_what_the_releasing_section_says_of_the_release_stops_the_clock(listed):
    release = state().echoes.release
    out = release.released[-1]
    plain = {"output": "release", "released_ref": out.ref}
    status = entries_status(**plain)
    regret = NoticeIssued(notice="N1", type="apology", drafted_ref="0" * 64, text=commit("sorry"), **plain)
    other = StatusSet(output="release", released_ref="b" * 64, status="current", reason=commit("r"))
    told = [
        ({"statuses": (forged(status, by=COAST, at="2026-03-18T00:00:00Z"),)}, None),
        ({"statuses": (forged(other, by=DIRECTOR, at="2026-03-18T00:00:00Z"),)}, None),
        ({"notices": (forged(regret, by=DIRECTOR, at="2026-03-18T00:00:00Z"),)}, None),
        ({"statuses": (forged(status, by=DIRECTOR, at="2026-03-18T00:00:00Z"),)}, date(2026, 3, 18)),
    ]
    for changed, set_on in told:
        case = replace(state(), echoes=replace(state().echoes, release=replace(release, **changed)))
        assert [each.set_on for each in status_clocks(case, "K1")] == [set_on]


def test_a_version_that_is_no_longer_the_last_stops_no_clock(listed):
    release = state().echoes.release
    out = release.released[-1]
    out = replace(out, at=out.at.replace(day=10))
    old = replace(out, ref="c" * 64, at=out.at.replace(year=2025), body=replace(out.body, version=1))
    body = entries_status(output="release", released_ref=old.ref)
    status = forged(body, by=DIRECTOR, at="2026-03-18T00:00:00Z")
    changed = replace(release, released=(old, out), statuses=(status,))
    case = replace(state(), echoes=replace(state().echoes, release=changed))
    assert [each.set_on for each in status_clocks(case, "K1")] == [None]


def entries_status(**plain: Any) -> StatusSet:
    return StatusSet(status="under-review", reason=commit("r"), **plain)


def test_what_was_taken_out_of_a_list_and_what_was_put_off_is_said_in_public(replied):
    from django.test import Client

    list_items(items()[:3], person=COAST, reason="It is no part of it.")
    promise()
    later = {"commitment": "C1", "words": "We may publish a review.", "language": "en", "said": date(2026, 3, 19)}
    where = {"where": "an interview", "due": date(2027, 1, 31)}
    speak(entries.CommitmentRestated, {**later, **where}, person=COAST)
    shown = Client().get("/releases/harbour/critiques/").content.decode()
    assert "1 item was listed once and is not now." in shown
    assert "in weaker words, or with a later day" in shown
    assert "31 January 2027" in shown


def test_words_of_a_letter_that_was_erased_are_not_shown(replied):
    from answerable.evidence.clock import moment_of
    from answerable.vault.sealing import erase

    public = replace(state().received[-1], body=replace(state().received[-1].body, public=True))
    case = replace(state(), received=(public,))
    assert public_critiques(case)[0].items[0].words == ALLEGATION
    text, at = public.body.text, moment_of("harbour")
    erase(text, reason="consent withdrawn", origin="harbour.example/centre", actor=DIRECTOR, at=at)
    assert public_critiques(case)[0].items[0].words == ""


def test_a_correction_is_made_by_a_version_that_went_out_on_its_day_or_a_notice_on_what_is_criticised(replied):
    ref, release = state().listed[-1].ref, state().echoes.release
    out = release.released[-1]
    later = replace(out, ref="c" * 64, at=out.at.replace(day=25), body=replace(out.body, version=9))
    body = said(ref, item="i2", changed=later.at.date())
    other = NoticeIssued(
        notice="N1", type="correction", output="other", released_ref="d" * 64, drafted_ref="0" * 64, text=commit("x")
    )
    told = [
        (body, {}, "reopened"),
        (body, {"released": (out, later)}, "answered"),
        (said(ref, item="i2", notice="N1"), {"notices": (forged(other, by=DIRECTOR),)}, "reopened"),
        (said(ref, item="i2", notice="N1"), {"notices": (forged(replace(other, output="release")),)}, "answered"),
    ]
    for answered, changed, stood in told:
        case = replace(state(), echoes=replace(state().echoes, release=replace(release, **changed)))
        assert gates.standing(replace(case, answered=(forged(answered),)), "K1", "i2").state == stood
