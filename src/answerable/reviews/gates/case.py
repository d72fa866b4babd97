"""A review as the gates see it, and what can be read from it.

Rules:
  - A review is named by the case in which it was opened and its key. Where two logs open one, the first holds.
  - Only what stands in its actor's own log, within the organisation that opened the case, counts (`models` leaves the
    rest out). A reviewer from outside has no log: somebody who took no part in the matter speaks for them.
  - A reviewer is one from being named until they leave; being named again begins anew.
  - A draft counts that is of somebody who was named, a word that it is the report of one of them on such a draft, and a
    publication of what was so finished (`of_reviewers`): whoever writes a log could say more in it than a gate allows.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    those of the whole organisation. `beside` is what was said in these cases of lists and of critiques. `lengths` are
    those of the texts of drafts, by their refs, where an act asks for them.
    """

    people: People
    at: datetime
    case: str = ""
    known: frozenset[str] = frozenset()
    matters: tuple[ReleaseCase, ...] = ()
    beside: tuple[Fact[Any], ...] = ()
    lengths: Mapping[str, int] = {}
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


def language_of(tag: str) -> str:
    """Return the language of a tag without region and script: a report in British spelling is in no other language."""
    return tag.partition("-")[0]


def latest_draft(case: ReviewCase, language: str = "") -> Fact[entries.ReportCommitted] | None:
    """Return the draft with the highest number, in a language or in any, or None."""
    own = [fact for fact in case.committed if language_of(language) in {"", language_of(fact.body.language)}]
    return max(own, key=lambda fact: fact.body.number, default=None)


def of_reviewers(own: Mapping[str, tuple[Fact[Any], ...]]) -> dict[str, tuple[Fact[Any], ...]]:
    """Return the drafts, the finished reports and the publications that count, of all that is on record of a review."""
    outside = {fact.body.reviewer: fact.body.outside for fact in own["named"]}

    def by_reviewer(fact: Fact[Any]) -> bool:
        name = fact.body.reviewer
        return name in outside and (outside[name] or fact.actor == name)

    committed = tuple(filter(by_reviewer, own["committed"]))
    drafts = {fact.ref for fact in committed}
    finished = tuple(fact for fact in own["finished"] if by_reviewer(fact) and fact.body.committed_ref in drafts)
    reports = {fact.body.committed_ref for fact in finished}
    published = tuple(fact for fact in own["published"] if fact.body.committed_ref in reports)
    return {"committed": committed, "finished": finished, "published": published}


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
