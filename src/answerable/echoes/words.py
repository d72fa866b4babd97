"""The words of this room on its pages, in the reader's language: one list for each thing that has a short name."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as __, gettext_lazy as _, ngettext

from answerable.echoes.health import Health
from answerable.forms.description import Words
from answerable.people.days import day_of

RELATION_WORDS: Mapping[str, tuple[Words, Words]] = {
    "verbatim": (_("Word for word"), _("Every word, and nothing between.")),
    "trimmed": (_("Trimmed"), _("Our words, with some left out.")),
    "edited": (_("Edited"), _("Our words, with some replaced or added.")),
    "spliced": (_("Spliced"), _("Parts of several of our sentences, joined into one.")),
    "paraphrase": (_("In other words"), _("What we said, in other words of the same language.")),
    "translation": (_("Translated"), _("What we said, in another language.")),
    "attribution": (_("Put into our mouth"), _("Said to be ours, and nowhere in what we released.")),
}
"""What each relation is called, and what it means."""

VERDICT_WORDS: Mapping[str, Words] = {
    "shifted": _("shifted"),
    "doubtful": _("in doubt"),
    "faithful": _("faithful"),
}
"""What a use says beside our words."""

STANDING_WORDS: Mapping[str, tuple[Words, Words]] = {
    "current": (_("Our current words"), _("It uses words that stand.")),
    "earlier": (
        _("Earlier words"),
        _("It uses words that were later replaced or corrected; when it appeared they stood."),
    ),
    "superseded": (_("An earlier version"), _("It uses an earlier version, although a later one was out.")),
    "correction-ignored": (
        _("A correction ignored"),
        _("It uses words that had been corrected or withdrawn before it appeared."),
    ),
}
"""What became of the words that are used, in short and in a sentence."""

PLACE_WORDS: Mapping[str, Words] = {"title": _("in the title"), "lead": _("in the lead"), "body": _("in the body")}
"""Where on a page words stand."""

SHIFT_WORDS: Mapping[str, Words] = {
    "certainty": _("Certainty"),
    "condition": _("Condition"),
    "quantity": _("Quantity"),
    "alternatives": _("Alternatives"),
    "scope": _("Scope"),
    "polarity": _("Yes or no"),
    "cause": _("Cause"),
    "intent": _("Intent"),
    "agency": _("Who did it"),
    "legal_label": _("Name in law"),
    "caveat": _("Caveat"),
    "attribution": _("Who says so"),
}
"""What can have changed."""

DIRECTION_WORDS: Mapping[str, Words] = {
    "stronger": _("stronger"),
    "weaker": _("weaker"),
    "changed": _("changed"),
}
"""Which way it changed."""

HOW_WORDS: Mapping[str, Words] = {
    "answered": _("We answered: an answer was sent or published."),
    "put-right": _("The outlet put it right."),
    "left": _("We left it as it is, for the reason given."),
}
"""What a section can have done about a misuse."""

REASON_WORDS: Mapping[str, tuple[Words, Words]] = {
    "broken": (_("broken"), _("The record, or what it is packed in, is not in the form that it claims.")),
    "truncated": (_("cut short"), _("The record or the stream ends before it should.")),
    "charset": (
        _("wrong encoding"),
        _("The bytes are no text in the encoding that they claim, nor in any that could be found."),
    ),
    "too-large": (_("too large"), _("The record is larger than the limit.")),
    "not-text": (_("no text"), _("The record is no page and no text: a picture, a film, a program.")),
    "empty": (_("empty"), _("There are no words in it.")),
    "links-only": (_("links only"), _("The page is a list of links: its words belong to other pages.")),
    "long-title": (_("long title"), _("The title is longer than a title can be; its beginning was read.")),
    "duplicate": (_("duplicate"), _("A record with the same identifier was read before.")),
    "future": (_("date in the future"), _("The date lies in the future and was not believed; the record was read.")),
    "status": (_("error of the server"), _("The server answered that the page is not there, or failed.")),
    "redirects": (_("redirects in a circle"), _("The address leads in a circle, or on and on.")),
    "not-allowed": (_("not allowed"), _("The address is not public, or its owner asks programs to stay away.")),
    "timed-out": (_("too slow"), _("The answer took longer than the limit.")),
    "unreachable": (_("unreachable"), _("Nobody answers at the address.")),
}
"""Why a record was not read, in short and in a sentence."""


def relation_word(relation: str) -> str:
    """Return what a relation is called."""
    return _first(RELATION_WORDS, relation)


def relation_meaning(relation: str) -> str:
    """Return what a relation means, in a sentence."""
    return str(RELATION_WORDS[relation][1]) if relation in RELATION_WORDS else ""


def verdict_word(verdict: str) -> str:
    """Return what a use says beside our words."""
    return str(VERDICT_WORDS.get(verdict, verdict))


def standing_word(standing: str) -> str:
    """Return in short what became of the words that are used."""
    return _first(STANDING_WORDS, standing)


def standing_meaning(standing: str) -> str:
    """Return in a sentence what became of the words that are used."""
    return str(STANDING_WORDS[standing][1]) if standing in STANDING_WORDS else ""


def shift_word(kind: str, direction: str = "") -> str:
    """Return what changed, and which way: "Certainty, stronger"."""
    words = str(SHIFT_WORDS.get(kind, kind))
    way = str(DIRECTION_WORDS.get(direction, direction))
    return __("%(what)s, %(way)s") % {"what": words, "way": way} if direction else words


def place_word(place: str) -> str:
    """Return where on a page words stand."""
    return str(PLACE_WORDS.get(place, place))


def how_word(how: str) -> str:
    """Return what a section did about a misuse."""
    return str(HOW_WORDS.get(how, how))


def reason_word(reason: str) -> str:
    """Return in short why a record was not read."""
    return _first(REASON_WORDS, reason)


def reason_meaning(reason: str) -> str:
    """Return in a sentence why a record was not read."""
    return str(REASON_WORDS[reason][1]) if reason in REASON_WORDS else ""


def counted(uses: int, health: Health) -> str:
    """Return a count of uses that says beside it what was read: zero alone would say that nothing happened."""
    if not health.sources:
        return __("Nothing was searched yet, so there is no count.")
    found = ngettext("%(n)s use found", "%(n)s uses found", uses) % {"n": uses} if uses else __("No use found")
    records = ngettext("%(n)s page", "%(n)s pages", health.records) % {"n": number(health.records)}
    sources = ngettext("%(n)s source", "%(n)s sources", len(health.sources)) % {"n": len(health.sources)}
    read = __("%(found)s in %(records)s of %(sources)s") % {"found": found, "records": records, "sources": sources}
    lacks = [each for each in (_failed(health), _silent(health)) if each]
    return "; ".join((read, ", ".join(lacks))) + "." if lacks else f"{read}."


def number(value: int) -> str:
    """Return a whole number with its thousands apart, as the reader's language writes it."""
    return str(number_format(value, use_l10n=True, force_grouping=True))


def hours_left(hours: int) -> str:
    """Return how many hours there are to answer, or since when an answer is overdue."""
    if hours < 0:
        return ngettext("overdue by %(n)s hour", "overdue by %(n)s hours", -hours) % {"n": -hours}
    if hours == 0:
        return __("due within the hour")
    return ngettext("%(n)s hour left", "%(n)s hours left", hours) % {"n": hours}


def _failed(health: Health) -> str:
    n = len(health.failed)
    return ngettext("%(n)s source failed", "%(n)s sources failed", n) % {"n": n} if n else ""


def _silent(health: Health) -> str:
    n = len(health.silent)
    if health.silent_since is None:
        return ""
    said = {"n": n, "day": day_of(health.silent_since)}
    return ngettext("%(n)s source silent since %(day)s", "%(n)s sources silent since %(day)s", n) % said


def _first(words: Mapping[str, tuple[Words, Words]], name: str) -> str:
    return str(words[name][0]) if name in words else name
