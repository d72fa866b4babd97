"""Short names of this room as words of the reader's language."""

from __future__ import annotations

from django import template

from answerable.critiques import words
from answerable.forms.description import Words

register = template.Library()

SHAPES = {"open": "○", "answered": "◔", "closed": "●", "reopened": "△", "overdue": "■", "thanks": "–"}
"""A shape for each state of an item, beside its word: states are never told by colour alone."""

OUTCOME_SHAPES = {"open": "○", "overdue": "■", "kept": "●", "partly": "◔", "broken": "×"}
"""The same for a promise."""


@register.filter
def kind_word(kind: str) -> Words:
    """Return what an item is."""
    return words.KIND_WORDS[kind][0]


@register.filter
def kind_meaning(kind: str) -> Words:
    """Return what that means."""
    return words.KIND_WORDS[kind][1]


@register.filter
def state_word(state: str) -> Words:
    """Return what a reply does with an item."""
    return words.STATE_WORDS[state][0]


@register.filter
def standing_of(state: str) -> Words:
    """Return how an item stands."""
    return words.STANDING_WORDS[state]


@register.filter
def standing_shape(state: str) -> str:
    """Return the shape beside that word."""
    return SHAPES[state]


@register.filter
def form_word(form: str) -> Words:
    """Return what a critique came as."""
    return words.FORM_WORDS[form]


@register.filter
def judgement_word(judgement: str) -> Words:
    """Return what was found of a fact."""
    return words.JUDGEMENT_WORDS[judgement]


@register.filter
def outcome_word(outcome: str) -> Words:
    """Return what became of a promise."""
    return words.OUTCOME_WORDS[outcome]


@register.filter
def outcome_shape(outcome: str) -> str:
    """Return the shape beside that word."""
    return OUTCOME_SHAPES[outcome]


@register.filter
def critic_word(answer: str) -> Words:
    """Return what a critic says."""
    return words.CRITIC_WORDS[answer]


@register.filter
def act_word(act: str) -> Words:
    """Return what a sentence of a reply does."""
    return words.ACT_WORDS[act]
