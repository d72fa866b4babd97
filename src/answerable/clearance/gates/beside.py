"""What each party replied, to be printed beside the conclusion that it limits (LL, CoI)."""

from __future__ import annotations

from typing import Literal

import msgspec

from answerable.clearance import entries
from answerable.clearance.gates.case import ClearanceCase, now
from answerable.clearance.gates.extensions import days_given
from answerable.clearance.gates.reply import concludes_about, waiver_of
from answerable.evidence.gates import in_order
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import accused, accused_by, marked_statements
from answerable.record.entry import Fact

ReplyState = Literal["replied", "silent", "running", "waived", "not-asked"]
"""How a party stands: it replied; it let its days pass; they still run; it was not asked, with or without a reason."""


class Replied(msgspec.Struct, frozen=True, kw_only=True):
    """How a party stands, with every reply it gave."""

    party: str
    state: ReplyState
    replies: tuple[Fact[entries.ReplyReceived], ...] = ()
    request: Fact[entries.ReplyRequested] | None = None
    """The latest request, or None where the party was not asked."""
    days: int = 0
    """The days it was given to that request."""


class Beside(Replied, frozen=True, kw_only=True):
    """What a party said to a conclusion, or that it said nothing: to be printed beside the conclusion it limits."""

    version: Fact[VersionDrafted]
    statement: Statement


def replies_beside(case: ClearanceCase) -> tuple[Beside, ...]:
    """Return, for each legal statement of the documents judged together, what each party it concludes about replied."""
    return tuple(
        Beside(version=version, statement=statement, **msgspec.structs.asdict(_replied(case, party)))
        for version, statement in marked_statements(case.outputs)
        for party in accused(case.outputs)
        if concludes_about(case, version.body.output, statement, party)
    )


def replies_to(case: ClearanceCase, version: Fact[VersionDrafted]) -> tuple[Replied, ...]:
    """Return how each party stands that a version accuses, in whatever words: by a fact as well as by a conclusion."""
    return tuple(_replied(case, party) for party in sorted(accused_by(case.outputs, version)))


def _replied(case: ClearanceCase, party: str) -> Replied:
    replies = in_order(fact for fact in case.replies if fact.body.party == party)
    request = next(reversed(in_order(fact for fact in case.requests if fact.body.party == party)), None)
    days = days_given(case, request) if request else 0
    return Replied(
        party=party,
        state=_reply_state(case, party, request, replied=bool(replies), days=days),
        replies=replies,
        request=request,
        days=days,
    )


def _reply_state(
    case: ClearanceCase, party: str, request: Fact[entries.ReplyRequested] | None, *, replied: bool, days: int
) -> ReplyState:
    if replied:
        return "replied"
    if waiver_of(case, party) is not None:
        return "waived"
    if request is None:
        return "not-asked"
    return "running" if (now(case) - request.at).days < days else "silent"
