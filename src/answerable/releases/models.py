"""The tables of releases and notices: one for each kind, one row for each entry; and how a case is read from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import models

from answerable.clearance.models import read_clearance
from answerable.people.standing import holds_role, in_own_log
from answerable.record.acts import Seen
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.models import FactRow, key_column
from answerable.record.ondemand import only
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


class NoticeMail(models.Model):
    """One notice to one holder by mail: made before it is sent, sent once. `failure` names nobody.

    `origin` is the log of the section that knows the holder; `done` is when it went out.
    """

    case = models.CharField(max_length=64)
    notice = models.CharField(max_length=64)
    origin = models.CharField(max_length=200)
    holder = models.CharField(max_length=64)
    made = models.DateTimeField()
    tried = models.DateTimeField(null=True)
    done = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, default="")

    class Meta:
        db_table = "releases_notice_mail"
        constraints = [
            models.UniqueConstraint(fields=["case", "notice", "origin", "holder"], name="releases_notice_mail_once")
        ]


class NoticeLink(models.Model):
    """The link by which one holder says that they have read one notice; kept is the SHA-256 of its token."""

    token_sha256 = models.CharField(max_length=64, primary_key=True)
    case = models.CharField(max_length=64)
    notice = models.CharField(max_length=64)
    origin = models.CharField(max_length=200)
    holder = models.CharField(max_length=64)
    made = models.DateTimeField()

    class Meta:
        db_table = "releases_notice_link"


class OutputReleased(FactRow):
    """A version was released: these bytes, with these outcomes of its gates."""

    said = entries.OutputReleased
    output = key_column()


class StatusSet(FactRow):
    """What readers should know about a release now."""

    said = entries.StatusSet
    output = key_column()


class NoticeDrafted(FactRow):
    """The wording of a notice, for the affected sections to countersign."""

    said = entries.NoticeDrafted
    notice = key_column()
    output = key_column()


class NoticeCountersigned(FactRow):
    """An affected section stands by the wording of a notice."""

    said = entries.NoticeCountersigned
    notice = key_column()
    section = key_column()


class NoticeDeclined(FactRow):
    """An affected section does not stand by the wording of a notice."""

    said = entries.NoticeDeclined
    notice = key_column()
    section = key_column()


class NoticeIssued(FactRow):
    """A typed notice on a release: which statements it concerns, and what it says of them."""

    said = entries.NoticeIssued
    notice = key_column()
    output = key_column()


class SectionDissociated(FactRow):
    """A section does not stand by a release."""

    said = entries.SectionDissociated
    section = key_column()
    notice = key_column()
    output = key_column()


class DissociationEnded(FactRow):
    """A section that did not stand by a release does so again."""

    said = entries.DissociationEnded
    section = key_column()
    notice = key_column()


class CopyGiven(FactRow):
    """Somebody was given an output."""

    said = entries.CopyGiven
    holder = key_column()
    output = key_column()


class CopyLapsed(FactRow):
    """Somebody is given no further outputs."""

    said = entries.CopyLapsed
    holder = key_column()


class NoticeSent(FactRow):
    """A notice was sent to somebody who holds what it concerns."""

    said = entries.NoticeSent
    notice = key_column()
    holder = key_column()


class NoticeAcknowledged(FactRow):
    """Somebody who holds what a notice concerns has read it."""

    said = entries.NoticeAcknowledged
    notice = key_column()
    holder = key_column()


def read_release(case: str, *, at: datetime, subject: str = "", seen: Seen | None = None) -> ReleaseCase:
    """Return everything that counts on record about a case, as of `seen`: what the board is computed from.

    What somebody says in another log than that of their own section, or in that of another organisation, counts for
    nothing; nor does a release by somebody who was no approver. A holder's own word through a link is judged where it
    is looked up (`holders`).
    """
    clearance = read_clearance(case, at=at, subject=subject, seen=seen)
    people = clearance.outputs.findings.evidence.people

    def own(table: type[FactRow]) -> tuple[Fact[Any], ...]:
        return only(read(table, seen=seen, case=case), lambda fact: in_own_log(people, fact))

    def approved(fact: Fact[Any]) -> bool:
        return holds_role(people, fact.actor, "approver", case=case, at=fact.at)

    return ReleaseCase(
        clearance=clearance,
        released=only(own(OutputReleased), approved),
        statuses=own(StatusSet),
        notices=own(NoticeIssued),
        notice_drafts=own(NoticeDrafted),
        notice_signatures=own(NoticeCountersigned),
        notice_refusals=own(NoticeDeclined),
        dissociations=own(SectionDissociated),
        dissociations_ended=own(DissociationEnded),
        copies=own(CopyGiven),
        lapsed=own(CopyLapsed),
        notices_sent=own(NoticeSent),
        notices_acknowledged=read(NoticeAcknowledged, seen=seen, case=case),
    )


def asks(may: Callable[[ReleaseCase, Fact[Any]], list[Blocker]]) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether an act may be said, put to the pure gate `may` on the case as of `seen`."""

    def ask(fact: Fact[Any], seen: Seen) -> list[Blocker]:
        subject = getattr(fact.body, "output", "")
        return may(read_release(fact.case, at=fact.at, subject=subject, seen=seen), fact)

    return ask
