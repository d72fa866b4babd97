"""What changed between two passages: which kinds, at which words, with which reason; and what is no shift."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings, strategies as st

from answerable.text import shifts
from answerable.text.comparing import KINDS
from answerable.text.comparing.reasons import WHY, reason
from answerable.text.comparing.rules import RULES, worded
from answerable.text.strengths import strength

CLEAR = {
    "certainty": (
        "The harbour police may have broken the law on arrests.",
        "The harbour police broke the law on arrests.",
        "stronger",
    ),
    "condition": (
        "If the signatures prove to be forged, the sale of the wood would be void.",
        "The sale of the wood is void.",
        "stronger",
    ),
    "quantity": (
        "In 7 of the 12 villages that we visited, the well was dry.",
        "In all the villages, the well was dry.",
        "stronger",
    ),
    "polarity": (
        "The presence of soldiers does not justify the attack on the clinic.",
        "The presence of soldiers justifies the attack on the clinic.",
        "stronger",
    ),
    "cause": (
        "After the mine reopened, forty children fell ill.",
        "Forty children fell ill because the mine reopened.",
        "stronger",
    ),
    "intent": (
        "A shell from the ridge hit the clinic on 3 May. The team could not tell what it had been aimed at.",
        "The clinic was deliberately targeted from the ridge on 3 May.",
        "stronger",
    ),
    "legal_label": (
        "The unit's conduct violated the rule on warnings.",
        "The unit committed war crimes.",
        "stronger",
    ),
    "caveat": (
        "Four witnesses saw soldiers beat the men. We could not visit the prison, and the army has not answered.",
        "Four witnesses saw soldiers beat the men.",
        "stronger",
    ),
}


@pytest.mark.parametrize("kind", CLEAR)
def test_a_clear_shift_is_found_with_its_direction(kind):
    source, restatement, direction = CLEAR[kind]
    found = {shift.kind: shift.direction for shift in shifts(source, restatement)}
    assert found.get(kind) == direction, found


ACROSS = {
    "en>uk": ("The guards may have beaten two detainees.", "Охоронці побили двох затриманих.", "uk"),
    "en>ru": ("The guards may have beaten two detainees.", "Охранники избили двух задержанных.", "ru"),
    "en>fr": ("The guards may have beaten two detainees.", "Les gardes ont battu deux détenus.", "fr"),
    "en>de": ("The guards may have beaten two detainees.", "Die Wärter haben zwei Häftlinge geschlagen.", "de"),
    "en>es": ("The guards may have beaten two detainees.", "Los guardias golpearon a dos detenidos.", "es"),
}


@pytest.mark.parametrize("way", ACROSS)
def test_a_lost_hedge_is_found_in_a_translation(way):
    source, restatement, language = ACROSS[way]
    found = shifts(source, restatement, source_lang="en", restatement_lang=language)
    assert ("certainty", "stronger") in {(shift.kind, shift.direction) for shift in found}


FAITHFUL = {
    "other words": (
        "Two witnesses told us that guards beat detainees in the yard. We were not let into the prison.",
        "According to two witnesses, detainees were beaten by guards in the yard; the prison did not let us in.",
    ),
    "a translation": (
        "Soldiers may have searched 14 houses in May, according to residents.",
        "За словами мешканців, у травні солдати, можливо, обшукали 14 будинків.",
    ),
    "a denial that is kept": (
        "The presence of soldiers in the school does not justify the attack on the clinic.",
        "That soldiers were in the school is no justification for the attack on the clinic.",
    ),
}


@pytest.mark.parametrize("case", FAITHFUL)
def test_nobody_is_held_up_for_a_faithful_restatement(case):
    assert [shift for shift in shifts(*FAITHFUL[case]) if shift.sure] == []


def test_the_same_words_give_none():
    assert shifts("The bridge is closed.", "The bridge is closed.") == []


def test_offsets_name_the_words_on_both_sides():
    source, restatement, _ = CLEAR["certainty"]
    (found,) = [shift for shift in shifts(source, restatement) if shift.kind == "certainty"]
    assert "may" in found.source.words(source)
    assert "broke" in found.restatement.words(restatement)


def test_a_reason_is_one_line_that_quotes_the_words():
    source, restatement, _ = CLEAR["certainty"]
    for found in shifts(source, restatement):
        assert "\n" not in found.reason
        assert found.source.words(source) in found.reason


def test_who_did_it_and_who_said_it_changes_nothing():
    source = "{} may have shelled the mill, {} said."
    restatement = "{} shelled the mill, {} said."
    names = [("The army", "the Valley Watch"), ("The rebels", "the ministry")]
    found = [{s.kind for s in shifts(source.format(*pair), restatement.format(*pair))} for pair in names]
    assert found[0] == found[1]
    assert "certainty" in found[0]


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200b"])
def test_an_empty_side_has_no_shifts(text):
    assert shifts(text, "The bridge is closed.") == []
    assert shifts("The bridge is closed.", text) == []


ANY = st.text(alphabet=st.characters(codec="utf-8"), max_size=80)
SCRIPTS = st.sampled_from(
    [
        "قد تكون القوات انتهكت القانون.",
        "军队可能违反了法律，三个村庄中的两个。",
        "Войска, возможно, нарушили закон в 2 из 3 сёл.",
        "Les forces ont pu enfreindre la loi é̂.",
        "👩‍👩‍👧 may have 🚑 left",
    ]
)


@settings(max_examples=25, deadline=None)
@given(st.one_of(ANY, SCRIPTS), st.one_of(ANY, SCRIPTS))
def test_any_two_texts_have_an_answer_whose_offsets_lie_inside(source, restatement):
    for found in shifts(source, restatement):
        assert 0 <= found.source.start <= found.source.end <= len(source)
        assert 0 <= found.restatement.start <= found.restatement.end <= len(restatement)
        assert found.kind in KINDS


def test_a_lone_surrogate_has_an_answer():
    assert isinstance(shifts("The \ud800 guards may have gone.", "The \udfff guards went."), list)


def test_the_same_question_has_the_same_answer():
    source, restatement, _ = CLEAR["caveat"]
    assert shifts(source, restatement) == shifts(source, restatement)


def test_every_kind_and_direction_has_a_reason():
    assert {kind for kind, _ in WHY} == set(KINDS)
    for kind, direction in WHY:
        assert re.fullmatch(r"“a” (became “b”|is not there any more): [^.]+\.", reason(kind, direction, "a", "b"))
        assert reason(kind, direction, "", "").endswith(".")


def test_every_kind_has_a_rule_that_sees_nothing_in_nothing():
    nothing = strength("Hm.", lang="en")
    assert set(RULES) == set(KINDS)
    assert all(worded(kind, ("Hm.", nothing, "Hm.", nothing)) is None for kind in KINDS)


def test_a_doer_who_is_added_says_more():
    found = shifts("14 civilians were killed.", "14 civilians were killed by government forces.")
    assert ("agency", "stronger") in {(shift.kind, shift.direction) for shift in found}


def test_a_negation_that_is_put_in_is_no_denial_that_is_gone():
    found = shifts("The army warned residents.", "The army did not warn residents.")
    assert {shift.direction for shift in found if shift.kind == "polarity"} == {"changed"}
