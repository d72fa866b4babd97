"""Files of evidence read again on a schedule, and an alarm where one is not what was taken in.

Rules (Berkeley Protocol, preservation: integrity is checked over time, not only at intake):
  - Those read longest ago are read first. A file is read in pieces, whatever its size.
  - What is read goes on record, whatever it is: `item.rehashed`, in the log of the section that holds the item, said by
    this machine alone (`speaking`). Where that log is written elsewhere, or may not be written to for now, nothing is
    said, and the alarm is raised here.
  - A file with other bytes, a file that is gone, and a store that does not give it are alarms. The custodian and the
    approvers of the sections concerned are told at once, once for each trouble.
  - An alarm is lifted by nobody's word: only by a reading that finds the file as it was taken in, or by its erasure.
    That the file is gone altogether lifts none, unless it was a copy of what another house holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

import msgspec
from django.db import transaction

from answerable.evidence.clock import moment_of
from answerable.evidence.entries import ItemRehashed, ItemTakenIn
from answerable.evidence.errors import NotHere
from answerable.evidence.gates import EvidenceCase, custodian_of
from answerable.evidence.models import ItemTakenIn as Items, read_evidence
from answerable.evidence.speaking import log_here, logs_here
from answerable.evidence.tables import ALTERED, MISSING, UNREADABLE, FileRead, FileTrouble, keep_latest
from answerable.people.messages import send_kept
from answerable.people.standing import holds_role, section_of, section_of_origin
from answerable.people.told import DUTY, Message, Notice, keep, mark_of
from answerable.record.entry import Fact
from answerable.record.errors import Paused
from answerable.record.facts import read
from answerable.vault.errors import Erased, Missing, VaultError
from answerable.vault.measuring import as_it_lies
from answerable.vault.sealing import say
from answerable.vault.store import is_open

DRIFT = "file-drift"
"""The kind of what waits: a file that is not what was taken in."""

Tell = Callable[[int, int], None]
"""Called with how many files were read, and of how many."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one file: as it was taken in (`trouble` empty), or what is wrong; and whether it is on record."""

    case: str
    item: str
    trouble: str = ""
    why: str = ""
    said: bool = False


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """The file of an item that is to be read, and when it was last read here."""

    fact: Fact[ItemTakenIn]
    last: datetime | None


def files_due(*, now: datetime, older_than: timedelta = timedelta()) -> tuple[Due, ...]:
    """Return the files that were last read here so long ago, or never; those read longest ago first."""
    last = dict(FileRead.objects.values_list("commitment", "at"))
    facts = {(fact.case, fact.body.item, fact.body.file): fact for fact in read(Items) if fact.body.file}
    found = [Due(fact=fact, last=last.get(fact.body.file)) for fact in facts.values()]
    due = [each for each in found if each.last is None or now - each.last >= older_than]
    return tuple(sorted(due, key=lambda each: (each.last is not None, each.last or now, each.fact.at, each.fact.index)))


def check_files(due: Iterable[Due], *, now: Callable[[], datetime]) -> Iterator[Reading]:
    """Read files, say what they were, raise alarms and lift those that are over; give what became of each."""
    for each in due:
        reading = _check(each.fact, now())
        if reading is not None:
            yield reading


def _check(fact: Fact[ItemTakenIn], now: datetime) -> Reading | None:
    """Read one file; None where it is erased, or was never here."""
    evidence = read_evidence(fact.case, at=moment_of(fact.case))
    trouble, why, found = _read(fact)
    with transaction.atomic():
        if is_open(fact.body.file):
            keep_latest(FileRead, commitment=fact.body.file, now={"at": now})
        said = _say(evidence, fact, found) if found else False
        if trouble:
            _raise(fact, trouble, found, now)
        else:
            settle(fact)
    if trouble:
        tell(evidence, fact, now)
    reading = Reading(case=fact.case, item=fact.body.item, trouble=trouble, why=why, said=said)
    return reading if trouble or found else None


