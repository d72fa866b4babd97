"""The form with which a finding is stated, and with which its next version begins as the current one stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as __, gettext_lazy as _

from answerable.evidence.offers import items, next_name
from answerable.findings import entries
from answerable.findings.forms.beside import finding_beside, to_finding
from answerable.findings.forms.words import CONDUCT, DOES, GRAVER, LEVEL, SEEN, STANDARD
from answerable.findings.gates import current
from answerable.findings.offers import findings, findings_here
from answerable.forms.description import ActForm, Context, Words
from answerable.forms.errors import NotThere
from answerable.forms.starting import starting_with
from answerable.people.offers import CASEWORK

LABELS: Mapping[str, tuple[Words, Words]] = {
    "finding": (_("Key"), _("The name of the finding in this case. A changed finding keeps its key.")),
    "level": (_("Level"), _("One finding says one of these. The others are findings of their own.")),
    "established": (
        _("Was it established?"),
        _("An allegation that was not established is shown as such, everywhere."),
    ),
    "text": (_("The finding"), _("One sentence, no stronger than the evidence bears. It is kept word for word.")),
    "doer": (_("Who did it"), _("The short name of a party. Leave it empty where nobody is named.")),
    "conduct": (_("Act or omission"), ""),
    "act": (_("Did what"), _("In neutral words, such as: did not show accident records")),
    "affected": (_("To whom"), ""),
    "since": (_("From"), ""),
    "until": (_("Until before"), _("The first day that is not meant any more.")),
    "standard": (_("Standard of proof reached"), ""),
    "grave": (_("What is alleged is grave"), _("Then the parties and the sections have more days.")),
    "counts": (_("Numbers"), _("Every number with what it is a number of, so that it can be read.")),
    "counts.numerator": (_("How many"), ""),
    "counts.base": (_("Of how many"), ""),
    "counts.unit": (_("Of what"), _("The counting unit, such as: accident records that the inspectors asked for")),
    "counts.chosen": (_("How the base was chosen"), ""),
    "counts.evidence": (_("How the unit is known"), ""),
    "counts.quantifier": (_("Words for the number"), _("Such as: most, few. Leave it empty where the number speaks.")),
    "cause": (_("Cause"), _("Only where an act of one is said to have led to harm done by another.")),
    "cause.harm": (_("Which harm"), ""),
    "cause.doer": (_("Who did the harm"), ""),
    "cause.incidents": (_("In how many incidents"), ""),
    "evidence": (_("Evidence"), _("What it rests on, what goes against it, and what gives context.")),
    "evidence.item": (_("Item"), ""),
    "evidence.does": (_("What it does"), ""),
    "gravers": (_("Next graver category"), _("What a reader may take it for, and whether that was looked into.")),
    "gravers.category": (_("Category"), _("Such as: deliberate concealment")),
    "gravers.state": (_("Answer"), ""),
    "gravers.reason": (_("Why"), ""),
    "not_asserted": (_("It does not say"), _("What a reader might take from it that it does not claim.")),
}


def _as_it_stands(context: Context) -> dict[str, Any]:
    """Start the next version as the current one stands, or a new finding under the next free key."""
    case, name = findings_here(context), context.query.get("finding", "")
    stated = current(case, name)
    if stated is not None:
        return starting_with(stated.body)
    return {"finding": next_name("F", {fact.body.finding for fact in case.findings})}


def _numbered(context: Context, plain: dict[str, Any]) -> dict[str, Any]:
    if plain.get("since") and plain.get("until") and plain["until"] <= plain["since"]:
        raise NotThere("until", __("This day has to come after the first one."))
    stated = current(findings_here(context), plain["finding"])
    if stated is not None and context.query.get("finding") != plain["finding"]:
        taken = __("There is a finding under this key. Open it and begin its next version, or choose another key.")
        raise NotThere("finding", taken)
    return {"number": stated.body.number + 1 if stated else 1}


STATING: tuple[ActForm, ...] = (
    ActForm(
        said=entries.FindingStated,
        title=_("State a finding"),
        intro=_("A new version stands beside the old ones; what rested on the old one has to be looked at again."),
        labels=LABELS,
        values={
            "level": LEVEL,
            "conduct": CONDUCT,
            "standard": STANDARD,
            "counts.evidence": SEEN,
            "evidence.does": DOES,
            "gravers.state": GRAVER,
        },
        given=frozenset({"number"}),
        fills=_numbered,
        offers={"evidence.item": items},
        starts=_as_it_stands,
        beside=finding_beside,
        blocked={"version-out-of-order": "finding"},
        back=to_finding,
        roles=CASEWORK,
    ),
    ActForm(
        said=entries.LaterFactNoted,
        title=_("Note a later fact"),
        intro=_("Something became known after the finding was made. It is noted even where it changes nothing."),
        labels={
            "text": (_("What became known"), _("It is kept word for word.")),
            "answer": (_("What it changes"), _("May follow later.")),
        },
        offers={"finding": findings},
        beside=finding_beside,
        back=to_finding,
        roles=CASEWORK,
    ),
)
