"""The short names of notices as words of the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _, gettext_lazy

from answerable.forms.description import Words
from answerable.releases.notices import DISSOCIATION

TYPES: Mapping[str, Words] = {
    "correction": gettext_lazy("Correction"),
    "clarification": gettext_lazy("Clarification"),
    "addendum": gettext_lazy("Addendum"),
    "new-version": gettext_lazy("New version"),
    "expression-of-concern": gettext_lazy("Expression of concern"),
    "partial-retraction": gettext_lazy("Partial retraction"),
    "retraction": gettext_lazy("Retraction"),
    "withdrawal": gettext_lazy("Withdrawal"),
    "apology": gettext_lazy("Apology"),
    DISSOCIATION: gettext_lazy("Dissociation"),
}
"""The types of notices."""

MEANINGS: Mapping[str, Words] = {
    "correction": gettext_lazy("Something in it is wrong, and this is right."),
    "clarification": gettext_lazy("It is right, and can be read otherwise than it was meant."),
    "addendum": gettext_lazy("It is right, and something is added."),
    "new-version": gettext_lazy("A later release takes its place."),
    "expression-of-concern": gettext_lazy("Something in it is being looked into. It waits for no section."),
    "partial-retraction": gettext_lazy("The statements that are named are taken back, and the rest stands."),
    "retraction": gettext_lazy("All of it is taken back, because it does not hold."),
    "withdrawal": gettext_lazy("We no longer publish it, for another reason than that it does not hold."),
    "apology": gettext_lazy("We did wrong to somebody. It corrects nothing."),
}
"""What each type means, for whoever words a notice."""

STATES: Mapping[str, Words] = {
    "drafted": gettext_lazy("drafted"),
    "asked": gettext_lazy("waits for sections"),
    "countersigned": gettext_lazy("countersigned"),
    "declined": gettext_lazy("declined by a section"),
    "issued": gettext_lazy("issued"),
}
"""How a notice stands."""

ANSWERS: Mapping[str, Words] = {
    "countersigned": gettext_lazy("countersigned"),
    "declined": gettext_lazy("does not stand by this wording"),
    "silent": gettext_lazy("was asked and said nothing"),
    "waiting": gettext_lazy("is asked"),
}
"""What a section says to the wording of a notice."""

CAPACITIES: Mapping[str, Words] = {
    "embargo": gettext_lazy("under embargo"),
    "subscriber": gettext_lazy("subscriber"),
    "press": gettext_lazy("press"),
    "partner": gettext_lazy("partner organisation"),
    "authority": gettext_lazy("authority"),
    "translator": gettext_lazy("translator"),
    "other": gettext_lazy("other"),
    "section": gettext_lazy("section"),
    "outlet": gettext_lazy("outlet that used it"),
}
"""As what somebody holds a release."""

WAYS: Mapping[str, Words] = {
    "mail": gettext_lazy("by mail"),
    "post": gettext_lazy("by post"),
    "by-hand": gettext_lazy("by hand"),
    "call": gettext_lazy("by a call"),
    "record": gettext_lazy("in the record"),
    "link": gettext_lazy("through the link"),
    "told": gettext_lazy("as they told us"),
}
"""How a notice went out, and how it was acknowledged."""


def type_word(type_: str) -> str:
    """Return a type of notice in words."""
    return str(TYPES.get(type_) or _("Notice"))


def state_word(state: str) -> str:
    """Return in words how a notice stands."""
    return str(STATES[state])


def answer_word(answer: str) -> str:
    """Return in words what a section says to a wording."""
    return str(ANSWERS[answer])


def capacity_word(capacity: str) -> str:
    """Return in words as what somebody holds a release."""
    return str(CAPACITIES[capacity])


def way_word(way: str) -> str:
    """Return in words how a notice went out or was acknowledged."""
    return str(WAYS[way])
