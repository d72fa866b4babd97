"""The form of a list: one row for each item, with rows to spare; what it says is said by a person.

Rules:
  - Without a script: every row stands on the page, and a row that is not ticked is not listed.
  - Where the words of a row stand is worked out from the words: at their old place, or at the one place they have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as __, gettext_lazy as _

from answerable.clearance.forms.fields import PlainForm, Text, listed, text
from answerable.critiques.saying import WordsNotFound, placed_words
from answerable.critiques.words import KIND_WORDS
from answerable.forms.description import Words

SPARE = 3
"""Rows to add items in; chosen by hand: more can be added once these are kept."""

MOST = 120
"""Items of a list at most, as its entry has it."""

FIELDS = ("keep", "kind", "words", "addressee", "able", "correction", "output", "statements")
HIDDEN = ("item", "start", "end", "proposed")

Row = Mapping[str, Any]


class ListForm(PlainForm):
    """The items of a critique: which are listed, in which words, as what, and who could meet them."""

    use_required_attribute = False

    reason = text(
        _("Why the list is changed"),
        _("Needed where an item is taken out; everybody inside sees it."),
        required=False,
        rows=2,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        text: str,
        rows: Sequence[Row] = (),
        bodies: Iterable[tuple[str, Words]] = (),
        outputs: Iterable[str] = (),
    ) -> None:
        """Take the text of the critique, what the rows start from, and what may be chosen."""
        self.text = text
        self.count = _count(data) if data is not None else min(len(rows) + SPARE, MOST)
        start = {f"{name}-{n}": value for n, row in enumerate(rows, start=1) for name, value in row.items()}
        super().__init__(data, initial=start)
        self.named: dict[str, int] = {}
        choices: dict[str, list[tuple[str, Words]]] = {
            "kind": [(kind, words) for kind, (words, _meaning) in KIND_WORDS.items()],
            "able": [("", _("not said")), *bodies],
            "output": [("", _("none")), *((each, each) for each in outputs)],
        }
        for number in range(1, self.count + 1):
            for name, field in _row(choices).items():
                self.fields[f"{name}-{number}"] = field

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows for the page: the number, the fields in sight by name, and the hidden ones."""
        return [self._shown(number) for number in range(1, self.count + 1)]

    def items(self, known: Mapping[str, tuple[int, int]]) -> list[dict[str, Any]]:
        """Return the items that are listed, in the order of the text; `known` are the keys that were given, and where.

        Words that had a key once have it again; others get the next free one. Where words cannot be found, the error
        stands beside them and nothing is returned.
        """
        kept = [number for number in range(1, self.count + 1) if self.cleaned_data.get(f"keep-{number}")]
        found = [row for number in kept if (row := self._item(number)) is not None]
        found.sort(key=lambda row: (row["start"], row["end"]))
        self._name(found, known)
        self.named = {row["item"]: row.pop("number") for row in found}
        return [] if self.errors else found

    @staticmethod
    def _name(found: Sequence[dict[str, Any]], known: Mapping[str, tuple[int, int]]) -> None:
        """Give each item its key."""
        used = {row["item"] for row in found}
        before = {place: name for name, place in known.items() if name not in used}
        for row in (row for row in found if not row["item"]):
            free = (name for n in range(1, len(known) + len(found) + 2) if (name := f"i{n}") not in {*known, *used})
            row["item"] = before.pop((row["start"], row["end"]), "") or next(free)
            used.add(row["item"])

    def refuse(self, item: str, message: str) -> None:
        """Put an error beside the row of an item, or over the form."""
        number = self.named.get(item)
        self.add_error(f"words-{number}" if number else None, message)

    def _shown(self, number: int) -> dict[str, Any]:
        hidden = [self[f"{name}-{number}"] for name in HIDDEN]
        name = self[f"item-{number}"].value() or str(number)
        return {"number": number, "name": name, "hidden": hidden, **{name: self[f"{name}-{number}"] for name in FIELDS}}

    def _item(self, number: int) -> dict[str, Any] | None:
        row = {name: self.cleaned_data.get(f"{name}-{number}") for name in (*FIELDS, *HIDDEN)}
        words = row["words"] or ""
        if not words.strip():
            self.add_error(f"words-{number}", __("Copy the words of this item, or do not list it."))
            return None
        try:
            start, end = placed_words(self.text, words, start=row["start"], end=row["end"])
        except WordsNotFound:
            told = __("These words stand nowhere in it, or more than once. Copy them exactly, with enough around them.")
            self.add_error(f"words-{number}", told)
            return None
        return {
            "number": number,
            "item": row["item"] or "",
            "kind": row["kind"],
            "start": start,
            "end": end,
            "words": self.text[start:end],
            "addressee": (row["addressee"] or "").strip(),
            "able": row["able"] or "",
            "correction": bool(row["correction"]) and row["kind"] == "demand",
            "output": row["output"] or "",
            "statements": [each.strip() for each in (row["statements"] or "").split(",") if each.strip()],
            "proposed": row["proposed"] or "",
        }


def _row(choices: Mapping[str, list[tuple[str, Words]]]) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "keep": forms.BooleanField(label=_("List it"), required=False),
        "kind": forms.ChoiceField(label=_("What it is")),
        "words": Text(
            label=_("Its exact words"),
            required=False,
            max_length=20_000,
            strip=False,
            widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        ),
        "addressee": forms.CharField(label=_("Whom it addresses, as written"), required=False, max_length=500),
        "able": forms.ChoiceField(label=_("Who could meet it"), required=False),
        "correction": forms.BooleanField(label=_("It demands that what we published be changed"), required=False),
        "output": forms.ChoiceField(label=_("Release that it concerns"), required=False),
        "statements": forms.CharField(
            label=_("Statements of it"), help_text=_("With commas between them."), required=False, max_length=2000
        ),
        "item": forms.CharField(required=False, max_length=64, widget=forms.HiddenInput),
        "start": forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput),
        "end": forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput),
        "proposed": forms.ChoiceField(required=False, widget=forms.HiddenInput),
    }
    for name, offered in choices.items():
        listed(fields[name], offered)
    listed(fields["proposed"], [("", ""), *choices["kind"]])
    return fields


def _count(data: Mapping[str, Any]) -> int:
    """Return how many rows the page had."""
    return next((number for number in range(MOST, 0, -1) if f"words-{number}" in data), 0)