def _read(fact: Fact[ItemTakenIn]) -> tuple[str, str, str]:
    """Return what is wrong with a file, why, and its SHA-256; all empty where it is erased, or was never here."""
    try:
        found = as_it_lies(fact.body.file)
    except Erased:
        return "", "", ""
    except Missing as error:
        # What a log that is written here took in has to be here, whoever holds the item now; a copy may be forgotten.
        ours = is_open(fact.body.file) or fact.origin in logs_here()
        return (MISSING, str(error), "") if ours else ("", "", "")
    except (OSError, VaultError) as error:
        return UNREADABLE, str(error), ""
    same = found.commitment == fact.body.file and found.sha256 == fact.body.sha256
    return ("" if same else ALTERED), ("" if same else f"SHA-256 is now {found.sha256}"), found.sha256


def _say(evidence: EvidenceCase, fact: Fact[ItemTakenIn], sha256: str) -> bool:
    plain = {"item": fact.body.item, "sha256": sha256}
    try:
        origin = log_here(evidence, fact.body.item)
        say(ItemRehashed, plain, origin=origin, actor="", at=moment_of(fact.case), case=fact.case)
    except (NotHere, Paused):  # the alarm is raised all the same, and the files after this one are read
        return False
    return True


def _raise(fact: Fact[ItemTakenIn], what: str, found: str, now: datetime) -> None:
    named = {"case": fact.case, "item": fact.body.item, "commitment": fact.body.file}
    row, new = FileTrouble.objects.get_or_create(**named, defaults=_trouble(what, found, now) | {"since": now})
    if not new:
        FileTrouble.objects.filter(pk=row.pk).update(**_trouble(what, found, now))


def _trouble(what: str, found: str, now: datetime) -> dict[str, object]:
    return {"what": what, "found": found, "last": now}


def settle(fact: Fact[ItemTakenIn]) -> None:
    """End what was wrong with the file of an item: it was just found as it was taken in, or is erased.

    Who was told is told anew, should it come again.
    """
    ended, _ = FileTrouble.objects.filter(case=fact.case, item=fact.body.item, commitment=fact.body.file).delete()
    if ended:
        Message.objects.filter(mark=mark_of(*thing_of(fact.case, fact.body.item))).delete()


def troubles_in(case: str) -> tuple[FileTrouble, ...]:
    """Return what is wrong with files of a case, as far as this machine has read them."""
    return tuple(FileTrouble.objects.filter(case=case).order_by("item", "since"))


def tell(evidence: EvidenceCase, fact: Fact[ItemTakenIn], now: datetime) -> None:
    """Tell those concerned of a trouble, once for as long as it lasts."""
    mark, persons = mark_of(*thing_of(fact.case, fact.body.item)), concerned(evidence, fact.body.item)
    notices = [Notice(person=each, case=fact.case, mark=mark, occasion=DUTY, kind=DRIFT) for each in persons]
    kept = keep(notices, now=now)
    send_kept(now=now, persons={each.person for each in kept})


def thing_of(case: str, item: str) -> tuple[object, ...]:
    """Return what names the trouble among all that waits; the same as the page of what waits makes of it."""
    return case, DRIFT, "", 0, "", item


def concerned(evidence: EvidenceCase, item: str) -> tuple[str, ...]:
    """Return who is told of a trouble: the custodian, and the approvers of the sections that hold it or took it in."""
    people, holder = evidence.people, custodian_of(evidence, item)
    taken = {section_of_origin(people, fact.origin) for fact in evidence.items if fact.body.item == item}
    sections = {*taken, section_of(people, holder)}
    handles = sorted({fact.body.person for fact in people.persons})
    approvers = [
        person
        for person in handles
        if section_of(people, person) in sections
        and holds_role(people, person, "approver", case=evidence.case, at=evidence.at)
    ]
    return tuple(dict.fromkeys(filter(None, (holder, *approvers))))
