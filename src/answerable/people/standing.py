"""Who may do what, on which day, under which policy: plain queries over the facts about people.

Rules:
  - A section speaks for itself: who works for it, in which roles, with which keys, is what its own log says. No other
    section can appoint its countersigner or give it a key. The last part of a log's origin is the section's key
    (``harbour.example/coast``), and the first such log is the section's. A handle stays with the section that first
    named it; a person who moves gets another.
  - A role holds in the case it was granted for, or in every case when it was granted without one, until it is revoked.
  - A credential counts only on days from `passed` until before `expires`: what matters is the day of signing. A badge
    from elsewhere that was accepted counts like a pass. A role may ask for modules besides the one that all signers
    hold.
  - A policy can be in force once every section that it names in `by_sections` has endorsed that number, none before it
    was adopted: nobody stands by words that are still to be written. What several
    sections adopted cannot be set aside by fewer: of such policies the one that names the most sections holds, until
    one with a higher number is endorsed by all whom the policy before it names as well. With none in force,
    `DEFAULT_POLICY` holds and the certificate gate stays closed.
  - An endorsement names a number. Where two texts were adopted under one, in two logs, nobody can tell which was
    endorsed: neither holds, and where that leaves open what does, no policy is in force until a later one is.
  - Which logs belong to an organisation is any log's word, unless the log that asks has adopted the organisation's root
    (see `roots`): then it takes the root's word and the log's own. Of a section that left, as much of its log counts as
    the root says; nobody waits for it any more.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from answerable.people import entries
from answerable.people.entries import Clock, PolicyAdopted, Quorum, Role
from answerable.people.roots import Rooted, rooted
from answerable.people.rotation import has_expired
from answerable.record.entry import Fact, moment
from answerable.record.ondemand import only


class People(msgspec.Struct, frozen=True, kw_only=True):
    """Every fact about people and policy, as of one moment of the record."""

    organisations: tuple[Fact[entries.OrganisationNamed], ...] = ()
    sections: tuple[Fact[entries.SectionJoined], ...] = ()
    keys: tuple[Fact[entries.KeyAdded], ...] = ()
    key_revocations: tuple[Fact[entries.KeyRevoked], ...] = ()
    houses: tuple[Fact[entries.HouseOpened], ...] = ()
    roots: tuple[Fact[entries.RootAdopted], ...] = ()
    forks: tuple[Fact[entries.ForkShown], ...] = ()
    persons: tuple[Fact[entries.PersonJoined], ...] = ()
    person_keys: tuple[Fact[entries.PersonKeyAdded], ...] = ()
    person_key_revocations: tuple[Fact[entries.PersonKeyRevoked], ...] = ()
    seal_keys: tuple[Fact[entries.SealKeyAdded], ...] = ()
    roles: tuple[Fact[entries.RoleGranted], ...] = ()
    role_revocations: tuple[Fact[entries.RoleRevoked], ...] = ()
    competences: tuple[Fact[entries.CompetenceShown], ...] = ()
    trainings: tuple[Fact[entries.TrainingPassed], ...] = ()
    attempts: tuple[Fact[entries.TrainingAttempted], ...] = ()
    badges: tuple[Fact[entries.BadgeAccepted], ...] = ()
    conflicts: tuple[Fact[entries.ConflictDeclared], ...] = ()
    policies: tuple[Fact[PolicyAdopted], ...] = ()
    endorsements: tuple[Fact[entries.PolicyEndorsed], ...] = ()
    rooted: Rooted | None = None
    """The root in force for the log from which these facts are seen (`within`); None where it has adopted none."""


DEFAULT_POLICY = PolicyAdopted(
    policy="default",
    number=1,
    consultation=Clock(ordinary=14, grave=21, expedited=5),
    reply=Clock(ordinary=14, grave=21, expedited=5),
    freshness=14,
    quorum=Quorum(affected=True),
    reviewers=("legal-reviewer", "country-reviewer"),
)
"""What is asked where no policy was adopted. Days chosen by hand: above the working days that the two worked cases show
to have been too few, and within what commissions of inquiry commonly give."""


def within(people: People, origin: str) -> People:
    """Return the facts about people that stand in the logs of the organisation to which the log `origin` belongs.

    A case is judged by the people and the policy of the organisation that opened it, whoever else shares the record.
    """
    organisations = {fact.body.organisation for fact in people.sections if fact.origin == origin}
    roots = {each: rooted(people.roots, organisation=each, origin=origin) for each in organisations}
    logs: dict[str, int | None] = {}
    for fact in people.sections:
        if (name := fact.body.organisation) in organisations and (part := _part(roots[name], fact.origin)) != 0:
            logs[fact.origin] = part

    def counts(fact: Fact[Any]) -> bool:
        until = logs.get(fact.origin, 0)
        return until is None or fact.index < until

    kept = {name: only(getattr(people, name), counts) for name in _FACTS}
    return People(**kept, rooted=next(filter(None, roots.values()), None))


_FACTS = tuple(name for name in People.__struct_fields__ if name != "rooted")


def _part(root: Rooted | None, origin: str) -> int | None:
    """Return how many entries of a log count for those who have this root: all (None), the first so many, or 0."""
    if root is None:
        return None
    member = root.member(origin)
    return member.until if member else 0


def is_in_time(people: People, fact: Fact[Any]) -> bool:
    """Tell whether an act stands in the part of its log that counts: what a section says after it left does not."""
    member = people.rooted.member(fact.origin) if people.rooted else None
    return member is None or member.until is None or fact.index < member.until


def former_sections(people: People) -> frozenset[str]:
    """Return the sections that the root in force names as having left: their word stays, and nobody waits for them."""
    members = people.rooted.root.members if people.rooted else ()
    return frozenset(member.section for member in members if member.until is not None)


def section_of(people: People, person: str) -> str:
    """Return the section that a person works for, or "" when nobody by that handle has joined."""
    return next((f.body.section for f in people.persons if f.body.person == person and _own(people, f)), "")


def in_own_log(people: People, fact: Fact[Any]) -> bool:
    """Tell whether an act stands in the log of its actor's own section: no other can say it for them."""
    section = section_of(people, fact.actor)
    return bool(section) and fact.origin == origin_of(people, section) and is_in_time(people, fact)


