"""The way from the answers of an attempt to the record: the attempt, and in the same transaction the pass.

Rules:
  - A form is one attempt, however often it is sent: its seed is the nonce of the entry.
  - A pass runs out as many months later as the module says, at the start of that day in UTC.
"""

from __future__ import annotations

import calendar
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from answerable.people import entries
from answerable.people.access import Reader
from answerable.people.gates.training import attempts_of_day
from answerable.people.models import TrainingAttempted, read_people
from answerable.people.training.errors import SentBefore
from answerable.people.training.module import Module
from answerable.people.training.quiz import Answers, Paper, score
from answerable.record.entry import Fact, decode, moment
from answerable.record.facts import read
from answerable.record.log import append, lock
from answerable.record.models import EntryRow

Attempt = Fact[entries.TrainingAttempted]


def record_attempt(module: Module, paper: Paper, answers: Answers, *, reader: Reader, at: datetime) -> Attempt:
    """Say the attempt, and the pass if it is one; return the attempt.

    Raises:
        Refused: no more attempts today; nothing was said.
        SentBefore: this form was sent before, with other answers.
    """
    right = score(module, answers)
    with transaction.atomic():
        lock(reader.origin)
        earlier = attempt_of(paper)
        if earlier and earlier.body.right != right:
            raise SentBefore(_("This form was sent before, with other answers; those count. Please begin again."))
        return earlier or _say(module, paper, right, reader=reader, at=at)


def _say(module: Module, paper: Paper, right: int, *, reader: Reader, at: datetime) -> Attempt:
    passed, day = right >= module.needed, moment(at).date()
    attempted = entries.TrainingAttempted(
        person=reader.person,
        module=module.key,
        module_sha256=module.sha256,
        right=right,
        asked=len(module.questions),
        passed=passed,
    )
    said = append(attempted, origin=reader.origin, actor=reader.person, at=at, nonce=paper.seed)
    if passed:
        expires = months_after(day, module.front.credential_months)
        credential = entries.TrainingPassed(person=reader.person, module=module.key, passed=day, expires=expires)
        append(credential, origin=reader.origin, actor=reader.person, at=at)
    return said


def attempt_of(paper: Paper) -> Attempt | None:
    """Return the attempt that was recorded from this paper, or None."""
    made = {fact.ref: fact for fact in read(TrainingAttempted, person=paper.person)}
    for row in EntryRow.objects.filter(ref__in=made):
        if decode(bytes(row.raw)).nonce == paper.seed:
            return made[row.ref]
    return None


def attempts_today(person: str, module: str, *, at: datetime) -> int:
    """Return how often a person has tried a module on that day."""
    return len(attempts_of_day(read_people(), person, module, at=at))


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
