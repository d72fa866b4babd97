"""A review as the gates see it, and what can be read from it.

Rules:
  - A review is named by the case in which it was opened and its key. Where two logs open one, the first holds.
  - Only what stands in its actor's own log, within the organisation that opened the case, counts (`models` leaves the
    rest out). A reviewer from outside has no log: somebody who took no part in the matter speaks for them.
  - A reviewer is one from being named until they leave; being named again begins anew.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from answerable.people.standing import People, in_own_log, section_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before
from answerable.releases.gates import ReleaseCase
from answerable.reviews import entries

GATE = 25


class ReviewCase(msgspec.Struct, frozen=True, kw_only=True):
    """A review with everything said about it, as of one moment of the record.

    `matters` are the cases that it examines, `known` the names of all cases of the organisation, `holds` and `lifted`
    those of the whole organisation.
    """

    people: People
    at: datetime
    case: str = ""
    known: frozenset[str] = frozenset()
    matters: tuple[ReleaseCase, ...] = ()
    opened: tuple[Fact[entries.ReviewOpened], ...] = ()
    named: tuple[Fact[entries.ReviewerNamed], ...] = ()
    left: tuple[Fact[entries.ReviewerLeft], ...] = ()
    holds: tuple[Fact[entries.HoldPlaced], ...] = ()
    lifted: tuple[Fact[entries.HoldLifted], ...] = ()
    asked: tuple[Fact[entries.AccessAsked], ...] = ()
    decided: tuple[Fact[entries.AccessDecided], ...] = ()
    committed: tuple[Fact[entries.ReportCommitted], ...] = ()
    commented: tuple[Fact[entries.ReportCommented], ...] = ()
    finished: tuple[Fact[entries.ReviewFinished], ...] = ()
    delayed: tuple[Fact[entries.ReviewDelayed], ...] = ()
    published: tuple[Fact[entries.ReviewPublished], ...] = ()


def opening(case: ReviewCase) -> Fact[entries.ReviewOpened] | None:
    """Return the act that opened the review, or None."""
    return case.opened[0] if case.opened else None


def reviewers(case: ReviewCase) -> dict[str, Fact[entries.ReviewerNamed]]:
    """Return who reviews now, by key."""
    named = {fact.body.reviewer: fact for fact in case.named}
    return {key: fact for key, fact in named.items() if not has_left(case, fact)}


def has_left(case: ReviewCase, named: Fact[entries.ReviewerNamed]) -> bool:
    """Tell whether a reviewer left after they were named so."""
    return any(fact.body.reviewer == named.body.reviewer and came_before(named, fact) for fact in case.left)


def committed_as(case: ReviewCase, ref: str) -> Fact[entries.ReportCommitted] | None:
    """Return the draft of the report under a reference, or None."""
    return next((fact for fact in case.committed if fact.ref == ref), None)


def latest_draft(case: ReviewCase, language: str = "") -> Fact[entries.ReportCommitted] | None:
    """Return the draft with the highest number, in a language or in any, or None."""
    own = [fact for fact in case.committed if language in {"", fact.body.language}]
    return max(own, key=lambda fact: fact.body.number, default=None)


def is_public(case: ReviewCase, *, whole: bool = False) -> bool:
    """Tell whether the report was published, in part or whole; with `whole`, only if nothing was left out."""
    return any(fact.body.whole or not whole for fact in case.published)


def unknown_review(case: ReviewCase, review: str) -> list[Blocker]:
    """Return that there is no such review in this case."""
    if case.opened:
        return []
    text = f"No review {review} was opened in {case.case or 'this case'}."
    return [blocked("review-unknown", text, "Name a review of this case, or open it.")]


def own_log(case: ReviewCase, fact: Fact[Any]) -> list[Blocker]:
    """Return that an act does not stand in the log of its actor's own section."""
    if in_own_log(case.people, fact):
        return []
    text = f"This log is not that of {fact.actor or 'nobody'}'s section."
    return [blocked("not-own-log", text, "Say it in the log of your own section.", person=fact.actor)]


def has_joined(case: ReviewCase, person: str) -> bool:
    """Tell whether somebody by this handle works for a section."""
    return bool(section_of(case.people, person))


def blocked(code: str, text: str, opens: str, *, standard: str = "CO", **where: Any) -> Blocker:
    """Return a blocker of this room."""
    return Blocker(gate=GATE, code=code, text=text, standard=standard, opens=opens, where=Where(**where))
