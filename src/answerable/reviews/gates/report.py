"""When drafts of a report may be committed, commented on, finished and published (COPE: prompt, whole, free to read).

Rules:
  - Drafts are numbered in order, whatever their language; none is skipped and none is said twice.
  - A comment speaks in the capacity that its author has; words from outside name their author, in the vault.
  - A reviewer finishes the newest draft of a language, no older one that said more or less, and nothing once the whole
    is public in it.
  - Only what a reviewer finished is published: whole, or with every stretch that was left out and the reason for it;
    who acted in the matter leaves nothing out. What is public whole is never again published in part; what is public in
    part is followed by more of the same draft, or by the whole.
  - A delay says a later day and why. The first day stays (`clock`).
"""

from __future__ import annotations

from answerable.people.standing import section_of
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.reviews import entries
from answerable.reviews.gates.case import (
    ReviewCase,
    blocked,
    committed_as,
    is_public,
    language_of,
    latest_draft,
    opening,
    own_log,
    reviewers,
    unknown_review,
)
from answerable.reviews.gates.independence import speaks_as, took_part


def may_commit_report(case: ReviewCase, fact: Fact[entries.ReportCommitted]) -> list[Blocker]:
    """Return why this draft may not be committed: not a reviewer's, or out of order."""
    body, found = fact.body, [*own_log(case, fact), *unknown_review(case, fact.body.review)]
    found += speaks_as(case, fact, body.reviewer)
    last = latest_draft(case)
    following = last.body.number + 1 if last else 1
    if body.number != following:
        text = f"Expected draft {following}, found {body.number}."
        found.append(blocked("draft-out-of-order", text, f"Commit it as draft {following}."))
    return found


def may_comment(case: ReviewCase, fact: Fact[entries.ReportCommented]) -> list[Blocker]:
    """Return why this comment may not be said: no such draft, no such words, or another capacity than one's own."""
    body = fact.body
    found = [*own_log(case, fact), *unknown_review(case, body.review), *_draft(case, body)]
    misplaced = body.start is not None and body.end is not None and body.start >= body.end
    if (body.start is None) != (body.end is None) or misplaced:
        text = f"Expected a start before an end, or neither; found {body.start} and {body.end}."
        found.append(blocked("comment-misplaced", text, "Mark the words, or comment on the whole."))
    return [*found, *_capacity(case, fact)]


def may_finish(case: ReviewCase, fact: Fact[entries.ReviewFinished]) -> list[Blocker]:
    """Return why this draft is not the report yet: not a reviewer's word, an older draft, or two of one key."""
    body = fact.body
    found = [*own_log(case, fact), *unknown_review(case, body.review), *_draft(case, body)]
    found += speaks_as(case, fact, body.reviewer)
    draft = committed_as(case, body.committed_ref)
    newest = latest_draft(case, draft.body.language) if draft else None
    if draft and newest and newest.ref != draft.ref:
        text = f"Draft {draft.body.number} is not the newest: draft {newest.body.number} was committed after it."
        found.append(blocked("draft-not-newest", text, "Finish the newest draft, or commit this text as a new one."))
    if draft and language_of(draft.body.language) in _whole_in(case):
        text = "The whole report is public already in this language."
        found.append(blocked("published-whole", text, "What is public stays as it is."))
    keys = [each.recommendation for each in body.recommendations]
    if len(set(keys)) < len(keys):
        twice = sorted({key for key in keys if keys.count(key) > 1})
        text = f"Two recommendations have one key: {', '.join(twice)}."
        found.append(blocked("recommendation-twice", text, "Give each a key of its own."))
    return found


def may_delay(case: ReviewCase, fact: Fact[entries.ReviewDelayed]) -> list[Blocker]:
    """Return why this delay may not be said: no later day, public already, or said by neither side of the review."""
    body, found = fact.body, [*own_log(case, fact), *unknown_review(case, fact.body.review)]
    opened = opening(case)
    due = case.delayed[-1].body.due if case.delayed else (opened.body.due if opened else None)
    if due is not None and body.due <= due:
        text = f"{body.due} is not later than {due}, which was said before."
        found.append(blocked("delay-not-later", text, "Give a later day, or publish."))
    if is_public(case):
        found.append(blocked("published-already", "The report is public already.", "There is nothing to delay."))
    return [*found, *_either_side(case, fact)]


