"""Who may make the rules by which gates are judged, and who may stand by them (MC; separation of duty).

Rules:
  - A policy is adopted outside any case, by an approver, in the log of their own section; a section endorses it through
    somebody who may bind it: its approver or countersigner, in its own log.
  - Nobody who is an author of anything that these rules judge adopts or endorses them: rules are not edited by those
    whom they judge.
  - A policy is numbered above every earlier one of its name; it names the section that adopts it among those that have
    to endorse it, and only sections that have joined; while none is in force, all of them. That its quorum asks
    somebody, its form sees to.
  - With no policy in force the certificate gate stays closed; that is asked there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from answerable.people import entries
from answerable.people.entries import Quorum, Role
from answerable.people.gates.binding import BINDING
from answerable.people.standing import (
    People,
    former_sections,
    holds_role,
    in_own_log,
    origin_of,
    policy_in_force,
    section_of,
)
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

GATE = 24
_Act = Fact[entries.PolicyAdopted] | Fact[entries.PolicyEndorsed]


def may_adopt_policy(people: People, fact: Fact[entries.PolicyAdopted], *, authors: frozenset[str]) -> list[Blocker]:
    """Return why this policy may not be adopted.

    Args:
        people: Who is who in the organisation whose cases the policy judges.
        fact: The policy, as it is to be said.
        authors: Everybody who wrote something in a case that it judges.
    """
    return [*_who(people, fact, ("approver",), authors), *_number(people, fact), *_named(people, fact)]


def may_endorse_policy(people: People, fact: Fact[entries.PolicyEndorsed], *, authors: frozenset[str]) -> list[Blocker]:
    """Return why this person may not say that this section stands by this policy; the arguments are the same."""
    body, blockers = fact.body, [*_who(people, fact, BINDING, authors)]
    where = Where(section=body.section, person=fact.actor)
    if section_of(people, fact.actor) != body.section:
        text = f"{fact.actor or 'Nobody'} does not speak for {body.section}."
        blockers.append(_blocker("endorsed-for-another", text, f"Somebody of {body.section} endorses it.", where))
    named = (body.policy, body.number)
    if named not in {(each.body.policy, each.body.number) for each in people.policies}:
        text = f"Nobody has adopted number {body.number} of {body.policy}."
        blockers.append(_blocker("policy-unknown", text, "Endorse a policy that was adopted.", where))
    return blockers


def _who(people: People, fact: _Act, roles: Iterable[Role], authors: frozenset[str]) -> Iterator[Blocker]:
    person, where = fact.actor or "Nobody", Where(person=fact.actor)
    if fact.case:
        text = f"{fact.body.policy} is said within the case {fact.case}, which it judges."
        yield _blocker("policy-in-a-case", text, "Say it outside any case.", where)
    if not in_own_log(people, fact):
        text = f"{person} says it in the log of another section."
        yield _blocker("policy-in-another-log", text, "Say it in the log of your own section.", where)
    if not any(_holds(people, fact, role) for role in roles):
        text = f"{person} holds no role that may do this: {' or '.join(roles)}."
        yield _blocker("policy-without-role", text, f"Let the {' or '.join(roles)} of the section say it.", where)
    if fact.actor in authors:
        text = f"{person} is an author of what these rules judge."
        yield _blocker("policy-by-author", text, "Let somebody who has written nothing here say it.", where)


def _holds(people: People, fact: _Act, role: Role) -> bool:
    """Tell whether the person holds a role in every case, or in one of those for which it was granted."""
    granted = {each.case for each in people.roles if (each.body.person, each.body.role) == (fact.actor, role)}
    return any(holds_role(people, fact.actor, role, case=case, at=fact.at) for case in granted)


def _number(people: People, fact: Fact[entries.PolicyAdopted]) -> Iterator[Blocker]:
    name, number = fact.body.policy, fact.body.number
    last = max((each.body.number for each in people.policies if each.body.policy == name), default=0)
    if number <= last:
        text = f"{name} is in number {last}; the next is above it, not {number}."
        yield _blocker("policy-number", text, f"Number it {last + 1}.", Where(person=fact.actor))


def _named(people: People, fact: Fact[entries.PolicyAdopted]) -> Iterator[Blocker]:
    body, own = fact.body, section_of(people, fact.actor)
    where = Where(section=own, person=fact.actor)
    if own not in body.by_sections:
        text = f"The policy does not name {own or 'the section that adopts it'} among those that have to endorse it."
        yield _blocker("policy-without-own-section", text, "Name every section that is to stand by it.", where)
    if policy_in_force(people, at=fact.at) is None:
        here = {each.body.section for each in people.sections} - former_sections(people)
        for section in sorted(here - {*body.by_sections}):
            text = f"No policy is in force yet, and this one does not name the section {section}, which has joined."
            yield _blocker("policy-without-all", text, "Let every section stand by the first policy.", where)
    for section in sorted({*body.by_sections, *_sections_in(body.quorum)}):
        if section in former_sections(people):
            text = f"The policy names the section {section}, which has left, so it could never sign."
            yield _blocker("policy-names-former", text, "Name sections that belong to the organisation.", where)
        elif not origin_of(people, section):
            text = f"The policy names the section {section}, which has not joined, so it could never sign."
            yield _blocker("policy-names-stranger", text, "Name sections that have joined.", where)


def _sections_in(rule: Quorum) -> Iterator[str]:
    if rule.section:
        yield rule.section
    for part in (*rule.all, *rule.any, *rule.among):
        yield from _sections_in(part)


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=GATE, code=code, text=text, standard="MC", opens=opens, where=where)
