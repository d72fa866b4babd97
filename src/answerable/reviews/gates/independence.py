"""What the record says of somebody's own acts in the matter of a review (Lund-London: independence, conflicts).

Rules:
  - Who wrote, approved, overrode or countersigned within the scope does not review it, nor who declared an interest
    in a case of it: `bars`. Everything else that they did stands beside their name, and bars nobody.
  - Where a review names outputs, acts on these and on what is above and below them (parents, originals, variants) are
    within the scope; else all acts of its cases are. What was established belongs to every output.
  - Acts on lists in these cases, and on critiques, are acts in the matter. Where a review names outputs, those on lists
    are outside its scope.
  - Working for the same section as an author is shown. It bars nobody: a section may have only a few people.
  - The record knows only what was said in it. That somebody is not found here shows no more than that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal

import msgspec

from answerable.outputs.entries import VersionDrafted
from answerable.people.standing import origin_of, section_of
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.releases.gates import ReleaseCase
from answerable.reviews.gates.case import ReviewCase, blocked, opening, reviewers

What = Literal[
    "wrote",
    "approved",
    "overrode",
    "countersigned",
    "declared-interest",
    "declined",
    "objected",
    "answered-objection",
    "took-part",
    "opened",
    "read-whole",
    "signed-element",
    "raised-alarm",
    "same-section",
]
"""What somebody did, or is, in a matter."""

BARS: frozenset[What] = frozenset({"wrote", "approved", "overrode", "countersigned", "declared-interest"})
"""What keeps somebody from reviewing."""


class Acted(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that somebody did in the matter, with its place in the log; `fact` is the act itself."""

    what: What
    fact: Fact[Any]
    output: str = ""

    @property
    def bars(self) -> bool:
        """Whether it keeps them from reviewing."""
        return self.what in BARS

    @property
    def place(self) -> str:
        """The log and the place in it."""
        return f"{self.fact.origin} {self.fact.index}"


Find = Callable[[ReleaseCase], Iterable[Fact[Any]]]

_DONE: tuple[tuple[What, Find], ...] = (
    ("wrote", lambda case: case.clearance.outputs.findings.findings),
    ("wrote", lambda case: case.clearance.outputs.versions),
    ("wrote", lambda case: case.clearance.outputs.marked),
    ("wrote", lambda case: case.clearance.outputs.supports),
    ("wrote", lambda case: case.notice_drafts),
    ("approved", lambda case: case.released),
    ("approved", lambda case: case.notices),
    ("overrode", lambda case: case.clearance.overrides),
    ("countersigned", lambda case: case.clearance.countersignatures),
    ("countersigned", lambda case: case.notice_signatures),
    ("declined", lambda case: (*case.clearance.declines, *case.notice_refusals)),
    ("objected", lambda case: (*case.clearance.objections, *case.clearance.dissents)),
    ("answered-objection", lambda case: case.clearance.answers),
    ("took-part", lambda case: case.clearance.parts),
    ("opened", lambda case: case.clearance.acknowledged),
    ("read-whole", lambda case: case.clearance.whole_reviews),
    ("signed-element", lambda case: case.clearance.outputs.findings.element_signatures),
    ("raised-alarm", lambda case: case.clearance.alarms),
)
"""Where each thing is found in a case."""

_BESIDE: Mapping[str, What] = {
    "designation.proposed/1": "wrote",
    "designation.signed/1": "approved",
    "designation.decided/1": "approved",
    "designation.countersigned/1": "countersigned",
    "designation.declined/1": "declined",
    "reply.sent/1": "wrote",
    "item.answered/1": "wrote",
    "fact.judged/1": "wrote",
}
"""What an act on a list or on a critique is."""


def acts_of(case: ReviewCase, person: str) -> tuple[Acted, ...]:
    """Return everything that a person did in the matter, what bars them first, each kind oldest first."""
    found = [each for matter in case.matters for each in _in(case, matter, person)]
    found += list(_beside(case, person))
    found += list(_interests(case, person))
    first = {(each.what, each.fact.ref): each for each in found}
    return tuple(sorted(first.values(), key=lambda each: (not each.bars, each.what, each.fact.at, each.fact.index)))


def took_part(case: ReviewCase, person: str) -> bool:
    """Tell whether a person did something in the matter that keeps them from reviewing it."""
    return any(each.bars for each in acts_of(case, person))


