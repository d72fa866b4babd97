"""The tables of what people say about uses, one for each kind; and how a case is read from them.

What machines found is in `tables.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from answerable.echoes import entries
from answerable.echoes.gates import EchoCase, counts
from answerable.echoes.tables import (
    Alert,
    Chunk,
    Page,
    Run,
    SkippedRecord,
    Source,
    StreamHealth,
    Use,
)
from answerable.record.acts import Seen
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.models import FactRow, key_column
from answerable.record.ondemand import only
from answerable.releases.gates import ReleaseCase
from answerable.releases.models import read_release

__all__ = [
    "Alert",
    "Chunk",
    "DocumentFollowed",
    "EchoConfirmed",
    "EchoRejected",
    "MisuseAnswered",
    "MisuseReported",
    "Page",
    "Run",
    "SkippedRecord",
    "Source",
    "StreamHealth",
    "Use",
    "asks",
    "echoes_beside",
    "read_echoes",
]


class DocumentFollowed(FactRow):
    """A section follows a release: under which names, what alerts it, and how soon it answers."""

    said = entries.DocumentFollowed
    output = key_column()
    section = key_column()


class EchoConfirmed(FactRow):
    """A person read a use beside our words and says how they relate."""

    said = entries.EchoConfirmed
    echo = key_column()
    output = key_column()


class EchoRejected(FactRow):
    """A person read what the engine found and says that it is no use of our words."""

    said = entries.EchoRejected
    echo = key_column()
    output = key_column()


class MisuseReported(FactRow):
    """Somebody reports that a statement is being misused."""

    said = entries.MisuseReported
    misuse = key_column()
    output = key_column()


class MisuseAnswered(FactRow):
    """A section says what it did about a misuse or an alert."""

    said = entries.MisuseAnswered
    misuse = key_column()
    output = key_column()


def read_echoes(case: str, *, at: datetime, subject: str = "", seen: Seen | None = None) -> EchoCase:
    """Return everything on record about the uses of a case's releases, as of `seen`."""
    return echoes_beside(read_release(case, at=at, subject=subject, seen=seen), case=case, seen=seen)


def echoes_beside(release: ReleaseCase, *, case: str, seen: Seen | None = None) -> EchoCase:
    """Return a case that was read already, with everything that counts of what was said about its releases' uses."""

    def own(table: type[FactRow]) -> tuple[Fact[Any], ...]:
        return only(read(table, seen=seen, case=case), lambda fact: counts(release.people, fact))

    return EchoCase(
        release=release,
        followed=own(DocumentFollowed),
        confirmed=own(EchoConfirmed),
        rejected=own(EchoRejected),
        reported=own(MisuseReported),
        answered=own(MisuseAnswered),
    )


def asks(may: Callable[[EchoCase, Fact[Any]], list[Blocker]]) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether an act may be said, put to the pure gate `may` on the case as of `seen`."""

    def ask(fact: Fact[Any], seen: Seen) -> list[Blocker]:
        return may(read_echoes(fact.case, at=fact.at, subject=fact.body.output, seen=seen), fact)

    return ask
