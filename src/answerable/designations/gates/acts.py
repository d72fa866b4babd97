"""When a proposal may be rehearsed, told of, signed, countersigned, declined and decided.

Rules:
  - Each is said in the case of the proposal, of its newest version: an edit takes every signature back.
  - Only affected sections countersign or decline. They may do so after the decision too: a late word is heard.
  - A decision says what was proposed and nothing else; an approver of the section that keeps the list makes it, who did
    not propose it. Nobody adopts other criteria and then takes off the list who was listed under the old.
  - There is no silent and no backdated change: a decision takes effect on the day of its entry or later, and not before
    the one before it about that person. A sealed one says why, and discloses itself within a year; what follows it
    about that person is sealed as long.
"""

from __future__ import annotations

from answerable.designations import entries
from answerable.designations.gates.affected import Spoken, affected_sections, voice
from answerable.designations.gates.blocking import blocker, by_approver, in_keepers_log, own_log
from answerable.designations.gates.board import Signature, board, signer, silent_sections
from answerable.designations.gates.case import (
    LONGEST_SEAL,
    Decided,
    DesignationCase,
    Proposed,
    decision_on,
    differs,
    is_backdated,
    last_effect,
    listing_of,
    newest,
    newest_criteria,
    opened_of,
    proposers,
    sealed_until,
)
from answerable.people.standing import conflicted
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

_OfProposal = Fact[entries.DesignationRehearsed] | Fact[entries.DesignationNotified] | Signature | Spoken | Decided


def may_rehearse(case: DesignationCase, fact: Fact[entries.DesignationRehearsed]) -> list[Blocker]:
    """Return what keeps a rehearsal from being recorded."""
    return [*own_log(case, fact), *_newest(case, fact), *_undecided(case, fact)]


def may_notify(case: DesignationCase, fact: Fact[entries.DesignationNotified]) -> list[Blocker]:
    """Return what keeps a notice to the person from being recorded: nobody named, or a day that has not come."""
    body, found = fact.body, [*own_log(case, fact), *_newest(case, fact)]
    if body.to != "nobody" and not body.who:
        text = "It is not said who was told."
        found.append(blocker("notified-whom", text, "Say who was told.", _at(fact)))
    if body.day > fact.at.date():
        text = f"Nobody can have been told on {body.day}: that day has not come."
        found.append(blocker("notified-later", text, "Record it once they were told.", _at(fact)))
    proposed = newest(case, body.proposal)
    if proposed and body.to != "nobody" and body.day < proposed.at.date():
        text = f"Nobody can have been told on {body.day} of what was proposed on {proposed.at.date()}."
        found.append(blocker("notified-earlier", text, "Tell them of this version, and record it then.", _at(fact)))
    return found


def may_sign(case: DesignationCase, fact: Signature) -> list[Blocker]:
    """Return what keeps somebody from signing a proposal."""
    return [*own_log(case, fact), *_newest(case, fact), *_undecided(case, fact), *signer(case, fact)]


def may_countersign(case: DesignationCase, fact: Fact[entries.DesignationCountersigned]) -> list[Blocker]:
    """Return what keeps a section from countersigning a proposal."""
    return _may_speak(case, fact)


def may_decline(case: DesignationCase, fact: Fact[entries.DesignationDeclined]) -> list[Blocker]:
    """Return what keeps a section from declining a proposal."""
    return _may_speak(case, fact)


def may_decide(case: DesignationCase, fact: Decided) -> list[Blocker]:
    """Return what keeps a proposal from being decided."""
    opened, proposed = opened_of(case), newest(case, fact.body.proposal)
    found = [*own_log(case, fact), *_newest(case, fact), *_undecided(case, fact)]
    if opened is None or proposed is None:
        return found
    return [
        *found,
        *_decider(case, fact, opened),
        *_same(fact, proposed),
        *_effect(case, fact),
        *_seal(case, fact),
        *_silent(case, fact, proposed),
        *board(case, proposed, at=fact.at),
    ]


def _may_speak(case: DesignationCase, fact: Spoken) -> list[Blocker]:
    found = [*own_log(case, fact), *_newest(case, fact), *voice(case, fact)]
    proposed = newest(case, fact.body.proposal)
    if proposed and fact.body.section not in {each.section for each in affected_sections(case, proposed)}:
        text = f"The proposal does not concern {fact.body.section}."
        opens = "An affected section says its word."
        found.append(blocker("not-affected", text, opens, Where(section=fact.body.section)))
    return found


