"""The tables of consultation and clearance, one for each kind of entry; and how a case is read from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from answerable.clearance import entries
from answerable.clearance.gates import ClearanceCase
from answerable.outputs.models import read_outputs
from answerable.record.acts import Seen
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact
from answerable.record.facts import read
from answerable.record.models import FactRow, key_column


class SectionAsked(FactRow):
    """A section was asked for its part at one of the three moments, with what it was shown."""

    said = entries.SectionAsked
    section = key_column()


class SectionAdded(FactRow):
    """An author adds a section to those that the findings name; sections are never taken out."""

    said = entries.SectionAdded
    section = key_column()


class PartTaken(FactRow):
    """What a section said when it was asked."""

    said = entries.PartTaken
    section = key_column()


class DraftDelivered(FactRow):
    """A section was given a version."""

    said = entries.DraftDelivered
    section = key_column()
    output = key_column()


class DraftAcknowledged(FactRow):
    """A section has opened a version: these exact bytes."""

    said = entries.DraftAcknowledged
    section = key_column()
    output = key_column()


class ObjectionRaised(FactRow):
    """Somebody objects to words of a draft (half-open offsets), or to the whole (no offsets)."""

    said = entries.ObjectionRaised
    objection = key_column()
    output = key_column()


class ObjectionAnswered(FactRow):
    """Somebody who is no author answers an objection with reasons."""

    said = entries.ObjectionAnswered
    objection = key_column()


class ObjectionClosed(FactRow):
    """The person who objected confirms that the matter is settled."""

    said = entries.ObjectionClosed
    objection = key_column()


class DissentNoted(FactRow):
    """The person who objected is not satisfied and says so in words that travel with the release."""

    said = entries.DissentNoted
    objection = key_column()
    output = key_column()


class AlarmRaised(FactRow):
    """Somebody says: this puts us in harm's way. Everything stops."""

    said = entries.AlarmRaised
    alarm = key_column()
    section = key_column()


class AlarmLifted(FactRow):
    """The section that raised an alarm lifts it."""

    said = entries.AlarmLifted
    alarm = key_column()


class EngagementConsidered(FactRow):
    """Confidential engagement with a party was considered before public words, and why it was or was not chosen."""

    said = entries.EngagementConsidered
    party = key_column()


class ReplyRequested(FactRow):
    """The full allegations were put to a party, with questions and the days it has; `proof` shows delivery."""

    said = entries.ReplyRequested
    party = key_column()
    output = key_column()


class ReplyReminded(FactRow):
    """A party that had not replied was reminded."""

    said = entries.ReplyReminded
    party = key_column()


class ReplyReceived(FactRow):
    """A party replied; the reply is kept word for word."""

    said = entries.ReplyReceived
    party = key_column()


class ReplyWaived(FactRow):
    """A named person decided not to ask a party, or not to wait, and says why."""

    said = entries.ReplyWaived
    party = key_column()


class HarmAssessed(FactRow):
    """What publication may do to a group of people: how likely, what is done about it, and by whom."""

    said = entries.HarmAssessed
    harm = key_column()


class HarmAccepted(FactRow):
    """A named person accepts, for a section, what risk remains."""

    said = entries.HarmAccepted
    harm = key_column()
    section = key_column()


class MisuseRehearsed(FactRow):
    """The worst honest truncation and the worst reuse of a statement, and the answer to them."""

    said = entries.MisuseRehearsed
    output = key_column()
    statement = key_column()


class WholeReviewed(FactRow):
    """Somebody who is no author has read the final whole with fresh eyes."""

    said = entries.WholeReviewed
    output = key_column()


class DraftCountersigned(FactRow):
    """A section signs exact words with its own key."""

    said = entries.DraftCountersigned
    section = key_column()
    output = key_column()


class DraftDeclined(FactRow):
    """A section refuses to countersign, publish or translate a version, and says why."""

    said = entries.DraftDeclined
    section = key_column()
    output = key_column()


class GateOverridden(FactRow):
    """An officer opens a gate for one version, with a reason, until the start of `expires`. Everyone sees it."""

    said = entries.GateOverridden
    output = key_column()


class OverrideReviewed(FactRow):
    """What an organisation learned from an override."""

    said = entries.OverrideReviewed
    override_ref = models.CharField(max_length=64)


class ExtensionConsidered(FactRow):
    """More time for a party to reply was considered."""

    said = entries.ExtensionConsidered
    party = key_column()


class GuestAsked(FactRow):
    """Somebody without an account is asked one thing about exact words of a version, through a link of their own."""

    said = entries.GuestAsked
    guest = key_column()
    token_sha256 = models.CharField(max_length=64, db_index=True)


class GuestAnswered(FactRow):
    """What somebody without an account answered, in their own words, kept in the vault."""

    said = entries.GuestAnswered
    guest = key_column()


class GuestWithdrew(FactRow):
    """Somebody without an account took back what they had said; the words are erased with it."""

    said = entries.GuestWithdrew
    guest = key_column()


class GuestRevoked(FactRow):
    """A link was closed before it was used."""

    said = entries.GuestRevoked
    guest = key_column()


KEPT: Mapping[str, type[FactRow]] = {
    "asked": SectionAsked,
    "added": SectionAdded,
    "parts": PartTaken,
    "delivered": DraftDelivered,
    "acknowledged": DraftAcknowledged,
    "objections": ObjectionRaised,
    "answers": ObjectionAnswered,
    "closings": ObjectionClosed,
    "dissents": DissentNoted,
    "alarms": AlarmRaised,
    "alarms_lifted": AlarmLifted,
    "engagements": EngagementConsidered,
    "requests": ReplyRequested,
    "reminders": ReplyReminded,
    "replies": ReplyReceived,
    "waivers": ReplyWaived,
    "harms": HarmAssessed,
    "harm_acceptances": HarmAccepted,
    "rehearsals": MisuseRehearsed,
    "whole_reviews": WholeReviewed,
    "countersignatures": DraftCountersigned,
    "declines": DraftDeclined,
    "overrides": GateOverridden,
    "override_reviews": OverrideReviewed,
    "extensions": ExtensionConsidered,
    "guests": GuestAsked,
    "guest_answers": GuestAnswered,
    "guest_withdrawals": GuestWithdrew,
    "guest_revocations": GuestRevoked,
}
"""The table from which each part of a case is read."""


def read_clearance(case: str, *, at: datetime, subject: str = "", seen: Seen | None = None) -> ClearanceCase:
    """Return everything said to clear a case's output, with the drafts under it, as of `seen`."""
    kept = {name: read(table, seen=seen, case=case) for name, table in KEPT.items()}
    return ClearanceCase(outputs=read_outputs(case, at=at, subject=subject, seen=seen), **kept)


def asks(may: Callable[[ClearanceCase, Fact[Any]], list[Blocker]]) -> Callable[[Fact[Any], Seen], list[Blocker]]:
    """Return the question whether an act may be said, put to the pure gate `may` on the case as of `seen`."""

    def ask(fact: Fact[Any], seen: Seen) -> list[Blocker]:
        subject = getattr(fact.body, "output", "")
        return may(read_clearance(fact.case, at=fact.at, subject=subject, seen=seen), fact)

    return ask
