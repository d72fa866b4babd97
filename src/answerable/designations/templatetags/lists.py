"""What pages of lists need: short names of the record as words."""

from __future__ import annotations

from django import template

from answerable.designations.words import ANSWERS, DECISIONS, SECTION_WORDS, STATES, TOLD

register = template.Library()


@register.filter
def decision_word(decision: str) -> str:
    """Return what was decided, in words."""
    return str(DECISIONS.get(decision, decision))


@register.filter
def criterion_word(state: str) -> str:
    """Return how a person stands to a criterion, in words."""
    return str(STATES.get(state, state))


@register.filter
def section_word(state: str) -> str:
    """Return what a section said, in words."""
    return str(SECTION_WORDS.get(state, state))


@register.filter
def told_word(whom: str) -> str:
    """Return who was told, in words."""
    return str(TOLD.get(whom, whom))


@register.filter
def answer_word(answer: str) -> str:
    """Return what follows from a misuse that was rehearsed, in words."""
    return str(ANSWERS.get(answer, answer))
