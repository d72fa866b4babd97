"""What an edit changed, and which acts it left standing: only what changed has to be looked at again (MC, LL).

Rules:
  - Statements are compared by name: words by their commitment, and how they are marked (what they say, how strongly, of
    whom, what they carry).
  - An act on a version (countersignature, acknowledgement, reading of the whole) stands for that version alone. An act
    on words stands while the words stand. A signature on an element or the acceptance of a risk speaks of no version:
    it stands until what it was made on was assessed again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import msgspec

from answerable.clearance.gates.case import ClearanceCase, judging
from answerable.clearance.gates.consents import agreed, words_now
from answerable.clearance.gates.guests import revocation_of
from answerable.evidence.gates import in_order
from answerable.findings.gates import assessments
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import current_version, statements_of, used_findings, versions_of
from answerable.record.entry import Fact

Act = Literal[
    "acknowledged",
    "countersigned",
    "whole-reviewed",
    "element-signed",
    "misuse-rehearsed",
    "harm-accepted",
    "consented",
]


class ChangedStatement(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that both versions have, in other words or marked otherwise."""

    before: Statement
    now: Statement

    @property
    def words(self) -> bool:
        """Whether its words changed, and not only how it is marked."""
        return self.before.words != self.now.words


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """An act on the output, whether it still stands for the current version, and if not, why."""

    act: Act
    fact: Fact[Any]
    about: str
    """What it was about: a statement, a risk, an element, or the version by its number."""
    stands: bool
    why: str
    """Why it went stale, in a sentence; "" where it stands."""


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What differs between a version that was seen or signed and the current one."""

    before: Fact[VersionDrafted] | None
    """The version that was seen, or None where it is not on record."""
    now: Fact[VersionDrafted] | None
    changed: tuple[ChangedStatement, ...] = ()
    added: tuple[Statement, ...] = ()
    gone: tuple[Statement, ...] = ()
    unchanged: tuple[Statement, ...] = ()
    acts: tuple[Standing, ...] = ()

    @property
    def same(self) -> bool:
        """Whether the version seen is the current one."""
        return self.before is not None and self.before == self.now

    @property
    def standing(self) -> tuple[Standing, ...]:
        """The acts that still stand."""
        return tuple(each for each in self.acts if each.stands)

    @property
    def stale(self) -> tuple[Standing, ...]:
        """The acts that went stale."""
        return tuple(each for each in self.acts if not each.stands)


def changed_since(case: ClearanceCase, fact: Fact[Any]) -> Changed:
    """Return what changed in an output since the version that an act names by `output` and `draft_ref`."""
    output = fact.body.output
    known = versions_of(case.outputs, output)
    before = next((version for version in known if version.ref == fact.body.draft_ref), None)
    return changed_between(case, output, before)


def changed_between(case: ClearanceCase, output: str, before: Fact[VersionDrafted] | None) -> Changed:
    """Return what changed in an output since one of its versions; all is new where that is None."""
    now = current_version(case.outputs, output)
    old = {each.id: each for each in statements_of(case.outputs, before)} if before else {}
    new = {each.id: each for each in statements_of(case.outputs, now)} if now else {}
    both = [(old[name], each) for name, each in new.items() if name in old]
    return Changed(
        before=before,
        now=now,
        changed=tuple(ChangedStatement(before=was, now=each) for was, each in both if not _alike(was, each)),
        added=tuple(each for name, each in new.items() if name not in old),
        gone=tuple(each for name, each in old.items() if name not in new),
        unchanged=tuple(each for was, each in both if _alike(was, each)),
        acts=tuple(acts_on(judging(case, output), now)) if now else (),
    )


def acts_on(case: ClearanceCase, now: Fact[VersionDrafted]) -> Iterable[Standing]:
    """Yield every act on the judged output that an edit could leave stale, with how it stands."""
    yield from _on_versions(case, now)
    yield from _on_words(case, now)
    yield from _on_elements(case)
    yield from _on_risks(case)


def _alike(before: Statement, now: Statement) -> bool:
    """Tell whether a statement is the same, wherever it stands in the text."""
    return msgspec.structs.replace(before, start=now.start, end=now.end) == now


def _on_versions(case: ClearanceCase, now: Fact[VersionDrafted]) -> Iterable[Standing]:
    kinds: tuple[tuple[Act, tuple[Fact[Any], ...]], ...] = (
        ("acknowledged", case.acknowledged),
        ("whole-reviewed", case.whole_reviews),
        ("countersigned", case.countersignatures),
    )
    for act, facts in kinds:
        for fact in in_order(each for each in facts if each.body.output == now.body.output):
            seen, why = fact.body.version, ""
            if fact.body.draft_ref != now.ref:
                why = f"It was made on version {seen}; {now.body.output} is now in version {now.body.version}."
            yield Standing(act=act, fact=fact, about=str(seen), stands=not why, why=why)


def _on_words(case: ClearanceCase, now: Fact[VersionDrafted]) -> Iterable[Standing]:
    output, words = now.body.output, {each.id: each.words for each in statements_of(case.outputs, now)}
    for row in in_order(each for each in case.rehearsals if each.body.output == output):
        name, why = row.body.statement, ""
        if name not in words:
            why = f"Statement {name} is no longer in {output}."
        elif words[name] != row.body.words:
            why = f"The words of statement {name} changed since."
        yield Standing(act="misuse-rehearsed", fact=row, about=name, stands=not why, why=why)
    for asked in case.guests:
        named = (asked.body.output, asked.body.purpose) == (output, "consent")
        if named and agreed(case, asked) and revocation_of(case, asked) is None:
            stands = words_now(case, asked, now) == "same"
            why = "" if stands else f"The words about which {asked.body.guest} was asked changed since."
            yield Standing(act="consented", fact=asked, about=asked.body.guest, stands=stands, why=why)


def _on_elements(case: ClearanceCase) -> Iterable[Standing]:
    findings = case.outputs.findings
    rules = {fact.ref: fact for fact in findings.rules}
    used = used_findings(case.outputs)
    current = {fact.ref for finding in used for fact in assessments(findings, finding)}
    for fact in in_order(findings.element_signatures):
        rule = rules.get(fact.body.assessed_ref)
        if rule is None or rule.body.finding not in used:
            continue
        why = "" if rule.ref in current else f"{rule.body.finding} was assessed under {rule.body.rule} again since."
        about = f"{fact.body.element} of {fact.body.rule}"
        yield Standing(act="element-signed", fact=fact, about=about, stands=not why, why=why)


def _on_risks(case: ClearanceCase) -> Iterable[Standing]:
    latest = {fact.body.harm: fact for fact in in_order(case.harms)}
    for fact in in_order(case.harm_acceptances):
        name = fact.body.harm
        if name in latest:
            why = "" if fact.at >= latest[name].at else f"Risk {name} was assessed again since."
            yield Standing(act="harm-accepted", fact=fact, about=name, stands=not why, why=why)
