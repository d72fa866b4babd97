"""One form field for each type of field that an entry can have.

Rules:
  - What the entry demands is asked for; what has a default may be left empty, and is then left out of what is said.
  - Up to five choices are radio buttons, more are a list; several at once are check boxes.
  - Content is typed in a text area, or sent as a file where the description says so; a file is read in pieces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext, gettext_lazy as _
from msgspec import inspect

from answerable.forms.errors import CannotAsk
from answerable.forms.pieces import FileOrPieces, Sent, received

LONGEST_TEXT = 20_000
"""Characters of a text in a form; some ten pages, chosen by hand."""

LONGEST_LINE = 500
"""Characters of a line in a form; chosen by hand, an entry holds 64 KiB in all."""

FEW = 5
"""Most choices that stand as radio buttons."""

CHOOSE = _("Choose")
NOT_SAID = _("Not said")
YES_NO = [("yes", _("Yes")), ("no", _("No"))]
KEY = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$(?!\n)"
"""How a key is written, as `record.entry.Key` says."""
KEY_SHAPE = "[A-Za-z0-9._-]{0,63}"
NOT_A_KEY = _(
    "Use up to 64 letters, digits, points, hyphens and underscores, without blanks, beginning with a letter or a digit."
)
NOT_THIS_SHAPE = _("This is not written as it has to be.")


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One field to ask for: its type, whether it must be filled, its words, and what may be chosen."""

    type: inspect.Type
    needed: bool
    label: Any
    help: Any = ""
    choices: Sequence[tuple[str, Any]] | None = None
    value_words: Mapping[str, Any] = {}
    file: bool = False
    line: bool = False
    in_row: bool = False


def field_for(asked: Asked) -> forms.Field:
    """Return the form field for what is asked; in a row nothing is required before the row is known to be filled.

    Raises:
        CannotAsk: there is no form field for this type.
    """
    common = {"label": asked.label, "help_text": asked.help, "required": asked.needed and not asked.in_row}
    if asked.file:
        return FileOfLimitedSize(**common, widget=FileOrPieces())
    return _by_type(bare(asked.type), asked, common)


def key_field(*, label: Any, help_text: Any = "") -> forms.Field:
    """Return a field for a short name that an entry does not hold itself."""
    return Line(label=label, help_text=help_text, pattern=KEY, max_length=64)


def file_field(*, label: Any, help_text: Any = "") -> forms.Field:
    """Return a field for a file that may be sent."""
    return FileOfLimitedSize(label=label, help_text=help_text, required=False, widget=FileOrPieces())


def bare(kind: inspect.Type) -> inspect.Type:
    """Return a type without its metadata, and the type beside None in a union with it."""
    if isinstance(kind, inspect.Metadata):
        return bare(kind.type)
    if isinstance(kind, inspect.UnionType):
        others = [each for each in kind.types if not isinstance(each, inspect.NoneType)]
        return bare(others[0]) if len(others) == 1 else kind
    return kind


def is_content(kind: inspect.Type) -> bool:
    """Tell whether a field of this type holds a commitment to content."""
    if isinstance(kind, inspect.Metadata):
        return bool((kind.extra or {}).get("content"))
    return isinstance(kind, inspect.UnionType) and any(is_content(each) for each in kind.types)


def needs_words(kind: inspect.Type) -> bool:
    """Tell whether a text of this type may not be empty."""
    text = bare(kind)
    return not (isinstance(text, inspect.StrType) and text.pattern and re.search(text.pattern, ""))


def _by_type(kind: inspect.Type, asked: Asked, common: dict[str, Any]) -> forms.Field:
    match kind:
        case inspect.StrType():
            return _words(kind, asked, common)
        case inspect.LiteralType():
            return one_of(_choices(kind, asked), asked, common)
        case inspect.BoolType():
            return YesNo(**common) if asked.needed else forms.BooleanField(**common)
        case inspect.IntType():
            return forms.IntegerField(**common, min_value=_least(kind), max_value=kind.le)
        case inspect.DateType():
            return forms.DateField(**common, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        case inspect.DateTimeType():
            moment = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            return forms.DateTimeField(**common, widget=moment)
        case inspect.VarTupleType():
            return _several(kind.item_type, asked, common)
    raise CannotAsk(f"{asked.label}: expected a field that a form can ask for, found {kind}")


def _words(kind: inspect.StrType, asked: Asked, common: dict[str, Any]) -> forms.Field:
    if asked.choices is not None:
        return one_of(asked.choices, asked, common)
    if not is_content(asked.type):
        return _line(kind, common)
    if asked.line:
        return forms.CharField(**common, max_length=LONGEST_LINE)
    return Text(**common, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 5}))


