"""A case while it is cleared, as the gates see it, and what can be read from it.

Rules:
  - Affected sections are computed from the findings in use (country, people, subject) and from nothing an author picks;
    authors may add sections, never take one out. A finding that names none of the three concerns the countries of the
    case; capital and small letters are one. What any log once said a section answers for keeps counting, unless the
    organisation's root says that the section has left.
  - A section has spoken when one of its own persons said so in its own log.
  - An override counts for one version, until it expires, when an officer who is no author gave it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from answerable.clearance import entries
from answerable.findings.entries import FindingStated
from answerable.findings.gates import current_findings
from answerable.outputs.entries import VersionDrafted
from answerable.outputs.gates import OutputsCase, authors, current_version, evidence_of, grave, used_findings
from answerable.people.entries import Clock, SectionJoined
from answerable.people.standing import (
    People,
    former_sections,
    holds_role,
    in_own_log,
    is_in_time,
    origin_of,
    section_of,
)
from answerable.record.entry import Fact, moment


class ClearanceCase(msgspec.Struct, frozen=True, kw_only=True):
    """Every fact about one case up to its clearance; `outputs.subject` is the output that is judged."""

    outputs: OutputsCase
    asked: tuple[Fact[entries.SectionAsked], ...] = ()
    added: tuple[Fact[entries.SectionAdded], ...] = ()
    parts: tuple[Fact[entries.PartTaken], ...] = ()
    delivered: tuple[Fact[entries.DraftDelivered], ...] = ()
    acknowledged: tuple[Fact[entries.DraftAcknowledged], ...] = ()
    objections: tuple[Fact[entries.ObjectionRaised], ...] = ()
    answers: tuple[Fact[entries.ObjectionAnswered], ...] = ()
    closings: tuple[Fact[entries.ObjectionClosed], ...] = ()
    dissents: tuple[Fact[entries.DissentNoted], ...] = ()
    alarms: tuple[Fact[entries.AlarmRaised], ...] = ()
    alarms_lifted: tuple[Fact[entries.AlarmLifted], ...] = ()
    engagements: tuple[Fact[entries.EngagementConsidered], ...] = ()
    requests: tuple[Fact[entries.ReplyRequested], ...] = ()
    reminders: tuple[Fact[entries.ReplyReminded], ...] = ()
    replies: tuple[Fact[entries.ReplyReceived], ...] = ()
    waivers: tuple[Fact[entries.ReplyWaived], ...] = ()
    harms: tuple[Fact[entries.HarmAssessed], ...] = ()
    harm_acceptances: tuple[Fact[entries.HarmAccepted], ...] = ()
    rehearsals: tuple[Fact[entries.MisuseRehearsed], ...] = ()
    whole_reviews: tuple[Fact[entries.WholeReviewed], ...] = ()
    countersignatures: tuple[Fact[entries.DraftCountersigned], ...] = ()
    declines: tuple[Fact[entries.DraftDeclined], ...] = ()
    overrides: tuple[Fact[entries.GateOverridden], ...] = ()
    override_reviews: tuple[Fact[entries.OverrideReviewed], ...] = ()
    extensions: tuple[Fact[entries.ExtensionConsidered], ...] = ()
    guests: tuple[Fact[entries.GuestAsked], ...] = ()
    guest_answers: tuple[Fact[entries.GuestAnswered], ...] = ()
    guest_withdrawals: tuple[Fact[entries.GuestWithdrew], ...] = ()
    guest_revocations: tuple[Fact[entries.GuestRevoked], ...] = ()


class Affected(msgspec.Struct, frozen=True, kw_only=True):
    """A section that has to be asked, and the rule by which."""

    section: str
    rule: str


def people_of(case: ClearanceCase) -> People:
    """Return what is on record about people and policy."""
    return evidence_of(case.outputs).people


def now(case: ClearanceCase) -> datetime:
    """Return the moment at which the case is judged."""
    return evidence_of(case.outputs).at


def subject(case: ClearanceCase) -> Fact[VersionDrafted] | None:
    """Return the current version of the output that is judged, or None when nothing was drafted."""
    return current_version(case.outputs, case.outputs.subject)


def judging(case: ClearanceCase, output: str) -> ClearanceCase:
    """Return the same case with `output` as the one that is judged."""
    return msgspec.structs.replace(case, outputs=msgspec.structs.replace(case.outputs, subject=output))


def affected_sections(case: ClearanceCase) -> tuple[Affected, ...]:
    """Return the sections that have a part in what is judged, by key, each with the rules that name it."""
    concerned: dict[tuple[str, str, str], list[str]] = {}
    left = former_sections(people_of(case))
    here = [each for each in people_of(case).sections if each.body.section not in left]
    for finding in current_findings(case.outputs.findings, used_findings(case.outputs)):
        for section in here:
            for word, name in _shared(case, finding.body, section.body):
                concerned.setdefault((section.body.section, word, name), []).append(finding.body.finding)
    rules: dict[str, list[str]] = {}
    for (key, word, name), named in concerned.items():
        rules.setdefault(key, []).append(_rule(named, word, name, key))
    for added in (each for each in case.added if each.body.section not in left):
        rules.setdefault(added.body.section, []).append(f"{added.actor} added {added.body.section}")
    return tuple(Affected(section=key, rule="; ".join(said)) for key, said in sorted(rules.items()))


def countries_of(case: ClearanceCase, finding: FindingStated) -> tuple[str, ...]:
    """Return the countries that a finding concerns: those it names, else those of the case."""
    return finding.countries or evidence_of(case.outputs).opened.body.countries


def _shared(case: ClearanceCase, finding: FindingStated, section: SectionJoined) -> Iterable[tuple[str, str]]:
    """Yield what a finding concerns and a section answers for, each with the word for it."""
    named = finding.countries or finding.peoples or finding.subjects
    countries = finding.countries if named else countries_of(case, finding)
    for word, ours, theirs in (
        ("country", countries, section.countries),
        ("people", finding.peoples, section.peoples),
        ("subject", finding.subjects, section.subjects),
    ):
        known = {name.casefold() for name in theirs}
        yield from ((word, name) for name in ours if name.casefold() in known)


def _rule(findings: list[str], word: str, name: str, section: str) -> str:
    *first, last = dict.fromkeys(findings)
    ours = f"{word} {name}, and {section} answers for {name}"
    return f"{', '.join(first)} and {last} concern {ours}" if first else f"{last} concerns {ours}"


def speaks_for(case: ClearanceCase, fact: Fact[Any], section: str) -> bool:
    """Tell whether a fact was said by a person of `section`, in the log of `section`."""
    people = people_of(case)
    own = section_of(people, fact.actor) == section and fact.origin == origin_of(people, section)
    return own and is_in_time(people, fact)


def is_author(case: ClearanceCase, person: str) -> bool:
    """Tell whether a person had a hand in the documents judged together."""
    return person in authors(case.outputs)


def is_current(case: ClearanceCase, said: entries.WholeReviewed | entries.GateOverridden | _OfVersion) -> bool:
    """Tell whether something was said of the current version of the output that is judged."""
    version = subject(case)
    if version is None:
        return False
    return (said.output, said.version, said.draft_ref) == (version.body.output, version.body.version, version.ref)


_OfVersion = (
    entries.DraftDelivered
    | entries.DraftAcknowledged
    | entries.DraftCountersigned
    | entries.DraftDeclined
    | entries.GuestAsked
)


def days_after(start: datetime, days: float) -> datetime:
    """Return the moment so many days later, or the last one that a calendar has."""
    try:
        return start + timedelta(days=days)
    except OverflowError:  # a log may claim any day
        return datetime.max.replace(tzinfo=UTC)


def minimum_days(case: ClearanceCase, clock: Clock) -> int:
    """Return the days that `clock` gives: expedited in an expedited case, else by the gravity of what is alleged."""
    if evidence_of(case.outputs).opened.body.expedited:
        return clock.expedited
    return clock.grave if grave(case.outputs, used_findings(case.outputs)) else clock.ordinary


def overriding(case: ClearanceCase, gate: int, at: datetime) -> Fact[entries.GateOverridden] | None:
    """Return the latest override that opens `gate` for the current version at that moment, or None."""
    return next(reversed(list(_overrides(case, gate, at))), None)


def is_officer(case: ClearanceCase, fact: Fact[entries.GateOverridden]) -> bool:
    """Tell whether an override was said by somebody who was override officer then, in their own section's log."""
    people, name = people_of(case), evidence_of(case.outputs).case
    return in_own_log(people, fact) and holds_role(people, fact.actor, "override-officer", case=name, at=fact.at)


def _overrides(case: ClearanceCase, gate: int, at: datetime) -> Iterable[Fact[entries.GateOverridden]]:
    for fact in case.overrides:
        held = is_officer(case, fact)
        runs = fact.at <= at < moment(fact.body.expires)
        if fact.body.gate == gate and held and runs and not is_author(case, fact.actor) and is_current(case, fact.body):
            yield fact