def section_of_origin(people: People, origin: str) -> str:
    """Return the section that writes the log `origin`, or "" when no section has joined in that log."""
    section = origin.rsplit("/", maxsplit=1)[-1]
    return section if section and origin_of(people, section) == origin else ""


def origin_of(people: People, section: str) -> str:
    """Return the origin of a section's log, or "" when no such section has joined."""
    own = (f.origin for f in people.sections if f.body.section == section == f.origin.rsplit("/", maxsplit=1)[-1])
    return next(own, "")


def holds_role(people: People, person: str, role: Role, *, case: str, at: datetime) -> bool:
    """Tell whether `person` held `role` in `case` at that moment."""
    own = origin_of(people, section_of(people, person))

    def said(fact: Fact[entries.RoleGranted] | Fact[entries.RoleRevoked]) -> bool:
        about = (fact.body.person, fact.body.role, fact.origin) == (person, role, own)
        return about and fact.case in {"", case} and fact.at <= at

    ends = [fact.at for fact in people.role_revocations if said(fact)]
    return any(not any(end >= fact.at for end in ends) for fact in people.roles if said(fact))


def trained(people: People, person: str, module: str, *, on: datetime) -> bool:
    """Tell whether `person` held a current credential for `module` on that day."""
    held: tuple[Fact[entries.TrainingPassed] | Fact[entries.BadgeAccepted], ...] = (*people.trainings, *people.badges)
    return any(
        fact.body.person == person
        and fact.body.module == module
        and moment(fact.body.passed) <= on < moment(fact.body.expires)
        for fact in held
    )


def modules_of(policy: PolicyAdopted, role: Role) -> tuple[str, ...]:
    """Return the training modules that whoever signs in a role has to hold under a policy."""
    asked = (module for each in policy.requirements if each.role == role for module in each.training)
    return tuple(dict.fromkeys(module for module in (policy.training, *asked) if module))


