"""After an override: what was learned, by somebody who neither gave it nor wrote the words (CO, PS).

Rules:
  - Every override opens a review by itself, due `REVIEW_DAYS` after it has run out, and no later than `REVIEWED_BY`
    after it was given: one that runs for ever is reviewed all the same.
  - The review is made by somebody who is no author and not the officer who overrode, in the log of their own section.
    It can be made as soon as the override was given.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from answerable.clearance import entries
from answerable.clearance.gates.case import ClearanceCase, days_after, is_author, judging, people_of
from answerable.people.standing import in_own_log
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, moment

REVIEW_DAYS = 30
"""Days after an override has run out in which it is reviewed; chosen by hand: while those who decided remember."""

REVIEWED_BY = 120
"""Days after an override was given in which it is reviewed, however long it runs; chosen by hand: a season."""


class ReviewDue(msgspec.Struct, frozen=True, kw_only=True):
    """An override that nobody has reviewed yet, and until when that is to be done."""

    override: Fact[entries.GateOverridden]
    due: datetime
    overdue: bool


def reviews_due(case: ClearanceCase, at: datetime) -> tuple[ReviewDue, ...]:
    """Return the overrides of the case that wait for their review at that moment, the first due first."""
    open_ones = [fact for fact in case.overrides if fact.at <= at and review_of(case, fact) is None]
    due = [ReviewDue(override=fact, due=review_until(fact), overdue=review_until(fact) <= at) for fact in open_ones]
    return tuple(sorted(due, key=lambda each: (each.due, each.override.body.gate)))


def review_until(override: Fact[entries.GateOverridden]) -> datetime:
    """Return the moment by which an override is to be reviewed."""
    ran_out = days_after(moment(override.body.expires), REVIEW_DAYS)
    return min(ran_out, days_after(override.at, REVIEWED_BY))


def review_of(case: ClearanceCase, override: Fact[entries.GateOverridden]) -> Fact[entries.OverrideReviewed] | None:
    """Return the latest review of an override that counts, or None."""
    made = (
        fact
        for fact in reversed(case.override_reviews)
        if fact.body.override_ref == override.ref and not may_review_override(case, fact)
    )
    return next(made, None)


def may_review_override(case: ClearanceCase, fact: Fact[entries.OverrideReviewed]) -> list[Blocker]:
    """Return why this review may not be made by this person."""
    body = fact.body
    override = next((each for each in case.overrides if each.ref == body.override_ref), None)
    where = Where(document=body.output, person=fact.actor)
    if override is None or override.body.output != body.output:
        text = f"No gate of {body.output} was overridden under the reference given."
        return [_blocker("override-unknown", text, "Name an override on record.", where)]
    who, opens = (
        fact.actor or "Nobody",
        "Somebody who neither wrote these words nor overrode a gate for them reviews it.",
    )
    officer, author = fact.actor == override.actor, is_author(judging(case, body.output), fact.actor)
    found = (
        (
            "review-unsigned",
            f"{who} does not review it in their own section's log.",
            not in_own_log(people_of(case), fact),
        ),
        ("reviewed-by-officer", f"{who} gave the override and may not review it.", officer),
        ("reviewed-by-author", f"{who} is an author of {body.output} and may not review its overrides.", author),
    )
    gate = override.body.gate
    return [_blocker(code, text, opens, where, gate=gate) for code, text, applies in found if applies]


def _blocker(code: str, text: str, opens: str, where: Where, *, gate: int = 24) -> Blocker:
    return Blocker(gate=gate, code=code, text=text, standard="CO", opens=opens, where=where)
