"""The forms of objections, of refusals and alarms."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from answerable.clearance.forms.fields import PlainForm, one_of, text, words

ABOUT = [
    ("accuracy", _("accuracy: it is not so, or not shown")),
    ("law", _("law: the rule does not say that")),
    ("context", _("context: something is missing beside it")),
    ("harm", _("harm: it puts somebody at risk")),
    ("wording", _("wording: the words say more, or other, than is meant")),
    ("process", _("process: how we came to it")),
    ("reply", _("reply: the other side was not heard, or not as it spoke")),
]
SEVERITY = [("remark", _("a remark")), ("serious", _("serious")), ("grave", _("grave"))]
OUTCOME = [
    ("upheld", _("upheld: the objection is right")),
    ("partly-upheld", _("partly upheld")),
    ("not-upheld", _("not upheld: the words stand")),
]
REFUSES = [
    ("countersign", _("to countersign it")),
    ("publish", _("to publish it")),
    ("translate", _("to translate it")),
]


class ObjectionForm(PlainForm):
    """To which words, what about, how serious, and why."""

    words = words(_("Leave this empty to object to the draft as a whole."))
    about = one_of(_("What it is about"), ABOUT)
    severity = one_of(_("How serious it is"), SEVERITY)
    text = text(_("Your objection"), _("It is kept word for word, and blocks until it is answered and settled."))
    outside = forms.CharField(
        label=_("If you pass on a warning from outside: in what capacity it was given"),
        required=False,
        max_length=200,
    )


class AnswerForm(PlainForm):
    """What becomes of an objection, and why."""

    outcome = one_of(_("Outcome"), OUTCOME)
    reasons = text(_("Reasons"))


class DissentForm(PlainForm):
    """A dissent note."""

    text = text(_("Your dissent"), _("It travels with the release, word for word."))


class CountersignForm(PlainForm):
    """The one question before a signature."""

    read = forms.BooleanField(label=_("I have read these exact words, and my section answers for them."))


class ReviewForm(PlainForm):
    """The one question before somebody who is no author says that the whole was read."""

    read = forms.BooleanField(label=_("I have read the whole, from the first word to the last, as a stranger would."))


class DeclineForm(PlainForm):
    """What a section refuses, and why."""

    refuses = forms.MultipleChoiceField(
        label=_("Your section refuses"), choices=REFUSES, widget=forms.CheckboxSelectMultiple
    )
    text = text(_("Why"), _("It is kept word for word; refusing to countersign or publish is printed with a release."))


class AlarmForm(PlainForm):
    """Why publication puts somebody in harm's way."""

    text = text(
        _("What could happen, and to whom"),
        _("A few words are enough, and you can add more later. It stays in the vault; no message repeats it."),
    )


class LiftForm(PlainForm):
    """Why an alarm is over."""

    reason = text(_("How the danger was met"), rows=4)
