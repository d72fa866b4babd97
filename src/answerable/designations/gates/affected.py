"""Which sections a proposal concerns, and the word of each (MC).

Rules:
  - Affected are the sections that the findings name (country, people, subject), by the rule of clearance: a finding
    that names none of the three concerns the countries of the case. Besides, those of the countries that the proposal
    names, and those of the case where it rests on no finding. Nobody takes one out.
  - A change, an ending or a reversal concerns in addition whoever proposed what now stands, spoke on it or let its days
    pass, and the countries named then: whom the listing asked, its end asks.
  - A section speaks through a countersigner or an approver of its own, who made no version of the proposal and has no
    interest. Its last word on the newest version counts. A section's no is printed with the decision; it is no veto.
  - A section that has said nothing is silent once the policy's days for a notice have passed since that version.
    Silence too is printed. It never suffices alone for an ending: see `board`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from answerable.clearance.gates import Affected, days_after
from answerable.designations import entries
from answerable.designations.gates.case import (
    DesignationCase,
    Proposed,
    decision_on,
    listing_of,
    proposed_as,
    proposers,
)
from answerable.findings.gates import current
from answerable.people.entries import Role
from answerable.people.standing import conflicted, holds_role, policy_of, section_of, section_of_origin, untrained
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

SPEAKS: tuple[Role, ...] = ("countersigner", "approver")
"""The roles in which somebody speaks for a section."""

Spoken = Fact[entries.DesignationCountersigned] | Fact[entries.DesignationDeclined]


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """What an affected section says of a proposal: `said` once it spoke; `until` when its silence counts."""

    section: str
    rule: str
    state: Literal["countersigned", "declined", "silent", "waiting"]
    until: datetime
    said: Spoken | None = None


def affected_sections(case: DesignationCase, proposed: Proposed) -> tuple[Affected, ...]:
    """Return the sections that a proposal concerns, by key, each with the rules that name it."""
    rules: dict[str, list[str]] = {}
    for key, rule in (*_by_findings(case, proposed), *_by_countries(case, proposed), *_by_listing(case, proposed)):
        rules.setdefault(key, []).append(rule)
    return tuple(Affected(section=key, rule="; ".join(dict.fromkeys(said))) for key, said in sorted(rules.items()))


def words_on(case: DesignationCase, proposed: Proposed, *, at: datetime) -> tuple[Word, ...]:
    """Return the word of every affected section on this version of a proposal."""
    until = days_after(proposed.at, policy_of(case.people, at=at).afterwards.notice)
    return tuple(
        Word(
            section=each.section,
            rule=each.rule,
            state=_state(said, over=at >= until),
            until=until,
            said=said,
        )
        for each in affected_sections(case, proposed)
        for said in [last_word(case, proposed, each.section)]
    )


def last_word(case: DesignationCase, proposed: Proposed, section: str) -> Spoken | None:
    """Return the last word of a section on this version of a proposal that counts, or None."""
    return next((fact for fact in reversed(spoken_on(case, proposed)) if fact.body.section == section), None)


def spoken_on(case: DesignationCase, proposed: Proposed) -> tuple[Spoken, ...]:
    """Return every word of a section on this version that counts, oldest first."""
    said: tuple[Spoken, ...] = (*case.countersigned, *case.declined)
    valid = [fact for fact in said if fact.body.proposed_ref == proposed.ref and not voice(case, fact)]
    return tuple(sorted(valid, key=lambda fact: (fact.origin, fact.index, fact.at)))


def voice(case: DesignationCase, fact: Spoken) -> list[Blocker]:
    """Return why a person does not speak for a section on a proposal."""
    people, actor, section = case.people, fact.actor, fact.body.section
    roles = [role for role in SPEAKS if holds_role(people, actor, role, case=fact.case, at=fact.at)]
    policy = policy_of(people, at=fact.at)
    lacking = [untrained(people, actor, policy, role, on=fact.at) for role in roles or SPEAKS]
    missing = " and ".join(lacking[0])
    own = actor in proposers(case, fact.body.proposal)
    return [
        _blocker(code, text, fact)
        for code, text, applies in (
            ("not-own-section", f"{actor} does not speak for {section}.", section_of(people, actor) != section),
            ("spoken-by-proposer", f"{actor} proposed this and does not speak for {section} on it.", own),
            ("speaker-without-role", f"{actor} is neither countersigner nor approver.", not roles),
            ("speaker-has-interest", f"{actor} has declared an interest.", conflicted(people, actor, fact.case)),
            ("speaker-not-trained", f"{actor} held no credential for {missing} on that day.", all(lacking)),
        )
        if applies
    ]


def _state(said: Spoken | None, *, over: bool) -> Literal["countersigned", "declined", "silent", "waiting"]:
    if said is None:
        return "silent" if over else "waiting"
    return "countersigned" if isinstance(said.body, entries.DesignationCountersigned) else "declined"


def _by_findings(case: DesignationCase, proposed: Proposed) -> Iterable[tuple[str, str]]:
    if case.findings is None:
        return
    for key in proposed.body.findings:
        stated = current(case.findings, key)
        if stated is None:
            continue
        body = stated.body
        named = body.countries or body.peoples or body.subjects
        countries = body.countries if named else case.findings.evidence.opened.body.countries
        for word, concerned in (("country", countries), ("people", body.peoples), ("subject", body.subjects)):
            for section, name in _answering(case, word, concerned):
                yield section, f"finding {key} concerns {word} {name}, and {section} answers for {name}"


def _by_countries(case: DesignationCase, proposed: Proposed) -> Iterable[tuple[str, str]]:
    for section, name in _answering(case, "country", proposed.body.countries):
        yield section, f"the proposal names country {name}, and {section} answers for {name}"
    if not proposed.body.findings and case.findings is not None:
        for section, name in _answering(case, "country", case.findings.evidence.opened.body.countries):
            yield section, f"the case concerns country {name}, and {section} answers for {name}"


def _by_listing(case: DesignationCase, proposed: Proposed) -> Iterable[tuple[str, str]]:
    """Yield whom the decisions concerned that a proposal would change or undo."""
    undone = decision_on(case, proposed.body.reverses) if proposed.body.reverses else None
    for decided in (*listing_of(case, proposed.body.person), *([undone] if undone else [])):
        before = proposed_as(case, decided)
        if before is None or before.body.proposal == proposed.body.proposal:
            continue
        section = section_of_origin(case.people, before.origin)
        if section and before.origin != proposed.origin:  # who proposes again has said its word
            yield section, f"{section} proposed what was decided before"
        for said, did in ((case.countersigned, "countersigned"), (case.declined, "declined")):
            for fact in said:
                if fact.body.proposed_ref == before.ref:
                    yield fact.body.section, f"{fact.body.section} {did} what was decided before"
        for quiet in decided.body.silent:
            yield quiet, f"{quiet} was asked about what was decided before"
        for section, name in _answering(case, "country", before.body.countries):
            yield section, f"what was decided before names country {name}, and {section} answers for {name}"


def _answering(case: DesignationCase, word: str, concerned: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield the sections that answer for one of these countries, peoples or subjects, each with its name."""
    for joined in case.people.sections:
        body = joined.body
        theirs = {"country": body.countries, "people": body.peoples, "subject": body.subjects}[word]
        known = {name.casefold() for name in theirs}
        yield from ((body.section, name) for name in concerned if name.casefold() in known)


def _blocker(code: str, text: str, fact: Spoken) -> Blocker:
    section = fact.body.section
    opens = f"Somebody of {section} who may says it: a countersigner or an approver who did not propose this."
    where = Where(section=section, person=fact.actor, document=fact.body.proposal)
    return Blocker(gate=25, code=code, text=text, standard="MC", opens=opens, where=where)
