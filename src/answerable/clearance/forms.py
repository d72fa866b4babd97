"""The forms of a consultation. What may be chosen is what the entries allow; the gates decide the rest."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST = 20_000
"""Characters of a text in a form; some ten pages, chosen by hand."""

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


class Text(forms.CharField):
    """A text of several lines; whichever browser it comes from, its lines end the same way."""

    def to_python(self, value: Any) -> Any:
        """Return the text with plain line ends."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


def _text(label: Any, help_text: Any = "") -> Text:
    return Text(label=label, help_text=help_text, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6}))


class PlainForm(forms.Form):
    """A form whose labels are printed as they are written."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})


class ObjectionForm(PlainForm):
    """To which words, what about, how serious, and why."""

    words = Text(
        label=_("The words, copied exactly"),
        help_text=_("Leave this empty to object to the draft as a whole."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    about = forms.ChoiceField(label=_("What it is about"), choices=ABOUT, widget=forms.RadioSelect)
    severity = forms.ChoiceField(label=_("How serious it is"), choices=SEVERITY, widget=forms.RadioSelect)
    text = _text(_("Your objection"), _("It is kept word for word, and blocks until it is answered and settled."))
    outside = forms.CharField(
        label=_("If you pass on a warning from outside: in what capacity it was given"),
        required=False,
        max_length=200,
    )


class AnswerForm(PlainForm):
    """What becomes of an objection, and why."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=OUTCOME, widget=forms.RadioSelect)
    reasons = _text(_("Reasons"))


class DissentForm(PlainForm):
    """A dissent note."""

    text = _text(_("Your dissent"), _("It travels with the release, word for word."))


class CountersignForm(PlainForm):
    """The one question before a signature."""

    read = forms.BooleanField(label=_("I have read these exact words, and my section answers for them."))
