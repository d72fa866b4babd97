"""When a list may be opened, criteria adopted, and something proposed about a person.

Rules:
  - Criteria are never edited: each version has the next number, with at least one criterion that has to be met.
  - A proposal goes by the newest version, and says of each criterion how the person stands to it. A criterion is met
    only with evidence, which the case has.
  - Designated is who meets every criterion and none that excludes; unknown is not enough, on either side. Refused or
    ended is only who does not: the criteria decide, not whether a finding is welcome.
  - A status is changed, or a listing ended, only of somebody who is on the list; and nobody is put on it twice.
  - A case whose clock stands proposes nothing for a list whose clock goes, nor the reverse: it would be backdated, or
    never come to its day.
  - A proposal can be written anew until it is decided, by the section that made it, about the same person; whatever was
    signed was signed of the version before.
"""

from __future__ import annotations

from collections.abc import Iterable

from answerable.designations import entries
from answerable.designations.gates.blocking import blocker, by_approver, in_keepers_log, own_log
from answerable.designations.gates.case import (
    DesignationCase,
    Proposed,
    decision_on,
    listing_of,
    newest,
    newest_criteria,
    opened_of,
)
from answerable.evidence.gates import item_named
from answerable.findings.gates import current
from answerable.people.standing import section_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

UNDOES = frozenset(
    {
        ("ended", "designated"),
        ("ended", "changed"),
        ("changed", "changed"),
        ("designated", "ended"),
        ("designated", "refused"),
    }
)
"""Which decision can undo which."""


def may_open_list(case: DesignationCase, fact: Fact[entries.ListOpened]) -> list[Blocker]:
    """Return what keeps a list from being opened: a key that is taken, another's name, one status named twice."""
    body, found = fact.body, [*own_log(case, fact), *by_approver(case, fact)]
    if body.section != section_of(case.people, fact.actor):
        text = f"{fact.actor} does not speak for {body.section}."
        opens = "An approver of the section that will keep the list opens it."
        found.append(blocker("not-own-section", text, opens, Where(section=body.section, person=fact.actor)))
    if case.opened:
        text = f"A list was already opened under the key {body.list}."
        found.append(blocker("list-twice", text, "Choose another key."))
    if len(set(body.statuses)) < len(body.statuses):
        found.append(blocker("status-twice", "A status is named twice.", "Name each status once."))
    return found


def may_adopt_criteria(case: DesignationCase, fact: Fact[entries.CriteriaAdopted]) -> list[Blocker]:
    """Return what keeps criteria from being adopted: another's list, a wrong number, nothing that has to be met."""
    body, opened = fact.body, opened_of(case)
    if opened is None:
        return [*own_log(case, fact), _no_list(body.list)]
    found = [*own_log(case, fact), *by_approver(case, fact)]
    found += in_keepers_log(fact, opened.body.section, opened.origin)
    before = newest_criteria(case)
    number = before.body.number + 1 if before else 1
    if body.number != number:
        text = f"The next version of the criteria has the number {number}, not {body.number}."
        found.append(blocker("criteria-number", text, "Give it the next number."))
    names = [each.criterion for each in body.criteria]
    if len(set(names)) < len(names):
        found.append(blocker("criterion-twice", "Two criteria have one key.", "Give each criterion its own key."))
    if all(each.excludes for each in body.criteria):
        text = "No criterion has to be met: anybody could be listed."
        found.append(blocker("criteria-only-exclude", text, "Add a criterion that has to be met."))
    return found


def may_propose(case: DesignationCase, fact: Proposed) -> list[Blocker]:
    """Return what keeps something from being proposed about a person."""
    if opened_of(case) is None:
        return [*own_log(case, fact), _no_list(fact.body.list)]
    return [*own_log(case, fact), *_again(case, fact), *unsound(case, fact)]