def may_publish(case: ReviewCase, fact: Fact[entries.ReviewPublished]) -> list[Blocker]:
    """Return why this report may not be published so."""
    body = fact.body
    found = [*own_log(case, fact), *unknown_review(case, body.review), *_draft(case, body), *_either_side(case, fact)]
    if not any(each.body.committed_ref == body.committed_ref for each in case.finished):
        text = f"No reviewer has said that draft {body.number} is the report."
        found.append(blocked("report-not-finished", text, "A reviewer finishes it first."))
    if body.whole == bool(body.left_out):
        text = "Whole means that nothing is left out; in part, that something is."
        found.append(blocked("whole-or-part", text, "Say which stretches are left out and why, or publish it whole."))
    ends = [0, *(each.end for each in body.left_out)]
    if any(each.start >= each.end or each.start < before for each, before in zip(body.left_out, ends, strict=False)):
        text = "The stretches that are left out overlap, or do not stand in the order of the text."
        found.append(blocked("left-out-misplaced", text, "Name each stretch once, in order."))
    length = case.lengths.get(body.committed_ref)
    if length is not None and any(each.end > length for each in body.left_out):
        text = f"The text ends at {length}, and a stretch that is left out ends after that."
        found.append(blocked("left-out-misplaced", text, "Name stretches of the text."))
    return [*found, *_part(case, fact)]


def _part(case: ReviewCase, fact: Fact[entries.ReviewPublished]) -> list[Blocker]:
    if fact.body.whole:
        return []
    found = []
    if took_part(case, fact.actor):
        text = f"{fact.actor} acted in the matter and leaves nothing out of the report on it."
        opens = "Publish it whole, or let somebody decide who took no part in the matter."
        found.append(blocked("left-out-by-examined", text, opens, standard="LL", person=fact.actor))
    if is_public(case, whole=True):
        text = "The whole report is public already."
        found.append(blocked("published-whole", text, "What is public is not taken back."))
    elif any(not _says_more(fact.body, before.body) for before in case.published):
        text = "A part of the report is public already, and this would not be more of it."
        found.append(blocked("published-already", text, "Publish the whole, or more of the same draft."))
    return found


def _whole_in(case: ReviewCase) -> set[str]:
    """Return the languages in which the whole report is public."""
    drafts = [committed_as(case, fact.body.committed_ref) for fact in case.published if fact.body.whole]
    return {language_of(draft.body.language) for draft in drafts if draft}


def _says_more(later: entries.ReviewPublished, before: entries.ReviewPublished) -> bool:
    """Tell whether everything that a publication leaves out was left out before, of the same draft."""
    within = (any(b.start <= each.start and each.end <= b.end for b in before.left_out) for each in later.left_out)
    return later.committed_ref == before.committed_ref and all(within)


def _either_side(case: ReviewCase, fact: Fact[entries.ReviewDelayed] | Fact[entries.ReviewPublished]) -> list[Blocker]:
    """Return that an act comes neither from the section that opened the review nor from its reviewers."""
    opened = opening(case)
    wrote = {fact.actor for fact in case.committed} | {fact.actor for fact in case.finished}
    section = section_of(case.people, fact.actor)
    if opened is None or section == opened.body.section or fact.actor in {*reviewers(case), *wrote}:
        return []
    text = f"{fact.actor} is no reviewer, and {section or 'nobody'} did not open the review."
    opens = "A reviewer says it, or somebody of the section that opened the review."
    return [blocked("neither-side", text, opens, person=fact.actor)]


def _capacity(case: ReviewCase, fact: Fact[entries.ReportCommented]) -> list[Blocker]:
    """Return that somebody comments in a capacity that the record does not give them."""
    opened, body = opening(case), fact.body
    outside = [each for each in reviewers(case).values() if each.body.outside]
    has = {
        "reviewer": fact.actor in reviewers(case) or bool(outside and body.who),
        "commissioner": opened is not None and section_of(case.people, fact.actor) == opened.body.section,
        "section": not body.who,
        "examined": took_part(case, fact.actor) or bool(body.who),
        "outside": bool(body.who),
    }
    if has[body.capacity]:
        return []
    text = f"The record does not know {fact.actor} as {body.capacity} here."
    opens = "Comment in your own capacity, or name whose words these are."
    return [blocked("capacity-not-held", text, opens, person=fact.actor)]


def _draft(
    case: ReviewCase, body: entries.ReportCommented | entries.ReviewFinished | entries.ReviewPublished
) -> list[Blocker]:
    draft = committed_as(case, body.committed_ref)
    if draft is None or draft.body.number != body.number:
        text = f"No draft {body.number} was committed under the reference given."
        return [blocked("draft-unknown", text, "Name a draft on record.")]
    return []
