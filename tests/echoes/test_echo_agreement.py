"""People and engine: shares with intervals, and agreement beyond chance."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from answerable.echoes.agreement import Share, agreement
from answerable.echoes.entries import EchoConfirmed, EchoRejected
from answerable.echoes.gates import EchoCase
from answerable.record.entry import Fact

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
COMMITTED = "sha256:" + "0" * 64


def fact(n: int, proposed: str, relation: str, *, echo: int | None = None) -> Fact:
    common = {
        "echo": f"{echo or n:064d}",
        "output": "release",
        "version": 1,
        "released_ref": "0" * 64,
        "proposed": proposed,
        "address": COMMITTED,
        "words": COMMITTED,
    }
    body = (
        EchoRejected(**common, reason=COMMITTED)
        if relation == "rejected"
        else EchoConfirmed(**common, relation=relation, passage="lead", place="body", attributed=True)
    )
    return Fact(ref=f"{n:064d}", origin="o", index=n, case="c", actor="a", at=NOON, body=body)


def case(*facts: Fact) -> EchoCase:
    return EchoCase(
        release=None,
        confirmed=tuple(each for each in facts if isinstance(each.body, EchoConfirmed)),
        rejected=tuple(each for each in facts if isinstance(each.body, EchoRejected)),
    )


def test_a_confirmed_label_agrees_and_a_corrected_or_rejected_one_does_not():
    found = agreement(case(fact(1, "edited", "edited"), fact(2, "edited", "trimmed"), fact(3, "edited", "rejected")))
    assert (found.relations.same, found.relations.judged) == (1, 3)
    assert found.by_relation == (("edited", Share(same=1, judged=3)),)


def test_the_last_word_about_a_use_counts_alone():
    found = agreement(case(fact(1, "edited", "rejected", echo=9), fact(2, "edited", "edited", echo=9)))
    assert (found.relations.same, found.relations.judged) == (1, 1)


def test_a_use_that_a_person_found_is_no_agreement_with_anybody():
    assert agreement(case(fact(1, "", "edited"))).relations.judged == 0


def test_kappa_is_one_for_full_agreement_on_several_labels():
    found = agreement(case(fact(1, "edited", "edited"), fact(2, "trimmed", "trimmed")))
    assert found.kappa == pytest.approx(1)


def test_kappa_is_cohens():
    # 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no: .4, as in the worked example of many textbooks.
    labels = [("edited", "edited")] * 20 + [("edited", "trimmed")] * 5
    labels += [("trimmed", "edited")] * 10 + [("trimmed", "trimmed")] * 15
    found = agreement(case(*(fact(n, one, other) for n, (one, other) in enumerate(labels, start=1))))
    assert found.kappa == pytest.approx(0.4)


def test_kappa_says_nothing_where_there_is_one_label_only():
    assert agreement(case(fact(1, "edited", "edited"))).kappa is None


def test_an_interval_of_nothing_judged_is_everything():
    assert Share(same=0, judged=0).interval == (0.0, 1.0)


def test_an_interval_is_wilsons():
    low, high = Share(same=8, judged=10).interval
    assert (low, high) == pytest.approx((0.4902, 0.9433), abs=5e-5)
