"""Gate 8, counting: each number can be read; and the structure that gate 10, cause, asks for.

Rules (HURIDOCS Events Standard Formats, counting unit; Lund-London Guidelines, method):
  - A number has a unit, and says how its base was chosen, or why it has none. It is not above its base.
  - A quantifier (pattern, most, many, routinely) belongs to a number with a base.
  - What was seen, traced and told is not pooled: in one finding, each has a unit of its own ("schools seen").
  - An act of one that led to harm by another says in how many incidents, and who did the harm.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.findings import entries
from answerable.findings.gates.case import FindingsCase, current_findings
from answerable.record.blocker import Blocker, Where

GATE = 8
CAUSE = 10


def counting(case: FindingsCase, used: frozenset[str]) -> list[Blocker]:
    """Return the numbers of the findings in `used` that cannot be read as they stand."""
    found: list[Blocker] = []
    for stated in current_findings(case, used):
        for count in stated.body.counts:
            found += _count(stated.body.finding, count)
        found += _pooled(stated.body)
    return found


def cause_stated(case: FindingsCase, used: frozenset[str]) -> list[Blocker]:
    """Return the findings in `used` that speak of harm by another without incidents or doer (gate 10, structure)."""
    return [
        blocker
        for stated in current_findings(case, used)
        if stated.body.cause
        for blocker in _cause(stated.body.finding, stated.body.cause)
    ]


def _blocker(finding: str, code: str, text: str, opens: str, *, gate: int = GATE, standard: str = "HU") -> Blocker:
    return Blocker(gate=gate, code=code, text=text, standard=standard, opens=opens, where=Where(finding=finding))


def _named(finding: str, count: entries.Counted) -> str:
    of = "" if count.base is None else f" of {count.base}"
    unit = f" {count.unit.strip()}" if count.unit.strip() else ""
    return f"The number {count.numerator}{of}{unit} in finding {finding}"


def _count(finding: str, count: entries.Counted) -> Iterator[Blocker]:
    name, again = _named(finding, count), f"State finding {finding} again"
    if not count.unit.strip():
        yield _blocker(finding, "count-without-unit", f"{name} has no unit.", f"{again}, saying what is counted.")
    if not count.chosen:
        yield _blocker(
            finding,
            "count-without-choice",
            f"{name} does not say how its base was chosen, or why it has none.",
            f"{again}, saying how the base was chosen.",
        )
    if count.base is not None and count.numerator > count.base:
        yield _blocker(finding, "count-above-base", f"{name} is above its base.", f"{again} with the right base.")
    if count.quantifier.strip() and not count.base:
        yield _blocker(
            finding,
            "quantifier-without-base",
            f'{name} is called "{count.quantifier.strip()}", and has no base to be read against.',
            f"{again} with the base, or without the quantifier.",
        )


def _pooled(finding: entries.FindingStated) -> Iterator[Blocker]:
    kinds: dict[str, set[str]] = {}
    for count in finding.counts:
        kinds.setdefault(count.unit.strip().casefold(), set()).add(count.evidence)
    for unit, known in sorted(kinds.items()):
        if len(known) > 1:
            yield _blocker(
                finding.finding,
                "unlike-evidence-pooled",
                f"Finding {finding.finding} counts {unit or 'things'} alike that were {_ways(known)}.",
                f'Give each a unit of its own in finding {finding.finding}, such as "{unit or "things"} seen".',
            )


def _ways(known: set[str]) -> str:
    return " and ".join(sorted({"told": "told of"}.get(way, way) for way in known))


def _cause(finding: str, cause: entries.Cause) -> Iterator[Blocker]:
    if not cause.incidents:
        yield _blocker(
            finding,
            "cause-without-incidents",
            f"Finding {finding} says that an act led to harm by another, and counts no incident.",
            f"Count the incidents in finding {finding}, or leave out the cause.",
            gate=CAUSE,
            standard="CoI",
        )
    if not cause.doer.strip():
        yield _blocker(
            finding,
            "cause-without-doer",
            f"Finding {finding} says that an act led to harm, and not who did the harm.",
            f"Name who did the harm in finding {finding}, or leave out the cause.",
            gate=CAUSE,
            standard="CoI",
        )
