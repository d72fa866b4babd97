"""The forms of drafts: an answer to a flag, two versions to set side by side, and the simpler acts by description."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from answerable.forms.description import ActForm
from answerable.outputs import described
from answerable.outputs.entries import ContextGiven, MethodRecorded, StatementReverified

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


AUTHORS = frozenset({"author"})

ACT_FORMS: tuple[ActForm, ...] = (
    ActForm(
        said=MethodRecorded,
        title=_("Say how the work was done"),
        intro=_("What stands here is printed with the release. Name nobody who is at risk. What is said last holds."),
        labels={
            "output": (_("For which draft"), ""),
            "who": (_("Who did the work, by role"), _("Such as: a researcher and a lawyer. No names.")),
            "where": (_("Where they worked"), _("As closely as is safe.")),
            "since": (_("From (first day)"), ""),
            "until": (_("Until (the day after the last)"), ""),
            "interviews": (_("How many people were interviewed"), _("0 where nobody was.")),
            "chosen": (_("How people and material were chosen"), ""),
            "verified": (_("How what was found was verified"), ""),
            "safety": (_("What was done for the safety of those who spoke"), ""),
            "limits": (_("What could not be done or seen"), ""),
        },
        offers={"output": described.outputs_offered},
        starts=described.first_output,
        back=described.to_draft,
        roles=AUTHORS,
    ),
    ActForm(
        said=ContextGiven,
        title=_("Say where the wider pattern stands"),
        intro=_("Who else does the same, or does not: readers who learn it only from us must not be left to guess."),
        labels={
            "output": (_("For which draft"), ""),
            "statements": (_("The statements that give it"), _("At least one of them has to stand in the lead.")),
            "covers": (_("The parties it covers"), ""),
            "why": (_("Why these, and no others"), ""),
            "earlier_outputs": (_("Earlier outputs on the others"), _("Their names or addresses, if there are any.")),
        },
        offers={
            "output": described.outputs_offered,
            "statements": described.statements_offered,
            "covers": described.parties_offered,
        },
        starts=described.first_output,
        back=described.to_draft,
        roles=AUTHORS,
    ),
    ActForm(
        said=StatementReverified,
        title=_("Say that a statement was checked again"),
        intro=_("For statements in the present tense: somebody looked on this day whether it still is so."),
        labels={
            "output": (_("In which draft"), ""),
            "statement": (_("Which statement"), ""),
            "checked": (_("The day of the check"), ""),
            "how": (_("How it was checked, and what was found"), ""),
        },
        given=frozenset({"words"}),
        fills=described.words_of,
        offers={"output": described.outputs_offered, "statement": described.present_offered},
        starts=described.first_output,
        back=described.to_draft,
        roles=AUTHORS,
    ),
)
"""The acts on drafts that are said through the form of their entry. Versions, marks, links, readings and answers to
flags have pages of their own (`clearance.authoring`, `outputs.views`)."""
