"""What templates need to show the record: texts behind commitments, and values as words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext

from answerable.forms.sentences import in_readers_language
from answerable.vault.reading import shown

register = template.Library()

STANDARD_NAMES = {
    "BP": "Berkeley Protocol on Digital Open Source Investigations",
    "LL": "Lund-London Guidelines",
    "CoI": "OHCHR guidance for commissions of inquiry",
    "PS": "Professional Standards for Protection Work",
    "MC": "Murad Code",
    "HU": "HURIDOCS Events Standard Formats",
    "AD": "Admiralty grading",
    "IHL": "Customary international humanitarian law, Elements of Crimes",
    "CO": "COPE Retraction Guidelines, NISO CREC",
    "IF": "IFCN Code of Principles",
    "GN": "Romanisation of geographical names",
    "record": "Rules of the record",
}
"""The documents behind the short names of the standards."""

SHAPES = {
    "open": "○",
    "closed": "■",
    "overridden": "◆",
    "advisory": "△",
    "not-examined": "–",
    "not-due": "–",
}
"""A shape for each state of a gate, beside its word: states are never told by colour alone."""


@register.filter
def text(commitment: str) -> str:
    """Return the text behind a commitment."""
    return shown(commitment)


@register.filter
def spoken(value: str) -> str:
    """Return a value of the record as words: ``clear-and-convincing`` as *clear and convincing*."""
    return gettext(value.replace("-", " "))


@register.filter
def in_language(sentence: str) -> str:
    """Return a sentence of a gate in the language of the page."""
    return in_readers_language(sentence)


@register.filter
def standard_name(short: str) -> str:
    """Return the full name of a standard."""
    return gettext(STANDARD_NAMES.get(short, short))


@register.filter
def shape(state: str) -> str:
    """Return the shape that stands beside the word for a state."""
    return SHAPES.get(state, "–")
