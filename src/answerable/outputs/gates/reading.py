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
    parent_of,
    statements,
    used_findings,
)
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact

READ_BY = frozenset({10, 11, 16})
"""Gates that cannot be asked of a version that was not read."""

STANDARD = {4: "CoI", 5: "IHL", 6: "CoI", 8: "HU", 9: "LL", 10: "CoI", 11: "IF", 16: "IF", 25: "IF"}
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
    words = {each.id: each.words for each in statements(case, output)}
    links = [fact for fact in case.supports if fact.body.output == output]
    present = [fact for fact in links if words.get(fact.body.statement) == fact.body.words]
    yield from (fact.ref for fact in present)
    for finding in sorted({fact.body.finding for fact in present}):
        yield from (f"{finding} {fact.ref}" for fact in [current(case.findings, finding)] if fact)
        limits = limitations_of(case.findings, finding)
        yield from (fact.ref for fact in case.findings.limitations if fact.body.limitation in limits)


def readings_of(case: OutputsCase, output: str) -> tuple[Fact[VersionRead], ...]:
    """Return the parts of the latest whole reading of `output` as it stands now; nothing where there is none."""
    version = current_version(case, output)
    said = [fact for fact in case.readings if fact.body.output == output]
    if version is None or not said:
        return ()
    inputs = inputs_of(case, output)
    whole: tuple[Fact[VersionRead], ...] = ()
    begun: list[Fact[VersionRead]] = []
    for fact in said:
        if fact.body.inputs != inputs or fact.origin != version.origin:
            continue
        begun = [fact] if fact.body.part == 1 else [*begun, fact] if begun and _goes_on(begun[-1], fact) else []
        whole = tuple(begun) if begun and fact.body.part == fact.body.parts else whole
    return whole


def _goes_on(before: Fact[VersionRead], fact: Fact[VersionRead]) -> bool:
    """Tell whether a part follows another of the same reading."""
    one, two = before.body, fact.body
    same = (before.at, before.actor, one.engine, one.parts) == (fact.at, fact.actor, two.engine, two.parts)
    return same and two.part == one.part + 1


def read_strengths(case: OutputsCase, output: str) -> dict[str, str]:
    """Return how strongly each statement reads, by its id; nothing where it was not read or asserts nothing."""
    return {each.statement: each.strength for fact in readings_of(case, output) for each in fact.body.strengths}


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
    if any(_names(category.casefold(), word) for category in found):
        return True
    return each.carried and not any(_names(category.casefold(), word) for category in locked)


def _names(category: str, word: str) -> bool:
    """Tell whether a category is what a word stands for: "wilful killing as a war crime" is a war crime.

    "Torture as a crime against humanity" is not what "torture" stands for, but something graver; nor does a category
    that excepts a word name it.
    """
    if category == word:
        return True
    before = category.removesuffix(f" {word}")
    return before != category and before.rpartition(" ")[2] not in {"than", "not", "or", "and"}


def _answered(case: OutputsCase, version: Fact[VersionDrafted], each: Noticed) -> bool:
    words = {statement.id: statement.words for statement in statements(case, version.body.output)}
    read_at = readings_of(case, version.body.output)[0].at  # an answer is to what was read, not to what was before
    return any(
        fact.body.output == version.body.output
        and fact.body.statement == each.statement
        and fact.body.words == words.get(each.statement)
        and fact.body.flag == each.flag
        and fact.at >= read_at
        for fact in case.flags
    )


def _blocker(version: Fact[VersionDrafted], each: Noticed, *, answered: bool = False) -> Blocker:
    subject = f"Statement {each.statement}" if each.statement else f"The passage at {each.start} to {each.end}"
    what = WHAT.get(each.code, f"has something that this version has no words for: {each.code}")
    text = what.format(value=each.value.replace("-", " "), against=each.against)
    changed = ", ".join(word for word in (each.shift.replace("_", " "), each.direction) if word)
    said = f"{text} ({changed})" if changed else text
    tail = " An author answered this." if answered else ""
    return Blocker(
        gate=each.gate,
        code=each.code,
        text=f"{subject} of {version.body.output} {said}." + tail,
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
    "quantifier-without-count": "says how many with no number behind it",
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
    "critic-denigrated": "speaks ill of critics instead of answering them",
    "doer-hidden": "does not say who did it",
    "general": "speaks of all where it may mean some",
    "term-of-art": "uses a word of law as an ordinary word",
    "house-word": "uses a word that the house list asks to avoid",
}
"""What was noticed, by its code, in words that follow the name of the statement."""
