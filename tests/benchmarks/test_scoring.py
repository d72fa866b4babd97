from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # scripts, not a package

from text_agency import order_kept
from text_scoring import (
    Counts,
    Row,
    accuracy,
    auroc,
    average_precision,
    binary,
    interval,
    one_to_one,
    overlap,
    precision_at_one,
    total,
)
from text_shifts import Change, Judged, alarms, by_kind, counted, placed, same_kind, same_way, same_words

WORDS = (10, 20)
NOWHERE = (0, 0)


def change(kind="scope", direction="stronger", source=WORDS, restatement=WORDS, basis="both"):
    return Change(kind, direction, source, restatement, basis)


def judged(found=(), gold=()):
    return Judged("", "release>news", True, list(found), list(gold))


def test_rates_of_counts():
    counts = Counts(right=3, wrong=1, missed=3)
    assert (counts.precision, counts.recall, counts.f1) == (0.75, 0.5, 0.6)


def test_nothing_found_of_nothing_is_no_division_by_zero():
    assert (Counts().precision, Counts().recall, Counts().f1) == (0, 0, 0)


def test_counts_add_up():
    assert total([Counts(1, 2, 3), Counts(1, 0, 1)]) == Counts(2, 2, 4)


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [((0, 5), (3, 9), 2), ((0, 5), (5, 9), 0), (NOWHERE, NOWHERE, 1), (NOWHERE, (0, 5), 0), ((4, 4), NOWHERE, 1)],
)
def test_overlap_is_half_open_and_nowhere_meets_only_nowhere(one, other, shared):
    assert overlap(one, other) == overlap(other, one) == shared


def test_two_labels_of_a_kind_need_two_findings():
    counts = by_kind([change()], [change(), change(source=(30, 40))], same_kind)
    assert counts == {"scope": Counts(right=1, missed=1)}


def test_two_findings_for_one_label_are_one_too_many():
    assert by_kind([change(), change()], [change()], same_kind) == {"scope": Counts(right=1, wrong=1)}


def test_those_that_share_most_are_matched_first():
    near, far = change(source=(10, 20)), change(source=(10, 12))
    assert one_to_one([far, near], [change(source=(10, 20))], same_kind) == [(1, 0)]


def test_another_kind_is_wrong_and_missed():
    counts = by_kind([change("cause")], [change("scope")], same_kind)
    assert counts == {"cause": Counts(wrong=1), "scope": Counts(missed=1)}


def test_another_direction_counts_for_the_kind_alone():
    pair = [judged([change(direction="weaker")], [change()])]
    assert (counted(pair).f1, counted(pair, same_way).f1) == (1, 0)


def test_words_must_overlap_on_both_sides():
    pair = [judged([change(restatement=(50, 60))], [change()])]
    assert (counted(pair).f1, counted(pair, same_words).f1) == (1, 0)


def test_no_words_match_no_words():
    pair = [judged([change(restatement=NOWHERE)], [change(restatement=NOWHERE)])]
    assert counted(pair, same_words).f1 == 1


def test_one_kind_can_be_counted_alone():
    pair = [judged([change(), change("cause")], [change()])]
    assert counted(pair, kind="cause") == Counts(wrong=1)


def test_an_alarm_is_a_faithful_pair_with_anything_found():
    pairs = [judged([change(), change("cause")]), judged(), judged([change()], [change()])]
    assert alarms(pairs) == (1, 2)


def test_alarms_can_be_counted_by_what_they_rest_on():
    assert alarms([judged([change(basis="model")])], "both") == (0, 1)


def test_words_are_found_at_their_place():
    assert placed("one of twelve", "twelve") == (7, 13)


def test_no_words_are_nowhere():
    assert placed("one of twelve", "") == NOWHERE


def test_a_perfect_score_ranks_every_positive_first():
    assert auroc([0.9, 0.8, 0.1], [True, True, False]) == 1


def test_equal_scores_say_nothing():
    assert auroc([1, 1, 1, 1], [True, False, True, False]) == 0.5


def test_one_class_alone_says_nothing():
    assert auroc([1, 2], [True, True]) == 0.5


@given(st.lists(st.tuples(st.integers(-5, 5), st.booleans()), max_size=30))
def test_ranking_is_what_counting_pairs_gives(answers):
    yes, no = [value for value, positive in answers if positive], [value for value, positive in answers if not positive]
    pairs = [(a > b) + (a == b) / 2 for a in yes for b in no]
    expected = sum(pairs) / len(pairs) if pairs else 0.5
    assert auroc(*zip(*answers, strict=True)) == pytest.approx(expected) if answers else True


def test_counts_of_yes_and_no():
    assert binary([True, True, False, False], [True, False, True, False]) == Counts(1, 1, 1)


def test_accuracy_of_half():
    assert accuracy(["a", "b"], ["a", "c"]) == 0.5


def test_place_two_is_worth_half():
    assert average_precision([["x", "a"], ["b"]], ["a", "b"], depth=5) == 0.75


def test_beyond_the_depth_nothing_counts():
    assert average_precision([["x", "y", "a"]], ["a"], depth=2) == 0


def test_an_empty_ranking_is_wrong():
    assert precision_at_one([[], ["a"]], ["a", "a"]) == 0.5


def test_an_interval_holds_the_figure():
    groups = [Counts(2, 1, 0), Counts(0, 1, 1), Counts(3, 0, 1)] * 10
    low, high = interval(groups)
    assert low < total(groups).f1 < high


def test_an_interval_of_nothing_is_nothing():
    assert interval([]) == (0, 0)


def test_order_is_kept_where_nothing_is_swapped():
    assert order_kept([1, 4, 9]) == 1


def test_order_is_lost_where_everything_is_swapped():
    assert order_kept([9, 4, 1]) == 0


def test_one_word_has_no_order():
    assert order_kept([3]) == 0


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (Row("b", "F1", 0.8, aim=0.8), "met"),
        (Row("b", "F1", 0.79, start=0.5, aim=0.8), "missed"),
        (Row("b", "alarms", 0.05, aim=0.1, ceiling=True), "met"),
        (Row("b", "F1", 0.6, start=0.5), "above start"),
        (Row("b", "F1", 0.4, start=0.5), "below start"),
        (Row("b", "F1", 0.99, aim=0.8, seen=True), "no evidence: trained on"),
        (Row("b", "F1", 0.5, aim=0.8, seen=True), "missed"),
        (Row("b", "F1", 0.4), ""),
    ],
)
def test_a_figure_is_judged_by_its_aim_or_else_by_its_start(row, verdict):
    assert row.verdict() == verdict
