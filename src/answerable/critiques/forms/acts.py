"""The acts of this room that are said by a form made from their entry: hand-overs, facts and promises."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as __, gettext_lazy as _

from answerable.critiques import entries, gates
from answerable.critiques.proposing import BOARD, softened
from answerable.critiques.reading import case_of
from answerable.critiques.saying import WordsNotFound, placed_words
from answerable.critiques.words import JUDGEMENT_WORDS, OUTCOME_WORDS
from answerable.evidence.offers import items as evidence_items, next_name, shortened
from answerable.findings.offers import findings
from answerable.forms.description import ActForm, Context, Options
from answerable.forms.errors import NotThere
from answerable.forms.fields import LONGEST_TEXT, Text
from answerable.people.offers import own_persons, sections
from answerable.vault.reading import shown

_CRITIQUE = (_("Critique"), "")
_ITEM = (_("Item"), "")
_PROMISE = (_("Promise"), "")


def _critiques(context: Context) -> Options:
    state = case_of(context.case)
    return [(name, name) for name in dict.fromkeys(fact.body.critique for fact in state.received)]


def _items(context: Context) -> Options:
    """Offer the items of the critique that the address names, or of all."""
    state, named = case_of(context.case), context.query.get("critique", "")
    names = [named] if named else [name for name, _words in _critiques(context)]
    found = {each.item: each for name in names for each in gates.items_of(state, name)}
    return [(name, f"{name}: {shortened(shown(each.words))}") for name, each in found.items()]


def _bodies(context: Context) -> Options:
    return [*sections(context), (BOARD, _("the board"))]


def _promises(context: Context) -> Options:
    state = case_of(context.case)
    first = {fact.body.commitment: fact for fact in reversed(state.made)}
    return [(name, f"{name}: {shortened(shown(fact.body.words))}") for name, fact in sorted(first.items())]


def _replies(context: Context) -> Options:
    named = context.query.get("critique", "")
    replies = [fact.body for fact in case_of(context.case).replies if named in {"", fact.body.critique}]
    return [(body.reply, f"{body.reply} ({body.critique})") for body in replies]


def _own_section(context: Context, _plain: dict[str, Any]) -> dict[str, Any]:
    return {"section": context.section}


def _next_promise(context: Context) -> dict[str, Any]:
    """Begin with the words of the reply that the address points at, and with their items."""
    state, query = case_of(context.case), context.query
    reply = gates.reply_of(state, query.get("critique", ""), query.get("reply", ""))
    start, end = _place(query.get("at", ""))
    return {
        "commitment": next_name("C", {fact.body.commitment for fact in state.made}),
        "words": shown(reply.body.text)[start:end] if reply else "",
        "items": [each for each in query.get("of", "").split(",") if each],
        "language": reply.body.language if reply else "",
    }


def _place(asked: str) -> tuple[int, int]:
    start, _dash, end = asked.partition("-")
    both = [int(each) if each.isascii() and each.isdecimal() else 0 for each in (start, end)]
    return both[0], both[1]


def _promise_words(_context: Context) -> forms.Field:
    return Text(
        label=_("The promise, in the words of the reply"),
        help_text=_("Copied exactly."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


def _anchored(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return where the words of a promise stand in its reply, and that one's own section makes it."""
    reply = gates.reply_of(case_of(context.case), plain.get("critique") or "", plain.get("reply") or "")
    if reply is None:
        raise NotThere("reply", __("Record the reply first."))
    text, hint = shown(reply.body.text), _place(context.query.get("at", ""))
    try:
        start, end = placed_words(text, plain["words"], start=hint[0], end=hint[1])
    except WordsNotFound:
        raise NotThere("words", __("These words stand nowhere in the reply, or more than once.")) from None
    own = {"section": context.section, "language": reply.body.language}
    return {**own, "start": start, "end": end, "words": text[start:end]}


