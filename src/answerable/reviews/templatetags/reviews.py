"""Reviews on pages: what somebody did in a matter, and in which capacity they comment, in words."""

from __future__ import annotations

from django import template

from answerable.reviews.forms.beside import CAPACITIES
from answerable.reviews.words import ACTED

register = template.Library()


@register.filter
def acted(what: str) -> str:
    """Return what somebody did in a matter, in words."""
    return str(ACTED[what])


@register.filter
def capacity(name: str) -> str:
    """Return in which capacity somebody comments, in words."""
    return str(CAPACITIES[name])
