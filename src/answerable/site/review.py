"""The pages of independent reviews: their terms, who reviews, the clock, the outcome, and what was left out.

Rules:
  - A review is public from its opening, whether or not anything of its case was released: who is late must not become
    invisible by releasing nothing. Of a case of which nothing was released the key stands in addresses, and no more.
  - Of the cases that it examines, those that the site does not tell of are counted and not named.
  - Reviewers are not named: how many there are is told, from outside and from here, and what the record says of their
    own acts in the matter.
  - Words that are left out of a report are in no file of the site; a mark with the reason stands in their place.
  - What a review recommends is told once its report is published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from answerable.record.facts import read
from answerable.reviews.models import ReviewOpened, read_review
from answerable.reviews.reading import Recommended, Review
from answerable.reviews.withholding import published_html
from answerable.reviews.words import ACTED
from answerable.site.frame import Allowed, Page, place
from answerable.site.record import Matter, clock_in, moment_in, section_in
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
    """An independent review as everybody may see it; `case_title` is "" where the site does not tell of its case."""

    case: str
    case_title: str
    clock: datetime | None
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
    clock: datetime | None


class Reviews(Allowed, frozen=True, kw_only=True):
    """Every review: overdue ones first, then by their day."""

    reviews: tuple[ReviewLine, ...]


def review_contents(matters: tuple[Matter, ...], *, at: datetime, cases: Sequence[str] = ()) -> tuple[ReviewPage, ...]:
    """Return what may leave of every review, or of those opened in the cases that were asked for."""
    titles = {matter.case: matter.opened.body.title for matter in matters}
    opened = sorted({fact.case for fact in read(ReviewOpened)})
    wanted = [case for case in opened if not cases or case in cases]
    return tuple(_content(review, titles) for case in wanted for review in _reviews_in(case, moment_in(case, at)))


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


def path_of(review: ReviewPage) -> str:
    """Return where the page of a review is."""
    return f"reviews/{place(review.case)}/{place(review.review)}/index.html"


def _reviews_in(case: str, at: datetime) -> tuple[Review, ...]:
    names = dict.fromkeys(fact.body.review for fact in read(ReviewOpened, case=case))
    states = (read_review(name, case=case, at=at) for name in names)
    return tuple(Review(state) for state in states if state.opened)


def _page(review: ReviewPage) -> Page:
    return Page(
        path=path_of(review),
        template="review.html",
        title=review.title or review.review,
        content=review,
        part="reviews",
        feed=f"cases/{place(review.case)}/feed.xml" if review.case_title else "",
    )


def _line(review: ReviewPage) -> ReviewLine:
    return ReviewLine(
        path=path_of(review).removeprefix("reviews/"),
        title=review.title or review.review,
        case_title=review.case_title,
        due=review.days.due,
        published=review.days.published,
        overdue=review.days.overdue,
        late=review.days.late,
        clock=review.clock,
    )


def _content(review: Review, titles: Mapping[str, str]) -> ReviewPage:
    body, out = review.opened.body, review.published
    draft = next((each for each in review.drafts if out and each.ref == out.body.committed_ref), None)
    return ReviewPage(
        case=review.case,
        case_title=titles.get(review.case, ""),
        clock=clock_in(review.case),
        review=review.name,
        section=section_in(review.state.people, body.section),
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
        advice=tuple(_advice(review, each) for each in (review.recommended if out else ())),
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


def _advice(review: Review, each: Recommended) -> Advice:
    return Advice(
        key=each.body.recommendation,
        to=section_in(review.state.people, each.body.to),
        text=readable(each.body.text),
        promised=tuple(
            (
                promised.made.body.commitment,
                promised.judged.body.outcome if promised.judged else "overdue" if promised.overdue else "open",
            )
            for promised in each.promised
        ),
    )
