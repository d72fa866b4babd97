"""Restatements that are on record, in words of ours: which are found, as what, and which shifts show on them.

Thresholds were chosen with `kuwait.toml` in sight; `campus.toml` was only measured (2026-11-22).

| | kuwait | campus |
| --- | --- | --- |
| restatements found, at the right passage | 7 of 8 | 10 of 10 |
| given as ours or not, as on record, of those found | 7 of 7 | 10 of 10 |
| shifts on record whose kind shows | 4 of 12 | 2 of 13 |
| sure shifts on controls | 0 | 0 |

Many a shift on record cannot show against these passages: where a page "loses doubt", the article had none to lose.
"""

from __future__ import annotations

import pytest

from answerable.echoes.scanning.funnel import Scanner
from answerable.echoes.scanning.library import write_library
from tests.echoes.scanning.released import NOW, case, followed_of, page_of

TOLD = {name: case(name) for name in ("kuwait", "campus")}
ECHOES = [(name, echo["id"]) for name, told in TOLD.items() for echo in told["echo"]]
CONTROLS = [(name, echo["id"]) for name, told in TOLD.items() for echo in told["control"]]
KINDS = [(name, echo["id"], kind) for name, told in TOLD.items() for echo in told["echo"] for kind in echo["kinds"]]

NOT_FOUND = {("kuwait", "X15"): "neither a word nor a number of the passage is left, and the page does not name us"}
SHOWN = {
    ("kuwait", "X10", "intent"),
    ("kuwait", "X11", "certainty"),
    ("kuwait", "X13", "certainty"),
    ("kuwait", "X13", "caveat"),
    ("campus", "X4", "caveat"),
    ("campus", "X9", "certainty"),
}
NOT_SHOWN = "the engine sees no shift of this kind between the passage and the sentence"


def missed(case_, known, reason):
    """The case, expected to fail where the engine does not reach it."""
    return pytest.param(*case_, marks=pytest.mark.xfail(strict=True, reason=reason)) if known else case_


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """The echoes of every page of both cases, by case and id."""
    echoes = {}
    for name, told in TOLD.items():
        folder = tmp_path_factory.mktemp(name)
        write_library(followed_of(told), folder)
        scanner = Scanner(folder)
        for each in (*told["echo"], *told["control"]):
            echoes[name, each["id"]] = scanner.scan([page_of(each)], now=NOW).echoes
    return echoes


def told_of(name, id_):
    return next(each for each in (*TOLD[name]["echo"], *TOLD[name]["control"]) if each["id"] == id_)


def of_passage(found, name, id_):
    """The echoes of the passages that are restated."""
    return [each for each in found[name, id_] if each.passage in told_of(name, id_)["passages"]]


@pytest.mark.parametrize(("name", "id_"), [missed(each, each in NOT_FOUND, NOT_FOUND.get(each, "")) for each in ECHOES])
def test_a_restatement_is_found_at_its_passage(found, name, id_):
    assert of_passage(found, name, id_)


@pytest.mark.parametrize(("name", "id_"), [each for each in ECHOES if each not in NOT_FOUND])
def test_a_restatement_is_given_as_ours_as_on_record(found, name, id_):
    assert {each.attributed for each in of_passage(found, name, id_)} == {told_of(name, id_)["attributed"]}


@pytest.mark.parametrize(("name", "id_", "kind"), [missed(each, each not in SHOWN, NOT_SHOWN) for each in KINDS])
def test_a_shift_on_record_shows(found, name, id_, kind):
    assert kind in {shift.kind for each in of_passage(found, name, id_) for shift in each.shifts}


@pytest.mark.parametrize(("name", "id_"), CONTROLS)
def test_a_faithful_use_has_no_sure_shift(found, name, id_):
    assert all(each.verdict != "shifted" for each in found[name, id_])


@pytest.mark.parametrize(("name", "id_"), [each for each in CONTROLS if told_of(*each).get("found")])
def test_a_faithful_use_is_found(found, name, id_):
    assert {each.attributed for each in of_passage(found, name, id_)} == {told_of(name, id_)["attributed"]}


def test_a_use_that_keeps_who_said_it_has_no_sure_shift(found):
    assert all(each.verdict != "shifted" for each in found["kuwait", "X12"])


def test_nothing_is_said_to_be_put_into_our_mouth_in_what_restates_us(found):
    assert [each for echoes in found.values() for each in echoes if each.relation == "attribution"] == []


def test_few_other_sentences_are_taken_for_restatements(found):
    others = [
        (name, id_, echo.restatement_words)
        for (name, id_), echoes in found.items()
        for echo in echoes
        if echo.passage not in told_of(name, id_)["passages"]
    ]
    assert [id_ for name, id_, _ in others if name == "kuwait"] == []
    assert sorted(id_ for name, id_, _ in others if name == "campus") == ["X1", "X5", "X9"]