def _newest(case: DesignationCase, fact: _OfProposal) -> list[Blocker]:
    """Return that an act does not speak of the newest version of a proposal, in its case."""
    proposed, key = newest(case, fact.body.proposal), fact.body.proposal
    if proposed is None:
        return [blocker("proposal-unknown", f"Nothing is proposed under the key {key}.", "Propose it first.")]
    if proposed.ref != fact.body.proposed_ref:
        text = f"Proposal {key} was written anew since."
        return [blocker("proposal-not-newest", text, "Read the newest version, and speak of it.", _at(fact))]
    if proposed.case != fact.case:
        text = f"Proposal {key} was made in another case."
        return [blocker("proposal-elsewhere", text, f"Say it in the case {proposed.case}.", _at(fact))]
    return []


def _undecided(case: DesignationCase, fact: _OfProposal) -> list[Blocker]:
    if decision_on(case, fact.body.proposal) is None:
        return []
    text = f"Proposal {fact.body.proposal} was decided."
    return [blocker("proposal-decided", text, "Make a new proposal, under another key.", _at(fact))]


def _decider(case: DesignationCase, fact: Decided, opened: Fact[entries.ListOpened]) -> list[Blocker]:
    found = [*by_approver(case, fact), *in_keepers_log(fact, opened.body.section, opened.origin)]
    where = Where(person=fact.actor)
    if fact.actor in proposers(case, fact.body.proposal):
        text = f"{fact.actor} proposed this and does not decide it."
        found.append(blocker("decided-by-proposer", text, "Another approver decides.", where))
    if conflicted(case.people, fact.actor, fact.case):
        text = f"{fact.actor} has declared an interest."
        found.append(blocker("decider-has-interest", text, "Another approver decides.", where))
    standing, criteria = listing_of(case, fact.body.person), newest_criteria(case)
    newer = criteria if standing and criteria and standing[-1].body.number < criteria.body.number else None
    if fact.body.decision == "ended" and newer and newer.actor == fact.actor:
        text = f"{fact.actor} adopted the criteria after the person was listed, and does not decide by them."
        found.append(blocker("decided-by-criteria-author", text, "Another approver decides.", where))
    return found


def _same(fact: Decided, proposed: Proposed) -> list[Blocker]:
    other = differs(fact, proposed)
    if not other:
        return []
    text = f"The decision says something else than the proposal: {', '.join(other)}."
    return [blocker("decision-differs", text, "Decide what was proposed, or propose it anew.", _at(fact))]


def _effect(case: DesignationCase, fact: Decided) -> list[Blocker]:
    body, day, last = fact.body, fact.at.date(), last_effect(case, fact.body.person)
    found = []
    if is_backdated(fact):
        text = f"A decision of {day} cannot take effect on {body.effective}, before it was made."
        found.append(blocker("effective-before-entry", text, "Let it take effect today or later.", _at(fact)))
    if last and body.effective < last:
        text = f"What was decided before takes effect on {last}, after this."
        found.append(blocker("effective-before-last", text, "Let it take effect on that day or later.", _at(fact)))
    return found


def _seal(case: DesignationCase, fact: Decided) -> list[Blocker]:
    body, day = fact.body, fact.at.date()
    found = []
    if body.discloses is None and body.sealed:
        text = "A sealed decision names the day on which it discloses itself."
        found.append(blocker("seal-without-day", text, "Name the day.", _at(fact)))
    if body.discloses is not None and not body.sealed:
        text = "It is not said why the decision is sealed."
        found.append(blocker("seal-without-reason", text, "Say why, or do not seal it.", _at(fact)))
    if body.discloses is not None and not day < body.discloses <= day + LONGEST_SEAL:
        text = f"A decision of {day} discloses itself after that day and within a year, not on {body.discloses}."
        found.append(blocker("seal-too-long", text, "Name a day within a year.", _at(fact)))
    before = sealed_until(case, body.person, after=day)
    if before and (body.discloses is None or body.discloses < before):
        text = f"What was decided before is sealed until {before}, and this would tell of it."
        found.append(blocker("seal-shorter-than-last", text, "Seal it until that day.", _at(fact)))
    return found


def _silent(case: DesignationCase, fact: Decided, proposed: Proposed) -> list[Blocker]:
    silent = silent_sections(case, proposed, at=fact.at)
    if sorted(fact.body.silent) == sorted(silent):
        return []
    text = f"The sections that said nothing are {', '.join(silent) or 'none'}."
    return [blocker("silence-not-named", text, "Name them in the decision, and no others.", _at(fact))]


def _at(fact: _OfProposal) -> Where:
    return Where(document=fact.body.proposal)
