"""The tables of drafts and their statements, one for each kind of entry; and how a case is read from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from answerable.findings.models import read_findings
from answerable.outputs import entries
from answerable.outputs.gates import OutputsCase
from answerable.people.models import read_people
from answerable.people.standing import People, within
from answerable.record.acts import Seen
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.models import FactRow, key_column


class VersionDrafted(FactRow):
    """One version of an output: a report, release, post, reply or translation, as CommonMark."""

    said = entries.VersionDrafted
    output = key_column()


class StatementsMarked(FactRow):
    """The statements of a version, at most 100 in one entry; `part` counts the entries from 1."""

    said = entries.StatementsMarked
    output = key_column()


class StatementSupported(FactRow):
    """A statement, in these exact words, rests on a finding, in this exact version."""

    said = entries.StatementSupported
    output = key_column()
    statement = key_column()
    finding = key_column()


class StatementReverified(FactRow):
    """Somebody checked on this day that a statement in the present tense still holds."""

    said = entries.StatementReverified
    output = key_column()
    statement = key_column()


class MethodRecorded(FactRow):
    """How the work behind an output was done (Lund-London Guidelines; Berkeley Protocol)."""

    said = entries.MethodRecorded
    output = key_column()


class ContextGiven(FactRow):
    """Who does what in the wider pattern: where the lead says so, which parties are covered and why."""

    said = entries.ContextGiven
    output = key_column()


class FlagAnswered(FactRow):
    """An author answers a flag on exact words with a reason."""

    said = entries.FlagAnswered
    output = key_column()
    statement = key_column()


class VersionRead(FactRow):
    """The text engine read a version against what it rests on; at most 100 things noticed in one entry of `parts`."""

    said = entries.VersionRead
    output = key_column()


def read_outputs(case: str, *, at: datetime, subject: str = "", seen: Seen | None = None) -> OutputsCase:
    """Return a case's drafts with the findings under them, as of `seen`; `subject` is judged, or else the headline."""
    versions = read(VersionDrafted, seen=seen, case=case)
    return OutputsCase(
        findings=read_findings(case, at=at, seen=seen),
        subject=subject or headline(versions),
        versions=versions,
        marked=read(StatementsMarked, seen=seen, case=case),
        supports=read(StatementSupported, seen=seen, case=case),
        reverifications=read(StatementReverified, seen=seen, case=case),
        methods=read(MethodRecorded, seen=seen, case=case),
        contexts=read(ContextGiven, seen=seen, case=case),
        flags=read(FlagAnswered, seen=seen, case=case),
        readings=read(VersionRead, seen=seen, case=case),
    )


def headline(versions: tuple[Fact[entries.VersionDrafted], ...]) -> str:
    """Return the output that a case is about: its first release that is no variant, else its first output, else ""."""
    own = [fact.body for fact in versions if not fact.body.variant_of]
    releases = [body for body in own if body.type == "release"]
    return next((body.output for body in [*releases, *own]), "")


def asks(may: Callable[[OutputsCase, Fact[Any]], list[Blocker]]) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether an act may be said, put to the pure gate `may` on the case as of `seen`."""

    def ask(fact: Fact[Any], seen: Seen) -> list[Blocker]:
        subject = getattr(fact.body, "output", "")
        return may(read_outputs(fact.case, at=fact.at, subject=subject, seen=seen), fact)

    return ask


def asks_with_authors(may: Callable[..., list[Blocker]]) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether an act on rules may be said, put to `may` with all who wrote what they judge."""

    def ask(fact: Fact[Any], seen: Seen) -> list[Blocker]:
        people = within(read_people(seen=seen), fact.origin)
        return may(people, fact, authors=authors_in(people, seen=seen))

    return ask


def authors_in(people: People, *, seen: Seen | None = None) -> frozenset[str]:
    """Return everybody who had a hand in a version of any case that the sections of these people drafted."""
    logs = {fact.origin for fact in people.sections}
    drafted = [fact for fact in read(VersionDrafted, seen=seen) if fact.origin in logs]
    return frozenset(person for fact in drafted for person in (*fact.body.authors, fact.actor))
