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
from answerable.outputs.gates import accused, marked_statements
from answerable.record.entry import Fact

ReplyState = Literal["replied", "silent", "running", "waived", "not-asked"]
"""How a party stands: it replied; it let its days pass; they still run; it was not asked, with or without a reason."""


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """What a party said to a conclusion, or that it said nothing: to be printed beside the conclusion it limits."""

    version: Fact[VersionDrafted]
    statement: Statement
    party: str
    state: ReplyState
    replies: tuple[Fact[entries.ReplyReceived], ...] = ()
    request: Fact[entries.ReplyRequested] | None = None
    """The latest request, or None where the party was not asked."""
    days: int = 0
    """The days it was given to that request."""


def replies_beside(case: ClearanceCase) -> tuple[Beside, ...]:
    """Return, for each legal statement of the documents judged together, what each party it concludes about replied."""
    return tuple(
        _beside(case, version, statement, party)
        for version, statement in marked_statements(case.outputs)
        for party in accused(case.outputs)
        if concludes_about(case, version.body.output, statement, party)
    )


def _beside(case: ClearanceCase, version: Fact[VersionDrafted], statement: Statement, party: str) -> Beside:
    replies = in_order(fact for fact in case.replies if fact.body.party == party)
    request = next(reversed(in_order(fact for fact in case.requests if fact.body.party == party)), None)
    days = days_given(case, request) if request else 0
    return Beside(
        version=version,
        statement=statement,
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
