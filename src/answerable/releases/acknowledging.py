"""How somebody without an account says that they have read a notice: through the link in the mail that brought it.

Rules:
  - The link is the only key: 256 random bits, of which the SHA-256 is kept. Whoever holds the address is the holder.
  - Reading is not acknowledging: a mail server opens links, too. It takes a press of the button.
  - It is said once, in the log of the section that sent the notice, under the holder's name there.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction

from answerable.clearance.answering import digest_of
from answerable.evidence.clock import moment_of
from answerable.outputs.entries import VersionDrafted
from answerable.record.entry import Fact
from answerable.record.log import lock
from answerable.releases.entries import NoticeAcknowledged
from answerable.releases.gates import ReleaseCase
from answerable.releases.gates.dissociation import Published, sent_as
from answerable.releases.gates.wording import Released, release_of
from answerable.releases.models import NoticeLink, read_release
from answerable.vault.sealing import say


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link that somebody holds: which notice it is about, and the case as it stands now."""

    row: NoticeLink
    notice: Published
    released: Released
    state: ReleaseCase

    @property
    def acknowledged(self) -> Fact[NoticeAcknowledged] | None:
        """How this holder acknowledged the notice, or None."""
        return _acknowledged(self.state, self.row)

    @property
    def drafted(self) -> Fact[VersionDrafted] | None:
        """The version that was released, or None where it is not on record here."""
        drafts = self.state.clearance.outputs.versions
        return next((fact for fact in drafts if fact.ref == self.released.body.draft_ref), None)


def keep_link(token: str, *, case: str, notice: str, origin: str, holder: str, now: datetime) -> None:
    """Keep what a link is about, under the digest of its token; the token is kept nowhere."""
    NoticeLink.objects.create(
        token_sha256=digest_of(token), case=case, notice=notice, origin=origin, holder=holder, made=now
    )


def link_of(token: str) -> Link | None:
    """Return the link behind a token, or None where there is none."""
    row = NoticeLink.objects.filter(token_sha256=digest_of(token)).first()
    if row is None:
        return None
    state = read_release(row.case, at=moment_of(row.case))
    notice = sent_as(state).get(row.notice)
    released = release_of(state, notice.body.released_ref) if notice else None
    if notice is None or released is None:
        return None
    return Link(row=row, notice=notice, released=released, state=state)


def acknowledge(link: Link) -> None:
    """Say that a holder has read a notice; nothing where they have said so.

    Raises:
        Refused: the notice was not sent to them.
    """
    row = link.row
    with transaction.atomic():
        lock(row.origin)
        at = moment_of(row.case)
        if _acknowledged(read_release(row.case, at=at), row) is None:
            plain = {"notice": row.notice, "holder": row.holder, "way": "link"}
            say(NoticeAcknowledged, plain, origin=row.origin, actor=row.holder, at=at, case=row.case)


def _acknowledged(state: ReleaseCase, row: NoticeLink) -> Fact[NoticeAcknowledged] | None:
    named = (row.notice, row.holder, row.origin)
    facts = state.notices_acknowledged
    return next((fact for fact in facts if (fact.body.notice, fact.body.holder, fact.origin) == named), None)
