"""Gate 2, consent: each person behind a testimony agrees to this use.

Rules (Professional Standards for Protection Work, chapter 6; Murad Code, survivor control):
  - A testimony may be cited in an output only while consent to the use ``public`` stands.
  - Consent to one use is not consent to another, and may be taken back at any time.
  - An item of another type for which consent was once asked is held to the answer, and so is a copy made of it, unless
    consent to use the copy was asked by itself: only then is it shown that the person agreed to what is left of it.
  - Words said in public are taken in as the record or recording of them; a testimony was given to us.
"""

from __future__ import annotations

from answerable.evidence.entries import Use
from answerable.evidence.gates.case import EvidenceCase, asked_for, item_named, made_from, spoken_of, uses_agreed
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
    return any(spoken_of(case, each) or _is_testimony(case, each) for each in made_from(case, item))


def _is_testimony(case: EvidenceCase, item: str) -> bool:
    taken_in = item_named(case, item)
    return taken_in is not None and taken_in.body.type == "testimony"


def _blocker(case: EvidenceCase, item: str, use: Use) -> Blocker:
    asked = asked_for(case, item)
    withdrawn = any(fact.body.item == asked and use in fact.body.uses for fact in case.withdrawals)
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
