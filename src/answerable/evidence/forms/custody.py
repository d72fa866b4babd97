"""Forms for what happens to an item that was taken in: it changes hands, its file is read again, it is withheld."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as __, gettext_lazy as _

from answerable.evidence import entries
from answerable.evidence.forms.beside import item_beside, to_item
from answerable.evidence.forms.files import digest_held, digest_of
from answerable.evidence.gates import custodian_of
from answerable.evidence.offers import evidence_here, item_meant, items
from answerable.evidence.rehashing import settle
from answerable.forms.description import ActForm, Context
from answerable.forms.errors import NotThere
from answerable.forms.fields import file_field
from answerable.people.offers import CASEWORK, persons
from answerable.vault.errors import VaultError
from answerable.vault.measuring import as_it_lies
from answerable.vault.store import is_open


def _copy(_context: Context) -> forms.Field:
    return file_field(
        label=_("A copy to measure"),
        help_text=_(
            "Only where the file is kept elsewhere: it is measured and not kept. Else the one in the vault is."
        ),
    )


def _received(_context: Context) -> forms.Field:
    return file_field(
        label=_("The file as the taker has it"),
        help_text=_("It is measured and not kept. Leave it empty where the file stays in the vault."),
    )


def _read_again(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Measure the file as it lies in the vault, whatever it is now; a copy only where nothing of it is kept here."""
    copy, meant = plain.get("copy"), item_meant(context, plain)
    if not (meant.body.file and is_open(meant.body.file)):
        if not copy:
            raise NotThere("copy", __("The vault holds no file of this item. Send the copy that is to be measured."))
        return {"sha256": digest_of(copy)}
    if copy:
        raise NotThere("copy", __("The vault holds this file, and that one is read. Send no copy."))
    try:
        found = as_it_lies(meant.body.file)
    except (OSError, VaultError) as error:
        raise NotThere(
            "", __("The vault does not give the file: it is put back with answerable vault mend.")
        ) from error
    if (found.commitment, found.sha256) == (meant.body.file, meant.body.sha256):
        settle(meant)
    return {"sha256": found.sha256}


def _measured(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    """Measure the file in the vault before and after, where no other digest is given."""
    item, received = item_meant(context, plain).body, plain.get("received")
    before = plain.get("before") or digest_held(item)
    after = plain.get("after") or (digest_of(received) if received else digest_held(item))
    return {"before": before, "after": after}


def _from_holder(context: Context) -> dict[str, Any]:
    return {"giver": custodian_of(evidence_here(context), context.query.get("item", ""))}


CUSTODY: tuple[ActForm, ...] = (
    ActForm(
        said=entries.ItemTransferred,
        title=_("Hand an item on"),
        intro=_("Custody runs without a gap from the first holder to the present one."),
        labels={
            "giver": (_("From"), ""),
            "taker": (_("To"), ""),
            "purpose": (_("Why"), ""),
            "before": (_("SHA-256 before"), _("64 signs. Leave it empty to have the file in the vault measured now.")),
            "after": (_("SHA-256 after"), _("64 signs. Leave it empty to have a file measured.")),
        },
        offers={"item": items, "giver": persons, "taker": persons},
        adds={"received": _received},
        fills=_measured,
        starts=_from_holder,
        beside=item_beside,
        blocked={"giver-not-custodian": "giver", "item-unknown": "item"},
        back=to_item,
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.ItemRehashed,
        title=_("Read a file again"),
        intro=_("The file is read from end to end, and what its SHA-256 is now goes on record, whatever it is."),
        given=frozenset({"sha256"}),
        offers={"item": items},
        adds={"copy": _copy},
        fills=_read_again,
        beside=item_beside,
        back=to_item,
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.ItemWithheld,
        title=_("Withhold an item"),
        intro=_("The item is not published; what rests on it says so."),
        labels={
            "reason": (_("Why it is not published"), _("It stands on the page of the item, word for word.")),
            "shared_with": (_("With whom it was shared instead"), _("With commas between.")),
        },
        offers={"item": items},
        beside=item_beside,
        back=to_item,
        roles=CASEWORK,
    ),
)
