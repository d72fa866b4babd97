"""What the forms of a consultation are made of: labels as they are written, and texts whose lines end in one way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from answerable.forms.description import Words

LONGEST = 20_000
"""Characters of a text in a form; some ten pages, chosen by hand."""


class Text(forms.CharField):
    """A text of several lines; whichever browser it comes from, its lines end the same way."""

    def to_python(self, value: Any) -> Any:
        """Return the text with plain line ends."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class PlainForm(forms.Form):
    """A form whose labels are printed as they are written."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})


def text(label: Words, help_text: Words = "", *, required: bool = True, rows: int = 6) -> Text:
    """Return a field for a text of several lines."""
    return Text(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def words(help_text: Words = "") -> Text:
    """Return a field for words of a draft; empty for the whole."""
    return text(_("The words, copied exactly"), help_text, required=False, rows=3)


def one_of(label: Words, choices: Iterable[tuple[str, Words]], help_text: Words = "") -> forms.ChoiceField:
    """Return a field of which one value is chosen, all of them in sight."""
    return forms.ChoiceField(label=label, choices=list(choices), help_text=help_text, widget=forms.RadioSelect)


def listed(field: forms.Field, choices: Iterable[tuple[str, Words]]) -> None:
    """Give a field the values that can be chosen on this page."""
    assert isinstance(field, forms.ChoiceField)  # noqa: S101 - called for such fields only
    field.choices = list(choices)
