"""The forms of the right of reply: what is put to a party, how it was sent, and what came back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MinValueValidator
from django.utils.translation import gettext_lazy as _

from answerable.clearance.forms.fields import PlainForm, listed, one_of, text
from answerable.forms.description import Words

CHOICES = [
    ("persuasion", _("persuasion: we speak with it in confidence first")),
    ("mobilisation", _("mobilisation: we ask others to speak with it")),
    ("denunciation", _("denunciation: public words, since the others failed or cannot be tried")),
]
ASKED = [("yes", _("yes, it asked for more time")), ("no", _("no, we considered it by ourselves"))]
LONGEST_PROOF = 20 * 1024 * 1024
"""Bytes of a file that proves delivery; chosen by hand: a scan of some pages."""


class ProofForm(PlainForm):
    """How delivery is proved, in words and by a file."""

    proof = text(
        _("Proof of delivery"),
        _("Such as a receipt, the answer of a mail server, or who handed it over to whom, and when."),
        required=False,
        rows=3,
    )
    file = forms.FileField(
        label=_("The file that proves it"),
        help_text=_("The file is not kept here. Its SHA-256 is written below your words, so that it can be held to."),
        required=False,
    )

    def clean_file(self) -> Any:
        """Return the file, which can be read whole."""
        file = self.cleaned_data.get("file")
        if file and file.size > LONGEST_PROOF:
            raise forms.ValidationError(_("Expected a file of 20 MB at most."), code="too-large")
        return file


class RequestForm(ProofForm):
    """The allegations that are put to a party, and the days it has. The questions stand below it, one by one."""

    allegations = text(_("The allegations, in full"), _("As they are sent to the party, word for word."))
    days = forms.IntegerField(label=_("Days to reply"), max_value=3650)

    output = forms.ChoiceField(label=_("For which document"))

    field_order = ("output", "allegations", "days", "proof", "file")

    def __init__(self, *args: Any, least: int = 1, outputs: Iterable[tuple[str, Words]] = (), **options: Any) -> None:
        """Take the days that the policy asks for at least, and the documents that are judged together."""
        super().__init__(*args, **options)
        listed(self.fields["output"], outputs)
        days = self.fields["days"]
        assert isinstance(days, forms.IntegerField)  # noqa: S101 - declared above
        days.min_value = least
        days.initial = least
        days.widget.attrs["min"] = least
        days.validators.append(_at_least(least))


def _at_least(least: int) -> MinValueValidator:
    return MinValueValidator(least, message=_("The policy gives at least %(limit_value)s days; found %(show_value)s."))


class ReminderForm(ProofForm):
    """How a party was reminded."""

    def clean(self) -> dict[str, Any]:
        """Return what was filled in; there is some proof."""
        plain: dict[str, Any] = super().clean() or {}
        if not plain.get("proof") and not plain.get("file"):
            self.add_error("proof", _("Say how and when it was reminded, or name the file that shows it."))
        return plain


class ExtensionForm(PlainForm):
    """Whether a party gets more time, and why."""

    asked = one_of(_("Did the party ask?"), ASKED)
    days = forms.IntegerField(label=_("Days given besides; 0 for none"), min_value=0, max_value=3650)
    reason = text(_("Why"), rows=3)


class ReceivedForm(PlainForm):
    """What a party replied."""

    text = text(_("The reply, word for word"), _("All of it, as it came; also when it came late."), rows=10)


class WaiverForm(PlainForm):
    """Why a party is not asked, or not waited for."""

    reason = text(_("Why the party is not asked, or not waited for"), _("The certificate prints it."), rows=4)


class EngagementForm(PlainForm):
    """Whether confidential engagement was considered."""

    choice = one_of(_("What was chosen"), CHOICES)
    reason = text(_("Why"), rows=4)


class QuestionForm(PlainForm):
    """One question, for a finding and an open element of a rule."""

    text = text(_("Question"), required=False, rows=3)