def _shifted(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return what changed since the first words of a promise, as the engine finds it when it is said."""
    made = gates.made_of(case_of(context.case), plain["commitment"])
    if made is None:
        raise NotThere("commitment", "")
    first = shown(made.body.words)
    found = softened(first, plain["words"], language=made.body.language, later_language=plain["language"])
    return {"shifts": found}


def _to_item(context: Context, plain: dict[str, Any]) -> str:
    return reverse("critique-item", args=[context.case, plain["critique"], plain["item"]])


def _to_promises(context: Context, plain: dict[str, Any]) -> str:
    return reverse("commitments", args=[context.case]) + f"#{plain['commitment']}"


ACT_FORMS: tuple[ActForm, ...] = (
    ActForm(
        said=entries.ItemHanded,
        title=_("Hand an item over"),
        intro=_(
            "It was put to a body that cannot meet it. Who can is named, and everybody sees that it was handed over."
        ),
        labels={
            "critique": _CRITIQUE,
            "item": _ITEM,
            "to": (_("To whom"), ""),
            "reason": (_("Why they can meet it"), ""),
        },
        offers={"critique": _critiques, "item": _items, "to": _bodies},
        blocked={"handed-to-nobody": "to", "item-unknown": "item"},
        back=_to_item,
    ),
    ActForm(
        said=entries.ItemTaken,
        title=_("Take an item over"),
        intro=_("Your section answers it from now on."),
        labels={"critique": _CRITIQUE, "item": _ITEM},
        given=frozenset({"section"}),
        fills=_own_section,
        offers={"critique": _critiques, "item": _items},
        blocked={"not-handed": "item", "item-unknown": "item"},
        back=_to_item,
    ),
    ActForm(
        said=entries.FactJudged,
        title=_("Judge a fact stated in a critique"),
        intro=_("Whoever wrote what is criticised may accept it; correcting or disputing it is for somebody else."),
        labels={
            "critique": _CRITIQUE,
            "item": _ITEM,
            "judgement": (_("What was found"), ""),
            "findings": (_("Findings that show it"), ""),
            "evidence": (_("Evidence that shows it"), ""),
            "text": (_("What is so"), _("In a few sentences, for everybody.")),
        },
        values={"judgement": JUDGEMENT_WORDS},
        offers={"critique": _critiques, "item": _items, "findings": findings, "evidence": evidence_items},
        blocked={"judged-without-evidence": "evidence", "item-without-fact": "item", "judged-by-author": "judgement"},
        back=_to_item,
    ),
    ActForm(
        said=entries.CommitmentMade,
        title=_("Record a promise"),
        intro=_(
            "Who owns it, until when, and what would prove it kept. It is overdue in public when the day has passed."
        ),
        labels={
            "commitment": (_("Key"), ""),
            "critique": _CRITIQUE,
            "reply": (_("Reply in which it was made"), ""),
            "items": (_("Items that it answers"), ""),
            "owner": (_("Who owns it"), _("Somebody of your section.")),
            "due": (_("Until when"), ""),
            "proof": (_("What would prove it kept"), ""),
        },
        given=frozenset({"section", "start", "end", "language", "words", "review", "recommendation"}),
        fills=_anchored,
        offers={"critique": _critiques, "reply": _replies, "items": _items, "owner": own_persons},
        starts=_next_promise,
        adds={"words": _promise_words},
        blocked={"due-before-made": "due", "commitment-twice": "commitment", "owner-unknown": "owner"},
        back=_to_promises,
    ),
    ActForm(
        said=entries.CommitmentRestated,
        title=_("Record that a promise was said again"),
        intro=_("What changed is shown beside the first words. A later day moves no deadline."),
        labels={
            "commitment": _PROMISE,
            "words": (_("The later words, copied exactly"), ""),
            "language": (_("Language"), _("Its code, such as en, fr, uk, es or ar.")),
            "said": (_("The day on which it was said"), ""),
            "where": (_("Where it was said"), ""),
            "due": (_("The day that it names now"), _("May be left empty.")),
        },
        given=frozenset({"shifts"}),
        fills=_shifted,
        offers={"commitment": _promises},
        blocked={"restated-misdated": "said", "commitment-unknown": "commitment"},
        back=_to_promises,
    ),
    ActForm(
        said=entries.CommitmentJudged,
        title=_("Say what became of a promise"),
        intro=_("Somebody other than its owner says it, on evidence."),
        labels={
            "commitment": _PROMISE,
            "outcome": (_("What became of it"), ""),
            "evidence": (_("Evidence that shows it"), ""),
            "address": (_("Where everybody can see it"), _("An address; may be left empty.")),
            "proof": (_("What shows it"), ""),
        },
        values={"outcome": OUTCOME_WORDS},
        offers={"commitment": _promises, "evidence": evidence_items},
        lines=frozenset({"address"}),
        blocked={"kept-without-evidence": "evidence", "commitment-unknown": "commitment"},
        back=_to_promises,
    ),
)
"""What is said in this room by a form made from the entry."""
