"""A review as pages show it: who reviews, what they did in the matter, what was asked, drafted, said and promised."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import msgspec
from django.http import Http404

from answerable.critiques.entries import CommitmentJudged, CommitmentMade
from answerable.critiques.models import CommitmentJudged as Judgements, CommitmentMade as Commitments
from answerable.evidence.clock import moment_of
from answerable.evidence.entries import CaseOpened
from answerable.evidence.models import CaseOpened as Cases
from answerable.people.standing import in_own_log, section_of
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.releases.entries import OutputReleased
from answerable.reviews import entries, gates
from answerable.reviews.gates import Acted, Clock, ReviewCase
from answerable.reviews.models import HoldPlaced, ReviewOpened, read_review


class Reviewer(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who reviews, or did, and what the record says that they did in the matter."""

    named: Fact[entries.ReviewerNamed]
    left: Fact[entries.ReviewerLeft] | None
    section: str
    acts: tuple[Acted, ...]

    @property
    def barred(self) -> bool:
        """Whether something they did keeps them from reviewing."""
        return any(each.bars for each in self.acts)


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request for access, the sections that hold what it is about, and what was decided, last word last."""

    asked: Fact[entries.AccessAsked]
    holding: tuple[str, ...]
    decisions: tuple[Fact[entries.AccessDecided], ...]

    @property
    def decided(self) -> Fact[entries.AccessDecided] | None:
        """The decision that holds, or None."""
        return self.decisions[-1] if self.decisions else None


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """A promise that follows from a recommendation, and the last word on whether it was kept."""

    made: Fact[CommitmentMade]
    judged: Fact[CommitmentJudged] | None
    overdue: bool


class Recommended(msgspec.Struct, frozen=True, kw_only=True):
    """A recommendation of the report, and what was promised on it."""

    body: entries.Recommendation
    finished: Fact[entries.ReviewFinished]
    promised: tuple[Promised, ...]


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """A hold, what was let go of it piece by piece, and how it ended, if it did."""

    placed: Fact[entries.HoldPlaced]
    let_go: tuple[Fact[entries.HoldLifted], ...]
    ended: Fact[entries.HoldLifted] | None


class Review:
    """A review that was opened, with everything on record about it."""

    def __init__(self, state: ReviewCase) -> None:
        """Take the review.

        Raises:
            Http404: nobody opened it.
        """
        found = gates.opening(state)
        if found is None:
            raise Http404
        self.state, self.opened = state, found

    @property
    def case(self) -> str:
        """The case in which it was opened."""
        return self.state.case

    @property
    def name(self) -> str:
        """The key of the review."""
        return self.opened.body.review

    @cached_property
    def clock(self) -> Clock:
        """When its report was to be public, and what became of it."""
        return gates.clock_of(self.state, self.opened)

    @cached_property
    def reviewers(self) -> tuple[Reviewer, ...]:
        """Everybody who was named to review, in the order in which they were; those who left as well."""
        return tuple(self._reviewers())

    @property
    def standing(self) -> tuple[Reviewer, ...]:
        """Who reviews now."""
        return tuple(each for each in self.reviewers if each.left is None)

    @property
    def drafts(self) -> tuple[Fact[entries.ReportCommitted], ...]:
        """The drafts of the report, the first first."""
        return tuple(sorted(self.state.committed, key=lambda fact: fact.body.number))

    @property
    def published(self) -> Fact[entries.ReviewPublished] | None:
        """The publication that holds: whole where there is one, else the last in part."""
        return self.clock.whole or (self.state.published[-1] if self.state.published else None)

    @property
    def requests(self) -> tuple[Request, ...]:
        """What was asked for, and what was decided."""
        return tuple(
            Request(
                asked=fact,
                holding=tuple(sorted(gates.sections_holding(self.state, fact.body))),
                decisions=tuple(d for d in self.state.decided if d.body.request == fact.body.request),
            )
            for fact in self.state.asked
        )

    @cached_property
    def recommended(self) -> tuple[Recommended, ...]:
        """What the report recommends: once it is public, as it was finished in the draft that is."""
        last = self._last_recommended(self.published.body.committed_ref if self.published else "")
        return tuple(
            Recommended(body=body, finished=fact, promised=tuple(self._promised(body.recommendation)))
            for body, fact in last.values()
        )

    @property
    def released(self) -> tuple[Fact[OutputReleased], ...]:
        """The last release of each output that it examines."""
        wanted = self.opened.body.outputs
        facts = [fact for matter in self.state.matters for fact in matter.released]
        last = {(fact.case, fact.body.output): fact for fact in facts if not wanted or fact.body.output in wanted}
        return tuple(last.values())

    def draft(self, number: int) -> Fact[entries.ReportCommitted]:
        """Return a draft of the report by its number.

        Raises:
            Http404: it was never committed.
        """
        found = [fact for fact in self.drafts if fact.body.number == number]
        if not found:
            raise Http404
        return found[0]

    def before(self, draft: Fact[entries.ReportCommitted]) -> Fact[entries.ReportCommitted] | None:
        """Return the draft before one, in its language, or else in another; None for the first."""
        earlier = [fact for fact in self.drafts if fact.body.number < draft.body.number]
        language = gates.language_of(draft.body.language)
        own = [fact for fact in earlier if gates.language_of(fact.body.language) == language]
        return next(reversed(own or earlier), None)

    def comments(self, draft: Fact[entries.ReportCommitted]) -> tuple[Fact[entries.ReportCommented], ...]:
        """Return what was said of a draft, oldest first."""
        return tuple(fact for fact in self.state.commented if fact.body.committed_ref == draft.ref)

    def _last_recommended(self, ref: str) -> dict[str, tuple[entries.Recommendation, Fact[entries.ReviewFinished]]]:
        """Return recommendations by key, as whoever first made them finished them last; of one draft, or all."""
        last: dict[str, tuple[entries.Recommendation, Fact[entries.ReviewFinished]]] = {}
        for fact in self.state.finished:
            for each in fact.body.recommendations if ref in {"", fact.body.committed_ref} else ():
                _, held = last.get(each.recommendation, (each, fact))
                if held.body.reviewer == fact.body.reviewer:
                    last[each.recommendation] = (each, fact)
        return last

    def _reviewers(self) -> Iterator[Reviewer]:
        for fact in self.state.named:
            gone = [left for left in self.state.left if left.body.reviewer == fact.body.reviewer]
            yield Reviewer(
                named=fact,
                left=gone[-1] if gone and gates.has_left(self.state, fact) else None,
                section=section_of(self.state.people, fact.body.reviewer),
                acts=gates.acts_of(self.state, fact.body.reviewer),
            )

    def _promised(self, recommendation: str) -> Iterator[Promised]:
        judged = [f for f in read(Judgements, case=self.case) if in_own_log(self.state.people, f)]
        for fact in read(Commitments, case=self.case):
            said_of = (fact.body.review, fact.body.recommendation)
            if said_of == (self.name, recommendation) and in_own_log(self.state.people, fact):
                own = [each for each in judged if each.body.commitment == fact.body.commitment]
                late = not own and fact.body.due < self.clock.today
                yield Promised(made=fact, judged=own[-1] if own else None, overdue=late)


def review_of(case: str, review: str) -> Review:
    """Return a review by its case and key.

    Raises:
        Http404: nobody opened it.
    """
    return Review(read_review(review, case=case, at=moment_of(case)))


def reviews_of(case: str) -> tuple[Review, ...]:
    """Return the reviews opened in a case, in the order in which they were."""
    names = dict.fromkeys(fact.body.review for fact in read(ReviewOpened, case=case))
    states = (read_review(name, case=case, at=moment_of(case)) for name in names)
    return tuple(Review(state) for state in states if state.opened)


def every_review() -> tuple[Review, ...]:
    """Return every review of this installation, newest first."""
    cases = dict.fromkeys(fact.case for fact in reversed(read(ReviewOpened)))
    found = [review for case in cases for review in reviews_of(case)]
    return tuple(sorted(found, key=lambda each: each.opened.at, reverse=True))


def holds_on(case: str) -> tuple[Hold, ...]:
    """Return the holds that were placed on a case, in whatever case they were."""
    found = []
    for fact in read(HoldPlaced):
        if case in fact.body.cases:
            state = read_review("", case=fact.case, at=moment_of(fact.case))
            if fact in state.holds:
                lifts = [each for each in state.lifted if (each.case, each.body.hold) == (fact.case, fact.body.hold)]
                ended = next((each for each in lifts if not each.body.content), None)
                found.append(Hold(placed=fact, let_go=tuple(each for each in lifts if each.body.content), ended=ended))
    return tuple(found)


def case_opened(case: str) -> Fact[CaseOpened]:
    """Return the act that opened a case.

    Raises:
        Http404: nobody did.
    """
    found = read(Cases, case=case)
    if not found:
        raise Http404
    return found[0]


__all__ = [
    "Hold",
    "Promised",
    "Recommended",
    "Request",
    "Review",
    "Reviewer",
    "case_opened",
    "every_review",
    "holds_on",
    "review_of",
    "reviews_of",
]