def unsound(case: DesignationCase, fact: Proposed) -> list[Blocker]:
    """Return what is wrong with a proposal as it stands, whoever made it; asked again when it is decided."""
    unexamined = _criteria(case, fact)
    return [
        *_clock(case),
        *unexamined,
        *_evidence(case, fact),
        *([] if unexamined else _outcome(case, fact)),
        *_status(case, fact),
        *_reversal(case, fact),
    ]


def _again(case: DesignationCase, fact: Proposed) -> list[Blocker]:
    """Return why a proposal may not be written anew in this way."""
    before, key = newest(case, fact.body.proposal), fact.body.proposal
    if before is None:
        return []
    found, where = [], Where(document=key)
    if before.origin != fact.origin:
        text = f"Proposal {key} was made in the log of another section."
        found.append(blocker("proposal-of-another", text, "Make a proposal of your own, under another key.", where))
    if (before.body.person, before.case) != (fact.body.person, fact.case):
        text = f"Proposal {key} is about somebody else, or in another case."
        found.append(blocker("proposal-about-another", text, "Choose another key.", where))
    if decision_on(case, key):
        text = f"Proposal {key} was decided."
        found.append(blocker("proposal-decided", text, "Make a new proposal, under another key.", where))
    return found


def _criteria(case: DesignationCase, fact: Proposed) -> list[Blocker]:
    """Return that the newest criteria are not examined, each of them once."""
    criteria, body, where = newest_criteria(case), fact.body, Where(document=fact.body.proposal)
    if criteria is None:
        text = f"No criteria were adopted for {body.list}."
        return [blocker("no-criteria", text, "Adopt criteria first.", where)]
    if body.number != criteria.body.number:
        text = f"The newest criteria have the number {criteria.body.number}, not {body.number}."
        return [blocker("criteria-not-newest", text, "Examine the newest criteria.", where)]
    asked, examined = [each.criterion for each in criteria.body.criteria], [each.criterion for each in body.criteria]
    found = [
        blocker("criterion-not-examined", f"Criterion {name} is not examined.", "Say whether it is met.", where)
        for name in asked
        if name not in examined
    ]
    for name in dict.fromkeys(examined):
        if name not in asked:
            text = f"Version {body.number} of the criteria has no criterion {name}."
            found.append(blocker("criterion-unknown", text, "Leave it out.", where))
        if examined.count(name) > 1:
            text = f"Criterion {name} is examined twice."
            found.append(blocker("criterion-examined-twice", text, "Examine each criterion once.", where))
    return found


def _clock(case: DesignationCase) -> list[Blocker]:
    """Return that the clocks of case and list differ: what is said would be backdated, or never come to its day."""
    here = case.findings.evidence.opened.body.clock if case.findings else case.clock
    if here == case.clock:
        return []
    text = "The clock of the case stands, and that of the list does not, or stands elsewhere."
    if here is None:
        text = "The clock of the list stands, and that of the case does not."
    return [blocker("clock-of-another", text, "Propose it in a case with the same clock as the list.")]


def _evidence(case: DesignationCase, fact: Proposed) -> list[Blocker]:
    """Return what is met without evidence, and items and findings that the case does not have."""
    body, here = fact.body, case.findings
    if here is None:
        text = "A proposal rests on the evidence of a case, and this is said in none."
        return [blocker("no-case", text, "Propose it in the case where the evidence lies.")]
    found = []
    for each in body.criteria:
        if not each.evidence and (each.state == "met" or (body.decision == "ended" and _ends(case, each))):
            text = f"Nothing shows how the person stands to criterion {each.criterion}."
            found.append(blocker("criterion-without-evidence", text, "Name an item of evidence.", _at(fact)))
    for item in dict.fromkeys(item for each in body.criteria for item in each.evidence):
        if item_named(here.evidence, item) is None:
            text = f"The case has no item {item}."
            found.append(blocker("item-unknown", text, "Name an item that was taken in.", Where(item=item)))
    for finding in dict.fromkeys(body.findings):
        if current(here, finding) is None:
            text = f"The case has no finding {finding}."
            found.append(blocker("finding-unknown", text, "Name a finding that was stated.", Where(finding=finding)))
    return found


