"""Gate 7, contrary evidence: it was looked for, and what was found is answered.

Rules (OHCHR commissions of inquiry, 2015; Lund-London Guidelines):
  - Each used finding has contrary evidence on record, all of it answered, or a search for it that a person has signed.
  - An answer is to what was recorded before it: what is recorded later under the same key asks for another.
  - An item linked as contradicting the finding is recorded as contrary evidence by its key.
  - That the text of an output carries the answer is asked of the output (gate 6).
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.findings import entries
from answerable.findings.gates.case import FindingsCase, contraries_of, current_findings
from answerable.people.standing import section_of
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

GATE = 7


def contrary_evidence(case: FindingsCase, used: frozenset[str]) -> list[Blocker]:
    """Return the findings in `used` whose contrary evidence was not looked for, recorded or answered."""
    return [
        blocker
        for stated in current_findings(case, used)
        for part in (_looked_for, _answered, _recorded)
        for blocker in part(case, stated)
    ]


def _looked_for(case: FindingsCase, stated: Fact[entries.FindingStated]) -> Iterator[Blocker]:
    key = stated.body.finding
    searches = [fact for fact in case.contrary_searches if fact.body.finding == key]
    signed = [fact.body.finding_ref for fact in searches if section_of(case.evidence.people, fact.actor)]
    if contraries_of(case, key) or stated.ref in signed:
        return
    if signed:
        yield _blocker(
            key,
            "contrary-search-stale",
            f"Finding {key} is now in version {stated.body.number}; contrary evidence was searched for on another.",
            f"Search again for contrary evidence on finding {key} as it now stands.",
        )
    else:
        yield _blocker(
            key,
            "contrary-not-looked-for",
            f"Nobody has recorded contrary evidence on finding {key}, or signed a search for it.",
            f"Search for contrary evidence on finding {key}; record what you find, or sign that you found none.",
        )


def _answered(case: FindingsCase, stated: Fact[entries.FindingStated]) -> Iterator[Blocker]:
    key = stated.body.finding
    recorded = {fact.body.contrary: fact.at for fact in contraries_of(case, key)}
    answered = {
        fact.body.contrary
        for fact in case.contrary_answers
        if fact.body.contrary in recorded and fact.at >= recorded[fact.body.contrary]
    }
    for name in sorted(recorded.keys() - answered):
        yield _blocker(
            key,
            "contrary-unanswered",
            f"Contrary evidence {name} on finding {key} has no answer.",
            f"Answer {name}: say how finding {key} stands in its light, or change the finding.",
        )


def _recorded(case: FindingsCase, stated: Fact[entries.FindingStated]) -> Iterator[Blocker]:
    key = stated.body.finding
    recorded = {fact.body.item for fact in contraries_of(case, key)}
    for item in sorted({link.item for link in stated.body.evidence if link.does == "contradicts"} - recorded):
        yield _blocker(
            key,
            "contradicting-item-unrecorded",
            f"Item {item} contradicts finding {key}, and is not recorded as contrary evidence.",
            f"Record item {item} as contrary evidence on finding {key}, and answer it.",
            item=item,
        )


def _blocker(finding: str, code: str, text: str, opens: str, *, item: str = "") -> Blocker:
    where = Where(finding=finding, item=item)
    return Blocker(gate=GATE, code=code, text=text, standard="CoI", opens=opens, where=where)
