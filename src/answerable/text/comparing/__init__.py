"""What changed between what was established and what was said: `shifts` compares two passages.

Rules:
  - The kinds and directions are those of the field's own doubts about press releases; `KINDS` names them.
  - A learned part says how likely each kind is; rules over the lexicons say whether the words can be named. `basis`
    tells which: "model" where only the learned part says so, "both" where a rule names words too.
  - The two passages may be in two languages. Who speaks is no feature.
  - What is compared is what is read: look-alike letters and characters that nobody sees hide nothing (`disguises`).
  - Whoever needs to be sure takes only what is `sure`; a person decides in any case.
"""

from __future__ import annotations

import msgspec

from answerable.text.comparing.learned import Likely, agree, learned, likely, read, weighed
from answerable.text.comparing.reasons import reason_at
from answerable.text.comparing.rules import Worded, same_numbers, worded
from answerable.text.disguises import undisguised
from answerable.text.lexicons import KINDS
from answerable.text.spans import Span
from answerable.text.strengths import strength

__all__ = ["KINDS", "Shift", "shifts"]


SURE = 0.6
"""Probability from which a shift whose words a rule names too is sure.

On 280 pairs of another hand, each judged by a network that had not seen it (2026-11-22), 53 of 57 such shifts were
labelled so, and none stood on a faithful pair. On the project's own 8,211 pairs 70 % were, and 43 of 3,663 faithful
pairs had one.
"""


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """One way in which a restatement says something else than its source.

    `source` and `restatement` are half-open offsets of the words that carry it; empty where that side has none.
    `probability` is the engine's own, 0 to 1.
    """

    kind: str
    direction: str
    source: Span
    restatement: Span
    reason: str
    basis: str
    probability: float = 1.0

    @property
    def sure(self) -> bool:
        """Whether to hold somebody up for it: a rule names the words, and the learned part has little doubt."""
        return self.basis == "both" and self.probability >= SURE


def shifts(
    source: str, restatement: str, *, source_lang: str | None = None, restatement_lang: str | None = None
) -> list[Shift]:
    """Return what changed from `source` to `restatement`, in the order of the words of the restatement.

    Args:
        source: One to four sentences, with the limits that belong to the claim.
        restatement: One or two sentences that say it again.
        source_lang: ISO 639-1; found out where not given.
        restatement_lang: The same for the restatement.
    """
    sides = undisguised(source), undisguised(restatement)
    found = _shifts(*(side.text for side in sides), languages=(source_lang, restatement_lang))
    return [
        msgspec.structs.replace(each, source=sides[0].span(each.source), restatement=sides[1].span(each.restatement))
        for each in found
    ]


def _shifts(source: str, restatement: str, *, languages: tuple[str | None, str | None]) -> list[Shift]:
    """Return what changed between two texts without disguises."""
    if not source.strip() or not restatement.strip() or source == restatement:
        return []
    source_lang, restatement_lang = languages
    said = strength(source, lang=source_lang), strength(restatement, lang=restatement_lang)
    pair = source, said[0], restatement, said[1]
    found = []
    for each in likely(read(source, said[0].language), read(restatement, said[1].language)):
        rule = worded(each.kind, pair)
        probability = weighed(each, rule)
        if probability >= learned().thresholds[each.kind] and not (each.kind == "quantity" and same_numbers(pair)):
            found.append(_shift(each, rule, source, restatement, probability=probability))
    return sorted(found, key=lambda shift: (shift.restatement, shift.source, shift.kind))


def _shift(each: Likely, rule: Worded | None, source: str, restatement: str, *, probability: float) -> Shift:
    """Return a shift at the words that the learned part points at, or else at those that the rule names."""
    spans = each.source, each.restatement
    direction = rule.direction if rule and (rule.direction != "changed" or each.kind == "polarity") else each.direction
    if rule and not any(spans):
        spans = rule.source, rule.restatement
    return Shift(
        kind=each.kind,
        direction=direction,
        source=spans[0],
        restatement=spans[1],
        reason=reason_at(each.kind, direction, (source, restatement), spans),
        basis="both" if rule and agree(rule, each.direction) else "model",
        probability=round(probability, 4),
    )
