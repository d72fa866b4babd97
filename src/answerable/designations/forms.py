"""The forms of this room: governed lists.

Each is made from its entry; the page of a list and the page of a proposal lead here with what is meant in the address.
"""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from answerable.designations import entries
from answerable.designations.filling import (
    as_proposed,
    begun,
    for_own_section,
    newest_number,
    newest_ref,
    next_criteria,
    next_number,
    own_section,
    to_list,
    to_proposal,
    today,
    told_today,
)
from answerable.designations.offers import (
    criteria,
    decided_proposals,
    every_proposal,
    lists,
    open_proposals,
    statuses,
)
from answerable.designations.words import ANSWERS, DECISIONS, STATES, TOLD
from answerable.evidence.offers import items
from answerable.findings.offers import findings
from answerable.forms.description import ActForm, Words
from answerable.people.offers import OFFICE

Labels = Mapping[str, tuple[Words, Words]]

LIST: Labels = {"list": (_("List"), "")}
OF_PROPOSAL: Labels = {**LIST, "proposal": (_("Proposal"), "")}


class DayForm(forms.Form):
    """On which day a list is looked at."""

    on = forms.DateField(
        label=_("On which day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


_OPENING = ActForm(
    said=entries.ListOpened,
    title=_("Open a list"),
    intro=_("Your section keeps it: its criteria and its decisions stand in your log."),
    labels={
        "list": (_("Key"), _("A short name; it stands in addresses.")),
        "title": (_("What the list is called"), ""),
        "purpose": (_("What it is for"), _("Everybody can read it.")),
        "statuses": (_("Statuses"), _("What somebody on the list can be, with commas between: held, freed")),
        "signers": (_("How many persons sign a proposal"), ""),
    },
    given=frozenset({"section"}),
    fills=own_section,
    place="either",
    roles=OFFICE,
    lines=frozenset({"title"}),
    blocked={"list-twice": "list", "status-twice": "statuses"},
    back=to_list,
)

_ADOPTING = ActForm(
    said=entries.CriteriaAdopted,
    title=_("Adopt criteria"),
    intro=_("A new version of all criteria of a list. Earlier decisions keep the version that they were made under."),
    labels={
        **LIST,
        "criteria": (_("Criteria"), ""),
        "criteria.criterion": (_("Key"), ""),
        "criteria.text": (_("The criterion, in its exact words"), ""),
        "criteria.excludes": (_("Keeps a person off the list where it is met"), ""),
        "reason": (_("Why this version"), _("Everybody can read it.")),
    },
    given=frozenset({"number"}),
    fills=next_number,
    offers={"list": lists},
    starts=next_criteria,
    place="either",
    roles=OFFICE,
    blocked={"criterion-twice": "criteria.criterion", "criteria-only-exclude": "criteria.criterion"},
    back=to_list,
)

_PROPOSING = ActForm(
    said=entries.DesignationProposed,
    title=_("Propose a decision about a person"),
    intro=_("Written anew under the same key, it takes the place of what was proposed, and every signature is void."),
    labels={
        **LIST,
        "proposal": (_("Key of the proposal"), ""),
        "person": (_("Key of the person"), _("It names nobody, and stays the same for this person.")),
        "name": (_("Name of the person"), _("Public once the person is on the list, and not before.")),
        "decision": (_("What is proposed"), ""),
        "status": (_("Status"), _("Of somebody who is on the list.")),
        "criteria": (_("How the person stands to each criterion"), ""),
        "criteria.criterion": (_("Criterion"), ""),
        "criteria.state": (_("State"), ""),
        "criteria.evidence": (_("Evidence"), ""),
        "criteria.reason": (_("Why"), _("May be left empty.")),
        "findings": (_("Findings that it rests on"), ""),
        "countries": (_("Countries"), _("Two small letters each, with commas between; their sections are asked.")),
        "reasons": (_("Reasons"), _("For those who decide. They are kept word for word.")),
        "public_reasons": (_("Public reasons"), _("What the public register says.")),
        "reverses": (_("Reverses the decision on"), _("Where that decision was wrong.")),
    },
    values={"decision": DECISIONS, "criteria.state": STATES},
    given=frozenset({"number"}),
    fills=newest_number,
    offers={
        "list": lists,
        "status": statuses,
        "criteria.criterion": criteria,
        "criteria.evidence": items,
        "findings": findings,
        "reverses": decided_proposals,
    },
    starts=begun,
    lines=frozenset({"name"}),
    blocked={
        "criterion-not-examined": "criteria.criterion",
        "criterion-examined-twice": "criteria.criterion",
        "criterion-without-evidence": "criteria.evidence",
        "finding-unknown": "findings",
        "status-unknown": "status",
        "status-unchanged": "status",
        "status-without-listing": "status",
        "already-listed": "decision",
        "not-listed": "decision",
        "criterion-not-met": "decision",
        "refused-though-met": "decision",
        "ended-though-met": "decision",
        "reversal-unknown": "reverses",
        "reversal-undoes-nothing": "reverses",
        "proposal-of-another": "proposal",
        "proposal-about-another": "proposal",
        "proposal-decided": "proposal",
    },
    back=to_proposal,
)

_REHEARSING = ActForm(
    said=entries.DesignationRehearsed,
    title=_("Rehearse how a decision could be misused"),
    labels={
        **OF_PROPOSAL,
        "reuse": (_("The worst use that others could make of it"), ""),
        "answer": (_("What follows"), ""),
        "how": (_("How, or why"), ""),
    },
    values={"answer": ANSWERS},
    given=frozenset({"proposed_ref"}),
    fills=newest_ref,
    offers={"list": lists, "proposal": open_proposals},
    back=to_proposal,
)

_TELLING = ActForm(
    said=entries.DesignationNotified,
    title=_("Record that the person was told"),
    intro=_("The person, or somebody who speaks for them, learns what is proposed and why, and can reply."),
    labels={
        **OF_PROPOSAL,
        "to": (_("Who was told"), ""),
        "day": (_("On which day"), ""),
        "who": (_("Whom, by name"), _("Kept in the vault. Empty where nobody could be told.")),
        "how": (_("How, or why nobody could be told"), ""),
        "reply": (_("What they replied"), _("May be left empty.")),
    },
    values={"to": TOLD},
    given=frozenset({"proposed_ref"}),
    fills=newest_ref,
    offers={"list": lists, "proposal": every_proposal},
    starts=told_today,
    lines=frozenset({"who"}),
    blocked={"notified-whom": "who", "notified-later": "day", "notified-earlier": "day"},
    back=to_proposal,
)

_SIGNING = ActForm(
    said=entries.DesignationSigned,
    title=_("Sign a proposal"),
    intro=_("You sign it as it stands, as approver or independent reviewer. When it is written anew you sign again."),
    labels=OF_PROPOSAL,
    given=frozenset({"proposed_ref"}),
    fills=newest_ref,
    offers={"list": lists, "proposal": open_proposals},
    back=to_proposal,
)

_COUNTERSIGNING = ActForm(
    said=entries.DesignationCountersigned,
    title=_("Countersign a proposal"),
    intro=_("Your section stands by it as it stands."),
    labels=OF_PROPOSAL,
    given=frozenset({"proposed_ref", "section"}),
    fills=for_own_section,
    offers={"list": lists, "proposal": every_proposal},
    back=to_proposal,
)

_DECLINING = ActForm(
    said=entries.DesignationDeclined,
    title=_("Decline a proposal"),
    intro=_("Your section does not stand by it. That stops nothing; it is printed with the decision, reason included."),
    labels={**OF_PROPOSAL, "reason": (_("Reason"), _("Everybody can read it once the decision is public."))},
    given=frozenset({"proposed_ref", "section"}),
    fills=for_own_section,
    offers={"list": lists, "proposal": every_proposal},
    back=to_proposal,
)

_DECIDING = ActForm(
    said=entries.DesignationDecided,
    title=_("Decide a proposal"),
    intro=_("As it was proposed, and from a day on that has not passed. The record has it before it takes effect."),
    labels={
        **OF_PROPOSAL,
        "effective": (_("From which day on"), _("Today or later.")),
        "discloses": (_("Sealed until"), _("Empty: public at once. On this day it discloses itself.")),
        "sealed": (_("Why it is sealed"), _("Empty: it is not.")),
    },
    given=frozenset({"proposed_ref", "person", "decision", "status", "number", "silent"}),
    fills=as_proposed,
    offers={"list": lists, "proposal": open_proposals},
    starts=today,
    roles=OFFICE,
    blocked={
        "effective-before-entry": "effective",
        "effective-before-last": "effective",
        "seal-too-long": "discloses",
        "seal-without-day": "discloses",
        "seal-shorter-than-last": "discloses",
        "seal-without-reason": "sealed",
    },
    back=to_proposal,
)

ACT_FORMS: tuple[ActForm, ...] = (
    _OPENING,
    _ADOPTING,
    _PROPOSING,
    _REHEARSING,
    _TELLING,
    _SIGNING,
    _COUNTERSIGNING,
    _DECLINING,
    _DECIDING,
)
"""What can be said in this room by a form."""
