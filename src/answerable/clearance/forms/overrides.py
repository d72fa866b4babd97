"""The forms of an override and of the review that follows it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from answerable.clearance.forms.fields import PlainForm, listed, one_of, text
from answerable.forms.description import Words

GATES = {
    1: _("custody"),
    2: _("consent"),
    3: _("law"),
    4: _("proof"),
    5: _("graver category"),
    6: _("limits carried"),
    7: _("contrary evidence"),
    8: _("counting"),
    9: _("support"),
    10: _("cause"),
    11: _("stands alone"),
    12: _("context"),
    13: _("format fits gravity"),
    14: _("method"),
    15: _("freshness"),
    16: _("parity"),
    17: _("competence"),
    18: _("right of reply"),
    19: _("consultation"),
    20: _("objections"),
    21: _("do no harm"),
    22: _("misuse rehearsal"),
    23: _("countersignature"),
}
"""The gates that an officer can open, by number: all but the certificate's own, and what comes after a release."""

OUTCOMES = [
    ("justified", _("justified: it was right, and would be again")),
    ("avoidable", _("avoidable: it was right then, and need not have come to it")),
    ("wrong", _("wrong: the gate should have stayed closed")),
]


class OverrideForm(PlainForm):
    """Which gate is opened, for which document, until when, and why."""

    output = forms.ChoiceField(label=_("Document"))
    gate = forms.ChoiceField(label=_("Gate"))
    reason = text(_("Reason"), _("It stands on the board, the release page and the certificate, for everyone."))
    expires = forms.DateField(
        label=_("It ends at the start of this day (UTC)"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(
        self,
        *args: Any,
        outputs: Iterable[tuple[str, Words]] = (),
        gates: Iterable[tuple[str, Words]] = (),
        **options: Any,
    ) -> None:
        """Take the documents, and the gates that can be overridden."""
        super().__init__(*args, **options)
        listed(self.fields["output"], outputs)
        listed(self.fields["gate"], gates)

    def clean_gate(self) -> int:
        """Return the number of the gate."""
        return int(self.cleaned_data["gate"])


class OverrideReviewForm(PlainForm):
    """What an organisation learned from an override."""

    override = forms.CharField(widget=forms.HiddenInput, max_length=64)
    outcome = one_of(_("Looking back, it was"), OUTCOMES)
    # In one line: after the first assignment the name stands for the field.
    text, change = (
        text(_("What happened, and what it cost"), rows=4),
        text(_("What will be done otherwise"), required=False, rows=3),
    )