def _outcome(case: DesignationCase, fact: Proposed) -> list[Blocker]:
    """Return that the decision proposed is not what the criteria say."""
    body, failing = fact.body, list(_failing(case, fact))
    if body.decision == "designated":
        return [
            blocker("criterion-not-met", f"Criterion {name} keeps the person off the list.", opens, _at(fact))
            for name, opens in failing
        ]
    if body.decision == "refused" and not failing:
        text = "The person meets the criteria, and cannot be refused."
        return [blocker("refused-though-met", text, "Designate the person, or show what is not met.", _at(fact))]
    if body.decision == "ended" and not any(_ends(case, each) for each in body.criteria):
        text = "No criterion is shown to fail, so the listing does not end."
        opens = "Show which criterion the person does not meet, or which that excludes is met."
        return [blocker("ended-though-met", text, opens, _at(fact))]
    return []


def _failing(case: DesignationCase, fact: Proposed) -> Iterable[tuple[str, str]]:
    """Yield the criteria by which a person cannot be designated, each with what would help."""
    excluding = _excluding(case)
    for each in fact.body.criteria:
        if each.state != ("not-met" if each.criterion in excluding else "met"):
            yield each.criterion, "Show how the person stands to it, or propose a refusal."


def _ends(case: DesignationCase, each: entries.Examined) -> bool:
    """Tell whether a criterion, as examined, ends a listing: it is known to fail."""
    return each.state == ("met" if each.criterion in _excluding(case) else "not-met")


def _excluding(case: DesignationCase) -> frozenset[str]:
    criteria = newest_criteria(case)
    return frozenset(each.criterion for each in criteria.body.criteria if each.excludes) if criteria else frozenset()


def _status(case: DesignationCase, fact: Proposed) -> list[Blocker]:
    """Return that a status is none of the list's, or that the person is on the list or is not."""
    body, opened, standing = fact.body, opened_of(case), listing_of(case, fact.body.person)
    statuses = opened.body.statuses if opened else ()
    found = []
    if body.decision in {"designated", "changed"} and body.status not in statuses:
        text = f"{body.status or 'No status'} is no status of {body.list}."
        found.append(blocker("status-unknown", text, f"Name one of {', '.join(statuses)}.", _at(fact)))
    if body.decision in {"refused", "ended"} and body.status:
        text = "Who is not on the list has no status."
        found.append(blocker("status-without-listing", text, "Leave the status empty.", _at(fact)))
    if body.decision in {"changed", "ended"} and not standing:
        text = f"The person is not on {body.list}."
        found.append(blocker("not-listed", text, "Propose to designate the person, or nothing.", _at(fact)))
    if body.decision in {"designated", "refused"} and standing:
        text = f"The person is on {body.list} already."
        found.append(blocker("already-listed", text, "Propose a change or an ending.", _at(fact)))
    if body.decision == "changed" and standing and standing[-1].body.status == body.status:
        found.append(blocker("status-unchanged", "The person has this status.", "Name another.", _at(fact)))
    return found


def _reversal(case: DesignationCase, fact: Proposed) -> list[Blocker]:
    """Return that what a proposal would reverse was never decided about this person, or is not undone by this."""
    body = fact.body
    if not body.reverses:
        return []
    undone = decision_on(case, body.reverses)
    if undone is None or undone.body.person != body.person:
        text = f"Nothing was decided about this person on proposal {body.reverses}."
        return [blocker("reversal-unknown", text, "Name the proposal whose decision was wrong.", _at(fact))]
    if (body.decision, undone.body.decision) not in UNDOES:
        text = f"What was {undone.body.decision} is not undone when it is {body.decision}."
        return [blocker("reversal-undoes-nothing", text, "Propose what undoes it, or reverse nothing.", _at(fact))]
    return []


def _at(fact: Proposed) -> Where:
    return Where(document=fact.body.proposal)


def _no_list(list_: str) -> Blocker:
    return blocker("list-unknown", f"No list was opened under the key {list_}.", "Open the list first.")
