"""How often people and the engine agree about uses: as a share with its interval, and beyond chance.

Rules:
  - Only uses that the engine proposed and a person judged count; the person's last word holds.
  - Agreement on the relation and on the shifts are two figures. Rejecting a use is disagreement with both.
  - What people chose to judge is no sample: they look at what alarms them. The page that shows the figures says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from math import sqrt

import msgspec

from answerable.echoes import entries
from answerable.echoes.gates import EchoCase, Judgement, judgements

REJECTED = "rejected"

NORMAL = 1.959964
"""The standard normal deviate that leaves 95 of 100 inside."""


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """A share of some judged uses, with the 95 % interval of Wilson (1927)."""

    same: int
    judged: int

    @property
    def share(self) -> float:
        """The share, 0 to 1; 0 where nothing was judged."""
        return self.same / self.judged if self.judged else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The interval; everything is possible where nothing was judged."""
        if not self.judged:
            return 0.0, 1.0
        spread = NORMAL**2 / self.judged
        middle = (self.share + spread / 2) / (1 + spread)
        half = NORMAL / (1 + spread) * sqrt(self.share * (1 - self.share) / self.judged + spread / (4 * self.judged))
        return max(0.0, middle - half), min(1.0, middle + half)


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """People and engine: on the relation, on the shifts, by relation proposed, and Cohen's kappa on the relation."""

    relations: Share
    shifts: Share
    by_relation: tuple[tuple[str, Share], ...]
    kappa: float | None


def agreement(case: EchoCase, output: str = "") -> Agreement:
    """Return how often people agreed with what the engine proposed, for one output or all."""
    pairs = [_pair(fact) for fact in _last(case, output)]
    proposed = sorted({each[0] for each in pairs})
    return Agreement(
        relations=_share(pairs),
        shifts=Share(same=sum(one == other and same for one, other, same in pairs), judged=len(pairs)),
        by_relation=tuple((name, _share([each for each in pairs if each[0] == name])) for name in proposed),
        kappa=_kappa([(one, other) for one, other, _ in pairs]),
    )


def _last(case: EchoCase, output: str) -> list[Judgement]:
    """Return the last word about each use that the engine proposed."""
    return [fact for fact in judgements(case, output).values() if fact.body.proposed]


def _pair(fact: Judgement) -> tuple[str, str, bool]:
    """Return what was proposed, what the person said, and whether the shifts are the same."""
    body = fact.body
    if isinstance(body, entries.EchoRejected):
        return body.proposed, REJECTED, False
    return body.proposed, body.relation, set(body.shifts) == set(body.proposed_shifts)


def _share(pairs: Iterable[tuple[str, str, bool]]) -> Share:
    listed = list(pairs)
    return Share(same=sum(one == other for one, other, _ in listed), judged=len(listed))


def _kappa(pairs: list[tuple[str, str]]) -> float | None:
    """Return Cohen's kappa (1960): agreement beyond what two raters with these habits reach by chance.

    None where chance alone would give full agreement, or nothing was judged.
    """
    if not pairs:
        return None
    ours, theirs = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    chance = sum(ours[name] * theirs[name] for name in ours) / len(pairs) ** 2
    observed = sum(one == other for one, other in pairs) / len(pairs)
    return None if chance == 1 else (observed - chance) / (1 - chance)
