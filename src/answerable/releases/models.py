"""The tables of releases and notices: one for each kind, one row for each entry; and how a case is read from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models

from answerable.clearance.models import read_clearance
from answerable.record.acts import Seen
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.models import FactRow, key_column
from answerable.releases import entries
from answerable.releases.gates import ReleaseCase


class ReleasedFile(models.Model):
    """A file as it was given out; its digest stands in the entry `released_ref`, or it is the certificate itself."""

    released_ref = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    data = models.BinaryField()

    class Meta:
        db_table = "releases_file"
        constraints = [models.UniqueConstraint(fields=["released_ref", "name"], name="releases_file_name")]


class OutputReleased(FactRow):
    """A version was released: these bytes, with these outcomes of its gates."""

    said = entries.OutputReleased
    output = key_column()


class StatusSet(FactRow):
    """What readers should know about a release now."""

    said = entries.StatusSet
    output = key_column()


class NoticeIssued(FactRow):
    """A typed notice on a release: which statements it concerns, and what it says of them."""

    said = entries.NoticeIssued
    notice = key_column()
    output = key_column()


def read_release(case: str, *, at: datetime, subject: str = "", seen: Seen | None = None) -> ReleaseCase:
    """Return everything on record about a case, as of `seen`: what the board is computed from."""
    return ReleaseCase(
        clearance=read_clearance(case, at=at, subject=subject, seen=seen),
        released=read(OutputReleased, seen=seen, case=case),
        statuses=read(StatusSet, seen=seen, case=case),
        notices=read(NoticeIssued, seen=seen, case=case),
    )


def asks(may: Callable[[ReleaseCase, Fact[Any]], list[Blocker]]) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether an act may be said, put to the pure gate `may` on the case as of `seen`."""

    def ask(fact: Fact[Any], seen: Seen) -> list[Blocker]:
        subject = getattr(fact.body, "output", "")
        return may(read_release(fact.case, at=fact.at, subject=subject, seen=seen), fact)

    return ask
