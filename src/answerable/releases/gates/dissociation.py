"""When a section may say that it does not stand by a release, and when it may end that (CO).

Rules:
  - A section dissociates itself in its own log, from a release on record. It needs nothing else: no draft, no
    countersignature, no policy, no days, and nobody's leave.
  - Nobody but that section ends it. Nothing that any other log says removes or hides it.
  - Two sections may give one key to what they say. Each of these is then sent under a name of its own (`sent_as`), so
    that sending one never stands for the other.
"""

from __future__ import annotations

from collections import Counter
from typing import TypeAlias

from answerable.clearance.gates import speaks_for
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before
from answerable.releases import entries
from answerable.releases.gates.case import ReleaseCase
from answerable.releases.gates.notices import blocker, of_release, of_statements
from answerable.releases.gates.wording import Issued, issued

Dissociated: TypeAlias = Fact[entries.SectionDissociated]
Published: TypeAlias = Issued | Dissociated
"""What stands beside a release: a notice of the section that released it, or another section's dissociation."""


LONGEST_KEY = 55
"""Characters of a key that stay where it is told apart, so that it is still a key (at most 64)."""


def may_dissociate(case: ReleaseCase, fact: Dissociated) -> list[Blocker]:
    """Return what keeps a section from dissociating itself: only that it must speak for itself, of a release."""
    return [*of_release(case, fact), *of_statements(case, fact), *_own_section(case, fact)]


def may_end_dissociation(case: ReleaseCase, fact: Fact[entries.DissociationEnded]) -> list[Blocker]:
    """Return what keeps a section from ending its dissociation: it has none under that key, or it is another's."""
    found = _own_section(case, fact)
    named = (fact.body.section, fact.body.notice)
    if found or any((each.body.section, each.body.notice) == named for each in live(case)):
        return found
    text = f"{fact.body.section} has no dissociation under the key {fact.body.notice}."
    where = Where(section=fact.body.section)
    return [blocker("nothing-to-end", text, "Name one that stands.", where)]


def dissociations(case: ReleaseCase) -> tuple[Dissociated, ...]:
    """Return every dissociation that a section said of itself, ended or not."""
    return tuple(fact for fact in case.dissociations if speaks_for(case.clearance, fact, fact.body.section))


def live(case: ReleaseCase) -> tuple[Dissociated, ...]:
    """Return the dissociations that stand."""
    return tuple(fact for fact in dissociations(case) if ended(case, fact) is None)


def ended(case: ReleaseCase, said: Dissociated) -> Fact[entries.DissociationEnded] | None:
    """Return how the section itself ended a dissociation, or None while it stands."""
    named = (said.body.section, said.body.notice)
    return next(
        (
            fact
            for fact in case.dissociations_ended
            if (fact.body.section, fact.body.notice) == named
            and came_before(said, fact)
            and speaks_for(case.clearance, fact, fact.body.section)
        ),
        None,
    )


def published(case: ReleaseCase) -> tuple[Published, ...]:
    """Return the notices that were issued and the dissociations that stand, earliest first."""
    found: tuple[Published, ...] = (*issued(case), *live(case))
    return tuple(sorted(found, key=lambda fact: (fact.at, fact.origin, fact.index)))


def names_of(case: ReleaseCase, released_ref: str) -> dict[str, Published]:
    """Return every text published on a release, ended or not, by a name of its own: its key, or its key and section."""
    found: dict[str, Published] = {}
    said: tuple[Published, ...] = (*issued(case), *dissociations(case))
    for fact in sorted(said, key=lambda fact: (fact.at, fact.origin, fact.index)):
        if fact.body.released_ref == released_ref:
            key = fact.body.notice
            names = (key, f"{key}-{getattr(fact.body, 'section', '') or fact.ref[:8]}", f"{key}-{fact.ref}")
            found[next(name for name in names if name not in found)] = fact
    return found


def sent_as(case: ReleaseCase) -> dict[str, Published]:
    """Return every text published in a case, ended or not, by the name under which holders are sent it.

    That is its key, and where several have one key its key with the beginning of its reference: nobody who takes a key
    that another has keeps the other's text from being sent.
    """
    said: tuple[Published, ...] = (*issued(case), *dissociations(case))
    keys = Counter(fact.body.notice for fact in said)
    return {fact.body.notice if keys[fact.body.notice] == 1 else _told_apart(fact): fact for fact in said}


def name_of(case: ReleaseCase, said: Published) -> str:
    """Return the name under which holders are sent something."""
    return next((name for name, fact in sent_as(case).items() if fact.ref == said.ref), said.body.notice)


def _told_apart(fact: Published) -> str:
    return f"{fact.body.notice[:LONGEST_KEY]}-{fact.ref[:8]}"


def _own_section(case: ReleaseCase, fact: Dissociated | Fact[entries.DissociationEnded]) -> list[Blocker]:
    if speaks_for(case.clearance, fact, fact.body.section):
        return []
    text = f"{fact.actor or 'Nobody'} does not speak for {fact.body.section} here."
    where = Where(section=fact.body.section, person=fact.actor)
    return [blocker("not-own-section", text, "Let somebody of that section say it in its own log.", where)]
