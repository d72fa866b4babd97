"""What the text engine read, as the gates see it: facts, never the words themselves.

Rules:
  - A reading holds for exactly what it read (`inputs_of`); once any of that changes, the version has to be read again.
  - What a rule can show by the words blocks the gate it belongs to, until the words change or an author answers the
    flag with a reason. An answer is a remark that travels with the board; it never disappears.
  - What only the learned part says is a remark, and blocks nothing.
  - Quotes of others are read and never flagged for what they say; whose words they are decides nothing else.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from answerable.findings.gates import current, found_categories, limitations_of, locked_categories
from answerable.outputs.entries import Noticed, VersionDrafted, VersionRead
from answerable.outputs.gates.case import (
    OutputsCase,
    current_version,
    documents,
    links_of,
    parent_of,
    resting_on,
    statements,
    used_findings,
)
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

READ_BY = frozenset({10, 11, 16})
"""Gates that cannot be asked of a version that was not read."""

STANDARD = {4: "CoI", 5: "IHL", 6: "CoI", 8: "HU", 9: "LL", 10: "CoI", 11: "IF", 16: "IF"}
"""The document behind each gate that reads."""


def inputs_of(case: OutputsCase, output: str) -> str:
    """Return a digest of the refs of everything that a reading of `output` is made from, in hex."""
    version = current_version(case, output)
    above = [parent_of(case, version), version.body.variant_of] if version else []
    refs = {ref for name in (output, *above) for ref in _refs(case, name)}
    return hashlib.sha256("\n".join(sorted(refs)).encode()).hexdigest()


def _refs(case: OutputsCase, output: str) -> Iterator[str]:
    version = current_version(case, output)
    if version is None:
        return
    yield version.ref
    yield from (fact.ref for fact in case.marked if fact.body.draft_ref == version.ref)
    for each in statements(case, output):
        links = links_of(case, output, each)
        yield from (fact.ref for fact in links if fact.body.words == each.words)
    for finding in sorted({f for each in statements(case, output) for f in resting_on(case, output, each)}):
        yield from (f"{finding} {fact.ref}" for fact in [current(case.findings, finding)] if fact)
        limits = limitations_of(case.findings, finding)
        yield from (fact.ref for fact in case.findings.limitations if fact.body.limitation in limits)


def readings_of(case: OutputsCase, output: str) -> tuple[Fact[VersionRead], ...]:
    """Return the parts of the latest whole reading of `output` as it stands now; nothing where there is none."""
    inputs = inputs_of(case, output)
    parts: dict[int, Fact[VersionRead]] = {}
    for fact in case.readings:
        if fact.body.output == output and fact.body.inputs == inputs:
            if fact.body.part == 1:
                parts = {}
            parts[fact.body.part] = fact
    whole = parts and len(parts) == next(iter(parts.values())).body.parts
    return tuple(parts[number] for number in sorted(parts)) if whole else ()


def read_strength(case: OutputsCase, output: str, statement: str) -> str:
    """Return how strongly a statement reads, or "" where it was not read or asserts nothing."""
    found = [each for fact in readings_of(case, output) for each in fact.body.strengths]
    return next((each.strength for each in found if each.statement == statement), "")


def is_raised(case: OutputsCase, output: str, statement: str, flag: str) -> bool:
    """Tell whether the reading of `output` as it stands now raises this flag at this statement."""
    found = [each for fact in readings_of(case, output) for each in fact.body.noticed]
    return any(each.statement == statement and each.flag == flag for each in found)


def noticed(case: OutputsCase, gate: int) -> list[Blocker]:
    """Return a blocker for each thing noticed that belongs to `gate`, is sure, and was not answered."""
    found = [
        _blocker(version, each)
        for version, each in _of_gate(case, gate)
        if each.sure and not _answered(case, version, each)
    ]
    return list(dict.fromkeys(found))


def remarks(case: OutputsCase, gate: int) -> list[Blocker]:
    """Return what was noticed for `gate` and does not block: what is not sure, and what an author answered."""
    found = [
        _blocker(version, each, answered=_answered(case, version, each))
        for version, each in _of_gate(case, gate)
        if not each.sure or _answered(case, version, each)
    ]
    return list(dict.fromkeys(found))


def not_read(case: OutputsCase, gate: int) -> list[Blocker]:
    """Return a blocker for each document that was not read as it stands now."""
    return [
        Blocker(
            gate=gate,
            code="not-read",
            text=f"Version {version.body.version} of {version.body.output} was not read as it stands now.",
            standard=STANDARD[gate],
            opens=f"Have version {version.body.version} of {version.body.output} read.",
            where=Where(document=version.body.output, version=version.body.version),
        )
        for version in documents(case)
        if not readings_of(case, version.body.output)
    ]


def reading(case: OutputsCase, gate: int) -> list[Blocker]:
    """Return what the reading holds against opening `gate`."""
    return (not_read(case, gate) if gate in READ_BY else []) + noticed(case, gate)


def _of_gate(case: OutputsCase, gate: int) -> Iterator[tuple[Fact[VersionDrafted], Noticed]]:
    used = used_findings(case)
    locked, found = locked_categories(case.findings, used), found_categories(case.findings, used)
    for version in documents(case):
        for fact in readings_of(case, version.body.output):
            for each in fact.body.noticed:
                if each.gate == gate and not (each.code == "graver-word" and _open(each, locked, found)):
                    yield version, each


def _open(each: Noticed, locked: frozenset[str], found: frozenset[str]) -> bool:
    """Tell whether the words of a graver category may stand: it was found, or what they rest on has them unlocked."""
    word = each.value.replace("-", " ")
    if any(word in category.casefold() for category in found):
        return True
    return each.carried and word not in {category.casefold() for category in locked}


def _answered(case: OutputsCase, version: Fact[VersionDrafted], each: Noticed) -> bool:
    words = {statement.id: statement.words for statement in statements(case, version.body.output)}
    return any(
        fact.body.output == version.body.output
        and fact.body.statement == each.statement
        and fact.body.words == words.get(each.statement)
        and fact.body.flag == each.flag
        for fact in case.flags
    )


def _blocker(version: Fact[VersionDrafted], each: Noticed, *, answered: bool = False) -> Blocker:
    name = f"statement {each.statement}" if each.statement else f"the passage at {each.start} to {each.end}"
    text = f"{WHAT[each.code].format(value=each.value.replace('-', ' '), against=each.against)}"
    changed = ", ".join(word for word in (each.shift.replace("_", " "), each.direction) if word)
    way = f" ({changed})" if changed else ""
    tail = " An author answered this." if answered else ""
    return Blocker(
        gate=each.gate,
        code=each.code,
        text=f"{name[0].upper()}{name[1:]} of {version.body.output} {text}{way}.{tail}",
        standard=STANDARD.get(each.gate, "IF"),
        opens=f"Change the words in the next version, or answer the flag {each.flag} with a reason.",
        where=Where(
            document=version.body.output,
            version=version.body.version,
            start=each.start,
            end=each.end,
            statement=each.statement,
        ),
    )


WHAT = {
    "graver-word": "uses the words of a graver category that was not found: {value}",
    "quantifier-without-count": "says {value} with no number behind it",
    "number-not-found": "has a number that {against} does not have",
    "numbers-disagree": "has a number that another part of the same draft gives otherwise",
    "silence-as-failure": "turns what nobody heard of into something that was not done",
    "cause-added": "says that one thing caused another, which {against} does not",
    "cause-without-doer": "says what an act led to, and not who did the harm and in how many incidents",
    "limit-lost": "leaves out a limit that {against} states beside it",
    "says-more": "says more than {against}",
    "says-less": "says less than {against}",
    "says-other": "says something else than {against}",
    "not-supported": "is not what {against} says",
    "versions-differ": "is not as strong as the same statement in {against}",
    "not-marked": "claims something and is not marked",
    "doer-hidden": "does not say who did it",
    "general": "speaks of all where it may mean some",
    "term-of-art": "uses a word of law as an ordinary word: {value}",
    "house-word": "uses a word that the house list asks to avoid: {value}",
}
"""What was noticed, by its code, in words that follow the name of the statement."""
