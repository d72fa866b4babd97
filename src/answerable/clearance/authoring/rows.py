"""One row for each passage of a draft that is not marked yet: a sentence, or words that somebody chose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec
from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from answerable.clearance.authoring.desk import Desk
from answerable.clearance.authoring.proposing import (
    Proposal,
    names_between,
    proposal_for,
    proposals,
    strength_for,
)
from answerable.clearance.saying import WordsNotFound, place_of_words
from answerable.outputs.entries import Statement
from answerable.outputs.gates import evidence_of, statements_of, versions_of
from answerable.vault.reading import shown

ON_A_PAGE = 60
"""Rows of a page: Django takes a thousand fields of a form, and an entry a hundred statements."""

PLACE = [
    ("title", gettext_lazy("title")),
    ("lead", gettext_lazy("lead")),
    ("bullet", gettext_lazy("bullet")),
    ("body", gettext_lazy("body")),
]
SAYS = [
    ("fact", gettext_lazy("a fact")),
    ("law", gettext_lazy("what the law makes of it")),
    ("cause", gettext_lazy("what caused it")),
    ("call", gettext_lazy("a call")),
    ("context", gettext_lazy("context")),
    ("quote", gettext_lazy("somebody else's words")),
    ("method", gettext_lazy("how we worked")),
]
STRENGTH = [
    ("", gettext_lazy("plainly")),
    ("raises-concern", gettext_lazy("raises concern")),
    ("may-have", gettext_lazy("may have violated")),
    ("likely", gettext_lazy("is likely to have violated")),
    ("categorical", gettext_lazy("violated")),
]

Span = tuple[int, int]


class RowForm(forms.Form):
    """What a passage is marked as."""

    use_required_attribute = False

    marked = forms.BooleanField(label=gettext_lazy("Mark it"), required=False)
    id = forms.ChoiceField(label=gettext_lazy("Which statement it is"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Place"), choices=PLACE)
    says = forms.ChoiceField(label=gettext_lazy("It says"), choices=SAYS)
    strength = forms.ChoiceField(label=gettext_lazy("How strongly"), choices=STRENGTH, required=False)
    party = forms.ChoiceField(label=gettext_lazy("About whom"), required=False)
    carries = forms.MultipleChoiceField(
        label=gettext_lazy("It carries"), required=False, widget=forms.CheckboxSelectMultiple
    )
    present = forms.BooleanField(
        label=gettext_lazy("It says how things are now, and has to be checked again"), required=False
    )

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        """Take what may be chosen."""
        super().__init__(*args, **{"label_suffix": "", **options})
        named = [("", _("a new statement")), *choices.names]
        for name, offered in {"id": named, "party": choices.parties, "carries": choices.carries}.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = offered
        if not choices.carries:
            del self.fields["carries"]

    def clean(self) -> dict[str, Any]:
        """Ask how strong a legal conclusion is: in this version it cannot be said later."""
        given = super().clean() or self.cleaned_data
        if given.get("marked") and given.get("says") == "law" and not given.get("strength"):
            self.add_error("strength", _("Say how strongly: a legal conclusion has its place on the ladder of verbs."))
        return given


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """What the rows of a draft offer: names of earlier statements, parties, and what can be carried."""

    names: list[tuple[str, str]]
    parties: list[tuple[str, str]]
    carries: list[tuple[str, str]]
    taken: frozenset[str]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A passage with its form; `was` holds the words of the statement whose name is proposed for it."""

    span: Span
    words: str
    form: RowForm
    was: str = ""
    chosen: bool = False

    @property
    def key(self) -> str:
        """How the row is called in the page."""
        return key_of(self.span)


def key_of(span: Span) -> str:
    """Return how a row is called: by where it stands, which no edit can move."""
    return f"{span[0]}-{span[1]}"


def choices_of(found: Desk) -> Choices:
    """Return what the rows of the version in question offer."""
    state, case = found.state.outputs, found.state.outputs.findings
    here = {each.id for each in found.statements}
    last = statements_of(state, found.before) if found.before else ()
    above = [each for name in _originals(found) for each in name]
    earlier = {each.id: shown(each.words) for each in (*above, *last) if each.id not in here}
    ever = {each.id for fact in versions_of(state, found.output) for each in statements_of(state, fact)}
    parties = dict.fromkeys([*evidence_of(state).opened.body.parties, *(each.party for each in last if each.party)])
    carried = {fact.body.limitation: shown(fact.body.text) for fact in case.limitations}
    carried |= {fact.body.contrary: shown(fact.body.text) for fact in case.contraries}
    asked = dict.fromkeys(fact.body.party for fact in found.state.requests)
    replies = [(f"reply:{party}", _("the reply of %(party)s, or its silence") % {"party": party}) for party in asked]
    return Choices(
        names=[(name, f"{name}: {_short(words)}") for name, words in earlier.items()],
        parties=[("", _("nobody")), *((party, party) for party in parties)],
        carries=[*((name, f"{name}: {_short(words)}") for name, words in carried.items()), *replies],
        taken=frozenset(ever | here | earlier.keys()),
    )


