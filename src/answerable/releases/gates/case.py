"""Everything on record about a case, as the board judges it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from answerable.clearance.gates import ClearanceCase
from answerable.people.standing import People
from answerable.record.entry import Fact
from answerable.releases import entries


class ReleaseCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case with its releases and notices, as of one moment of the record."""

    clearance: ClearanceCase
    released: tuple[Fact[entries.OutputReleased], ...] = ()
    statuses: tuple[Fact[entries.StatusSet], ...] = ()
    notices: tuple[Fact[entries.NoticeIssued], ...] = ()
    notice_drafts: tuple[Fact[entries.NoticeDrafted], ...] = ()
    notice_signatures: tuple[Fact[entries.NoticeCountersigned], ...] = ()
    notice_refusals: tuple[Fact[entries.NoticeDeclined], ...] = ()
    dissociations: tuple[Fact[entries.SectionDissociated], ...] = ()
    dissociations_ended: tuple[Fact[entries.DissociationEnded], ...] = ()
    copies: tuple[Fact[entries.CopyGiven], ...] = ()
    lapsed: tuple[Fact[entries.CopyLapsed], ...] = ()
    notices_sent: tuple[Fact[entries.NoticeSent], ...] = ()
    notices_acknowledged: tuple[Fact[entries.NoticeAcknowledged], ...] = ()

    @property
    def at(self) -> datetime:
        """The moment at which everything is judged."""
        return self.clearance.outputs.findings.evidence.at

    @property
    def people(self) -> People:
        """The facts about people and policy."""
        return self.clearance.outputs.findings.evidence.people
