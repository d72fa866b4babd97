"""A notice on a release re-opens what depends on it, and nothing else."""

from __future__ import annotations

import pytest

from answerable.releases.gates import ReleaseCase, board
from tests.cases import commit
from tests.outputs.clean import said
from tests.releases.spoken import noticed_on, posting

BEFORE = "2026-03-01T18:00:00Z"


def codes(case: ReleaseCase) -> list[str]:
    return [blocker.code for gate in board(case) if gate.number == 25 for blocker in gate.blockers]


def test_a_notice_re_opens_what_was_drafted_before_it():
    assert codes(noticed_on(posting())) == ["notice-unanswered"]


def test_what_was_drafted_after_the_notice_stands():
    assert codes(noticed_on(posting(), at=BEFORE, index=40)) == []


@pytest.mark.parametrize("type_", ["apology", "addendum"])
def test_a_notice_that_changes_no_words_re_opens_nothing(type_):
    assert codes(noticed_on(posting(), type=type_)) == []


@pytest.mark.parametrize(
    "type_",
    ["correction", "clarification", "expression-of-concern", "partial-retraction", "retraction", "withdrawal"],
)
def test_every_other_notice_does(type_):
    assert codes(noticed_on(posting(), type=type_)) == ["notice-unanswered"]


def test_a_notice_on_a_statement_re_opens_what_rests_on_the_same_finding():
    assert codes(noticed_on(posting(), statements=("title",))) == ["notice-unanswered"]


def test_a_notice_on_a_statement_leaves_alone_what_rests_on_nothing_of_it():
    thanks = said("thanks", says="context", strength="", party="", words=commit("we thank"))
    assert codes(noticed_on(posting(thanks), statements=("title",))) == []


def test_a_translation_is_re_opened_by_the_statement_it_shares():
    case = posting(
        said("title", says="context", strength="", party=""), variant_of="release", parent="", type_="release"
    )
    assert codes(noticed_on(case, statements=("title",))) == ["notice-unanswered"]
    assert codes(noticed_on(case, statements=("lead",))) == []


def test_a_notice_on_another_output_re_opens_nothing():
    assert codes(noticed_on(posting(), output="elsewhere")) == []


def test_a_further_version_that_is_not_out_yet_is_re_opened_and_the_one_that_is_out_stays():
    case = posting(output="release", version=2, type_="release", parent="report")
    assert codes(noticed_on(case)) == ["notice-unanswered"]
