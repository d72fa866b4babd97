"""How strong a standard of proof a finding can carry: its own, its elements', and what its evidence bears.

Rules, chosen by hand from the definitions of the sources they name:
  - Each half of an item's grade bears at most the standard in `SOURCE_BEARS` and `INFORMATION_BEARS`; the halves are
    never merged, the weaker one decides (Admiralty grading, in NATO AJP-2.1). An ungraded item bears nothing.
  - Hearsay bears suspicion at most: who tells it did not perceive it (OHCHR commissions of inquiry, 2015).
  - A standard above suspicion has to be borne by items of two origins; the second strongest origin decides. Repetition
    of one account is no corroboration (same; HPCR handbook, 2015). An official record proves what it records, and needs
    no second one, unless it comes from another party.
  - Items that come from one party, other than the one whose conduct is in question, share one interest and count as
    one origin, whatever else supports the finding. Which party it is makes no difference.
  - A finding of fact asks nothing of the law. Any other bears what its weakest element bears, over all rules it is held
    against; what is to be said more strongly than that becomes a finding of its own.
  - An element bears its stated standard, and no more than the strongest item for it. One that is unknown leaves
    suspicion; one that nobody examined leaves nothing. A rule with an element that is not met was not broken: it bears
    nothing, and takes nothing from what other rules bear.
  - Policy and recommendations are not law: falling short of them raises a concern and violates nothing.
  - An allegation that was not established bears nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from answerable.evidence.gates import grade_of, item_named, origins
from answerable.findings.entries import STANDARDS, Element, FindingStated, Standard
from answerable.findings.gates.case import FindingsCase, assessments, current

NOTHING: Standard = ""
SUSPICION: Standard = "reasonable-suspicion"
MOST: Standard = "beyond-reasonable-doubt"

SOURCE_BEARS: dict[str, Standard] = {
    "A": MOST,  # completely reliable
    "B": MOST,  # usually reliable
    "C": "reasonable-grounds",  # fairly reliable
    "D": SUSPICION,  # not usually reliable
    "E": NOTHING,  # unreliable
    "F": SUSPICION,  # reliability cannot be judged: new, not disproved
}
"""The most that an item bears by the reliability of its source. Admiralty grading; standards matched by hand."""

INFORMATION_BEARS: dict[str, Standard] = {
    "1": MOST,  # confirmed by other, independent sources
    "2": "clear-and-convincing",  # probably true
    "3": "reasonable-grounds",  # possibly true
    "4": SUSPICION,  # doubtful
    "5": NOTHING,  # improbable
    "6": SUSPICION,  # truth cannot be judged
}
"""The most that an item bears by the validity of what it says. Admiralty grading; standards matched by hand."""


def weakest(standards: Iterable[Standard]) -> Standard:
    """Return the weakest of `standards`; the strongest there is when there are none."""
    return min(standards, key=STANDARDS.index, default=MOST)


def strongest(standards: Iterable[Standard]) -> Standard:
    """Return the strongest of `standards`; nothing when there are none."""
    return max(standards, key=STANDARDS.index, default=NOTHING)


class Cap(msgspec.Struct, frozen=True):
    """The most that a finding can carry for one reason, and the reason in words that follow "because"."""

    standard: Standard
    reason: str


def established_standard(case: FindingsCase, finding: str) -> Standard:
    """Return the standard of proof that the current version of `finding` can carry, "" where it carries none."""
    return weakest(cap.standard for cap in _caps(case, finding))


def what_caps(case: FindingsCase, finding: str, *, below: Standard) -> tuple[str, ...]:
    """Return every reason why `finding` does not carry the standard `below`, the heaviest first."""
    caps = [cap for cap in _caps(case, finding) if STANDARDS.index(cap.standard) < STANDARDS.index(below)]
    return tuple(cap.reason for cap in sorted(caps, key=lambda cap: STANDARDS.index(cap.standard)))


def _caps(case: FindingsCase, finding: str) -> Iterator[Cap]:
    stated = current(case, finding)
    if stated is None:
        yield Cap(NOTHING, f"{finding} was never stated")
        return
    if not stated.body.established:
        yield Cap(NOTHING, "it was not established")
    stands_at = stated.body.standard.replace("-", " ") or "no standard of proof"
    yield Cap(stated.body.standard, f"it states {stands_at}")
    yield Cap(evidence_bears(case, stated.body), _why_evidence(case, stated.body))
    if stated.body.level != "fact":
        yield from _law_caps(case, finding)


def _why_evidence(case: FindingsCase, finding: FindingStated) -> str:
    """Return what keeps the evidence from bearing more."""
    items = sorted({link.item for link in finding.evidence if link.does == "supports"})
    if not items:
        return "no item supports it"
    if len(independent_origins(case, items)) == 1:
        return f"what supports it goes back to one origin ({', '.join(items)})"
    if _one_interest(case, items, doer=finding.doer):
        return f"what supports it comes from one party ({', '.join(items)})"
    return f"the grades of {', '.join(items)} bear no more"


def evidence_bears(case: FindingsCase, finding: FindingStated) -> Standard:
    """Return the standard of proof that the items supporting `finding` bear together."""
    items = sorted({link.item for link in finding.evidence if link.does == "supports"})
    alone = strongest(item_bears(case, item) for item in items if _proves_itself(case, item, doer=finding.doer))
    return strongest([alone, _corroborated(case, items, doer=finding.doer)])


def item_bears(case: FindingsCase, item: str) -> Standard:
    """Return the standard of proof that one item bears, by its two grades and its type."""
    taken_in, graded = item_named(case.evidence, item), grade_of(case.evidence, item)
    if taken_in is None or graded is None:
        return NOTHING
    by_type = SUSPICION if taken_in.body.type == "hearsay" else MOST
    return weakest([SOURCE_BEARS[graded.body.source], INFORMATION_BEARS[graded.body.information], by_type])


def independent_origins(case: FindingsCase, items: Iterable[str]) -> dict[str, Standard]:
    """Return the origins that `items` go back to, each with the most that an item of it bears."""
    bears: dict[str, Standard] = {}
    for item in items:
        (origin,) = origins(case.evidence, [item])
        bears[origin] = strongest([bears.get(origin, NOTHING), item_bears(case, item)])
    return bears


def _corroborated(case: FindingsCase, items: list[str], *, doer: str) -> Standard:
    sources: dict[str, Standard] = {}
    for item in items:
        for origin, bears in independent_origins(case, [item]).items():
            source = f"party {party}" if (party := _interest(case, item, doer=doer)) else origin
            sources[source] = strongest([sources.get(source, NOTHING), bears])
    by_source = sorted(sources.values(), key=STANDARDS.index, reverse=True)
    if len(by_source) > 1:
        return strongest([by_source[1], weakest([by_source[0], SUSPICION])])
    return weakest([strongest(by_source), SUSPICION])


def _interest(case: FindingsCase, item: str, *, doer: str) -> str:
    """Return the party that an item comes from, if it is another than the one whose conduct is in question."""
    taken_in = item_named(case.evidence, item)
    return taken_in.body.party if taken_in is not None and taken_in.body.party != doer else ""


def _one_interest(case: FindingsCase, items: list[str], *, doer: str) -> bool:
    interests = {_interest(case, item, doer=doer) for item in items}
    return len(interests) == 1 and "" not in interests


def _proves_itself(case: FindingsCase, item: str, *, doer: str) -> bool:
    taken_in = item_named(case.evidence, item)
    return taken_in is not None and taken_in.body.type == "official-record" and taken_in.body.party in {"", doer}


def _law_caps(case: FindingsCase, finding: str) -> Iterator[Cap]:
    rules = [fact.body for fact in assessments(case, finding)]
    open_rules = [rule for rule in rules if all(element.state != "not-met" for element in rule.elements)]
    if rules and not open_rules:
        yield Cap(NOTHING, "every rule it is held against has an element that is not met")
    for rule in open_rules:
        if rule.norm not in {"treaty", "custom"}:
            yield Cap(SUSPICION, f"{rule.rule} is a {rule.norm}, which is not law")
        for element in rule.elements:
            yield Cap(element_bears(case, element), _why_element(rule.rule, element))


def _why_element(rule: str, element: Element) -> str:
    if element.state == "met":
        return f"element {element.element} of {rule} is met to that standard and no more"
    return f"element {element.element} of {rule} is {element.state.replace('-', ' ')}"


def element_bears(case: FindingsCase, element: Element) -> Standard:
    """Return the standard of proof that one element of an assessment bears."""
    if element.state == "unknown":
        return SUSPICION
    if element.state != "met":
        return NOTHING
    return weakest([element.standard, strongest(item_bears(case, item) for item in element.evidence_for)])
