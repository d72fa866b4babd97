"""The form with which an approver erases content: what their own section said in this case, for ever.

While the case is on hold, the gate of the act refuses, and says who let it be held and who can let it go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as __, gettext_lazy as _
from msgspec import inspect

from answerable.evidence.entries import ItemTakenIn
from answerable.evidence.models import ConsentGiven, ItemGraded, ItemTakenIn as Items, ItemVerified
from answerable.evidence.naming import name_of, names_of
from answerable.evidence.offers import shortened
from answerable.findings.models import ContraryRecorded, FindingStated
from answerable.forms.description import ActForm, Context, Options
from answerable.forms.fields import is_content
from answerable.people.offers import OFFICE
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.text.filenames import name_shown
from answerable.vault import sealing
from answerable.vault.entries import ContentErased
from answerable.vault.reading import shown
from answerable.vault.store import is_open

HOLDING = (Items, ItemVerified, ItemGraded, ConsentGiven, FindingStated, ContraryRecorded)
"""The tables whose content can be erased here: evidence, and what speaks of it."""


def own_content(context: Context) -> Options:
    """Offer what the reader's own section said in this case and what is still here, each with its place and words."""
    return [(commitment, f"{name}: {words}") for name, commitment, words in _contents(context) if is_open(commitment)]


def _contents(context: Context) -> Iterator[tuple[str, str, str]]:
    for table in HOLDING:
        for fact in read(table, case=context.case):
            if fact.origin == context.origin:
                yield from _of_fact(fact)


def _of_fact(fact: Fact[Any]) -> Iterator[tuple[str, str, str]]:
    name = getattr(fact.body, "item", "") or getattr(fact.body, "finding", "")
    info = inspect.type_info(type(fact.body))
    assert isinstance(info, inspect.StructType)  # noqa: S101 - an entry is a struct
    for field in info.fields:
        commitment = getattr(fact.body, field.name)
        if is_content(field.type) and commitment:
            is_file = isinstance(fact.body, ItemTakenIn) and field.name in {"file", "original_name"}
            words = name_shown(name_of(fact.body)) if is_file else shortened(shown(commitment))
            yield f"{name}, {__(field.name.replace('_', ' '))}", commitment, words


def _erase(context: Context, plain: dict[str, Any]) -> None:
    """Erase content and salt, and every copy of them here, with a file its name; the log says so."""
    said: dict[str, Any] = {"origin": context.origin, "actor": context.person, "at": context.at}
    for content in (plain["content"], *names_of(plain["content"], case=context.case)):
        sealing.erase(content, reason=plain["reason"], **said)


def _to_case(context: Context, _plain: dict[str, Any]) -> str:
    return reverse("acts", args=[context.case])


ERASING = ActForm(
    said=ContentErased,
    title=_("Erase content"),
    intro=_(
        "The content goes for ever, and nobody can bring it back. That it was here, and that it was erased, stays in "
        "the log. What your own section said in this case stands below. What is held is let go by somebody else first. "
        "With a file goes the name under which it came; its title and source are erased by themselves."
    ),
    labels={"content": (_("What is erased"), ""), "reason": (_("Why"), "")},
    values={
        "reason": {
            "consent withdrawn": _("Consent was taken back"),
            "safety": _("It puts somebody at risk"),
            "law": _("The law asks for it"),
            "mistake": _("It was taken in by mistake"),
        }
    },
    offers={"content": own_content},
    blocked={"content-held": "content"},
    says=_erase,
    back=_to_case,
    roles=OFFICE,
)
