from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))  # scripts, not a package

from echo_news import KINDS, Planted
from echo_scoring import Found, Share, best, same_use, score, wilson


def planted(**given):
    told = {
        "document": "n1",
        "place": "body",
        "kind": "verbatim",
        "relations": KINDS[given.get("kind", "verbatim")],
        "language": "en",
        "origin": "en",
        "release": "r",
        "passage": "s1",
        "begin": 100,
        "end": 200,
        "words": "",
        "attributed": False,
        "naming": (0, 0),
    }
    return Planted(**told | given)


def found(**given):
    told = {"document": "n1", "place": "body", "relation": "verbatim", "release": "r", "passage": "s1"}
    return Found(**told | {"begin": 100, "end": 200, "attributed": False} | given)


def scored(truth, told):
    return score(truth, told, {"n1": "en", "n2": "fr"})


def shares(scores, group="all"):
    return {column: (share.right, share.of) for column, share in scores.by[group].items()}


@pytest.mark.parametrize(
    ("given", "same"),
    [
        ({}, True),
        ({"begin": 150}, True),
        ({"begin": 200, "end": 300}, False),
        ({"place": "lead"}, False),
        ({"document": "n2"}, False),
    ],
)
def test_a_use_is_the_same_where_half_of_it_is_shared_in_the_same_part(given, same):
    assert same_use(planted(), found(**given)) is same


def test_a_use_that_is_found_right_is_right_in_every_column():
    assert shares(scored([planted()], [found()])) == dict.fromkeys(
        ("recall", "passage", "kind", "offsets", "attribution"), (1, 1)
    )


def test_what_is_missed_counts_for_recall_alone():
    scores = scored([planted()], [])
    assert shares(scores)["recall"] == (0, 1)
    assert shares(scores)["offsets"] == (0, 0)
    assert scores.missed == [planted()]


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"passage": "s2"}, "passage"),
        ({"relation": "edited"}, "kind"),
        ({"begin": 96}, "offsets"),
        ({"attributed": True}, "attribution"),
    ],
)
def test_each_column_tells_its_own_mistake(given, column):
    told = shares(scored([planted()], [found(**given)]))
    assert {name for name, (right, of) in told.items() if right < of} == {column}


def test_three_characters_are_near_enough():
    assert shares(scored([planted()], [found(begin=97, end=203)]))["offsets"] == (1, 1)


def test_what_is_found_where_nothing_was_planted_is_wrong():
    scores = scored([planted()], [found(), found(document="n2")])
    assert scores.precision["all"] == Share(1, 2)
    assert scores.precision["fr"] == Share(0, 1)
    assert scores.wrong == [found(document="n2")]


def test_the_right_passage_is_taken_before_a_nearer_place():
    assert best(planted(), [found(passage="s2"), found(begin=120)]) == found(begin=120)


def test_a_use_told_in_another_part_is_missed_and_noted():
    scores = scored([planted(place="title", begin=0, end=50)], [found()])
    assert (scores.elsewhere, len(scores.missed)) == (1, 1)


def test_what_is_said_to_be_ours_has_no_passage_to_be_right_about():
    scores = scored(
        [planted(kind="put into our mouth", release="", passage="")],
        [found(relation="attribution", release="", passage="")],
    )
    assert shares(scores)["passage"] == (1, 1)


def test_confusions_are_counted_by_kind_and_relation():
    scores = scored([planted(kind="cut"), planted(document="n2")], [found()])
    assert scores.confused == {("cut", "verbatim"): 1, ("verbatim", ""): 1}


def test_an_interval_holds_its_share_and_narrows_with_numbers():
    few, many = wilson(Share(9, 10)), wilson(Share(900, 1_000))
    assert few[0] < many[0] < 0.9 < many[1] < few[1]


def test_an_interval_of_nothing_is_everything():
    assert wilson(Share(0, 0)) == (0.0, 1.0)
