"""The short form: a reply, a post or an interview that says nothing new; and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from answerable.outputs.entries import Noticed
from answerable.outputs.gates import statements_of
from answerable.record.entry import Fact
from answerable.releases.entries import NoticeIssued
from answerable.releases.gates import ReleaseCase, board
from answerable.releases.gates.short import LEFT_OUT, left_out
from tests.cases import commit
from tests.clearance.clean import by
from tests.outputs.clean import said
from tests.releases.clean import clean_release
from tests.releases.spoken import SAYS, posting


def states(case: ReleaseCase) -> dict[int, str]:
    return {gate.number: gate.state for gate in board(case)}


def codes(case: ReleaseCase, number: int) -> list[str]:
    (found,) = [gate for gate in board(case) if gate.number == number]
    return [blocker.code for blocker in found.blockers]


@pytest.mark.parametrize("type_", ["post", "reply", "questions-and-answers"])
def test_what_is_spoken_and_says_nothing_new_passes_the_short_form(type_):
    found = states(posting(type_=type_))
    assert {number for number, state in found.items() if state == "not-due"} == LEFT_OUT


def test_the_short_form_always_asks_what_the_words_say_and_whom_they_concern():
    assert LEFT_OUT.isdisjoint({2, 4, 5, 6, 8, 9, 10, 11, 15, 16, 20, 21, 23, 24, 25})


@pytest.mark.parametrize("type_", ["release", "report", "legal-annex"])
def test_no_other_type_has_a_short_form(type_):
    assert left_out(posting(type_=type_)) == frozenset()


def test_a_statement_that_rests_on_nothing_released_makes_it_pass_every_gate():
    assert left_out(posting(SAYS, said("more", words=commit("something new")), linked=False)) == frozenset()


def test_a_party_that_no_release_accuses_makes_it_pass_every_gate():
    assert left_out(posting(accuses=("ferry-company",))) == frozenset()


def test_before_anything_was_released_there_is_no_short_form():
    assert left_out(replace(posting(), released=())) == frozenset()


def test_a_finding_in_a_version_that_was_not_released_is_new():
    case = posting()
    drafts = case.clearance.outputs
    moved = tuple(
        replace(each, body=replace(each.body, finding_ref="f" * 64)) if each.body.output == "post" else each
        for each in drafts.supports
    )
    case = replace(case, clearance=replace(case.clearance, outputs=replace(drafts, supports=moved)))
    assert left_out(case) == frozenset()


def test_a_thanks_that_claims_nothing_says_nothing_new():
    assert left_out(posting(said("thanks", says="context", strength="", party=""))) == LEFT_OUT


def test_words_that_speak_ill_of_critics_close_gate_25():
    told = Noticed(flag="critic-denigrated", gate=25, code="critic-denigrated", start=0, end=9, sure=True)
    assert codes(posting(noticed=(told,)), 25) == ["critic-denigrated"]
    assert states(posting(noticed=(told,)))[25] == "closed"


def test_words_that_may_speak_of_somebody_else_are_a_remark():
    told = Noticed(flag="critic-denigrated", gate=25, code="critic-denigrated", start=0, end=9, sure=False)
    assert states(posting(noticed=(told,)))[25] == "open"


def test_gate_25_is_not_due_for_a_release_on_which_nothing_was_said():
    assert states(clean_release())[25] == "not-due"


@pytest.mark.parametrize("type_", ["retraction", "withdrawal", "expression-of-concern"])
def test_what_was_taken_back_or_is_in_doubt_is_not_repeated_by_the_short_form(type_):
    case = posting()
    assert left_out(replace(case, notices=(on_release(case, type_),))) == frozenset()


def test_a_statement_that_was_corrected_lends_nothing():
    case = posting()
    named = tuple(each.id for each in statements_of(case.clearance.outputs, case.clearance.outputs.versions[0]))
    other = on_release(case, "correction", statements=("nowhere",))
    assert left_out(replace(case, notices=(other,))) == LEFT_OUT
    whole = frozenset(link.body.statement for link in case.clearance.outputs.supports)
    gone = on_release(case, "correction", statements=tuple(sorted(whole | set(named))))
    assert left_out(replace(case, notices=(gone,))) == frozenset()


def on_release(case: ReleaseCase, type_: str, **changes: Any) -> Fact[Any]:
    release = case.released[-1]
    plain = {"notice": "N1", "type": type_, "output": release.body.output, "released_ref": release.ref}
    body = NoticeIssued(**{**plain, "drafted_ref": "0" * 64, "text": commit("wrong"), **changes})
    return by("centre-director", body, at="2026-03-03T10:00:00Z", index=200)


def test_a_reply_that_claims_nothing_can_go_out_while_the_release_is_under_review():
    case = posting(said("thanks", says="context", strength="", party=""), accuses=())
    assert left_out(replace(case, notices=(on_release(case, "expression-of-concern"),))) == LEFT_OUT
