"""The pages of independent reviews: their terms, who reviews, the clock, the outcome, and what was left out.

Rules:
  - A review is told where something of the case in which it was opened was released. Of the cases that it examines,
    those of which nothing was released are counted and not named.
  - Reviewers are not named: how many there are is told, from outside and from here, and what the record says of their
    own acts in the matter.
  - Words that are left out of a report are in no file of the site; a mark with the reason stands in their place.
  - What a review recommends is told once its report is published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from answerable.record.facts import read
from answerable.reviews.models import ReviewOpened, read_review
from answerable.reviews.reading import Recommended, Review
from answerable.reviews.withholding import published_html
from answerable.reviews.words import ACTED
from answerable.site.frame import Allowed, Page
from answerable.site.record import Matter
from answerable.site.words import readable, without_links


class Delay(Allowed, frozen=True, kw_only=True):
    """A later day that was said, when, and why; the first day stays."""

    said: date
    due: date
    reason: str


class Omitted(Allowed, frozen=True, kw_only=True):
    """A stretch of the report that is not published: how many characters it has, and why."""

    length: int
    reason: str


class Advice(Allowed, frozen=True, kw_only=True):
    """What a review recommends, to whom, and the promises that follow from it with what became of them."""

    key: str
    to: str
    text: str
    promised: tuple[tuple[str, str], ...]


class Days(Allowed, frozen=True, kw_only=True):
    """The clock of a review: the day that was said first, what was said since, and when the report was public."""

    opened: date
    due: date
    due_now: date
    delays: tuple[Delay, ...]
    published: date | None
    whole: bool
    overdue: bool
    late: int


class Independence(Allowed, frozen=True, kw_only=True):
    """Who reviews, by number, what the record says of their own acts, and what access they were given."""

    outside: int
    inside: int
    left: int
    acted: tuple[tuple[str, int], ...]
    asked: int
    granted: int
    refused: int


class ReviewPage(Allowed, frozen=True, kw_only=True):
    """An independent review as everybody may see it."""

    case: str
    case_title: str
    review: str
    section: str
    title: str
    terms: str
    cases: tuple[tuple[str, str], ...]
    other_cases: int
    outputs: tuple[str, ...]
    independence: Independence
    days: Days
    drafts: int
    report: str
    language: str
    left_out: tuple[Omitted, ...]
    advice: tuple[Advice, ...]


class ReviewLine(Allowed, frozen=True, kw_only=True):
    """A review in the list of all."""

    path: str
    title: str
    case_title: str
    due: date
    published: date | None
    overdue: bool
    late: int


class Reviews(Allowed, frozen=True, kw_only=True):
    """Every review: overdue ones first, then by their day."""

    reviews: tuple[ReviewLine, ...]


def review_contents(matters: tuple[Matter, ...]) -> tuple[ReviewPage, ...]:
    """Return what may leave of the reviews that were opened in these cases."""
    titles = {matter.case: matter.opened.body.title for matter in matters}
    return tuple(_content(matter, review, titles) for matter in matters for review in _reviews_in(matter))


def review_pages(reviews: tuple[ReviewPage, ...]) -> tuple[Page, ...]:
    """Return the list of reviews and a page for each."""
    listed = Page(
        path="reviews/index.html",
        template="reviews.html",
        title=_("Reviews"),
        content=Reviews(reviews=lines_of(reviews)),
        part="reviews",
    )
    return (listed, *(_page(each) for each in reviews))


def lines_of(reviews: Iterable[ReviewPage]) -> tuple[ReviewLine, ...]:
    """Return reviews as lines of a list: overdue ones first, then by their day."""
    return tuple(sorted(map(_line, reviews), key=lambda each: (not each.overdue, each.due, each.path)))


def _reviews_in(matter: Matter) -> tuple[Review, ...]:
    names = dict.fromkeys(fact.body.review for fact in read(ReviewOpened, case=matter.case))
    states = (read_review(name, case=matter.case, at=matter.at) for name in names)
    return tuple(Review(state) for state in states if state.opened)


def _page(review: ReviewPage) -> Page:
    return Page(
        path=f"reviews/{review.case}/{review.review}/index.html",
        template="review.html",
        title=review.title or review.review,
        content=review,
        part="reviews",
        feed=f"cases/{review.case}/feed.xml",
    )


def _line(review: ReviewPage) -> ReviewLine:
    return ReviewLine(
        path=f"{review.case}/{review.review}/index.html",
        title=review.title or review.review,
        case_title=review.case_title,
        due=review.days.due,
        published=review.days.published,
        overdue=review.days.overdue,
        late=review.days.late,
    )


def _content(matter: Matter, review: Review, titles: dict[str, str]) -> ReviewPage:
    body, out = review.opened.body, review.published
    draft = next((each for each in review.drafts if out and each.ref == out.body.committed_ref), None)
    return ReviewPage(
        case=matter.case,
        case_title=matter.opened.body.title,
        review=review.name,
        section=matter.section(body.section),
        title=readable(body.title),
        terms=readable(body.terms),
        cases=tuple((case, titles[case]) for case in body.cases if case in titles),
        other_cases=sum(case not in titles for case in body.cases),
        outputs=tuple(each.body.output for each in review.released if each.body.output in body.outputs),
        independence=_independence(review),
        days=_days(review),
        drafts=len(review.drafts),
        report=without_links(published_html(draft, out)) if draft and out else "",
        language=draft.body.language if draft else "",
        left_out=tuple(
            Omitted(length=each.end - each.start, reason=readable(each.reason))
            for each in (out.body.left_out if out else ())
        ),
        advice=tuple(_advice(matter, each) for each in (review.recommended if out else ())),
    )


def _days(review: Review) -> Days:
    clock = review.clock
    return Days(
        opened=review.opened.at.date(),
        due=clock.first,
        due_now=clock.due,
        delays=tuple(
            Delay(said=fact.at.date(), due=fact.body.due, reason=readable(fact.body.reason)) for fact in clock.delays
        ),
        published=clock.published.at.date() if clock.published else None,
        whole=clock.whole is not None,
        overdue=clock.overdue,
        late=clock.late,
    )


def _independence(review: Review) -> Independence:
    outside = sum(each.named.body.outside for each in review.standing)
    acts = Counter(act.what for each in review.standing for act in each.acts)
    decided = [each.decided.body.granted for each in review.requests if each.decided]
    return Independence(
        outside=outside,
        inside=len(review.standing) - outside,
        left=sum(each.left is not None for each in review.reviewers),
        acted=tuple((str(ACTED[what]), acts[what]) for what in sorted(acts)),
        asked=len(review.requests),
        granted=sum(decided),
        refused=len(decided) - sum(decided),
    )


def _advice(matter: Matter, each: Recommended) -> Advice:
    return Advice(
        key=each.body.recommendation,
        to=matter.section(each.body.to),
        text=readable(each.body.text),
        promised=tuple(
            (
                promised.made.body.commitment,
                promised.judged.body.outcome if promised.judged else "overdue" if promised.overdue else "open",
            )
            for promised in each.promised
        ),
    )
