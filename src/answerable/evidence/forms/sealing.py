"""Forms of dual control: asking who is behind an item, handing over a part or refusing, saying that a seal is opened.

No name is ever typed into a page or shown by one: sealing and opening are done by command, or with the age program.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as __, gettext_lazy as _

from answerable.evidence import entries
from answerable.evidence.forms.beside import item_beside, to_item
from answerable.evidence.gates.seals import Asked, Seal, is_open, recipient_of, request, seal_asked, standing_seals
from answerable.evidence.offers import evidence_here, items, natural
from answerable.forms.description import ActForm, Context, Options
from answerable.forms.errors import NotThere
from answerable.people.offers import CASEWORK

ARMORED = "-----BEGIN AGE ENCRYPTED FILE-----"
"""How armored age begins (C2SP age, ASCII armor)."""


def seals(context: Context) -> Options:
    """Offer the seals that stand."""
    return [_offered(seal) for seal in _standing(context)]


def _standing(context: Context) -> list[Seal]:
    case = evidence_here(context)
    return [seal for item, _title in items(context) for seal in standing_seals(case, item)]


def requests_waiting(context: Context) -> Options:
    """Offer the requests on which the reader, who holds a part, has to decide."""
    case = evidence_here(context)
    found = [fact for fact in case.unsealings_asked if _holds(context, fact) and is_open(case, fact)]
    return [_offered(fact) for fact in sorted(found, key=lambda fact: natural(fact.body.item))]


def own_requests(context: Context) -> Options:
    """Offer the requests that the reader made and that are open."""
    case = evidence_here(context)
    return [_offered(f) for f in case.unsealings_asked if f.actor == context.person and is_open(case, f)]


def _offered(fact: Asked | Seal) -> tuple[str, str]:
    return fact.ref, f"{fact.body.item}: {fact.actor}, {fact.at:%Y-%m-%d}"


def _holds(context: Context, asked: Asked) -> bool:
    seal = seal_asked(evidence_here(context), asked)
    return seal is not None and context.person in seal.body.holders


def _addressed(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    ref, recipient = str(plain.get("sealed_ref", "")), recipient_of(evidence_here(context).people, context.person)
    seal = next((each for each in _standing(context) if each.ref == ref), None)
    if seal is None:
        raise NotThere("sealed_ref", "")
    if not recipient:
        raise NotThere("", __("You have no seal key on record. Put one there first; answers are sealed to it."))
    return {"item": seal.body.item, "recipient": recipient}


def _of_request(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    asked = request(evidence_here(context), str(plain.get("asked_ref", "")))
    if asked is None:
        raise NotThere("asked_ref", "")
    return {"item": asked.body.item}


def _decided(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    share = str(plain.get("share") or "").strip()
    if share and not share.startswith(ARMORED):
        raise NotThere("share", __("Paste what the command printed, from its first line to its last."))
    return _of_request(context, plain)


SEALING: tuple[ActForm, ...] = (
    ActForm(
        said=entries.UnsealingAsked,
        title=_("Ask who is behind an item"),
        intro=_(
            "The holders decide, each by themselves. What they hand over is sealed to your seal key. That you asked, "
            "and why, stays on record."
        ),
        labels={
            "sealed_ref": (_("The seal"), ""),
            "reason": (_("Why you have to know"), _("The holders read it, and the section that holds the item.")),
        },
        given=frozenset({"item", "recipient"}),
        offers={"sealed_ref": seals},
        fills=_addressed,
        beside=item_beside,
        blocked={"item-unknown": "sealed_ref", "seal-unknown": "sealed_ref", "asked-already": "sealed_ref"},
        back=to_item,
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.UnsealingDecided,
        title=_("Hand over your part, or refuse"),
        intro=_(
            "Your part alone opens nothing. With your part on this machine, the command answerable seal decide does "
            "all of this. Elsewhere, answerable seal part prints what to paste here."
        ),
        labels={
            "asked_ref": (_("The request"), ""),
            "agreed": (_("Do you agree?"), ""),
            "reason": (_("Why"), _("Whoever asked reads it.")),
            "share": (_("Your part, sealed to whoever asked"), _("Leave it empty where you refuse.")),
        },
        given=frozenset({"item"}),
        offers={"asked_ref": requests_waiting},
        fills=_decided,
        beside=item_beside,
        blocked={
            "request-unknown": "asked_ref",
            "request-over": "asked_ref",
            "decided-already": "asked_ref",
            "not-a-holder": "asked_ref",
            "share-missing": "share",
            "share-of-a-refusal": "share",
        },
        back=to_item,
    ),
    ActForm(
        said=entries.IdentityUnsealed,
        title=_("Say that you open a seal"),
        intro=_(
            "Once enough holders agreed. The parts that they handed over are shown to you after this, not before. "
            "The command answerable seal open does both, and prints the name."
        ),
        labels={"asked_ref": (_("Your request"), "")},
        given=frozenset({"item"}),
        offers={"asked_ref": own_requests},
        fills=_of_request,
        beside=item_beside,
        blocked={
            "request-unknown": "asked_ref",
            "request-over": "asked_ref",
            "holders-missing": "asked_ref",
            "not-the-asker": "asked_ref",
        },
        back=to_item,
    ),
)
