"""Sending notices by mail to everybody who holds what they concern; meant to be run by cron, every hour or so.

Rules:
  - Unlike every other mail of ours, this one says what it is about: the notice is public, and so is what it is on. It
    goes to one address only, and names nobody but the organisation.
  - Each holder who has a mail address gets each notice once. What could not be sent is kept and tried again. Who has no
    address is left for a person to reach by hand (`by_hand`).
  - That a mail went out is kept before it is said: where this machine stops between the two, the next round says it and
    sends nothing. Only a machine that stops while the server takes the mail sends it twice: better twice than never.
  - That it was sent is said in the log of the section that knows the holder: in the name of whoever gave the copy, or
    of the person of that section who sends.
  - What a server answers may hold the address; what is kept of a failure, and logged, is its kind and its number.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused

import msgspec
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from answerable.clearance.answering import new_token
from answerable.evidence.clock import moment_of
from answerable.people.days import day_of
from answerable.people.links import spoken
from answerable.people.messages import whole_address
from answerable.people.personal import own_log
from answerable.record.blocker import Refused
from answerable.record.entry import Fact
from answerable.record.log import lock
from answerable.releases.acknowledging import keep_link
from answerable.releases.entries import NoticeSent
from answerable.releases.gates import ReleaseCase, may_send_notice
from answerable.releases.gates.dissociation import published
from answerable.releases.gates.holding import is_sent
from answerable.releases.gates.wording import Released, release_of
from answerable.releases.holders import SECTION, Holder, Reached, holders_of, reached
from answerable.releases.models import NoticeMail, read_release
from answerable.releases.notices import DISSOCIATION
from answerable.releases.reading import released_words, statement_words
from answerable.releases.rendering import title_of
from answerable.releases.words import type_word
from answerable.vault.reading import shown
from answerable.vault.sealing import say

AGAIN = timedelta(minutes=5)
"""After which a sending that never ended is taken up again; chosen by hand, above every time-out of a mail server."""

SENT, FAILED, BROKEN, HELD = "sent", "failed", "broken", "held"
"""What became of a mail: gone out, refused, not taken because the server is out of reach, or being sent by another."""

OF_ONE = (SMTPRecipientsRefused, SMTPSenderRefused, SMTPDataError, ValueError, Refused)
"""Failures that concern one mail; after any other the server is not asked again in the same round."""

_log = logging.getLogger("answerable.notices")


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """How many mails went out, and how many could not."""

    sent: int
    failed: int


def unsent(state: ReleaseCase, *, origin: str = "") -> Iterator[Reached]:
    """Yield each notice that has yet to be mailed to a holder, to those known to the log `origin` where it is given."""
    for each in all_reached(state):
        known = not origin or each.holder.origin == origin
        if known and each.sent is None and each.acknowledged is None and mail_of(each.holder):
            yield each


def all_reached(state: ReleaseCase) -> Iterator[Reached]:
    """Yield how far each notice of a case has got with each holder whom this room knows of."""
    for notice in published(state):
        release = release_of(state, notice.body.released_ref)
        if release is not None:
            yield from reached(state, notice, holders_of(state, release))


def mail_of(holder: Holder) -> str:
    """Return the mail address of a holder, or "" where there is none, or what is held is none."""
    address = shown(holder.address)
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def send_due(case: str, *, now: datetime, by: str = "") -> Sent:
    """Send what is due in a case, one mail for each holder and notice; what cannot be sent is kept.

    With `by`, a person, only to the holders of that person's section, and in that person's name.

    Raises:
        NoSuchCase: nobody opened a case by that name.
    """
    state = read_release(case, at=moment_of(case))
    outcomes: list[str] = []
    for each in unsent(state, origin=own_log(by) if by else ""):
        # Whoever waits for this must not wait for a server that is out of reach once for each holder.
        outcomes.append(FAILED if BROKEN in outcomes else _send(state, each, by=by or each.holder.giver, now=now))
    return Sent(sent=outcomes.count(SENT), failed=outcomes.count(FAILED) + outcomes.count(BROKEN))


def _send(state: ReleaseCase, each: Reached, *, by: str, now: datetime) -> str:
    """Send one mail and say so; tell what became of it."""
    row = _claimed(each, now)
    if row is None:
        return HELD
    case, holder = each.notice.case, each.holder
    token = new_token()
    try:
        _ask(state, each, by)
        if row.done is None:
            composed(state, each, address=mail_of(holder), token=token).send()
            _went_out(row, token, now)
        _say_sent(each, by)
    except (OSError, SMTPException, ValueError, Refused) as error:
        failure = _kind(error)
        _log.error("notice %s of %s was not sent to %s and is kept: %s", each.name, case, holder.name, failure)
        NoticeMail.objects.filter(pk=row.pk).update(tried=None, failure=failure)
        return FAILED if isinstance(error, OF_ONE) else BROKEN
    return SENT


def _went_out(row: NoticeMail, token: str, now: datetime) -> None:
    """Keep that a mail went out, and what its link is about."""
    with transaction.atomic():
        keep_link(token, case=row.case, notice=row.notice, origin=row.origin, holder=row.holder, now=now)
        NoticeMail.objects.filter(pk=row.pk).update(done=now, failure="")


def _say_sent(each: Reached, by: str) -> None:
    """Say that a notice was sent, once."""
    case, holder = each.notice.case, each.holder
    with transaction.atomic():
        lock(holder.origin)
        state = read_release(case, at=moment_of(case))
        if not is_sent(state, each.name, holder.name, holder.origin):
            plain = {"notice": each.name, "holder": holder.name, "way": "mail"}
            say(NoticeSent, plain, origin=holder.origin, actor=by, at=moment_of(case), case=case)


def _claimed(each: Reached, now: datetime) -> NoticeMail | None:
    """Return the row of a mail, or None where somebody else is sending it at this moment."""
    named = {"case": each.notice.case, "notice": each.name}
    named |= {"origin": each.holder.origin, "holder": each.holder.name}
    row, _made = NoticeMail.objects.get_or_create(**named, defaults={"made": now})
    free = Q(tried=None) | Q(tried__lt=now - AGAIN) | Q(done__isnull=False)
    return row if NoticeMail.objects.filter(free, pk=row.pk).update(tried=now) else None


def _ask(state: ReleaseCase, each: Reached, by: str) -> None:
    """Return only if that it was sent can be said; asked before, as a mail cannot be called back.

    Raises:
        Refused: it cannot.
    """
    body = NoticeSent(notice=each.name, holder=each.holder.name, way="mail")
    case, at = each.notice.case, state.at
    would = Fact(ref="", origin=each.holder.origin, index=0, case=case, actor=by, at=at, body=body)
    if blockers := may_send_notice(state, would):
        raise Refused(blockers)


def _kind(error: Exception) -> str:
    """Return what went wrong without anything that a server answered: its words may hold the address."""
    if isinstance(error, Refused):
        return ", ".join(blocker.code for blocker in error.blockers)[:200]
    number = f" {error.smtp_code}" if isinstance(error, SMTPResponseException) else ""
    return f"{type(error).__name__}{number}"


def composed(state: ReleaseCase, each: Reached, *, address: str, token: str) -> EmailMessage:
    """Return the mail that brings a notice to one holder, in their language; the notice is in its own."""
    release = release_of(state, each.notice.body.released_ref)
    assert release is not None  # noqa: S101 - notices that count are on a release
    with translation.override(spoken(each.holder.language)):
        type_ = type_word(getattr(each.notice.body, "type", DISSOCIATION))
        title = " ".join((title_of(words) if (words := released_words(state, release)) else "").split())
        subject = f"{type_}: {title or release.body.output}"
        body = "\n".join([*_head(each, release, type_, title), *_quoted(state, each, release), *_foot(release, token)])
        return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [address])


def _head(each: Reached, release: Released, type_: str, title: str) -> list[str]:
    told = {"title": title or release.body.output, "day": day_of(each.notice.at), "type": type_}
    section = getattr(each.notice.body, "section", "")
    if section:
        told["section"] = section
        first = (
            _("%(day)s: section %(section)s says that it does not stand by “%(title)s”, which you were given.") % told
        )
    else:
        first = _("%(day)s: there is a notice on “%(title)s”, which you were given. %(type)s:") % told
    return [first, "", shown(each.notice.body.text), ""]


def _quoted(state: ReleaseCase, each: Reached, release: Released) -> list[str]:
    """Return the statements that a notice concerns, in the words that were given out."""
    found = statement_words(state, release)
    words = [found[name] for name in each.notice.body.statements if name in found]
    return [_("It concerns these words:"), "", *(f"  “{each}”" for each in words), ""] if words else []


def _foot(release: Released, token: str) -> list[str]:
    page = whole_address(reverse("release", args=[release.case, release.body.output, release.body.version]))
    link = whole_address(reverse("notice-acknowledge", args=[token]))
    return [
        _("The release with every notice on it: %(address)s") % {"address": page},
        _("Please say here that you have read this: %(address)s") % {"address": link},
        "",
        _("If you have passed it on, please pass this on to the same people."),
        "",
    ]


def by_hand(found: Iterable[Reached]) -> tuple[Reached, ...]:
    """Return those whom nobody has reached and no mail can: a person has to."""
    return tuple(
        each
        for each in found
        if each.sent is None
        and each.acknowledged is None
        and each.holder.capacity != SECTION
        and not mail_of(each.holder)
    )
