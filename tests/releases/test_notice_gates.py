"""A notice passes gates of its own: who words it, who signs it, who issues it, and what it may say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from answerable.people.entries import ConflictDeclared
from answerable.record.entry import Fact
from answerable.releases import entries
from answerable.releases.gates import (
    ReleaseCase,
    may_countersign_notice,
    may_decline_notice,
    may_draft_notice,
    may_issue_notice,
)
from answerable.releases.gates.wording import words_on
from tests.cases import commit, fact
from tests.clearance.clean import by, clean_clearance
from tests.people.clean import origin
from tests.releases.clean import released

RELEASED = replace(released(), index=60)
DRAFTED = "2026-03-02T10:00:00Z"
AFTER = "2026-03-03T10:00:00Z"
SILENT = "2026-03-09T10:00:00Z"
"""Seven days after the draft, which is what the policy gives a section."""

Case = ReleaseCase


def moved(case: Case, at: str) -> Case:
    """Return a case as it is judged at a moment."""
    outputs = case.clearance.outputs
    evidence = replace(outputs.findings.evidence, at=fact(released().body, at=at).at)
    drafts = replace(outputs, findings=replace(outputs.findings, evidence=evidence))
    return replace(case, clearance=replace(case.clearance, outputs=drafts))


def wording(*, person: str = "centre-author", at: str = DRAFTED, index: int = 20, **changes: Any) -> Fact[Any]:
    plain = {"notice": "N1", "type": "correction", "output": "release", "released_ref": RELEASED.ref}
    plain |= {"statements": ("lead",), "text": commit("thirty-one")}
    return by(person, entries.NoticeDrafted(**{**plain, **changes}), at=at, index=index)


DRAFT = wording()


def worded(*drafts: Fact[Any], at: str = AFTER, **changes: Any) -> Case:
    """Return the case after its release, with a notice worded."""
    case = ReleaseCase(clearance=clean_clearance(), released=(RELEASED,), notice_drafts=drafts or (DRAFT,))
    return replace(moved(case, at), **changes)


def signed(person: str = "coast-director", draft: Fact[Any] = DRAFT, *, index: int = 30, **changes: Any) -> Fact[Any]:
    plain = {"section": person.partition("-")[0], "notice": draft.body.notice, "drafted_ref": draft.ref}
    return by(person, entries.NoticeCountersigned(**{**plain, **changes}), at=AFTER, index=index)


def declined(person: str = "coast-director", draft: Fact[Any] = DRAFT, *, index: int = 30, **changes: Any) -> Fact[Any]:
    plain = {"section": person.partition("-")[0], "notice": draft.body.notice, "drafted_ref": draft.ref}
    plain["reason"] = commit("the wrong office")
    return by(person, entries.NoticeDeclined(**{**plain, **changes}), at=AFTER, index=index)


def issuing(draft: Fact[Any] = DRAFT, *, person: str = "centre-director", **changes: Any) -> Fact[Any]:
    names = ("notice", "type", "output", "released_ref", "statements", "text", "replaced_by")
    body = {name: getattr(draft.body, name) for name in names} | {"drafted_ref": draft.ref}
    return by(person, entries.NoticeIssued(**{**body, **changes}), at=AFTER, index=40)


def codes(may: Callable[..., Any], case: Case, said: Fact[Any]) -> list[str]:
    return [blocker.code for blocker in may(case, said)]


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (wording(index=50, notice="N2"), []),
        (wording(index=50), []),
        (wording(index=50, notice="N2", person="coast-director"), []),
        (wording(index=50, notice="N2", statements=()), []),
        (wording(index=50, notice="N2", type="retraction", statements=()), []),
        (wording(index=50, notice="N2", type="partial-retraction"), []),
        (wording(index=50, notice="N2", released_ref="0" * 64), ["release-unknown"]),
        (wording(index=50, notice="N2", output="report"), ["release-unknown"]),
        (wording(index=50, notice="N2", statements=("lead", "nowhere")), ["statement-unknown"]),
        (wording(index=50, notice="N2", type="partial-retraction", statements=()), ["statements-missing"]),
        (wording(index=50, notice="N2", type="retraction"), ["statements-too-many"]),
        (wording(index=50, notice="N2", type="withdrawal"), ["statements-too-many"]),
        (wording(index=50, notice="N2", type="new-version", statements=()), ["replacement-missing"]),
        (wording(index=50, notice="N2", replaced_by=RELEASED.ref), ["replacement-unknown"]),
        (wording(index=50, person="coast-director"), ["notice-key-taken"]),
    ],
)
def test_a_wording_speaks_of_a_release_and_of_what_its_type_asks_for(draft, expected):
    assert codes(may_draft_notice, worded(), draft) == expected


def test_nobody_words_a_notice_in_anothers_log():
    said = fact(DRAFT.body, actor="coast-director", origin=origin("centre"), at=DRAFTED, index=50)
    assert codes(may_draft_notice, worded(), replace(said, body=wording(notice="N2").body)) == ["not-own-log"]


def test_a_new_version_names_a_later_release_of_the_same_output():
    later = replace(RELEASED, ref="e" * 64, body=replace(RELEASED.body, version=2))
    case = replace(worded(), released=(RELEASED, later))
    said = wording(index=50, notice="N2", type="new-version", statements=(), replaced_by=later.ref)
    assert codes(may_draft_notice, case, said) == []
    backwards = wording(index=50, notice="N2", type="new-version", statements=(), released_ref=later.ref)
    backwards = replace(backwards, body=replace(backwards.body, replaced_by=RELEASED.ref))
    assert "replacement-unknown" in codes(may_draft_notice, case, backwards)


def test_what_was_issued_is_not_worded_anew_under_its_key():
    case = worded(notices=(issuing(),), notice_signatures=(signed(),))
    assert codes(may_draft_notice, case, wording(index=50, text=commit("other words"))) == ["already-issued"]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (signed(), []),
        (signed("north-director"), []),
        (signed(section="north"), ["not-of-the-section"]),
        (signed("coast-reviewer"), ["signer-without-role"]),
        (signed("centre-author"), ["signer-without-role", "signed-by-drafter"]),
        (signed(drafted_ref="0" * 64), ["notice-not-drafted"]),
        (signed(notice="N9"), ["notice-not-drafted"]),
    ],
)
def test_a_wording_is_countersigned_by_who_signs_for_a_section_and_did_not_draft_it(said, expected):
    assert codes(may_countersign_notice, worded(), said) == expected
    refusing = entries.NoticeDeclined(
        section=said.body.section, notice=said.body.notice, drafted_ref=said.body.drafted_ref, reason=commit("no")
    )
    assert codes(may_decline_notice, worded(), replace(said, body=refusing)) == expected


def test_a_stale_wording_is_not_countersigned():
    again = wording(index=25, text=commit("thirty-two"))
    assert codes(may_countersign_notice, worded(DRAFT, again), signed()) == ["wording-stale"]


def test_who_has_an_interest_does_not_countersign():
    conflict = by("coast-director", ConflictDeclared(person="coast-director", interest=commit("a cousin")), at=DRAFTED)
    case = worded()
    outputs = case.clearance.outputs
    evidence = outputs.findings.evidence
    evidence = replace(evidence, people=replace(evidence.people, conflicts=(conflict,)))
    drafts = replace(outputs, findings=replace(outputs.findings, evidence=evidence))
    case = replace(case, clearance=replace(case.clearance, outputs=drafts))
    assert codes(may_countersign_notice, case, signed()) == ["signer-has-interest"]


def test_a_section_may_still_speak_after_the_notice_went_out():
    case = worded(notices=(issuing(),))
    assert codes(may_decline_notice, case, declined(index=60)) == []


def test_a_notice_waits_for_each_affected_section():
    (blocker,) = may_issue_notice(worded(), issuing())
    assert (blocker.code, blocker.where.section) == ("notice-not-countersigned", "coast")


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (worded(notice_signatures=(signed(),)), "countersigned"),
        (worded(notice_refusals=(declined(),)), "declined"),
        (worded(at=SILENT), "silent"),
        (worded(notice_signatures=(signed(),), notice_refusals=(declined(index=31),)), "declined"),
        (worded(notice_signatures=(signed(index=32),), notice_refusals=(declined(index=31),)), "countersigned"),
    ],
)
def test_a_notice_goes_out_once_each_section_has_spoken_or_its_days_have_passed(case, expected):
    assert codes(may_issue_notice, case, issuing()) == []
    assert [word.answer for word in words_on(case, DRAFT)] == [expected]


@pytest.mark.parametrize("person", ["coast-reviewer", "north-director"])
def test_a_countersignature_that_does_not_count_leaves_the_notice_waiting(person):
    case = worded(notice_signatures=(signed(person, section="coast"),))
    assert codes(may_issue_notice, case, issuing()) == ["notice-not-countersigned"]


def test_silence_is_counted_from_the_latest_wording():
    again = wording(index=25, at=AFTER, text=commit("thirty-two"))
    assert codes(may_issue_notice, worded(DRAFT, again, at=SILENT), issuing(again)) == ["notice-not-countersigned"]


def test_a_word_on_an_earlier_wording_says_nothing_of_the_later():
    again = wording(index=25, at=AFTER, text=commit("thirty-two"))
    case = worded(DRAFT, again, notice_signatures=(signed(),))
    assert codes(may_issue_notice, case, issuing(again)) == ["notice-not-countersigned"]
    assert codes(may_issue_notice, case, issuing(DRAFT)) == ["wording-stale"]


def test_an_expression_of_concern_waits_for_nobody():
    draft = wording(type="expression-of-concern")
    assert codes(may_issue_notice, worded(draft), issuing(draft)) == []


SIGNED = worded(notice_signatures=(signed(),))


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (issuing(), []),
        (issuing(text=commit("something milder")), ["words-differ"]),
        (issuing(statements=()), ["words-differ"]),
        (issuing(type="clarification"), ["words-differ"]),
        (issuing(drafted_ref="0" * 64), ["notice-not-drafted"]),
        (issuing(person="centre-author"), ["not-approver", "drafter-issues"]),
        (issuing(person="centre-lawyer"), ["not-approver"]),
        (issuing(person="coast-director"), ["not-approver", "not-the-releasing-section"]),
    ],
)
def test_a_notice_is_issued_as_it_was_drafted_by_an_approver_who_did_not_draft_it(said, expected):
    assert codes(may_issue_notice, SIGNED, said) == expected


def test_who_drafted_an_earlier_wording_does_not_issue_a_later_one():
    again = wording(index=25, person="centre-director", text=commit("thirty-one, then"))
    last = wording(index=26, text=commit("thirty-one, now"))
    case = worded(DRAFT, again, last, notice_signatures=(signed(draft=last),))
    assert codes(may_issue_notice, case, issuing(last)) == ["drafter-issues"]


def test_a_notice_is_issued_once():
    assert codes(may_issue_notice, replace(SIGNED, notices=(issuing(),)), issuing()) == ["already-issued"]


def test_a_notice_that_another_section_worded_is_issued_by_the_section_that_released():
    draft = wording(person="coast-director")
    case = worded(draft, at=SILENT)
    assert codes(may_issue_notice, case, issuing(draft)) == []


def test_no_later_edit_takes_a_section_out_of_those_who_are_asked():
    case = worded()
    outputs = case.clearance.outputs
    empty = next(each for each in outputs.versions if each.ref == RELEASED.body.draft_ref)
    empty = replace(empty, ref="d" * 64, index=70, body=replace(empty.body, version=2, parent=""), at=DRAFT.at)
    edited = replace(case.clearance, outputs=replace(outputs, versions=(*outputs.versions, empty)))
    assert [word.section for word in words_on(replace(case, clearance=edited), DRAFT)] == ["coast"]
