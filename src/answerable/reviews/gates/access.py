"""When a reviewer may ask to see what is sealed or withheld, and who decides (Lund-London: access; BP: custody).

Rules:
  - A request is about a case of the review, and about an item of it where it names one.
  - Somebody else than who asked decides. An item is decided on by the section that took it in or holds it: nobody else
    knows what it was promised. On anything else decides somebody who took no part in the matter. A later decision takes
    the place of an earlier one; both stay.
  - A decision is a word on record. It opens no page and no seal by itself: who may read a source is decided by
    `people.access` alone, and whoever holds the item shows it.
"""

from __future__ import annotations

from answerable.evidence.gates import custodian_of, item_named
from answerable.people.standing import section_of, section_of_origin
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.releases.gates import ReleaseCase
from answerable.reviews import entries
from answerable.reviews.gates.case import ReviewCase, blocked, own_log, unknown_review
from answerable.reviews.gates.independence import speaks_as, took_part


def may_ask_access(case: ReviewCase, fact: Fact[entries.AccessAsked]) -> list[Blocker]:
    """Return why this may not be asked: not a reviewer, outside the scope, no such item, or a key that is taken."""
    body, found = fact.body, [*own_log(case, fact), *unknown_review(case, fact.body.review)]
    found += speaks_as(case, fact, body.reviewer)
    if any(each.body.request == body.request for each in case.asked):
        text = f"A request {body.request} is on record already."
        found.append(blocked("request-twice", text, "Choose another key."))
    matter = matter_of(case, body.case)
    if matter is None:
        text = f"{body.case} is not examined by this review."
        found.append(blocked("case-not-in-scope", text, "Ask about a case that it examines."))
    elif body.item and item_named(matter.clearance.outputs.findings.evidence, body.item) is None:
        text = f"There is no item {body.item} in {body.case}."
        found.append(blocked("item-unknown", text, "Name an item of evidence on record.", item=body.item))
    return found


def may_decide_access(case: ReviewCase, fact: Fact[entries.AccessDecided]) -> list[Blocker]:
    """Return why this may not be decided, or not by this person."""
    body, found = fact.body, [*own_log(case, fact), *unknown_review(case, fact.body.review)]
    asked = next((each for each in case.asked if each.body.request == body.request), None)
    if asked is None:
        text = f"Nobody asked for access as {body.request}."
        return [*found, blocked("request-unknown", text, "Name a request on record.")]
    if fact.actor in {asked.actor, asked.body.reviewer}:
        text = f"{fact.actor} asked for it and does not decide on it."
        found.append(blocked("decided-by-asker", text, "Somebody else decides.", person=fact.actor))
    if not asked.body.item and took_part(case, fact.actor):
        text = f"{fact.actor} acted in the matter and does not decide what the review may see."
        opens = "Somebody who took no part in it decides."
        found.append(blocked("decided-by-examined", text, opens, standard="LL", person=fact.actor))
    holding = sections_holding(case, asked.body)
    own = section_of(case.people, fact.actor)
    if holding and own not in holding:
        text = (
            f"{asked.body.item} is with {', '.join(sorted(holding))}, and {fact.actor} works for {own or 'no section'}."
        )
        opens = "Somebody of the section that took it in or holds it decides."
        found.append(blocked("decided-by-other-section", text, opens, standard="BP", item=asked.body.item))
    return found


def matter_of(case: ReviewCase, name: str) -> ReleaseCase | None:
    """Return a case that the review examines, or None."""
    return next((each for each in case.matters if each.clearance.outputs.findings.evidence.case == name), None)


def sections_holding(case: ReviewCase, asked: entries.AccessAsked) -> frozenset[str]:
    """Return the sections that took an item in or hold it now; none where no item is named."""
    matter = matter_of(case, asked.case)
    evidence = matter.clearance.outputs.findings.evidence if matter else None
    item = item_named(evidence, asked.item) if evidence and asked.item else None
    if evidence is None or item is None:
        return frozenset()
    holder = section_of(evidence.people, custodian_of(evidence, asked.item))
    return frozenset({section_of_origin(evidence.people, item.origin), holder} - {""})
