"""When a review may be opened, and who may review (Lund-London: terms of reference, competence, independence).

Rules:
  - Any section may open a review of what its organisation did. The day on which the report is public is part of it.
  - Nobody names themselves, and nobody who acted in the matter chooses who examines it or sends a reviewer away.
  - Who bars themselves by an act of their own is named in `independence`.
"""

from __future__ import annotations

from answerable.people.standing import section_of
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.reviews import entries
from answerable.reviews.gates.case import ReviewCase, blocked, has_joined, own_log, reviewers, unknown_review
from answerable.reviews.gates.independence import not_independent, took_part


def may_open_review(case: ReviewCase, fact: Fact[entries.ReviewOpened]) -> list[Blocker]:
    """Return why this review may not be opened so: a key that is taken, cases that are none, a day that has passed."""
    body, found = fact.body, own_log(case, fact)
    if section_of(case.people, fact.actor) != body.section:
        text = f"{fact.actor} does not open a review for {body.section}."
        found.append(blocked("not-own-section", text, "Somebody of that section opens it.", section=body.section))
    if case.opened:
        text = f"A review {body.review} is open in {case.case} already."
        found.append(blocked("review-twice", text, "Choose another key."))
    if fact.case not in body.cases:
        text = f"The review is opened in {fact.case or 'no case'} and does not examine it."
        found.append(blocked("review-elsewhere", text, "Open it in one of the cases that it examines."))
    for name in body.cases:
        if name not in case.known:
            text = f"{name} is no case of this organisation."
            found.append(blocked("case-unknown", text, "Name cases that are on record."))
    if len({each.clearance.outputs.findings.evidence.opened.body.clock for each in case.matters}) > 1:
        text = "The clock of one of these cases stands, and that of another goes or stands elsewhere."
        opens = "Open a review of its own for a case whose clock stands: there, no day ever passes."
        found.append(blocked("clock-of-another", text, opens))
    if body.due <= fact.at.date():
        text = f"The report would be public on {body.due}, which is not after the day on which the review is opened."
        found.append(blocked("due-passed", text, "Give it a day that is still to come."))
    return [*found, *_outputs(case, fact)]


def may_name_reviewer(case: ReviewCase, fact: Fact[entries.ReviewerNamed]) -> list[Blocker]:
    """Return why this person may not review, or not be named by whoever names them."""
    body, found = fact.body, [*own_log(case, fact), *unknown_review(case, fact.body.review)]
    if fact.actor == body.reviewer:
        text = f"{fact.actor} names themselves."
        found.append(blocked("reviewer-names-self", text, "Somebody else names them.", standard="LL"))
    if took_part(case, fact.actor):
        text = f"{fact.actor} acted in the matter and does not choose who examines it."
        opens = "Somebody who took no part in it names the reviewers."
        found.append(blocked("named-by-examined", text, opens, standard="LL", person=fact.actor))
    if body.reviewer in reviewers(case):
        text = f"{body.reviewer} reviews already."
        found.append(blocked("reviewer-twice", text, "Name somebody else.", person=body.reviewer))
    return [*found, *_outside(case, body), *not_independent(case, body.reviewer)]


def may_leave(case: ReviewCase, fact: Fact[entries.ReviewerLeft]) -> list[Blocker]:
    """Return why a reviewer may not be said to have left: not one, or sent away by somebody who is examined."""
    body, found = fact.body, [*own_log(case, fact), *unknown_review(case, fact.body.review)]
    if body.reviewer not in reviewers(case):
        text = f"{body.reviewer} is not a reviewer of this review."
        found.append(blocked("not-a-reviewer", text, "Name somebody who is.", person=body.reviewer))
    if fact.actor != body.reviewer and took_part(case, fact.actor):
        text = f"{fact.actor} acted in the matter and does not send a reviewer away."
        opens = "The reviewer says it, or somebody who took no part in the matter."
        found.append(blocked("left-by-examined", text, opens, standard="LL", person=fact.actor))
    return found


def _outside(case: ReviewCase, body: entries.ReviewerNamed) -> list[Blocker]:
    joined = has_joined(case, body.reviewer)
    if joined == body.outside:
        text = f"{body.reviewer} {'works for a section' if joined else 'works for no section'}."
        opens = "Say so, or give somebody from outside a key that nobody has."
        return [blocked("reviewer-outside", text, opens, person=body.reviewer)]
    return []


def _outputs(case: ReviewCase, fact: Fact[entries.ReviewOpened]) -> list[Blocker]:
    drafted = {each.body.output for matter in case.matters for each in matter.clearance.outputs.versions}
    return [
        blocked("output-unknown", f"Nothing was drafted as {name} in these cases.", "Name outputs that are there.")
        for name in fact.body.outputs
        if name not in drafted
    ]
