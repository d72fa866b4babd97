"""The forms that stand on pages of this room: a comment on a draft, a publication, and what of a timeline is listed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from answerable.forms.fields import KEY, LONGEST_TEXT, Line, Text
from answerable.reviews.knowing.words import ACTS

CAPACITIES = {
    "reviewer": _("as a reviewer"),
    "commissioner": _("for the section that opened the review"),
    "section": _("for a section"),
    "examined": _("as somebody who is examined"),
    "outside": _("for somebody outside"),
}
"""In which capacity somebody comments on a draft."""

ROWS = 3
"""Rows that a publication begins with for what is left out; chosen by hand."""

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$(?!\n)"
"""How a language tag is written (BCP 47)."""

MOST_ROWS = 200
"""Stretches that can be left out; as the entry has them at most."""


class PlainForm(forms.Form):
    """A form whose labels are printed as they are written."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})


class CommentForm(PlainForm):
    """What somebody says of a draft, on words of it or on the whole."""

    words = Text(
        label=_("Words that it concerns"),
        help_text=_("Copied exactly. Empty: the whole draft."),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea({"rows": 2, "dir": "auto"}),
    )
    capacity = forms.ChoiceField(label=_("You comment"), choices=list(CAPACITIES.items()), widget=forms.RadioSelect)
    who = forms.CharField(
        label=_("Whose words these are"),
        help_text=_("Only for somebody outside. The name stays in the vault."),
        max_length=500,
        required=False,
    )
    text = Text(label=_("Comment"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 4, "dir": "auto"}))


class PublishForm(PlainForm):
    """Which draft is published, and whether anything is left out of it."""

    draft = forms.ChoiceField(label=_("Report"), widget=forms.RadioSelect)
    address = forms.CharField(
        label=_("Where else it can be read"), help_text=_("May be left empty."), max_length=2000, required=False
    )

    def __init__(self, *args: Any, drafts: Iterable[tuple[str, Any]] = (), rows: int = ROWS, **options: Any) -> None:
        """Take the drafts that were finished, and how many rows there are for what is left out."""
        super().__init__(*args, **options)
        field = self.fields["draft"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = list(drafts)
        self.rows = min(rows, MOST_ROWS)
        for number in range(self.rows):
            self.fields[f"words-{number}"] = Text(
                label=_("Words that are left out"),
                max_length=LONGEST_TEXT,
                required=False,
                widget=forms.Textarea({"rows": 2, "dir": "auto"}),
            )
            self.fields[f"reason-{number}"] = forms.CharField(
                label=_("Reason, which everyone reads"), max_length=500, required=False
            )

    def clean(self) -> dict[str, Any]:
        """Say where a reason is missing, or the words to which it belongs."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(self.rows):
            words, reason = cleaned.get(f"words-{number}", ""), cleaned.get(f"reason-{number}", "")
            if bool(words.strip()) != bool(reason.strip()):
                missing = f"reason-{number}" if words.strip() else f"words-{number}"
                self.add_error(missing, _("Words and reason belong together."))
        return cleaned

    @property
    def left_out(self) -> list[tuple[int, str, str]]:
        """What is left out: the number of the row, the words and the reason."""
        told = self.cleaned_data
        found = ((n, told.get(f"words-{n}", ""), told.get(f"reason-{n}", "")) for n in range(self.rows))
        return [(number, words, reason) for number, words, reason in found if words.strip()]

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each row."""
        return [(self[f"words-{number}"], self[f"reason-{number}"]) for number in range(self.rows)]


class PromiseForm(PlainForm):
    """What a section promises on a recommendation."""

    commitment = Line(label=_("Key"), pattern=KEY, max_length=64)
    words = Text(
        label=_("The promise"),
        help_text=_("Begins with what is recommended. Write what your section will do."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"rows": 4, "dir": "auto"}),
    )
    language = Line(label=_("Language"), help_text=_("As a tag: en, fr, ar …"), pattern=LANGUAGE, max_length=35)
    owner = forms.ChoiceField(label=_("Who owns it"))
    due = forms.DateField(label=_("Until when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    proof = Text(
        label=_("What would prove it kept"), max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 3, "dir": "auto"})
    )

    def __init__(self, *args: Any, owners: Iterable[str] = (), **options: Any) -> None:
        """Take the persons of the section that promises."""
        super().__init__(*args, **options)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = [(each, each) for each in owners]


class KnewForm(PlainForm):
    """Which lines of a timeline are listed; what is left open asks for nothing."""

    who = forms.ChoiceField(label=_("Whom it concerns, or who said it"), required=False)
    output = forms.ChoiceField(label=_("Output"), required=False)
    act = forms.ChoiceField(label=_("What"), choices=[("", _("any")), *ACTS.items()], required=False)
    until = forms.DateField(
        label=_("As of the end of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, who: Iterable[str] = (), outputs: Iterable[str] = (), **options: Any) -> None:
        """Take the names and outputs that occur."""
        super().__init__(*args, **options)
        for name, found in (("who", who), ("output", outputs)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = [("", _("any")), *((each, each) for each in found)]


def end_of(day: date) -> datetime:
    """Return the last moment of a day, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, microseconds=-1)
