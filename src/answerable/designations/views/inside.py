"""Pages for insiders: a list with its proposals, a person with what is sealed, a proposal with what it still lacks."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from answerable.designations import gates
from answerable.designations.errors import NoSuchList
from answerable.designations.gates import DesignationCase, Proposed
from answerable.designations.reading import open_proposals, proposal_of
from answerable.designations.register import Decision, every_decision, history_of, listings
from answerable.designations.views.public import found_list
from answerable.evidence.errors import NoSuchCase
from answerable.evidence.models import CaseOpened
from answerable.people.access import ReadRequest
from answerable.record.blocker import Blocker
from answerable.record.facts import read


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """An open proposal in a list of them."""

    proposed: Proposed
    lacking: int


@require_safe
def list_inside(request: ReadRequest, list_: str) -> HttpResponse:
    """Return a list for those who work on it: open proposals, everything decided, and what can be said."""
    case = found_list(list_)
    today = case.at.date()
    context = {
        **_headed(case),
        "stays": [(each, each.holds_on(today), each.covers(today)) for each in listings(case, known=None)],
        "open": [_line(list_, fact) for fact in open_proposals(case)],
        "decisions": [_shown(each, case) for each in reversed(every_decision(case, known=None))],
        "criteria": gates.newest_criteria(case),
        "cases": {fact.case: fact.body.title for fact in reversed(read(CaseOpened))},
    }
    return render(request, "designations/inside.html", context)


@require_safe
def person_inside(request: ReadRequest, list_: str, listed: str) -> HttpResponse:
    """Return one person with everything proposed and decided about them, what is sealed included."""
    case = found_list(list_)
    proposed = [fact for fact in case.proposed if fact.body.person == listed]
    if not proposed:
        raise Http404
    context = {
        **_headed(case),
        "person": listed,
        "newest": proposed[-1],
        "listed": gates.listing_of(case, listed, on=case.at.date()),
        "proposed": proposed,
        "decisions": [_shown(each, case) for each in history_of(case, listed, known=None)],
    }
    return render(request, "designations/person_inside.html", context)


@require_safe
def proposal(request: ReadRequest, list_: str, proposal: str) -> HttpResponse:
    """Return a proposal with everything said of it, and the checklist of what it still lacks."""
    case = _found_proposal(list_, proposal)
    proposed = _newest(case, proposal)
    decided = gates.decision_on(case, proposal)
    at = decided.at if decided else case.at
    context = {
        **_headed(case),
        "case": proposed.case,
        "opened": case.findings.evidence.opened if case.findings else None,
        "proposed": proposed,
        "versions": gates.versions_of(case, proposal),
        "criteria": _criteria(case, proposed),
        "rehearsed": gates.rehearsals_of(case, proposed),
        "notified": gates.notices_of(case, proposed),
        "signed": gates.signatures_of(case, proposed),
        "words": gates.words_on(case, proposed, at=at),
        "decided": next((_shown(each, case) for each in _of(case, proposal)), None),
        "lacking": [] if decided else _lacking(case, proposed),
        "ways": _ways(proposed),
    }
    return render(request, "designations/proposal.html", context)


def _headed(case: DesignationCase) -> dict[str, Any]:
    return {"list": gates.opened_of(case), "now": case.at}


def _line(list_: str, fact: Proposed) -> Line:
    beside = proposal_of(list_, fact.body.proposal)
    return Line(proposed=fact, lacking=len(gates.board(beside, fact, at=beside.at)))


def _found_proposal(list_: str, proposal: str) -> DesignationCase:
    try:
        return proposal_of(list_, proposal)
    except (NoSuchList, NoSuchCase) as error:
        raise Http404 from error


def _newest(case: DesignationCase, proposal: str) -> Proposed:
    proposed = gates.newest(case, proposal)
    if proposed is None:  # it stands in another's name, as those see it who keep its case
        raise Http404
    return proposed


def _of(case: DesignationCase, proposal: str) -> list[Decision]:
    return [each for each in every_decision(case, known=None) if each.fact.body.proposal == proposal]


def _shown(each: Decision, case: DesignationCase) -> dict[str, Any]:
    """Return a decision for a page, with whether it is still sealed for everybody else."""
    return {"made": each, "body": each.fact.body, "sealed": each.is_sealed(case.at.date())}


def _criteria(case: DesignationCase, proposed: Proposed) -> list[dict[str, Any]]:
    """Return the criteria of the version that a proposal goes by, each with how the person stands to it."""
    adopted = [fact for fact in gates.versions_of_criteria(case) if fact.body.number == proposed.body.number]
    texts = {each.criterion: each for fact in adopted for each in fact.body.criteria}
    return [{"examined": each, "criterion": texts.get(each.criterion)} for each in proposed.body.criteria]


def _lacking(case: DesignationCase, proposed: Proposed) -> list[tuple[Blocker, str]]:
    """Return everything that a proposal lacks, each with the address of the form that would supply it."""
    return [(each, _form(proposed, FORM_FOR.get(each.code, ""))) for each in gates.board(case, proposed, at=case.at)]


FORM_FOR = {
    "not-rehearsed": "designation.rehearsed",
    "not-notified": "designation.notified",
    "signers-missing": "designation.signed",
    "signed-by-proposers": "designation.signed",
    "section-not-heard": "designation.countersigned",
    "silence-at-ending": "designation.countersigned",
}
"""The form that supplies what is missing, by the code of the blocker; all else is mended in the proposal itself."""


def _ways(proposed: Proposed) -> dict[str, str]:
    """Return the addresses of the forms that speak of a proposal, by what they say."""
    names = ("proposed", "rehearsed", "notified", "signed", "countersigned", "declined", "decided")
    return {name: _form(proposed, f"designation.{name}") for name in names}


def _form(proposed: Proposed, table: str) -> str:
    query = urlencode({"list": proposed.body.list, "proposal": proposed.body.proposal})
    return reverse("act", args=[proposed.case, table or "designation.proposed"]) + f"?{query}"
