"""Gate 2, consent: each person behind a testimony agrees to this use.

Rules (Professional Standards for Protection Work, chapter 6; Murad Code, survivor control):
  - A testimony may be cited in an output only while consent to the use ``public`` stands.
  - Consent to one use is not consent to another, and may be taken back at any time.
  - An item of another type for which consent was once asked is held to the answer.
  - Words said in public are taken in as the record or recording of them; a testimony was given to us.
"""

from __future__ import annotations

from answerable.evidence.entries import Use
from answerable.evidence.gates.case import EvidenceCase, item_named, uses_agreed
from answerable.record.blocker import Blocker, Where

GATE = 2


def consent(case: EvidenceCase, cited: frozenset[str], use: Use = "public") -> list[Blocker]:
    """Return the items in `cited` whose person does not agree to `use`."""
    return [
        _blocker(case, item, use)
        for item in sorted(cited)
        if _asks_consent(case, item) and use not in uses_agreed(case, item)
    ]


def _asks_consent(case: EvidenceCase, item: str) -> bool:
    taken_in = item_named(case, item)
    asked = {fact.body.item for fact in case.consents} | {fact.body.item for fact in case.withdrawals}
    return item in asked or (taken_in is not None and taken_in.body.type == "testimony")


def _blocker(case: EvidenceCase, item: str, use: Use) -> Blocker:
    withdrawn = any(fact.body.item == item and use in fact.body.uses for fact in case.withdrawals)
    agreed = ", ".join(sorted(uses_agreed(case, item)))
    because = "has taken back consent" if withdrawn else "has not given consent"
    return Blocker(
        gate=GATE,
        code="consent-withdrawn" if withdrawn else "consent-missing",
        text=f"The person behind item {item} {because} to {use} use; consent stands for: {agreed or 'no use'}.",
        standard="PS",
        opens=f"Ask the person behind item {item} for consent to {use} use, or rest the finding on other items.",
        where=Where(item=item),
    )
