"""What waits for a person because of critiques and promises: lists, statuses, hand-overs, answers, closings, proofs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from answerable.clearance.looking import Waiting
from answerable.critiques.clock import all_promised
from answerable.critiques.gates import CritiqueCase, respondents
from answerable.critiques.reading import Critique, Item, critiques_of
from answerable.outputs.gates import evidence_of
from answerable.people.standing import holds_role, section_of, section_of_origin
from answerable.record.entry import moment

LIST, STATUS, TAKE, ANSWER = "list-critique", "set-status", "take-item", "answer-critique"
CLOSE, KEEP, JUDGE = "close-item", "keep-commitment", "judge-commitment"
"""The kinds of what waits. `name` is the critique, or the promise for the last two."""


def waiting_for(state: CritiqueCase, person: str) -> tuple[Waiting, ...]:
    """Return what waits for a person because of the critiques of a case."""
    section = section_of(state.people, person)
    if not section:
        return ()
    found = [each for critique in critiques_of(state) for each in _of_critique(state, critique, person, section)]
    return (*dict.fromkeys(found), *_of_promises(state, person, section))


def _of_critique(state: CritiqueCase, critique: Critique, person: str, section: str) -> Iterator[Waiting]:
    name, body = critique.name, critique.received.body
    if critique.listed is None and body.section == section:
        yield Waiting(kind=LIST, text=f"Say what {name} says, item by item.", section=section, name=name)
    yield from _statuses(state, critique, person, section)
    if any(each.pending and each.pending.body.to == section for each in critique.items):
        yield Waiting(kind=TAKE, text=f"Take over what was handed to {section} of {name}.", section=section, name=name)
    if own := [each for each in critique.open if each.holder == section]:
        late = any(each.standing.state == "overdue" for each in own)
        text = f"Answer {name}: {len(own)} of its items wait."
        yield Waiting(kind=ANSWER, text=text, due=_first(own), grave=late, section=section, name=name)
    answered = [each for each in critique.items if each.standing.state == "answered" and each.holder == section]
    if any(person not in respondents(state, name, each.listed.item) for each in answered):
        yield Waiting(kind=CLOSE, text=f"Say whether the answers to {name} answer it.", section=section, name=name)


def _statuses(state: CritiqueCase, critique: Critique, person: str, section: str) -> Iterator[Waiting]:
    """Yield the releases that want a status, for those who speak for the section that released them."""
    case = evidence_of(state.outputs).case
    if not holds_role(state.people, person, "approver", case=case, at=state.at):
        return
    for clock in (each for each in critique.clocks if each.set_on is None):
        logs = [fact.origin for fact in state.echoes.release.released if fact.body.output == clock.output]
        if logs and section_of_origin(state.people, logs[-1]) == section:
            text = f"Say how {clock.output} stands since {critique.name}."
            due = _end(clock.due)
            yield Waiting(
                kind=STATUS,
                text=text,
                due=due,
                grave=clock.overdue,
                output=clock.output,
                section=section,
                name=critique.name,
            )


def _of_promises(state: CritiqueCase, person: str, section: str) -> Iterator[Waiting]:
    for each in all_promised(state):
        body, name = each.made.body, each.made.body.commitment
        if each.outcome not in {"open", "overdue"}:
            continue
        late = each.outcome == "overdue"
        if body.owner == person:
            yield Waiting(kind=KEEP, text=f"Keep {name}.", due=_end(body.due), grave=late, section=section, name=name)
        elif late and body.section == section and each.made.actor != person:
            yield Waiting(kind=JUDGE, text=f"Say what became of {name}.", section=section, name=name)


def _first(items: list[Item]) -> datetime | None:
    days = [each.standing.due for each in items if each.standing.due]
    return _end(min(days)) if days else None


def _end(day: date) -> datetime:
    return moment(day)
