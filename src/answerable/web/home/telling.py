"""Telling people that something waits: after each act that was said, and when a day comes near.

Rules:
  - Whoever is asked something new by an act is told right after it, whichever page said it: the log has grown. An act
    never fails because telling did. Who gave no address is told when their feed is asked for.
  - A day that comes near is told three days before, one day before, and once it has passed; each once. Where several
    are reached together only the latest is told. What is due by the hour is told at once, and when it is overdue.
  - An open alarm reaches those on duty whatever else waits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from answerable.clearance.gates import affected_sections
from answerable.clearance.gates.harm import open_alarms
from answerable.clearance.models import AlarmRaised
from answerable.people.messages import Sent, send_kept, tell_duty
from answerable.people.preferences import with_address
from answerable.people.told import NEW, OVERDUE, SOON, TOMORROW, Notice, keep
from answerable.record.models import EntryRow
from answerable.web.home.counting import case_names
from answerable.web.home.reading import opened
from answerable.web.home.waiting import Wait, waits_for

NEAR = ((-1, OVERDUE), (1, TOMORROW), (3, SOON))
"""Days left up to which an occasion is reached, the latest occasion first."""

_log = logging.getLogger("answerable.messages")


class TellingMiddleware:
    """Tells those for whom an act has made something new to do, once the act is on record and answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the answer, whatever becomes of the telling."""
        if request.method != "POST":
            return self.get_response(request)
        before = _last()
        response = self.get_response(request)
        for case in _said_in_since(before):
            try:
                tell(case)
            except Exception:  # noqa: BLE001 - the act is on record: whoever said it must not read that it failed
                _log.exception("something was said in case %s, and telling of it failed", case)
        return response


def _last() -> int:
    return EntryRow.objects.aggregate(last=Max("pk"))["last"] or 0


def _said_in_since(before: int) -> list[str]:
    """Return the cases in which something was said, by whichever page; what is no case's own `notify` tells."""
    said = EntryRow.objects.filter(pk__gt=before).exclude(case="")
    return sorted(set(said.values_list("case", flat=True)))


def tell(case: str) -> Sent:
    """Tell everybody what is new to them in one case."""
    now = datetime.now(UTC)
    _alert(case)
    kept = keep(_new(_everybodys(case)), now=now)
    return send_kept(now=now, persons={each.person for each in kept})


def tell_all() -> Sent:
    """Tell everybody what is new and what comes near, over all cases; and send again what could not be sent."""
    now = datetime.now(UTC)
    for case in case_names():
        _alert(case)
        waits = _everybodys(case)
        keep([*_new(waits), *_near(waits)], now=now)
    return send_kept(now=now)


def tell_feed(person: str) -> None:
    """Keep what is new to one person, whose own feed is about to be read."""
    with timezone.override(UTC):
        keep(_new(waits_for([person])), now=datetime.now(UTC))


def _alert(case: str) -> None:
    """Tell those on duty of every open alarm; read anew only where there was one at all."""
    if not AlarmRaised.objects.filter(case=case).exists():
        return
    state = opened(case)
    affected = {each.section for output in state.outputs for each in affected_sections(state.judged(output))}
    for alarm in open_alarms(state.cleared):
        tell_duty(case=case, section=alarm.body.section, affected=affected)


def _new(waits: Iterable[Wait]) -> Iterable[Notice]:
    return (_notice(wait, NEW) for wait in waits)


def _near(waits: Iterable[Wait]) -> Iterable[Notice]:
    for wait in waits:
        left = None if wait.hours is not None else wait.left
        reached = [occasion for days, occasion in NEAR if left is not None and left <= days]
        reached = [OVERDUE] if wait.overdue else reached
        if reached:
            yield _notice(wait, reached[0])


def _everybodys(case: str) -> tuple[Wait, ...]:
    with timezone.override(UTC):  # days in the zone of whoever acted would be nobody else's
        return waits_for(with_address(), [case])


def _notice(wait: Wait, occasion: str) -> Notice:
    kind, due = wait.waiting.kind, wait.due
    hour = wait.waiting.due if wait.hours is not None else None
    return Notice(person=wait.person, case=wait.case, mark=wait.mark, occasion=occasion, kind=kind, due=due, hour=hour)
