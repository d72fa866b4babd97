"""Forms for what is done with the file of an item elsewhere: an authority stamps it, it goes out, a copy is made."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as __, gettext_lazy as _

from answerable.evidence import entries
from answerable.evidence.forms.beside import item_beside, to_item
from answerable.evidence.forms.files import digest_held
from answerable.evidence.gates import item_named
from answerable.evidence.offers import evidence_here, item_meant, items
from answerable.evidence.proofs import LARGEST_TOKEN, said_by
from answerable.forms.description import ActForm, Context
from answerable.forms.errors import NotThere
from answerable.people.offers import CASEWORK
from answerable.record.errors import NotStamped

WAYS = {
    "opened": _("It was opened, away from these pages"),
    "copied": _("It was copied"),
    "exported": _("It was given out"),
    "recalled": _("It was given back or removed"),
}
DERIVED = {
    "redaction": _("Something was taken out, for good"),
    "excerpt": _("A part of it"),
    "transcript": _("What is said in it, in writing"),
    "picture": _("A picture of it"),
    "conversion": _("The same in another format"),
}


def _answer(_context: Context) -> forms.Field:
    return forms.FileField(
        label=_("What the authority answered"),
        help_text=_("A file that ends in .tsr, with the certificates of the authority in it."),
        widget=forms.FileInput(),
    )


def _token(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    item, content = item_meant(context, plain).body, plain["answer"].read(LARGEST_TOKEN + 1)
    if not item.sha256:
        raise NotThere("item", __("This item has no file."))
    if len(content) > LARGEST_TOKEN:
        raise NotThere("answer", __("This is larger than any timestamp."))
    try:
        return said_by(item.item, item.sha256, content)
    except NotStamped as error:
        raise NotThere("answer", __("This is no timestamp over the file of this item.")) from error


def _held(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    return {} if plain.get("way") == "recalled" else {"sha256": digest_held(item_meant(context, plain).body)}


def _both(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Return the digests of the two items, as they were taken in."""
    case = evidence_here(context)
    made, original = (item_named(case, str(plain.get(name, ""))) for name in ("item", "of"))
    if made is None or original is None:
        raise NotThere("item" if made is None else "of", "")
    if not (made.body.sha256 and original.body.sha256):
        raise NotThere("item", __("Both items have to have files."))
    return {"sha256": made.body.sha256, "of_sha256": original.body.sha256}


HOLDING: tuple[ActForm, ...] = (
    ActForm(
        said=entries.ItemStamped,
        title=_("Put a timestamp on record"),
        intro=_(
            "An authority signs the SHA-256 of the file and the time. It learns nothing else. A command asks one: "
            "answerable evidence stamp. What another authority answered can be sent here."
        ),
        given=frozenset({"sha256", "authority", "at", "token"}),
        offers={"item": items},
        adds={"answer": _answer},
        fills=_token,
        beside=item_beside,
        blocked={"item-unknown": "item", "stamp-of-another-file": "item", "stamp-unreadable": "answer"},
        back=to_item,
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.ItemAccessed,
        title=_("Record who had the file"),
        intro=_("For what happens away from these pages: a copy on a stick, a file handed to a court, one given back."),
        labels={
            "way": (_("What was done"), ""),
            "purpose": (_("For what"), _("It stays on record for ever: name no person here.")),
            "to": (
                _("Who has it, or had it"),
                _("For a file that was given out, given back or removed. An office or a handle: it cannot be erased."),
            ),
        },
        values={"way": WAYS},
        given=frozenset({"sha256"}),
        offers={"item": items},
        fills=_held,
        beside=item_beside,
        blocked={"item-unknown": "item", "purpose-missing": "purpose", "receiver-missing": "to"},
        back=to_item,
        lines=frozenset({"purpose", "to"}),
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.ItemDerived,
        title=_("Say what an item was made from"),
        intro=_(
            "The copy is an item of its own, taken in with the original as the item on which it depends. "
            "What is redacted by command says this by itself."
        ),
        labels={
            "item": (_("The copy"), ""),
            "of": (_("The original"), _("It stays as it is.")),
            "way": (_("What was made"), ""),
            "tool": (_("With which tool"), ""),
            "method": (_("How"), ""),
        },
        values={"way": DERIVED},
        given=frozenset({"sha256", "of_sha256"}),
        offers={"item": items, "of": items},
        fills=_both,
        beside=item_beside,
        blocked={
            "item-unknown": "item",
            "copy-without-root": "item",
            "copy-is-original": "item",
            "original-differs": "of",
            "copy-differs": "item",
        },
        back=to_item,
        roles=CASEWORK,
    ),
)
