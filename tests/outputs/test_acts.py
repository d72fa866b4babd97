"""When versions may be drafted, statements marked, linked and checked, and flags answered."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from answerable.outputs import entries
from answerable.outputs.gates import (
    may_answer_flag,
    may_draft_version,
    may_mark_statements,
    may_reverify_statement,
    may_support_statement,
)
from tests.cases import commit, fact
from tests.findings.clean import F1
from tests.outputs.clean import (
    LEAD_2,
    RELEASE,
    RELEASE_2,
    RELEASE_SAYS,
    checked,
    clean_outputs,
    edited,
    link,
    marks,
    read,
)

CLEAN = clean_outputs()
DRAFTED_AGAIN = replace(CLEAN, versions=(*CLEAN.versions, RELEASE_2))
TITLE, BULLET, LEAD = RELEASE_SAYS[:3]


def codes(blockers):
    return [blocker.code for blocker in blockers]


DRAFTS = {
    "the next version": ({"version": 2}, []),
    "a version said again": ({"version": 1}, ["version-out-of-order"]),
    "a version that leaves one out": ({"version": 3}, ["version-out-of-order"]),
    "the first version of another output": ({"output": "post", "version": 1}, []),
    "another output that begins with version 2": ({"output": "post", "version": 2}, ["version-out-of-order"]),
    "a version without authors": ({"version": 2, "authors": ()}, ["version-without-author"]),
    "a parent that nobody drafted": ({"version": 2, "parent": "annex"}, ["parent-unknown"]),
    "an original that nobody drafted": ({"version": 2, "variant_of": "annex"}, ["parent-unknown"]),
    "an output that is its own parent": ({"version": 2, "parent": "release"}, ["parent-unknown"]),
}


@pytest.mark.parametrize(("changes", "expected"), DRAFTS.values(), ids=DRAFTS)
def test_whether_a_version_may_be_drafted(changes, expected):
    assert codes(may_draft_version(CLEAN, fact(replace(RELEASE.body, **changes)))) == expected


MARKS = {
    "the statements of the new version": (marks(RELEASE_2, TITLE, BULLET, LEAD), []),
    "a title that is also the first bullet": (marks(RELEASE_2, replace(BULLET, start=0), TITLE), []),
    "statements that touch": (marks(RELEASE_2, replace(BULLET, end=81), LEAD), []),
    "statements of a version already marked": (
        marks(RELEASE, replace(LEAD, id="more")),
        ["part-already-marked"],
    ),
    "statements of another draft": (
        marks(replace(RELEASE_2, ref="0" * 64), TITLE),
        ["version-unknown"],
    ),
    "the draft of one version with the number of another": (
        marks(replace(RELEASE_2, body=replace(RELEASE_2.body, version=1)), TITLE),
        ["version-unknown"],
    ),
    "an empty statement": (marks(RELEASE_2, replace(LEAD, end=LEAD.start)), ["statement-misplaced"]),
    "statements out of order": (marks(RELEASE_2, LEAD, BULLET), ["statement-misplaced"]),
    "statements that overlap": (marks(RELEASE_2, replace(BULLET, end=82), LEAD), ["statement-misplaced"]),
    "two statements of one name": (
        marks(RELEASE_2, BULLET, replace(LEAD, id="bullet")),
        ["statement-marked-twice"],
    ),
}


@pytest.mark.parametrize(("said", "expected"), MARKS.values(), ids=MARKS)
def test_whether_statements_may_be_marked(said, expected):
    assert codes(may_mark_statements(DRAFTED_AGAIN, said)) == expected


def test_a_name_used_in_another_part_is_not_used_again():
    second = marks(RELEASE, replace(LEAD, start=900, end=950))
    second = replace(second, body=replace(second.body, part=2))
    assert codes(may_mark_statements(CLEAN, second)) == ["statement-marked-twice"]


LINKS = {
    "the words of the current version": (link("release", LEAD_2), []),
    "the words of an older version": (link("release", LEAD), ["words-not-current"]),
    "the words of another output": (link("report", LEAD_2), ["words-not-current"]),
    "the words of another statement": (link("release", replace(LEAD_2, id="bullet")), ["words-not-current"]),
    "an output that nobody drafted": (link("post", LEAD_2), ["words-not-current"]),
    "a finding under another's reference": (
        link("release", LEAD_2, replace(F1, body=replace(F1.body, finding="F2"))),
        ["finding-unknown"],
    ),
    "a reference that nobody stated": (link("release", LEAD_2, replace(F1, ref="0" * 64)), ["finding-unknown"]),
}


@pytest.mark.parametrize(("said", "expected"), LINKS.values(), ids=LINKS)
def test_whether_a_link_may_be_made(said, expected):
    assert codes(may_support_statement(edited(), said)) == expected


CHECKS = {
    "a check on the day": (checked(RELEASE_SAYS[3], on=date(2026, 2, 20)), []),
    "a check before it was recorded": (checked(RELEASE_SAYS[3], on=date(2026, 2, 1)), []),
    "a check of tomorrow": (checked(RELEASE_SAYS[3], on=date(2026, 2, 21)), ["checked-in-the-future"]),
    "a check of words no longer there": (checked(LEAD), ["words-not-current"]),
}


@pytest.mark.parametrize(("said", "expected"), CHECKS.values(), ids=CHECKS)
def test_whether_a_check_may_be_recorded(said, expected):
    assert codes(may_reverify_statement(edited(), said)) == expected


RAISED = entries.Noticed(
    flag="no-scope", gate=11, code="general", statement="lead", start=90, end=100, against="F1", sure=True
)


def answering(*, words=LEAD_2.words, flag="no-scope"):
    reason = commit("the place stands in the title")
    return entries.FlagAnswered(output="release", statement="lead", words=words, flag=flag, reason=reason)


ANSWERS = {
    "a flag that is raised, by an author": (fact(answering()), []),
    "on words that are no longer there": (fact(answering(words=LEAD.words)), ["words-not-current"]),
    "a flag that nothing raises": (fact(answering(flag="general")), ["flag-not-raised"]),
    "by somebody who is no author": (fact(answering(), actor="coast-reviewer"), ["answer-by-no-author"]),
}


@pytest.mark.parametrize(("said", "expected"), ANSWERS.values(), ids=ANSWERS)
def test_whether_a_flag_may_be_answered(said, expected):
    assert codes(may_answer_flag(read(edited(), "release", RAISED), said)) == expected


def test_a_flag_cannot_be_answered_before_the_version_was_read():
    assert codes(may_answer_flag(edited(), fact(answering()))) == ["flag-not-raised"]