def one_of(choices: Sequence[tuple[str, Any]], asked: Asked, common: dict[str, Any]) -> forms.Field:
    """Return a field for one of several: radio buttons for a few, else a list."""
    options = [(value, words) for value, words in choices if value]
    unsaid = next((words for value, words in choices if not value), None)
    if len(options) <= FEW and not asked.in_row:
        first = [] if unsaid is None and asked.needed else [("", unsaid or NOT_SAID)]
        return forms.ChoiceField(**common, choices=[*first, *options], widget=forms.RadioSelect)
    return forms.ChoiceField(**common, choices=[("", unsaid or (CHOOSE if asked.needed else NOT_SAID)), *options])


def _choices(kind: inspect.LiteralType, asked: Asked) -> list[tuple[str, Any]]:
    """Return the values of a type with their words; those that have words come first, in the order of the words."""
    values = [str(each) for each in kind.values]
    named = [value for value in asked.value_words if value in values]
    others = [value for value in values if value not in named]
    return [(value, asked.value_words.get(value) or spoken(value)) for value in (*named, *others)]


def _several(each: inspect.Type, asked: Asked, common: dict[str, Any]) -> forms.Field:
    choices, item = asked.choices, bare(each)
    if isinstance(item, inspect.LiteralType):
        choices = _choices(item, asked)
    if choices is not None:
        return forms.MultipleChoiceField(**common, choices=choices, widget=forms.CheckboxSelectMultiple)
    if isinstance(item, inspect.StrType):
        return Several(**common, pattern=None if is_content(each) else item.pattern)
    raise CannotAsk(f"{asked.label}: expected names or choices, found {item}")


def _line(kind: inspect.StrType, common: dict[str, Any]) -> forms.Field:
    return Line(**common, max_length=min(kind.max_length or LONGEST_LINE, LONGEST_LINE), pattern=kind.pattern)


def _least(kind: inspect.IntType) -> int | None:
    return kind.ge if kind.gt is None else kind.gt + 1


def check_pattern(value: str, pattern: str | None) -> None:
    """Return only if `value` is written as `pattern` asks.

    Raises:
        ValidationError: it is not; the message says how to write it.
    """
    if value and pattern and not re.search(pattern, value):
        raise ValidationError(NOT_A_KEY if KEY_SHAPE in pattern else NOT_THIS_SHAPE)


class Text(forms.CharField):
    """A text of several lines; whichever browser it comes from, its lines end the same way."""

    def to_python(self, value: Any) -> Any:
        """Return the text with plain line ends."""
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class Line(forms.CharField):
    """A line of text, written as the entry asks."""

    def __init__(self, *, pattern: str | None = None, **options: Any) -> None:
        super().__init__(**options)
        self.pattern = pattern

    def validate(self, value: Any) -> None:
        """Return only if the line is there where it has to be, and written as it has to be."""
        super().validate(value)
        check_pattern(value, self.pattern)


class Several(forms.CharField):
    """Several short texts, with commas between them."""

    def __init__(self, *, pattern: str | None = None, **options: Any) -> None:
        super().__init__(max_length=LONGEST_LINE * 4, **options)
        self.pattern = pattern

    def prepare_value(self, value: Any) -> Any:
        """Return what stands in the field."""
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> list[str]:
        """Return the texts, each once, in the order typed."""
        line: str = super().clean(value)
        found = list(dict.fromkeys(filter(None, (part.strip() for part in re.split(r"[,،\n]", line)))))
        for each in found:
            check_pattern(each, self.pattern)
        return found


class YesNo(forms.ChoiceField):
    """A question that has to be answered with yes or no: leaving it unanswered is no answer."""

    def __init__(self, **options: Any) -> None:
        super().__init__(choices=YES_NO, widget=forms.RadioSelect, **options)

    def prepare_value(self, value: Any) -> Any:
        """Return which button is pressed."""
        return ("yes" if value else "no") if isinstance(value, bool) else value

    def clean(self, value: Any) -> bool | None:
        """Return the answer, or None where none was given and none is needed."""
        return {"yes": True, "no": False}.get(super().clean(value))


class FileOfLimitedSize(forms.FileField):
    """A file that is not larger than this installation takes; one that came in pieces is that of `person`."""

    person = ""

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return the upload that the form named, to be named again; a file itself cannot be."""
        return data if isinstance(data, Sent) else super().bound_data(data, initial)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the file as it was sent.

        Raises:
            ValidationError: it is missing, empty, or too large.
        """
        largest = settings.ANSWERABLE_LARGEST_FILE
        if isinstance(data, Sent):
            return received(data, self.person, largest=largest)
        file = super().clean(data, initial)
        if file and file.size > largest:
            asked = gettext("The file is larger than %(size)s, the most that is taken here.")
            raise ValidationError(asked % {"size": filesizeformat(largest)})
        return file


def spoken(value: str) -> str:
    """Return a value of the record as words: ``clear-and-convincing`` as *clear and convincing*."""
    words = gettext(value.replace("-", " ")) if value else ""
    return words[:1].upper() + words[1:]
