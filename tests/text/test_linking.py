from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from hypothesis.extra.numpy import arrays

from answerable.text import linking
from answerable.text.encoders.errors import TooMany
from answerable.text.linking import link

ENGLISH = ("en", "en")


class Alike:
    """An encoder to which all texts are the same, so that words and order alone decide."""

    name, dimension, languages = "alike", 2, frozenset()

    def encode(self, texts):
        return np.tile(np.array([1, 0], np.float32), (len(texts), 1))


def best(answers, demands, **options):
    ranked = link(answers, demands, languages=ENGLISH, encoder=Alike(), **options)
    return [row[0].answer for row in ranked]


DEMANDS = ["Publish the map of the wells.", "Name the commander.", "Pay for the burnt barns."]


def test_words_link_an_answer_to_its_demand():
    answers = ["No barns will be paid for.", "The map is published.", "We name no commander."]
    assert best(answers, DEMANDS, in_order=False) == [1, 2, 0]


def test_order_decides_where_words_do_not():
    answers = ["The map of the wells is published.", "We agree.", "The burnt barns are paid for."]
    assert best(answers, DEMANDS) == [0, 1, 2]


def test_words_win_over_order():
    answers = ["No barns will be paid for.", "The map of the wells is published.", "We name no commander."]
    assert best(answers, DEMANDS)[0] == 1


def test_an_answer_that_points_to_a_demand_is_not_its_answer():
    answers = ["See recommendation 2.", "We name no commander."]
    assert best(answers, ["Say who was the commander.", "Name the commander."], in_order=False) == [0, 1]


def test_demands_can_go_by_other_numbers():
    answers = ["See demand 41.", "We name no commander."]
    demands = ["Say who was the commander.", "Name the commander."]
    assert best(answers, demands, in_order=False, numbers=["40", "41"]) == [0, 1]


def test_every_answer_is_ranked_for_every_demand():
    ranked = link(["Yes.", "No."], DEMANDS, languages=ENGLISH, encoder=Alike())
    assert [sorted(each.answer for each in row) for row in ranked] == [[0, 1]] * 3


def test_scores_fall():
    ranked = link(["Yes.", "No barns.", "The map."], DEMANDS, languages=ENGLISH, encoder=Alike())
    assert all(row[0].score >= row[1].score >= row[2].score for row in ranked)


def test_no_answers_rank_nothing():
    assert link([], DEMANDS) == [[], [], []]


def test_no_demands_have_no_rankings():
    assert link(["We agree."], []) == []


def test_too_many_pairs_are_refused(monkeypatch):
    monkeypatch.setattr(linking, "MOST_CELLS", 5)
    with pytest.raises(TooMany, match="at most 5 pairs, found 2 answers x 3"):
        link(["Yes.", "No."], DEMANDS)


@given(arrays(np.float64, st.tuples(st.integers(1, 8), st.integers(1, 40)), elements=st.floats(-5, 5, allow_nan=False)))
def test_each_answer_is_to_some_demand(scores):
    assert np.allclose(linking._through(scores).sum(axis=1), 1)


def test_steps_through_the_demands_are_what_the_whole_table_of_steps_gives():
    """The short sums over steps ahead equal the product with every step from every demand."""
    count, steps = 50, np.exp(-np.minimum(3, 0.1 * np.abs(np.arange(32) - 1.0))) - np.exp(-3)
    whole = np.full((count, count), np.exp(-3.0))
    for length, weight in enumerate(steps):
        whole += np.diag(np.full(count - length, weight), length)
    values = np.linspace(0.1, 1, count)
    assert np.allclose(linking._along(values, steps), whole @ values)