def not_independent(case: ReviewCase, person: str) -> list[Blocker]:
    """Return what a person did that keeps them from reviewing, one blocker for each kind of act."""
    first: dict[str, Acted] = {}
    for each in acts_of(case, person):
        if each.bars:
            first.setdefault(each.what, each)
    return [_barred(person, each) for each in first.values()]


def speaks_as(case: ReviewCase, fact: Fact[Any], reviewer: str) -> list[Blocker]:
    """Return why an act does not count as a reviewer's: not a reviewer, somebody else, or independent no more."""
    named = reviewers(case).get(reviewer)
    if named is None:
        text = f"{reviewer} is not a reviewer of this review."
        return [blocked("not-a-reviewer", text, "Name them first, or name somebody who is.", person=reviewer)]
    if fact.actor != reviewer and not named.body.outside:
        text = f"{fact.actor} speaks for {reviewer}, who works here and has a log of their own."
        return [blocked("spoken-for-reviewer", text, f"{reviewer} says it.", person=fact.actor)]
    spoken = [fact.actor] if fact.actor == reviewer else [fact.actor, reviewer]
    return [each for person in spoken for each in not_independent(case, person)]


def _in(case: ReviewCase, matter: ReleaseCase, person: str) -> Iterator[Acted]:
    scope = _scope(case, matter)
    raised = {fact.body.objection: fact.body.output for fact in matter.clearance.objections}
    for what, find in _DONE:
        for fact in find(matter):
            output = getattr(fact.body, "output", "") or raised.get(getattr(fact.body, "objection", ""), "")
            mine = fact.actor == person or (isinstance(fact.body, VersionDrafted) and person in fact.body.authors)
            if mine and (not output or scope is None or output in scope):
                yield Acted(what=what, fact=fact, output=output)
    yield from _same_section(case, matter, person, scope)


def _beside(case: ReviewCase, person: str) -> Iterator[Acted]:
    opened = opening(case)
    named = opened is not None and bool(opened.body.outputs)
    for fact in case.beside:
        if fact.actor == person and not (named and fact.body.kind.startswith("designation.")):
            yield Acted(what=_BESIDE[fact.body.kind], fact=fact, output=getattr(fact.body, "output", ""))


def _same_section(case: ReviewCase, matter: ReleaseCase, person: str, scope: frozenset[str] | None) -> Iterator[Acted]:
    """Yield the first version that somebody of the person's own section wrote."""
    own = section_of(case.people, person)
    for fact in matter.clearance.outputs.versions:
        writers = {section_of(case.people, each) for each in (*fact.body.authors, fact.actor)}
        if own and own in writers and (scope is None or fact.body.output in scope):
            yield Acted(what="same-section", fact=fact, output=fact.body.output)
            return


def _interests(case: ReviewCase, person: str) -> Iterator[Acted]:
    opened = opening(case)
    cases = {"", *(opened.body.cases if opened else ())}
    own = origin_of(case.people, section_of(case.people, person))
    for fact in case.people.conflicts:
        if (fact.body.person, fact.origin) == (person, own) and fact.case in cases:
            yield Acted(what="declared-interest", fact=fact)


def _scope(case: ReviewCase, matter: ReleaseCase) -> frozenset[str] | None:
    """Return the outputs within the scope, with what is above and below them; None where all are."""
    opened = opening(case)
    if opened is None or not opened.body.outputs:
        return None
    found = set(opened.body.outputs)
    tied = [(f.body.output, above) for f in matter.clearance.outputs.versions for above in _above(f.body) if above]
    while more := {one for pair in tied for one in pair if found & set(pair)} - found:
        found |= more
    return frozenset(found)


def _above(body: VersionDrafted) -> tuple[str, str]:
    return body.parent, body.variant_of


def _barred(person: str, each: Acted) -> Blocker:
    words = {
        "wrote": "had a hand in what is examined",
        "approved": "approved what is examined",
        "overrode": "overrode a gate for what is examined",
        "countersigned": "countersigned what is examined",
        "declared-interest": "declared an interest in the matter",
    }[each.what]
    text = f"{person} {words} ({each.place})."
    return blocked(
        f"reviewer-{each.what}",
        text,
        "Somebody who took no part in the matter does it.",
        standard="LL",
        person=person,
        document=each.output,
    )
