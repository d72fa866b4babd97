"""The forms of drafts: an answer to a flag, and two versions to set side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 20_000
"""Characters of a text in a form; some ten pages, chosen by hand."""


class AnswerFlagForm(forms.Form):
    """Why flagged words stand as they are."""

    reason = forms.CharField(
        label=_("Your reason"),
        help_text=_(
            "It is kept word for word under your name, and stays beside the flag for every reader of the case."
        ),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        label_suffix="",
    )

    def clean_reason(self) -> str:
        """Return the reason with plain line ends, whichever browser it comes from."""
        return str(self.cleaned_data["reason"]).replace("\r\n", "\n")


class ChooseForm(forms.Form):
    """Which version stands on the left, and which on the right."""

    left = forms.ChoiceField(label=_("From"), label_suffix="")
    right = forms.ChoiceField(label=_("To"), label_suffix="")

    def __init__(self, *args: Any, choices: Mapping[str, str], **options: Any) -> None:
        """Take the versions to choose from: how an address names each, and what it is called."""
        super().__init__(*args, **options)
        for name in ("left", "right"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = list(choices.items())
            field.error_messages["invalid_choice"] = _("There is no version called %(value)s in this case.")
