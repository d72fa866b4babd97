"""The forms of single acts: taking a critique in, recording a reply, closing and reopening, and the critic's link."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from answerable.clearance.forms.fields import PlainForm, Text, listed, one_of, text as lines
from answerable.critiques.importing import ENDINGS
from answerable.critiques.words import CRITIC_WORDS, FORM_WORDS
from answerable.forms.description import Words

LONGEST = 400_000
"""Characters of a critique or reply in a form; chosen by hand: some 150 pages."""

LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$(?!\n)"
DIGEST = r"^([0-9a-f]{64})?$(?!\n)"
DAY = forms.DateInput(attrs={"type": "date"})

LONGEST_DAYS = 180
"""Days the critic's link may serve; as its gate says."""


def _language() -> forms.RegexField:
    return forms.RegexField(
        LANGUAGE,
        label=_("Language"),
        help_text=_("Its code, such as en, fr, uk, es or ar. Empty: as it is recognised."),
        required=False,
        error_messages={"invalid": _("Use the code of the language, such as en or pt-BR.")},
    )


def _file() -> forms.FileField:
    return forms.FileField(
        label=_("From a file"),
        help_text=_("Plain text, HTML, Word, Markdown or PDF. You see what was read before anything is kept."),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
    )


def _words(label: Words, *, required: bool, help_text: Words = "") -> Text:
    return Text(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 20, "dir": "auto"}),
    )


class TakeInForm(PlainForm):
    """A critique: what it came as, from whom, when, and its words."""

    use_required_attribute = False  # a file can be read before the rest is filled in

    file = _file()
    text = _words(_("The words, all of them"), required=True)
    file_sha256 = forms.RegexField(DIGEST, required=False, widget=forms.HiddenInput)
    form = one_of(_("It came as"), FORM_WORDS.items())
    who = lines(
        _("Who says it"),
        _("Name, and how they are reached. It stays in the vault; nobody outside sees it unless they spoke in public."),
        rows=2,
    )
    public = forms.BooleanField(
        label=_("They said it in public: their words may be shown with their name"), required=False
    )
    language = _language()
    received = forms.DateField(label=_("The day on which it came"), widget=DAY)
    address = forms.CharField(
        label=_("Where it can be read"), help_text=_("An address; may be left empty."), required=False, max_length=2000
    )
    outputs = forms.MultipleChoiceField(
        label=_("Releases that it concerns"),
        help_text=_("None: the conduct of the organisation at large."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, outputs: Iterable[str] = (), **options: Any) -> None:
        """Take the outputs that were released."""
        super().__init__(*args, **options)
        field = self.fields["outputs"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared so above
        field.choices = [(each, each) for each in outputs]


class ReplyForm(PlainForm):
    """A reply: a release, or words that went out without one."""

    use_required_attribute = False

    released = forms.ChoiceField(
        label=_("The release by which it went out"),
        help_text=_("A reply that passed its gates is recorded in the very text that was released."),
        required=False,
    )
    file = _file()
    text = _words(
        _("Its words, where it went out without a release"),
        required=False,
        help_text=_("Everybody sees that it did not pass the gates."),
    )
    language = _language()
    sent = forms.DateField(label=_("The day on which it was sent"), widget=DAY)
    address = forms.CharField(
        label=_("Where it can be read"), help_text=_("An address; may be left empty."), required=False, max_length=2000
    )

    def __init__(self, *args: Any, releases: Iterable[tuple[str, Words]] = (), **options: Any) -> None:
        """Take the releases that may be the reply, by their references."""
        super().__init__(*args, **options)
        listed(self.fields["released"], [("", _("none: it went out without passing the gates")), *releases])

    def clean(self) -> dict[str, Any]:
        """Return what was filled in: a release, or words of its own."""
        plain: dict[str, Any] = super().clean() or {}
        if bool(plain.get("released")) == bool(plain.get("text", "").strip()):
            self.add_error("text", _("Name the release, or give the words: one of the two."))
        return plain


class CloseForm(PlainForm):
    """That an answer answers its item."""

    answered_ref = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = lines(_("Why"), _("Needed only where the critic says that it is not settled."), required=False, rows=2)


class ReopenForm(PlainForm):
    """That an answer does not answer its item."""

    answered_ref = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = lines(_("Why it is not answered"), rows=2)


class AskCriticForm(PlainForm):
    """In which language and for how long a critic's link serves."""

    language = forms.ChoiceField(label=_("Language of their page"), choices=[])
    days = forms.IntegerField(label=_("Days the link serves"), min_value=1, max_value=LONGEST_DAYS, initial=90)

    def __init__(self, *args: Any, **options: Any) -> None:
        """Offer the languages of these pages."""
        super().__init__(*args, **options)
        listed(self.fields["language"], settings.LANGUAGES)


class CriticForm(PlainForm):
    """What the critic says of one item."""

    item = forms.CharField(widget=forms.HiddenInput, max_length=64)
    answered_ref = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)
    answer = one_of(_("Is it settled?"), CRITIC_WORDS.items())
    text = lines(_("In your own words"), _("You may leave this empty."), required=False, rows=3)
