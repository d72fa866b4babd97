"""Forms for what limits a finding, and for what goes against it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from answerable.evidence.offers import items, next_name
from answerable.findings import entries
from answerable.findings.forms.beside import finding_beside, to_finding
from answerable.findings.forms.words import GAP
from answerable.findings.offers import contraries, findings, findings_here, stated_now
from answerable.forms.description import ActForm, Context
from answerable.people.offers import CASEWORK


def _next_limitation(context: Context) -> dict[str, Any]:
    taken = {fact.body.limitation for fact in findings_here(context).limitations}
    named = context.query.get("finding", "")
    return {"limitation": next_name("L", taken), "limits": [named] if named else []}


def _next_contrary(context: Context) -> dict[str, Any]:
    return {"contrary": next_name("C", {fact.body.contrary for fact in findings_here(context).contraries})}


def _to_limited(context: Context, plain: dict[str, Any]) -> str:
    return reverse("finding", args=[context.case, plain["limits"][0]])


def _to_contradicted(context: Context, plain: dict[str, Any]) -> str:
    recorded = findings_here(context).contraries
    finding = next(fact.body.finding for fact in recorded if fact.body.contrary == plain["contrary"])
    return reverse("finding", args=[context.case, finding])


def _current_version(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    return {"finding_ref": stated_now(context, plain).ref}


LIMITS: tuple[ActForm, ...] = (
    ActForm(
        said=entries.LimitationRecorded,
        title=_("Record a limit"),
        intro=_("What could not be known stands beside every finding that it limits, wherever that is used."),
        labels={
            "limitation": (_("Key"), ""),
            "gap": (_("What is missing"), ""),
            "limits": (_("Findings that it limits"), ""),
            "text": (_("The limit, in words"), _("It is kept word for word.")),
            "asked": (_("Who was asked, and when"), _("Needed where the gap is that nothing was heard.")),
        },
        values={"gap": GAP},
        offers={"limits": findings},
        starts=_next_limitation,
        beside=finding_beside,
        back=_to_limited,
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.LimitsAbsent,
        title=_("State that there are no limits"),
        intro=_("You looked for what could not be known, and your name stands for it that there is nothing."),
        labels={"reason": (_("Where you looked, and why there are none"), _("It is kept word for word."))},
        offers={"finding": findings},
        beside=finding_beside,
        back=to_finding,
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.ContraryRecorded,
        title=_("Record contrary evidence"),
        intro=_("Evidence or an account that goes against the finding. It stays with it, answered or not."),
        labels={
            "contrary": (_("Key"), ""),
            "item": (_("Item of evidence"), _("Where it is one that was taken in.")),
            "text": (_("What goes against it"), _("It is kept word for word.")),
        },
        offers={"finding": findings, "item": items},
        starts=_next_contrary,
        beside=finding_beside,
        back=to_finding,
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.ContraryAnswered,
        title=_("Answer contrary evidence"),
        intro=_("How the finding stands in its light."),
        labels={
            "contrary": (_("Contrary evidence"), ""),
            "answer": (_("Answer"), _("Say too where the text of an output says so. It is kept word for word.")),
        },
        offers={"contrary": contraries},
        beside=finding_beside,
        blocked={"contrary-unknown": "contrary"},
        back=_to_contradicted,
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.ContrarySearched,
        title=_("Record a search for contrary evidence"),
        intro=_("You searched on the current version of the finding, and found none."),
        labels={"searched": (_("Where and how you searched"), _("It is kept word for word."))},
        given=frozenset({"finding_ref"}),
        fills=_current_version,
        offers={"finding": findings},
        beside=finding_beside,
        blocked={"finding-unknown": "finding"},
        back=to_finding,
        roles=CASEWORK,
    ),
)
