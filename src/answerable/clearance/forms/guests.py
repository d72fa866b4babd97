"""The forms of links for people without an account: asking, closing a link, answering and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _, gettext_noop

from answerable.clearance.forms.fields import PlainForm, listed, one_of, text, words
from answerable.forms.description import Words

LONGEST_DAYS = 60
"""Days a link may serve; chosen by hand: long enough to be reached by hand, short enough to be forgotten."""

CAPACITIES = [
    ("rights-holder", _("somebody whom the words are about, or who spoke to us")),
    ("expert", _("an expert from outside")),
    ("translator", _("a translator")),
    ("partner", _("a partner organisation")),
]
PURPOSES = [
    ("consent", _("whether they agree that these words are published")),
    ("check", _("whether these words are right")),
    ("translation", _("whether this translation says the same")),
    ("settle", _("whether the answer settles their objection")),
]
ANSWERS = {
    "consent": (
        gettext_noop("I agree that these words are published."),
        gettext_noop("I do not agree."),
        gettext_noop("I want to say something, without deciding."),
    ),
    "check": (
        gettext_noop("These words are right."),
        gettext_noop("Something is wrong."),
        gettext_noop("I want to say something, without deciding."),
    ),
    "translation": (
        gettext_noop("It says the same."),
        gettext_noop("It does not say the same."),
        gettext_noop("I want to say something, without deciding."),
    ),
    "settle": (
        gettext_noop("The matter is settled for me."),
        gettext_noop("It is not settled: print my words beside the release."),
        gettext_noop("I want to say something, without deciding."),
    ),
}
"""What may be answered to each purpose: agreeing, objecting, commenting."""


class AskGuestForm(PlainForm):
    """Whom, about which words, what, in which language, and for how long."""

    who = text(
        _("Who it is, and how you reach them"),
        _("It stays in the vault and stands on no page but yours. The record knows them by a short name only."),
        rows=2,
    )
    capacity = one_of(_("They are asked as"), CAPACITIES)
    purpose = one_of(_("They are asked"), PURPOSES)
    objection = forms.ChoiceField(
        label=_("Their objection, if you ask whether it is settled"), choices=[], required=False
    )
    words = words(_("The link shows these words and what stands around them. Leave this empty for the whole."))
    question = text(_("Your question"), _("Write it in their language; they read it as you write it."), rows=3)
    language = forms.ChoiceField(label=_("Language of their page"), choices=[])
    days = forms.IntegerField(label=_("Days the link serves"), min_value=1, max_value=LONGEST_DAYS, initial=14)

    def __init__(self, *args: Any, objections: Iterable[tuple[str, Words]] = (), **options: Any) -> None:
        """Take the objections of guests that are open."""
        super().__init__(*args, **options)
        listed(self.fields["objection"], [("", _("none")), *objections])
        listed(self.fields["language"], settings.LANGUAGES)

    def clean(self) -> dict[str, Any]:
        """Return what was filled in; an objection is named where it is asked about, and nowhere else."""
        plain: dict[str, Any] = super().clean() or {}
        asks = plain.get("purpose") == "settle"
        if asks and not plain.get("objection"):
            self.add_error("objection", _("Say which objection you ask about."))
        if not asks:
            plain["objection"] = ""
        return plain


class RevokeForm(PlainForm):
    """Why a link is closed before it was used."""

    guest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = text(_("Why the link is closed"), rows=2)


class GuestForm(PlainForm):
    """What somebody without an account answers."""

    answer = forms.ChoiceField(label=_("Your answer"), choices=[], widget=forms.RadioSelect)
    text = text(_("In your own words"), _("You may leave this empty if you agree."), required=False)
    alarm = forms.BooleanField(
        label=_("This puts me, or people close to me, in harm's way. Stop the publication now."), required=False
    )

    def __init__(self, *args: Any, purpose: str, **options: Any) -> None:
        """Take what is asked: it decides how the answers are worded."""
        super().__init__(*args, **options)
        listed(self.fields["answer"], zip(("agrees", "objects", "comments"), map(_, ANSWERS[purpose]), strict=True))

    def clean(self) -> dict[str, Any]:
        """Return what was filled in; who does not agree, or raises the alarm, says something."""
        plain: dict[str, Any] = super().clean() or {}
        plain["text"] = plain.get("text", "").strip()
        if not plain["text"] and (plain.get("answer") in {"objects", "comments"} or plain.get("alarm")):
            self.add_error("text", _("Please say in a few words why."))
        return plain


class WithdrawForm(PlainForm):
    """What is erased with an answer that is taken back."""

    name_too = forms.BooleanField(
        label=_("Erase also who I am from what you wrote down about me for this question."), required=False
    )
