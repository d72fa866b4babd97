"""Messages to a person's mailbox: that something waits, of which kind, until when, and where; nothing more.

Rules:
  - A mail travels and lies where we cannot reach it. It names no case, no person and no place, and quotes nobody; the
    link leads on only after signing in.
  - Sending never fails what was done before it. What could not be sent is kept and tried again by `answerable notify`;
    the reason goes to the administrators' log.
  - Who is on duty is told at once and cannot switch that off, except by leaving no address.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import groupby
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from typing import Any

import msgspec
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _, gettext_lazy, ngettext

from answerable.people.days import day_of, hour_of
from answerable.people.entries import Role
from answerable.people.models import read_people
from answerable.people.preferences import Preference, preference_of
from answerable.people.standing import People, holds_role, origin_of, section_of, within
from answerable.people.told import DUTY, NEW, OVERDUE, Message, Notice, keep, mark_of
from answerable.record.models import EntryRow

LABELS: Mapping[str, Any] = {
    "alarm": gettext_lazy("An alarm: people may be in harm's way"),
    "lift-alarm": gettext_lazy("Your section's alarm, which stops everything until it is lifted"),
    "file-drift": gettext_lazy("An alarm: a file in the vault is not what was taken in"),
    "decide-unsealing": gettext_lazy("Decide whether somebody may learn who a source is"),
    "open-seal": gettext_lazy("Enough holders agreed: a seal can be opened"),
    "recall-copy": gettext_lazy("Have back what was given out before consent was taken back"),
    "correct-after-withdrawal": gettext_lazy("See to something public that rests on consent taken back"),
    "erase-after-withdrawal": gettext_lazy("Erase what nobody consents to any more"),
    "take-part": gettext_lazy("Say what your section says"),
    "acknowledge": gettext_lazy("Open a version and acknowledge it"),
    "answer-objection": gettext_lazy("Answer an objection"),
    "settle-objection": gettext_lazy("Your objection was answered"),
    "ask-guest-to-settle": gettext_lazy("Ask somebody outside whether an answer settles their objection"),
    "accept-harm": gettext_lazy("Say whether your section accepts a remaining risk"),
    "sign-elements": gettext_lazy("Sign the elements of a rule"),
    "review-whole": gettext_lazy("Read a version as a whole, with fresh eyes"),
    "countersign": gettext_lazy("Countersign a version, or decline"),
    "remind-party": gettext_lazy("Remind a party that has not replied"),
    "reply-overdue": gettext_lazy("A party let its days pass without a reply"),
    "decide-extension": gettext_lazy("Decide whether a party gets more time to reply"),
    "review-override": gettext_lazy("Review an override"),
    "endorse-policy": gettext_lazy("Say whether your section stands by a policy"),
    "release": gettext_lazy("A version can be released"),
    "answer-flags": gettext_lazy("Answer flags at the words of a draft"),
    "meet-blockers": gettext_lazy("Things keep a draft from being released"),
    "answer-alert": gettext_lazy("Answer an alert about how your words are used"),
    "answer-misuse": gettext_lazy("Answer a misuse that was reported"),
    "complete-proposal": gettext_lazy("Supply what your proposal about a list lacks"),
    "sign-proposal": gettext_lazy("Sign a proposal about who is on a list"),
    "countersign-proposal": gettext_lazy("Countersign a proposal about who is on a list, or decline"),
    "decide-proposal": gettext_lazy("Decide a proposal about who is on a list"),
    "write-review": gettext_lazy("Write and finish the report of a review"),
    "decide-access": gettext_lazy("Decide whether a reviewer sees what is sealed"),
    "publish-review": gettext_lazy("Publish the report of a review"),
    "answer-recommendation": gettext_lazy("Say what your section promises on a recommendation"),
    "countersign-notice": gettext_lazy("Countersign the wording of a notice, or decline"),
    "issue-notice": gettext_lazy("Issue a notice"),
    "send-notice": gettext_lazy("Send a notice by hand to those who hold what it is on"),
    "read-notice": gettext_lazy("Read a notice on something your section holds"),
    "list-critique": gettext_lazy("Say what a critique says, item by item"),
    "set-status": gettext_lazy("Say how a release stands since a critique"),
    "take-item": gettext_lazy("Take over an item of a critique that was handed to your section"),
    "answer-critique": gettext_lazy("Answer the items of a critique"),
    "close-item": gettext_lazy("Say whether the answers to a critique answer it"),
    "keep-commitment": gettext_lazy("Keep a promise that you own"),
    "judge-commitment": gettext_lazy("Say what became of a promise of your section"),
}
"""What waits, by kind (those of the `waiting` of each room), in words that name nothing."""

AGAIN = timedelta(minutes=5)
"""After which a sending that never ended is taken up again; chosen by hand, above every time-out of a mail server."""

SENT, FAILED, BROKEN, UNWANTED = "sent", "failed", "broken", "unwanted"
"""What became of a mail: gone out, refused, not taken because the server itself is out of reach, or not wanted."""

OF_ONE = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError)
"""Failures that concern one mail; after any other the server is not asked again in the same round."""

_log = logging.getLogger("answerable.messages")


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """How many mails went out, and how many could not."""

    sent: int
    failed: int


def label_of(kind: str) -> str:
    """Return what waits, in words that name nothing."""
    return str(LABELS.get(kind) or _("Something to see to"))


def tell_duty(*, case: str, section: str, affected: Iterable[str] = ()) -> int:
    """Tell those on duty in the raising section and in the affected ones of an alarm; return how many were new to it.

    Where none of these sections has anybody on duty, its approvers are told, and with no approver there those of the
    whole organisation. One alarm is told once, however often this is called.
    """
    now, people = datetime.now(UTC), read_people()
    own = within(people, origin_of(people, section))
    raised = EntryRow.objects.filter(case=case, kind="alarm.raised/1", origin=origin_of(people, section))
    alarm = raised.order_by("-pk").first()
    mark = mark_of("alarm", case, section, alarm.ref if alarm else "")
    persons = on_duty(own, {section, *affected}, case=case, at=now)
    kept = keep([Notice(person=each, case=case, mark=mark, occasion=DUTY, kind="alarm") for each in persons], now=now)
    send_kept(now=now, persons={each.person for each in kept})
    return len(kept)


def on_duty(people: People, sections: Collection[str], *, case: str, at: datetime) -> tuple[str, ...]:
    """Return who is told of an alarm, by the rule of `tell_duty`."""
    found = {
        person
        for section in sections
        for person in _holding(people, "duty-officer", case, at, {section})
        or _holding(people, "approver", case, at, {section})
    }
    return tuple(sorted(found or _holding(people, "approver", case, at)))


def _holding(people: People, role: Role, case: str, at: datetime, sections: Collection[str] = ()) -> set[str]:
    handles = {fact.body.person for fact in people.persons}
    own = {person for person in handles if not sections or section_of(people, person) in sections}
    return {person for person in own if holds_role(people, person, role, case=case, at=at)}


def send_kept(*, now: datetime, persons: Collection[str] | None = None) -> Sent:
    """Send what is kept, one mail for each person; what cannot be sent stays kept."""
    waiting = Message.objects.filter(Q(tried=None) | Q(tried__lt=now - AGAIN), done=None)
    if persons is not None:
        waiting = waiting.filter(person__in=persons)
    outcomes: list[str] = []
    for person, some in groupby(waiting.order_by("person", "due", "pk"), key=lambda each: each.person):
        if BROKEN in outcomes:  # whoever is answered now must not wait for it once for each person
            outcomes.append(FAILED)
        else:
            outcomes.append(_send(preference_of(person), _claimed(list(some), now), now))
    return Sent(sent=outcomes.count(SENT), failed=outcomes.count(FAILED) + outcomes.count(BROKEN))


def _claimed(messages: list[Message], now: datetime) -> list[Message]:
    """Return those that nobody else is sending at this moment."""
    mine = (Q(tried=None) | Q(tried__lt=now - AGAIN)) & Q(done=None)
    return [each for each in messages if Message.objects.filter(mine, pk=each.pk).update(tried=now)]


def _send(preference: Preference, messages: list[Message], now: datetime) -> str:
    """Send one mail about `messages`; tell what became of it."""
    wanted = [each for each in messages if preference.mail and _wants(preference, each)]
    rows = Message.objects.filter(pk__in=[each.pk for each in messages])
    if not wanted:
        rows.update(done=now)
        return UNWANTED
    try:
        composed(preference, wanted).send()
    except (OSError, SMTPException, ValueError) as error:  # ValueError: an address that no mail server takes
        _log.error("a mail to %s was not sent and is kept: %s", preference.person, error)
        rows.update(tried=None, failure=f"{type(error).__name__}: {error}"[:200])
        return FAILED if isinstance(error, OF_ONE) else BROKEN
    rows.update(done=now, failure="")
    return SENT


def _wants(preference: Preference, message: Message) -> bool:
    if message.occasion == DUTY:
        return True
    return preference.mail_new if message.occasion == NEW else preference.mail_due


def composed(preference: Preference, messages: list[Message]) -> EmailMessage:
    """Return the mail to one person about what waits for them, in their language."""
    with translation.override(preference.language or settings.LANGUAGE_CODE):
        subject = ngettext("%(n)s thing waits for you", "%(n)s things wait for you", len(messages)) % {
            "n": len(messages)
        }
        lines = [line for each in messages for line in (line_of(each), f"  {address_of(each.mark)}", "")]
        foot = _("What it is about is shown after you sign in.")
        choose = _("Which messages you get: %(address)s") % {"address": whole_address(reverse("preferences"))}
        body = "\n".join([f"{subject}.", "", *lines, foot, choose, ""])
        return EmailMessage(f"Answerable: {subject}", body, settings.DEFAULT_FROM_EMAIL, [preference.mail])


def line_of(message: Message) -> str:
    """Return one line about a message: what waits, and until when."""
    if message.due is None:
        return label_of(message.kind)
    said = {"label": label_of(message.kind), "day": hour_of(message.hour) if message.hour else day_of(message.due)}
    if message.occasion == OVERDUE:
        return _("%(label)s, overdue since %(day)s") % said
    return _("%(label)s, due on %(day)s") % said


def address_of(mark: str) -> str:
    """Return the address that leads on to what waits, for the person for whom it waits."""
    return whole_address(reverse("waiting", args=[mark]))


def whole_address(path: str) -> str:
    """Return the address of a page with the name of the site; never taken from a request, which anybody may forge."""
    return settings.ANSWERABLE_SITE.rstrip("/") + path
