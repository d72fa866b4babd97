"""What the forms of this room offer, begin with and work out: reviews, reviewers, drafts, requests and holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as __, gettext_lazy as _

from answerable.evidence.models import CaseOpened, ItemTakenIn
from answerable.evidence.offers import items, next_name
from answerable.forms.description import Context, Options
from answerable.forms.errors import NotThere
from answerable.forms.fields import Text
from answerable.outputs.models import VersionDrafted
from answerable.people.offers import people_here
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.reviews import entries, gates
from answerable.reviews.gates import ReviewCase
from answerable.reviews.models import HoldPlaced, ReviewOpened, read_review
from answerable.reviews.reading import holds_on
from answerable.vault.reading import shown

LONGEST = 400_000
"""Characters of a report; as a draft has them at most."""


def state_of(context: Context, review: str) -> ReviewCase:
    """Return a review of the case as it stands now."""
    return read_review(review, case=context.case, at=context.at)


def offer_reviews(context: Context) -> Options:
    """Offer the reviews of the case, each with its title."""
    names = dict.fromkeys(fact.body.review for fact in read(ReviewOpened, case=context.case))
    titles = {fact.body.review: shown(fact.body.title) for fact in reversed(read(ReviewOpened, case=context.case))}
    return [(name, f"{name}: {titles[name]}") for name in names]


def meant(context: Context) -> str:
    """Return the review that the address names, or the last that was opened in the case."""
    names = [name for name, _words in offer_reviews(context)]
    asked = context.query.get("review", "")
    return asked if asked in names else next(reversed(names), "")


def offer_cases(context: Context) -> Options:
    """Offer every case of the reader's organisation."""
    logs = {fact.origin for fact in people_here(context).sections}
    opened = {fact.case: fact.body.title for fact in reversed(read(CaseOpened)) if fact.origin in logs}
    return sorted(opened.items())


def offer_outputs(context: Context) -> Options:
    """Offer what was drafted in the case."""
    names = dict.fromkeys(fact.body.output for fact in read(VersionDrafted, case=context.case))
    return [(name, name) for name in names]


def offer_own_reviewers(context: Context) -> Options:
    """Offer who reviews now, and whom this reader may speak for: themselves, or somebody from outside."""
    named = gates.reviewers(state_of(context, meant(context)))
    return [(key, key) for key, fact in named.items() if fact.body.outside or key == context.person]


def offer_reviewers(context: Context) -> Options:
    """Offer who reviews now."""
    return [(key, key) for key in gates.reviewers(state_of(context, meant(context)))]


def offer_requests(context: Context) -> Options:
    """Offer what was asked for."""
    asked = state_of(context, meant(context)).asked
    return [(fact.body.request, f"{fact.body.request}: {shown(fact.body.what)}") for fact in asked]


def offer_scope(context: Context) -> Options:
    """Offer the cases that the review examines."""
    opened = gates.opening(state_of(context, meant(context)))
    return [(name, name) for name in (opened.body.cases if opened else ())]


def offer_items(context: Context) -> Options:
    """Offer the items of the case."""
    return items(context) if read(ItemTakenIn, case=context.case) else []


def offer_holds(context: Context) -> Options:
    """Offer the holds that stand and were placed in this case."""
    standing = [
        each.placed for each in holds_on(context.case) if each.ended is None and each.placed.case == context.case
    ]
    return [(fact.body.hold, f"{fact.body.hold}: {shown(fact.body.reason)}") for fact in standing]


def with_review(more: Callable[[Context], dict[str, Any]] | None = None) -> Callable[[Context], dict[str, Any]]:
    """Return how a form starts that speaks of a review: with the one that is meant, and what `more` adds."""
    return lambda context: {"review": meant(context), **(more(context) if more else {})}


def new_review(context: Context) -> dict[str, Any]:
    """Begin with the next free key, and this case."""
    taken = {fact.body.review for fact in read(ReviewOpened, case=context.case)}
    return {"review": next_name("R", taken), "cases": [context.case]}


def new_hold(context: Context) -> dict[str, Any]:
    """Begin with the next free key, and what the review examines."""
    taken = {fact.body.hold for fact in read(HoldPlaced, case=context.case)}
    opened = gates.opening(state_of(context, meant(context)))
    return {
        "hold": next_name("H", taken),
        "review": meant(context),
        "cases": list(opened.body.cases) if opened else [context.case],
    }


def new_request(context: Context) -> dict[str, Any]:
    """Begin with the next free key."""
    taken = {fact.body.request for fact in state_of(context, meant(context)).asked}
    return {"request": next_name("A", taken), "case": context.case, **as_reviewer(context)}


def as_reviewer(context: Context) -> dict[str, Any]:
    """Begin with the one reviewer as whom the reader can speak."""
    offered = [key for key, _words in offer_own_reviewers(context)]
    return {"reviewer": offered[0]} if len(offered) == 1 else {}


def last_draft(context: Context) -> dict[str, Any]:
    """Begin a draft with the one before it."""
    last = gates.latest_draft(state_of(context, meant(context)))
    begun = {"report": shown(last.body.text), "language": last.body.language} if last else {"language": "en"}
    return {**begun, **as_reviewer(context)}


def last_list(context: Context) -> dict[str, Any]:
    """Begin with the newest draft, and with what was recommended before."""
    state = state_of(context, meant(context))
    last = gates.latest_draft(state)
    before = state.finished[-1].body.recommendations if state.finished else ()
    rows = [{"recommendation": each.recommendation, "to": each.to, "text": shown(each.text)} for each in before]
    begun = {"draft": str(last.body.number)} if last else {}
    return {**begun, **as_reviewer(context), "recommendations": rows}


def for_own_section(context: Context, _plain: dict[str, Any]) -> dict[str, Any]:
    """Return that the reader's own section opens it."""
    return {"section": context.section}


def numbered(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return the next number, and the text."""
    last = gates.latest_draft(state_of(context, plain["review"]))
    return {"number": last.body.number + 1 if last else 1, "text": plain["report"]}


def finishing(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return which draft is meant."""
    draft = draft_numbered(state_of(context, plain["review"]), plain["draft"])
    return {"number": draft.body.number, "committed_ref": draft.ref}


def draft_numbered(state: ReviewCase, number: str) -> Fact[entries.ReportCommitted]:
    """Return a draft by its number.

    Raises:
        NotThere: it was never committed.
    """
    found = next((fact for fact in state.committed if str(fact.body.number) == number), None)
    if found is None:
        raise NotThere("draft", __("There is no such draft."))
    return found


def report_field(_context: Context) -> forms.Field:
    """Return the field for the text of a draft."""
    return Text(
        label=_("Text of the draft"),
        help_text=_("CommonMark. Its hash goes into the log; the words stay in the vault."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 24, "dir": "auto"}),
    )


def draft_field(context: Context) -> forms.Field:
    """Return the field that names a draft."""
    numbers = [str(fact.body.number) for fact in state_of(context, meant(context)).committed]
    choices = [(each, __("Draft %(n)s") % {"n": each}) for each in reversed(numbers)]
    return forms.ChoiceField(label=_("Draft that is the report"), choices=choices)


def to_review(context: Context, plain: Mapping[str, Any]) -> str:
    """Return the page of the review."""
    return reverse("review", args=[context.case, plain["review"]])


def to_reviews(context: Context, _plain: Mapping[str, Any]) -> str:
    """Return the page of the reviews and holds of the case."""
    return reverse("case-reviews", args=[context.case])
