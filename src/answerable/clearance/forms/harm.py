"""The forms of the do-no-harm record and of the misuse rehearsal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from answerable.clearance.forms.fields import PlainForm, listed, one_of, text
from answerable.forms.description import Words

GROUPS = [
    ("population", _("the population")),
    ("staff", _("our staff")),
    ("sources", _("those who spoke to us")),
    ("partners", _("partners")),
]
LIKELIHOODS = [("remote", _("remote")), ("possible", _("possible")), ("likely", _("likely"))]
ANSWERS = [
    ("mitigated", _("mitigated: the words or what stands beside them meet it")),
    ("accepted", _("accepted: it may happen, and the words stand")),
]


class AssessForm(PlainForm):
    """What publication may do to a group of people, how likely it is, what is done about it, and by whom."""

    harm = forms.ChoiceField(label=_("Risk"), required=False)
    group = one_of(_("Group"), GROUPS)
    who = forms.CharField(
        label=_("Who exactly"),
        help_text=_("No names of persons: this stands in the record. “Staff of the coast section”."),
        max_length=200,
    )
    risk = text(_("What may happen to them"), rows=3)
    likelihood = one_of(_("How likely"), LIKELIHOODS)
    mitigation = text(_("What is done about it"), rows=3)
    owner = forms.ChoiceField(label=_("Who sees to it"))

    def __init__(
        self,
        *args: Any,
        risks: Iterable[tuple[str, Words]] = (),
        persons: Iterable[tuple[str, Words]] = (),
        **options: Any,
    ) -> None:
        """Take the risks on record, and the persons who may own one."""
        super().__init__(*args, **options)
        listed(self.fields["harm"], [("", _("a new one")), *risks])
        listed(self.fields["owner"], persons)


class AcceptForm(PlainForm):
    """Which risk a section accepts."""

    harm = forms.CharField(widget=forms.HiddenInput, max_length=64)


class RehearseForm(PlainForm):
    """The worst that can honestly be made of one statement, and the answer to it."""

    statement = forms.CharField(widget=forms.HiddenInput, max_length=64)
    truncation = text(_("The worst honest truncation"), rows=2)
    reuse = text(_("The worst reuse"), _("Who would use it, for what, and how it would read there."), rows=2)
    answer = one_of(_("Your answer"), ANSWERS)
    how = text(_("How, or why"), rows=2)
