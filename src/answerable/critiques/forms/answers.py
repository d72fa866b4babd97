"""The form of what a reply does with each item: the engine proposes, a person ticks what they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as __, gettext_lazy as _

from answerable.clearance.forms.fields import PlainForm, Text, listed
from answerable.critiques.saying import WordsNotFound, placed_words
from answerable.critiques.words import STATE_WORDS
from answerable.forms.description import Words

FIELDS = ("say", "state", "words", "reason", "notice", "changed")
HIDDEN = ("start", "end", "proposed")

STATES = [(state, words) for state, (words, _meaning) in STATE_WORDS.items()]


class AnswersForm(PlainForm):
    """What became of each item, by the words of one reply."""

    use_required_attribute = False

    listed_ref = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        reply: str,
        items: Sequence[str],
        listed_ref: str,
        initial: Mapping[str, Mapping[str, Any]] | None = None,
        notices: Iterable[tuple[str, Words]] = (),
    ) -> None:
        """Take the text of the reply, the items by their list, what each starts from, and the notices there are."""
        self.reply, self.names = reply, tuple(items)
        start = {f"{name}-{item}": value for item, row in (initial or {}).items() for name, value in row.items()}
        super().__init__(data, initial={**start, "listed_ref": listed_ref})
        offered = [("", _("none")), *notices]
        for item in self.names:
            for name, field in _row(offered).items():
                self.fields[f"{name}-{item}"] = field

    def row(self, item: str) -> dict[str, Any]:
        """Return the fields of an item: those in sight by name, and the hidden ones."""
        hidden = [self[f"{name}-{item}"] for name in HIDDEN]
        return {"hidden": hidden, **{name: self[f"{name}-{item}"] for name in FIELDS}}

    def answers(self) -> list[dict[str, Any]]:
        """Return what is said of the items that are ticked; nothing, with the errors in place, where one is wrong."""
        ticked = [item for item in self.names if self.cleaned_data.get(f"say-{item}")]
        if not ticked:
            self.add_error(None, __("Tick the items of which you say what became."))
        found = [row for item in ticked if (row := self._answer(item)) is not None]
        return [] if self.errors else found

    def refuse(self, item: str, message: str) -> None:
        """Put an error beside an item, or over the form."""
        self.add_error(f"state-{item}" if item in self.names else None, message)

    def _answer(self, item: str) -> dict[str, Any] | None:
        row = {name: self.cleaned_data.get(f"{name}-{item}") for name in (*FIELDS, *HIDDEN)}
        said = {
            "item": item,
            "state": row["state"] or "silent",
            "reason": (row["reason"] or "").strip(),
            "notice": row["notice"] or "",
            "changed": row["changed"],
            "listed_ref": self.cleaned_data["listed_ref"],
            "proposed": row["proposed"] or "",
        }
        words = row["words"] or ""
        if said["state"] == "silent" or not words.strip():
            return {**said, "start": None, "end": None, "words": ""}
        try:
            start, end = placed_words(self.reply, words, start=row["start"], end=row["end"])
        except WordsNotFound:
            told = __("These words stand nowhere in the reply, or more than once. Copy them exactly.")
            self.add_error(f"words-{item}", told)
            return None
        return {**said, "start": start, "end": end, "words": self.reply[start:end]}


def _row(notices: list[tuple[str, Words]]) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        "say": forms.BooleanField(label=_("I stand for this"), required=False),
        "state": forms.ChoiceField(label=_("What became of it"), choices=STATES, required=False),
        "words": Text(
            label=_("The words of the reply that say so"),
            help_text=_("Copied exactly. Empty only where it is silent."),
            required=False,
            max_length=20_000,
            strip=False,
            widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        ),
        "reason": Text(
            label=_("Reason"),
            help_text=_("Needed where it is refused."),
            required=False,
            max_length=20_000,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        "notice": forms.ChoiceField(label=_("Notice that changes the text"), required=False),
        "changed": forms.DateField(
            label=_("Day on which the text was changed"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}),
        ),
        "start": forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput),
        "end": forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput),
        "proposed": forms.ChoiceField(required=False, choices=[("", ""), *STATES], widget=forms.HiddenInput),
    }
    listed(fields["notice"], notices)
    return fields
