"""What a form can offer of lists: lists, open proposals, criteria, statuses."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from answerable.designations import gates
from answerable.designations.gates import DesignationCase, Proposed
from answerable.designations.models import read_designations
from answerable.designations.reading import every_list
from answerable.designations.words import DECISIONS
from answerable.evidence.offers import shortened
from answerable.forms.description import Context, Options
from answerable.forms.errors import NotThere
from answerable.vault.reading import shown


def list_here(context: Context, list_: str = "") -> DesignationCase:
    """Return the list that a form speaks of, or else the one that the address names, beside the case of the form."""
    key = list_ or context.query.get("list", "")
    return read_designations(context.case, key, at=context.at, origin=context.origin)


def lists(_context: Context) -> Options:
    """Offer every list by its title."""
    return [(fact.body.list, f"{shown(fact.body.title)} ({fact.body.list})") for fact in every_list()]


def open_proposals(context: Context) -> Options:
    """Offer the proposals of this case on which nothing was decided, of the list that the address names or of all."""
    key = context.query.get("list", "")
    names = [key] if key else [fact.body.list for fact in every_list()]
    return [option for name in names for option in _open(context, name)]


def every_proposal(context: Context) -> Options:
    """Offer every proposal of this case, decided or not."""
    key = context.query.get("list", "")
    names = [key] if key else [fact.body.list for fact in every_list()]
    held = [(list_here(context, name)) for name in names]
    return [_option(fact) for each in held for fact in _newest(each) if fact.case == context.case]


def decided_proposals(context: Context) -> Options:
    """Offer the proposals of the list that the address names on which something was decided."""
    held = list_here(context)
    return [_option(fact) for fact in _newest(held) if gates.decision_on(held, fact.body.proposal)]


def criteria(context: Context) -> Options:
    """Offer the newest criteria of the list that the address names, or of all."""
    key = context.query.get("list", "")
    names = [key] if key else [fact.body.list for fact in every_list()]
    adopted = [gates.newest_criteria(list_here(context, name)) for name in names]
    found = {each.criterion: each for fact in adopted if fact for each in fact.body.criteria}
    return [(name, f"{name}: {shortened(shown(each.text))}") for name, each in found.items()]


def statuses(context: Context) -> Options:
    """Offer the statuses of the list that the address names, or of all."""
    key = context.query.get("list", "")
    found = [status for fact in every_list() if key in {"", fact.body.list} for status in fact.body.statuses]
    return [(status, status) for status in dict.fromkeys(found)]


def proposed_now(context: Context, plain: dict[str, Any]) -> tuple[DesignationCase, Proposed]:
    """Return a list and the newest version of the proposal that a form names.

    Raises:
        NotThere: nobody proposed it.
    """
    held = list_here(context, plain["list"])
    proposed = gates.newest(held, plain["proposal"])
    if proposed is None:
        raise NotThere("proposal", _("Nothing is proposed under this key."))
    return held, proposed


def _open(context: Context, list_: str) -> Options:
    held = list_here(context, list_)
    return [
        _option(fact)
        for fact in _newest(held)
        if fact.case == context.case and gates.decision_on(held, fact.body.proposal) is None
    ]


def _newest(held: DesignationCase) -> list[Proposed]:
    keys = dict.fromkeys(fact.body.proposal for fact in held.proposed)
    return [fact for key in keys if (fact := gates.newest(held, key))]


def _option(fact: Proposed) -> tuple[str, str]:
    body = fact.body
    return body.proposal, f"{body.proposal}: {DECISIONS[body.decision]}, {body.person} {shortened(shown(body.name))}"
