"""The forms of training: the questions of an attempt, and a badge from elsewhere."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy as _

from answerable.people.training.badges import LARGEST
from answerable.people.training.module import Module
from answerable.people.training.quiz import Answers, Paper, order
from answerable.people.training.rendering import line_html


class QuizForm(forms.Form):
    """All questions of a module, each with its options in the order of this attempt."""

    def __init__(self, module: Module, paper: Paper, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.module, self.paper = module, paper
        for number, question in enumerate(module.questions, start=1):
            places = order(paper, question)
            # What is sent is where an option stood on this page, so that the page does not show the file's order.
            choices = [(str(shown), line_html(question.options[place].text)) for shown, place in enumerate(places)]
            several = len(question.right) > 1
            made = forms.MultipleChoiceField if several else forms.ChoiceField
            widget = forms.CheckboxSelectMultiple if several else forms.RadioSelect
            self.fields[question.key] = made(
                label=gettext("Question %(number)d") % {"number": number},
                choices=choices,
                widget=widget,
                error_messages={"required": gettext("Please choose an answer.")},
            )

    def answers(self) -> Answers:
        """Return the places in the file of what was chosen."""
        chosen = {}
        for question in self.module.questions:
            places, value = order(self.paper, question), self.cleaned_data[question.key]
            chosen[question.key] = frozenset(
                places[int(each)] for each in (value if isinstance(value, list) else [value])
            )
        return chosen

    def asked(self) -> list[dict[str, Any]]:
        """Return the questions for the template: each with its field, and whether several options are right."""
        return [
            {"question": question, "field": self[question.key], "several": len(question.right) > 1}
            for question in self.module.questions
        ]


class BadgeForm(forms.Form):
    """A credential from elsewhere, whom it is for, and by what it is believed."""

    person = forms.ChoiceField(label=_("Who holds it"))
    module = forms.ChoiceField(label=_("The module it counts for"))
    file = forms.FileField(
        label=_("The file of the badge"), help_text=_("Open Badges 3.0, in its JWT form."), required=False
    )
    credential = forms.CharField(
        label=_("Or its text"), required=False, max_length=LARGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    issuer_key = forms.CharField(
        label=_("The issuer's key"),
        help_text=_(
            "As did:key, JWK or PEM, from the issuer and not from the badge. Leave it empty for a section on record."
        ),
        required=False,
        max_length=8_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    subject = forms.CharField(
        label=_("How the badge names the person"),
        help_text=_("For example an address that begins with mailto: or did:. Empty: by the handle used here."),
        required=False,
        max_length=500,
    )

    def __init__(self, *args: Any, persons: list[str], modules: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **options})
        self.fields["person"].choices = [(person, person) for person in persons]  # type: ignore[attr-defined]
        self.fields["module"].choices = modules  # type: ignore[attr-defined]

    def clean_file(self) -> bytes:
        """Return the bytes of the file, no more than a credential has."""
        file = self.cleaned_data["file"]
        return bytes(file.read(LARGEST + 1)) if file else b""

    def clean(self) -> dict[str, Any]:
        """Return what was typed; the file and the text are two ways for one thing."""
        cleaned = super().clean() or self.cleaned_data
        file, text = cleaned.get("file", b""), cleaned.get("credential", "")
        if bool(file) == bool(text) and "file" not in self.errors:
            self.add_error("credential", _("Give the file or its text, one of the two."))
        cleaned["data"] = file or text.encode()
        return cleaned
