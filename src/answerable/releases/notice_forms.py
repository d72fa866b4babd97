"""The forms of the pages on which a notice is worded, answered and issued, and a section dissociates itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from answerable.clearance.forms.fields import PlainForm, listed, one_of, text
from answerable.forms.description import Words
from answerable.releases.words import MEANINGS, TYPES


class StatementsForm(PlainForm):
    """Statements of a release, of which none stands for the whole."""

    statements = forms.MultipleChoiceField(
        label=_("Statements that it concerns"),
        help_text=_("None: the whole release."),
        choices=[],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, statements: Iterable[tuple[str, str]] = (), **options: Any) -> None:
        """Take the statements of the release, with their words."""
        super().__init__(*args, **options)
        listed(self.fields["statements"], statements)


class WordingForm(StatementsForm):
    """The wording of a notice: of which type, on which statements, in which words, and what takes its place."""

    type = one_of(_("Kind of notice"), [(key, format_html("{}. {}", TYPES[key], MEANINGS[key])) for key in MEANINGS])
    text = text(
        _("The notice, word for word"),
        _("Say what was wrong, what is right, why, and who found it. Everybody reads it as you write it."),
    )
    replaced_by = forms.ChoiceField(
        label=_("The release that takes its place, where there is one"), choices=[], required=False
    )
    field_order = ("type", "statements", "text", "replaced_by")

    def __init__(self, *args: Any, later: Iterable[tuple[str, Words]] = (), **options: Any) -> None:
        """Take the later releases of the same output."""
        super().__init__(*args, **options)
        listed(self.fields["replaced_by"], [("", _("none")), *later])


class CountersignNoticeForm(PlainForm):
    """That a section stands by a wording."""

    drafted_ref = forms.CharField(widget=forms.HiddenInput, max_length=64)
    read = forms.BooleanField(label=_("I have read these exact words, and my section stands by them."))


class DeclineNoticeForm(PlainForm):
    """Why a section does not stand by a wording."""

    drafted_ref = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = text(_("Why your section does not stand by it"), _("It is printed with the notice."), rows=4)


class IssueForm(PlainForm):
    """That a notice goes out."""

    drafted_ref = forms.CharField(widget=forms.HiddenInput, max_length=64)
    read = forms.BooleanField(label=_("I have read these exact words. They go out as they stand."))


class DissociateForm(StatementsForm):
    """What a section does not stand by, and why."""

    text = text(
        _("What your section says, word for word"),
        _("Everybody reads it beside the release, as you write it. Nobody else can change, remove or hide it."),
    )


class EndForm(PlainForm):
    """Why a section stands by a release again."""

    notice = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = text(_("Why your section stands by it again"), rows=3)