def _originals(found: Desk) -> Iterator[tuple[Statement, ...]]:
    """Give the statements of the original of a translation: the same statement has the same name there."""
    name = found.drafted.body.variant_of if found.drafted else ""
    versions = versions_of(found.state.outputs, name) if name else ()
    yield from (statements_of(found.state.outputs, version) for version in versions[-1:])


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


LONGEST = 70
"""Characters of a statement in a list to choose from; chosen by hand."""


def rows_of(found: Desk, *, chosen: Sequence[Span], data: Mapping[str, Any] | None = None) -> list[Row]:
    """Return a row for every sentence of the version in question that is not marked, and for the words in `chosen`.

    Chosen words stand in place of the sentences that they share words with.
    """
    assert found.drafted is not None  # noqa: S101 - callers show a version
    text, language = found.text, found.drafted.body.language
    sentences = {(each.start, each.end): each for each in proposals(text, language)}
    marked = [(each.start, each.end) for each in found.statements]
    kept = {span: each for span, each in sentences.items() if not _shares(span, [*marked, *chosen])}
    kept |= {span: sentences.get(span) or proposal_for(text, language, *span) for span in chosen}
    free = sorted(kept)
    names = names_between(free, found.statements, _earlier(found)) if found.before else _names_above(found, free)
    choices, held = choices_of(found), held_before(found)
    return [
        _row(kept[span], text, data, choices=choices, name=names.get(span, ""), held=held, chosen=span in chosen)
        for span in free
    ]


def _row(
    each: Proposal,
    text: str,
    data: Mapping[str, Any] | None,
    *,
    choices: Choices,
    name: str,
    held: Mapping[str, Statement],
    chosen: bool,
) -> Row:
    words = text[each.start : each.end]
    same = next((known for known in held.values() if shown(known.words) == words), None)
    known = same or held.get(name)
    first: dict[str, Any] = {"marked": chosen or not each.aside, "id": same.id if same else name}
    says = known.says if known is not None else each.says
    first |= {"place": each.place, "says": says, "strength": strength_for(says, each.rung)}
    if known is not None:
        first |= {"party": known.party, "carries": known.carries, "present": known.present}
        first |= {"strength": known.strength, "place": known.place} if same else {}
    form = RowForm(data, initial=first, prefix=key_of((each.start, each.end)), choices=choices)
    was = shown(known.words) if known is not None and same is None else ""
    return Row(span=(each.start, each.end), words=words, form=form, was=was, chosen=chosen)


def held_before(found: Desk) -> dict[str, Statement]:
    """Return the statements of the version before that are not marked in this one, by name."""
    here = {each.id for each in found.statements}
    return {each.id: each for each in _earlier(found) if each.id not in here}


def _earlier(found: Desk) -> list[Statement]:
    last = statements_of(found.state.outputs, found.before) if found.before else ()
    return sorted(last, key=lambda each: (each.start, each.end))


def _names_above(found: Desk, free: Sequence[Span]) -> dict[Span, str]:
    """Return the names of the original's statements, one by one, where a translation has as many sentences."""
    for statements in _originals(found):
        ordered = sorted(statements, key=lambda each: (each.start, each.end))
        if len(ordered) == len(free):
            return dict(zip(free, (each.id for each in ordered), strict=True))
    return {}


def _shares(span: Span, others: Sequence[Span]) -> bool:
    """Tell whether a passage shares words with one of the others."""
    return any(start < span[1] and span[0] < end for start, end in others)


def chosen_spans(found: Desk, keys: Sequence[str]) -> list[Span]:
    """Return the places of passages that somebody chose, from how their rows are called; what is none is left out."""
    spans: list[Span] = []
    size, marked = len(found.text), [(each.start, each.end) for each in found.statements]
    for key in keys:
        start, _dash, end = key.partition("-")
        span = (int(start), int(end)) if start.isdecimal() and end.isdecimal() else (0, 0)
        if span[0] < span[1] <= size and not _shares(span, [*marked, *spans]):
            spans.append(span)
    return spans


def place_chosen(found: Desk, words: str, chosen: Sequence[Span]) -> Span:
    """Return the one place where chosen words stand and nothing is marked or chosen.

    Raises:
        WordsNotFound: they stand nowhere, more than once, or in a statement already.
    """
    span = place_of_words(found.text, words)
    if _shares(span, [*((each.start, each.end) for each in found.statements), *chosen]):
        raise WordsNotFound("expected words outside every statement, found words of one")
    return span