def untrained(people: People, person: str, policy: PolicyAdopted, role: Role, *, on: datetime) -> tuple[str, ...]:
    """Return the modules for which `person` held no credential on the day of signing in `role`."""
    asked = modules_of(policy, role)
    return tuple(module for module in asked if not trained(people, person, module, on=on))


def competent(people: People, person: str, field: str) -> bool:
    """Tell whether `person` has shown competence in `field` (``law``, ``country:xx``, ...)."""
    return any(fact.body.person == person and fact.body.field == field for fact in people.competences)


def conflicted(people: People, person: str, case: str) -> bool:
    """Tell whether `person` declared an interest in `case`; no other section declares it for them."""
    own = origin_of(people, section_of(people, person))
    return any(
        (fact.body.person, fact.origin) == (person, own) and fact.case in {"", case} for fact in people.conflicts
    )


def keys_of(people: People, section: str, *, at: datetime | None = None) -> tuple[str, ...]:
    """Return the section's current keys (vkeys), oldest first; with `at`, none that has expired by then."""
    gone = {fact.body.vkey for fact in people.key_revocations if fact.body.section == section and _own(people, fact)}
    added = [fact.body for fact in people.keys if fact.body.section == section and _own(people, fact)]
    return tuple(body.vkey for body in added if body.vkey not in gone and (at is None or not has_expired(body, at)))


def _own(people: People, fact: Fact[entries.KeyAdded] | Fact[entries.KeyRevoked] | Fact[entries.PersonJoined]) -> bool:
    """Tell whether a fact about a section stands in that section's own log."""
    return section_of_origin(people, fact.origin) == fact.body.section


def policy_in_force(people: People, *, at: datetime) -> Fact[PolicyAdopted] | None:
    """Return the adopted policy that holds at that moment by the rules above, or None."""
    adopted = [fact for fact in people.policies if fact.at <= at and _endorsed(people, fact, at)]
    clear = [fact for fact in adopted if not any(_in_its_place(each, fact) for each in adopted)]
    holds = _latest(people, adopted, at)
    return holds if len(clear) == len(adopted) or _latest(people, clear, at) == holds else None


def _in_its_place(other: Fact[PolicyAdopted], policy: Fact[PolicyAdopted]) -> bool:
    """Tell whether `other` is another text under the name and number of `policy`."""
    same = (other.body.policy, other.body.number) == (policy.body.policy, policy.body.number)
    return same and other.body != policy.body


def _latest(people: People, adopted: list[Fact[PolicyAdopted]], at: datetime) -> Fact[PolicyAdopted] | None:
    """Return which of several endorsed policies holds, or None where there is none."""
    adopted = sorted(adopted, key=lambda fact: (fact.body.number, fact.at, fact.origin, fact.index))
    holds = max(adopted, key=lambda fact: len(set(fact.body.by_sections)), default=None)
    for fact in adopted:
        if holds and fact.body.number > holds.body.number and _endorsed(people, fact, at, besides=holds):
            holds = fact
    return holds


def _endorsed(
    people: People, policy: Fact[PolicyAdopted], at: datetime, *, besides: Fact[PolicyAdopted] | None = None
) -> bool:
    """Tell whether all whom `policy` names, and all whom the policy before it names, have endorsed it."""
    named = (policy.body.policy, policy.body.number)
    by = {
        fact.body.section
        for fact in people.endorsements
        if (fact.body.policy, fact.body.number) == named
        and policy.at <= fact.at <= at
        and section_of_origin(people, fact.origin) == fact.body.section
    }
    asked = {*policy.body.by_sections, *(besides.body.by_sections if besides else ())}
    return bool(policy.body.by_sections) and asked - former_sections(people) <= by


def policy_of(people: People, *, at: datetime) -> PolicyAdopted:
    """Return the rules that hold at that moment: those in force, or `DEFAULT_POLICY`."""
    adopted = policy_in_force(people, at=at)
    return adopted.body if adopted else DEFAULT_POLICY
