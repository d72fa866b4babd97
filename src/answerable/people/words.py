"""What a prepared act says, in words, for whoever is about to sign it: every field, every text in full."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal

import msgspec
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy
from msgspec import inspect

from answerable.people.prepared import Prepared
from answerable.people.saying import fact_of
from answerable.record.acts import acts
from answerable.record.entry import decode, read_body
from answerable.record.models import EntryRow
from answerable.vault.reading import shown
from answerable.vault.sealing import is_content

TITLES: Mapping[str, str | Promise] = {
    "draft.acknowledged/1": gettext_lazy("You have opened a version of a draft"),
    "objection.raised/1": gettext_lazy("You object"),
    "objection.closed/1": gettext_lazy("You confirm that an objection is settled"),
    "dissent.noted/1": gettext_lazy("You note your dissent"),
    "draft.countersigned/1": gettext_lazy("You countersign a version for your section"),
    "draft.declined/1": gettext_lazy("Your section declines a version"),
    "gate.overridden/1": gettext_lazy("You open a gate that is closed"),
    "element.signed/1": gettext_lazy("You sign an element of an assessment"),
    "output.released/1": gettext_lazy("You release a version"),
    "person_key.added/1": gettext_lazy("You add a key of your own"),
}
"""What each act that is a signature comes to, said to whoever signs it."""

LABELS: Mapping[str, str | Promise] = {
    "about": gettext_lazy("About"),
    "assessed_ref": gettext_lazy("Assessment"),
    "draft_ref": gettext_lazy("Exact words, by their digest"),
    "element": gettext_lazy("Element"),
    "expires": gettext_lazy("Until the start of"),
    "gate": gettext_lazy("Gate"),
    "key": gettext_lazy("Name of the key"),
    "objection": gettext_lazy("Objection"),
    "outcomes": gettext_lazy("Gates"),
    "output": gettext_lazy("Output"),
    "outside": gettext_lazy("Given from outside, as"),
    "person": gettext_lazy("Person"),
    "public": gettext_lazy("Public key"),
    "reason": gettext_lazy("Reason"),
    "refuses": gettext_lazy("Refuses to"),
    "renderings": gettext_lazy("Files"),
    "role": gettext_lazy("Role"),
    "rule": gettext_lazy("Assessment of the rule"),
    "section": gettext_lazy("Section"),
    "severity": gettext_lazy("How grave"),
    "signature": gettext_lazy("Signature by the section's key"),
    "site": gettext_lazy("Site"),
    "text": gettext_lazy("Text"),
    "type": gettext_lazy("Kind of key"),
    "version": gettext_lazy("Version"),
    "vkey": gettext_lazy("Key of the section"),
}
"""A word for each field of these acts."""

_HIDDEN = frozenset({"personal", "start", "end"})
"""Fields that are shown in another way: the signature is not there yet, and places are shown as words."""

DIGEST_LENGTH = 40
"""Characters from which a value without blanks is set as a digest; chosen by hand: half of a SHA-256."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One field of an act: its label, its value in words, and how it is set."""

    label: str
    value: str
    style: Literal["word", "text", "digest"] = "word"


def title_of(kind: str) -> str:
    """Return what an act of this kind comes to, in words."""
    return str(TITLES.get(kind) or kind.partition("/")[0].replace(".", " ").replace("_", " "))


def in_words(prepared: Prepared) -> list[Row]:
    """Return what a prepared act says, field by field."""
    body = fact_of(prepared).body
    texts = {commitment: text for commitment, (_salt, text) in prepared.contents.items()}
    info = inspect.type_info(type(body))
    assert isinstance(info, inspect.StructType)  # noqa: S101 - what is said is a struct
    rows = [_row(field, getattr(body, field.name), texts) for field in info.fields if field.name not in _HIDDEN]
    concerned = [Row(label=_("The words"), value=words, style="text")] if (words := words_concerned(body)) else []
    return [*concerned, *(row for row in rows if row.value)]


def words_concerned(body: Any) -> str:
    """Return the words of a draft that an act is about: those at its offsets; "" where it names none."""
    start, end = getattr(body, "start", None), getattr(body, "end", None)
    return draft_of(body)[start:end] if start is not None and end is not None else ""


def draft_of(body: Any) -> str:
    """Return the whole text of the draft that an act names by `draft_ref`; "" where it names none that is here."""
    row = EntryRow.objects.filter(ref=getattr(body, "draft_ref", "")).first()
    if row is None or row.kind not in acts():
        return ""
    drafted = read_body(decode(bytes(row.raw)), acts()[row.kind].said)
    return shown(getattr(drafted, "text", ""))


def _row(field: inspect.Field, value: Any, texts: Mapping[str, str]) -> Row:
    label = str(LABELS.get(field.name) or field.name.replace("_", " ").capitalize())
    if is_content(field.type):
        return Row(label=label, value=texts.get(value) or shown(value), style="text")
    told = _told(value)
    one_word = len(told) >= DIGEST_LENGTH and " " not in told
    return Row(label=label, value=told, style="digest" if one_word else "word")


def _told(value: Any) -> str:
    """Return a value as words: parts of a list stand on lines of their own."""
    if value is None or value == ():
        return ""
    if isinstance(value, datetime):
        return date_format(value, "j F Y H:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, msgspec.Struct):
        return " · ".join(_told(part) for part in msgspec.structs.astuple(value))
    if isinstance(value, tuple):
        return "\n".join(map(_told, value))
    return _(value.replace("-", " ")) if isinstance(value, str) and value in _SPOKEN else str(value)


_SPOKEN = frozenset(
    (
        *("countersign", "publish", "translate", "remark", "serious", "grave"),
        *("accuracy", "law", "context", "harm", "wording", "process", "reply"),
        *("legal-reviewer", "military-reviewer", "country-reviewer", "language-reviewer"),
        *("open", "closed", "overridden", "advisory", "not-examined", "not-due"),
    )
)
"""Values that are words of the language, not names."""
