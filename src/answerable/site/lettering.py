"""Short names as words of the reader's language, for the templates of the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.template import Library
from django.utils.translation import gettext, gettext_lazy as _, ngettext

from answerable.critiques import words
from answerable.echoes.relations import RELATIONS
from answerable.releases.words import TYPES
from answerable.site import frame

register = Library()

STATUSES: Mapping[str, object] = {
    "current": _("current"),
    "under-review": _("under review"),
    "corrected": _("corrected"),
    "retracted": _("retracted"),
    "withdrawn": _("withdrawn"),
}
DECISIONS: Mapping[str, object] = {
    "designated": _("put on the list"),
    "refused": _("not put on the list"),
    "changed": _("status changed"),
    "ended": _("taken off the list"),
}
SAID: Mapping[str, object] = {
    "countersigned": _("countersigned"),
    "declined": _("declined"),
    "silent": _("was asked and said nothing"),
}
WORDS: Mapping[str, Mapping[Any, object]] = {
    "status": STATUSES,
    "decision": DECISIONS,
    "said": SAID,
    "notice": TYPES,
    "relation": RELATIONS,
    "item": {name: pair[0] for name, pair in words.KIND_WORDS.items()},
    "state": {name: pair[0] for name, pair in words.STATE_WORDS.items()},
    "standing": words.STANDING_WORDS,
    "form": words.FORM_WORDS,
    "judgement": words.JUDGEMENT_WORDS,
    "outcome": words.OUTCOME_WORDS,
    "critic": words.CRITIC_WORDS,
    "gate": {},
    "shift": {},
}
"""The words for each kind of short name; a name without one is shown as it is, without its hyphens."""

SHAPES: Mapping[str, str] = {
    "current": "○",
    "under-review": "◔",
    "corrected": "◆",
    "retracted": "■",
    "withdrawn": "■",
    "open": "○",
    "overridden": "◆",
    "closed": "○",
    "kept": "○",
    "overdue": "■",
    "broken": "■",
    "reopened": "◔",
    "answered": "◔",
    "partly": "◔",
}
"""A shape beside the word for a state: states are never told by colour alone."""


@register.filter
def worded(name: str, kind: str) -> str:
    """Return a short name of a kind in words."""
    known = WORDS[kind].get(name)
    if known is not None:
        return gettext(str(known))
    return gettext(name.replace("-", " ").replace("_", " ")) if name else ""


@register.filter
def place(key: str) -> str:
    """Return the folder of what has a key."""
    return frame.place(key)


@register.filter
def shape(state: str) -> str:
    """Return the shape that stands beside the word for a state."""
    return SHAPES.get(state, "–")


@register.filter
def days(count: int) -> str:
    """Return how far a day lies ahead, or how long ago it passed (below zero)."""
    if count < 0:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", -count) % {"n": -count}
    return ngettext("%(n)d day left", "%(n)d days left", count) % {"n": count}
