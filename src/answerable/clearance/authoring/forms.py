"""The form of a version. What may be chosen is what the case holds; the gates decide the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from answerable.clearance.authoring.desk import Desk, authors_of
from answerable.clearance.authoring.importing import ENDINGS
from answerable.outputs.gates import evidence_of, versions_of

LONGEST = 400_000
"""Characters of a draft in a form; chosen by hand: a report of some 150 pages."""

KEY = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$(?!\n)"
LANGUAGE = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$(?!\n)"

TAKEN = "new"
"""What no draft can be called: the address of a new one."""

TYPES = [
    ("report", _("report")),
    ("legal-annex", _("legal annex")),
    ("release", _("release")),
    ("post", _("post")),
    ("reply", _("reply")),
    ("questions-and-answers", _("questions and answers")),
]


class DraftForm(forms.Form):
    """A version of an output: what it is, who wrote it, and its words."""

    use_required_attribute = False  # a file can be read before the rest is filled in

    output = forms.RegexField(
        KEY,
        label=_("Short name"),
        help_text=_("Letters, digits, dots and hyphens, such as release or report-fr. It stays for all versions."),
        error_messages={"invalid": _("Use 1 to 64 letters, digits, dots, hyphens or underscores, and no blanks.")},
    )
    type = forms.ChoiceField(label=_("What it is"), choices=TYPES)
    language = forms.RegexField(
        LANGUAGE,
        label=_("Language"),
        help_text=_("Its code, such as en, fr, uk, es or ar."),
        error_messages={"invalid": _("Use the code of the language, such as en or pt-BR.")},
    )
    authors = forms.MultipleChoiceField(
        label=_("Who wrote it"),
        help_text=_("Everybody who had a hand in it. Authors do not answer objections to their own words."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Name everybody who wrote it.")},
    )
    parent = forms.ChoiceField(label=_("It summarises"), required=False)
    variant_of = forms.ChoiceField(label=_("It is a translation or short form of"), required=False)
    accuses = forms.MultipleChoiceField(
        label=_("Parties of whom it says something that a reader would hold against them"),
        help_text=_("Each of them is owed a reply."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    file = forms.FileField(
        label=_("From a file"),
        help_text=_("Markdown, plain text, Word, HTML or PDF. You see what was read before anything is kept."),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    text = forms.CharField(
        label=_("The text"),
        help_text=_("A line that begins with # is a title, with ## a heading, with - a bullet; > quotes somebody."),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "dir": "auto", "spellcheck": "true"}),
        error_messages={"required": _("Write the text, or read it from a file.")},
    )
    carry = forms.BooleanField(
        label=_("Mark what still stands in the same words as it was marked before, and keep its links"),
        help_text=_("Leave this empty to look at every mark again."),
        required=False,
    )
    started = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, desk: Desk, person: str, initial: Mapping[str, Any] | None = None) -> None:
        """Take the desk, which says what may be chosen, and the person who writes."""
        starts = {**first_values(desk, person), **(initial or {})}
        super().__init__(data, initial=starts, label_suffix="")
        people = dict.fromkeys([*authors_of(desk.state), *starts["authors"]])
        self._choose("authors", people)
        opened = evidence_of(desk.state.outputs).opened.body
        self._choose("accuses", dict.fromkeys([*opened.parties, *starts["accuses"]]))
        others = dict.fromkeys(fact.body.output for fact in desk.state.outputs.versions)
        for name in ("parent", "variant_of"):
            self._choose(name, ["", *(each for each in others if each != desk.output)])
        if desk.output:
            del self.fields["output"]
        else:
            del self.fields["carry"]
        if not opened.parties:
            del self.fields["accuses"]
        self.desk = desk

    def _choose(self, name: str, options: Iterable[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(each, each or _("nothing")) for each in options]

    def clean_output(self) -> str:
        """Return the short name of a draft that is not there yet."""
        name = str(self.cleaned_data["output"])
        if name == TAKEN:
            raise forms.ValidationError(_("No draft can be called that."))
        if versions_of(self.desk.state.outputs, name):
            raise forms.ValidationError(_("There is a draft of that name. Write its next version on its own page."))
        return name

    def clean_text(self) -> str:
        """Return the text with plain line ends, whichever browser it comes from."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise forms.ValidationError(_("Write the text, or read it from a file."))
        return text


def first_values(desk: Desk, person: str) -> dict[str, Any]:
    """Return what the form holds before anybody types: the version it starts from."""
    if desk.current is None:
        return {"type": "release", "authors": [person], "accuses": [], "language": "en", "started": ""}
    body = desk.current.body
    return {
        "type": body.type,
        "language": body.language,
        "authors": [*body.authors, *({person} - set(body.authors))],
        "parent": body.parent,
        "variant_of": body.variant_of,
        "accuses": list(body.accuses),
        "text": desk.text if desk.readable else "",
        "carry": True,
        "started": desk.current.ref,
    }


def typed(form: DraftForm, data: Any) -> dict[str, Any]:
    """Return what was typed so far, to show the form again without judging it."""
    kept: dict[str, Any] = {name: data.get(name, "") for name in form.fields if name != "file"}
    for name in {"authors", "accuses"} & form.fields.keys():
        kept[name] = data.getlist(name)
    if "carry" in form.fields:
        kept["carry"] = "carry" in data
    return kept
