"""What waits, remembered for each case until something is said in it: the head of every page counts it.

Rules:
  - What waits in a case follows from its own entries, from those of no case (people, policy), and from the time. It is
    made anew when one of these logs has grown, and every `FRESH` seconds besides: the boards of the case at once, what
    follows for a person when that person is asked about.
  - Remembered is what the gates say, before any language or time zone.
"""

from __future__ import annotations

import time
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.db.models import Max

from answerable.clearance.gates import ClearanceCase
from answerable.clearance.looking import Waiting
from answerable.clearance.waiting import waiting_for
from answerable.critiques.gates import CritiqueCase
from answerable.critiques.models import critiques_beside
from answerable.critiques.waiting import waiting_for as waiting_for_critique
from answerable.designations.gates import DesignationCase
from answerable.designations.reading import lists_in
from answerable.designations.waiting import waiting_for as waiting_for_list
from answerable.echoes.gates import EchoCase
from answerable.echoes.holders import outlets
from answerable.echoes.models import echoes_beside
from answerable.echoes.tables import Alert
from answerable.echoes.waiting import waiting_for as waiting_for_answer
from answerable.evidence.models import CaseOpened
from answerable.evidence.rehashing import troubles_in
from answerable.evidence.tables import FileTrouble
from answerable.evidence.waiting import waiting_for as waiting_for_evidence
from answerable.record.blocker import Blocker
from answerable.record.facts import read
from answerable.record.models import EntryRow
from answerable.releases.gates import ReleaseCase, board, is_clear, released_current
from answerable.releases.reached import waiting_after_withdrawal
from answerable.releases.waiting import waiting_for as waiting_for_notice
from answerable.reviews.reading import Review, reviews_of
from answerable.reviews.waiting import waiting_for as waiting_for_review
from answerable.web.home.reading import Opened, opened

FRESH = 60.0
"""Seconds; chosen by hand: what the passing of time alone changes is counted in days."""

NO_CASE = frozenset({"endorse-policy"})
"""Kinds that are no case's own: they wait once, however many cases there are."""


class Judged(NamedTuple):
    """One output of a case as it stands: the case judged for it, whether it can be released, and what holds it up."""

    case: ClearanceCase
    clear: bool
    blockers: tuple[Blocker, ...]


class Waits(msgspec.Struct, kw_only=True):
    """What waits in one case; with its title and the moment it was judged at. Each person is asked about once."""

    case: str
    title: str
    at: datetime
    judged: tuple[Judged, ...]
    echoes: EchoCase | None = None
    alerts: tuple[Alert, ...] = ()
    lists: tuple[DesignationCase, ...] = ()
    reviews: tuple[Review, ...] = ()
    critiques: CritiqueCase | None = None
    state: ReleaseCase | None = None
    troubles: tuple[FileTrouble, ...] = ()
    known: dict[str, tuple[Waiting, ...]] = {}

    def of(self, person: str) -> tuple[Waiting, ...]:
        """Return what waits for a person."""
        if person not in self.known:
            found = (
                each
                for output in self.judged
                for each in waiting_for(output.case, person, clear=output.clear, blockers=output.blockers)
            )
            used = waiting_for_answer(self.echoes, self.alerts, person) if self.echoes else ()
            self.known[person] = (
                *dict.fromkeys(found),
                *used,
                *self._noticed(person),
                *waiting_for_list(self.lists, person),
                *waiting_for_review(self.reviews, person),
                *(waiting_for_critique(self.critiques, person) if self.critiques else ()),
                *self._held(person),
            )
        return self.known[person]

    def _held(self, person: str) -> tuple[Waiting, ...]:
        """Return what waits for a person because of evidence, and of consent that was taken back."""
        if self.state is None:
            return ()
        evidence = self.state.clearance.outputs.findings.evidence
        withdrawn = waiting_after_withdrawal(self.state, person)
        return (*waiting_for_evidence(evidence, self.troubles, person), *withdrawn)

    def _noticed(self, person: str) -> tuple[Waiting, ...]:
        """Return what waits for a person because of notices on what was released."""
        if self.echoes is None:
            return ()
        echoes = self.echoes
        return waiting_for_notice(echoes.release, person, others=lambda release: outlets(echoes, release))


class _Held(NamedTuple):
    last: int
    made: float
    waits: Waits


class _Counted(NamedTuple):
    last: int
    made: float
    number: int


_held: dict[str, _Held] = {}
_counted: dict[str, _Counted] = {}


def case_names() -> tuple[str, ...]:
    """Return the names of all cases, in the order of their titles."""
    titles = {fact.case: fact.body.title for fact in reversed(read(CaseOpened))}
    return tuple(sorted(titles, key=lambda name: (titles[name], name)))


def waits_in(case: str) -> Waits:
    """Return what waits in a case."""
    last = EntryRow.objects.filter(case__in=["", case]).aggregate(last=Max("pk"))["last"] or 0
    held, now = _held.get(case), time.monotonic()
    if held is None or held.last != last or now - held.made > FRESH:
        held = _held[case] = _Held(last, now, _waits(opened(case)))
    return held.waits


def _waits(case: Opened) -> Waits:
    judged = tuple(_judged(case, output) for output in case.outputs or ("",))
    echoes = echoes_beside(case.state, case=case.name) if case.released else None
    alerts = tuple(Alert.objects.filter(case=case.name)) if echoes else ()
    return Waits(
        case=case.name,
        title=case.title,
        at=case.at,
        judged=judged,
        echoes=echoes,
        alerts=alerts,
        lists=lists_in(case.name),
        reviews=reviews_of(case.name),
        critiques=critiques_beside(echoes or echoes_beside(case.state, case=case.name), case=case.name),
        state=case.state,
        troubles=troubles_in(case.name),
    )


def _judged(case: Opened, output: str) -> Judged:
    whole = case.judged_whole(output)
    gates = board(whole)
    blockers = tuple(each for gate in gates if gate.state == "closed" for each in gate.blockers)
    return Judged(whole.clearance, is_clear(gates) and not released_current(whole), blockers)


def thing(case: str, waiting: Waiting) -> tuple[object, ...]:
    """Return what names a thing: the same however often it is asked for, and whatever is said of it meanwhile."""
    own = "" if waiting.kind in NO_CASE else case
    return own, waiting.kind, waiting.output, waiting.version, waiting.section, waiting.name


def count_for(person: str) -> int:
    """Return how many things wait for a person."""
    last = EntryRow.objects.aggregate(last=Max("pk"))["last"] or 0
    counted, now = _counted.get(person), time.monotonic()
    if counted is None or counted.last != last or now - counted.made > FRESH:
        known = [waits_in(case) for case in case_names()]
        number = len({thing(each.case, waiting) for each in known for waiting in each.of(person)})
        counted = _counted[person] = _Counted(last, now, number)
    return counted.number


def forget() -> None:
    """Have everything made anew; for whoever sets the record back, as tests do."""
    _held.clear()
    _counted.clear()
