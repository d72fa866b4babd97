"""Gate 20: each open objection blocks, whoever raised it, from inside or outside (PS).

Rules:
  - An objection is settled by two acts: reasons given by somebody who is neither an author nor the objector, and then
    the objector's own confirmation, or the objector's dissent note, which travels with the release.
  - Dissent may be noted at any time, also where nobody answers: it then travels, and the objection stays open.
  - Each of them is said in the log of the section whose person it is; a confirmation in another log is not the
    objector's. A warning from outside that an author logged is not confirmed by an author.
  - An objection stays open when a new version is drafted; only those two acts settle it.
  - A guest who objected settles it through a link that asked for it; taking the objection back settles it as well,
    for nobody can answer words that were erased, unless an author sent that guest a link and could have done it. What
    consent was refused with it stands at gate 2.
  - What counts as an answer or a confirmation here is what the gates of those acts let through.
"""

from __future__ import annotations

from answerable.clearance import entries
from answerable.clearance.gates.case import ClearanceCase, is_author, judging, people_of
from answerable.clearance.gates.guests import is_dropped, is_guest, may_settle
from answerable.outputs.gates import documents, versions_of
from answerable.people.standing import in_own_log
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact


def objections(case: ClearanceCase) -> list[Blocker]:
    """Return a blocker for each objection to the documents judged together that is not settled."""
    return [_judge(case, objection) for objection in open_objections(case)]


def open_objections(case: ClearanceCase) -> tuple[Fact[entries.ObjectionRaised], ...]:
    """Return the objections to the documents judged together that are not settled."""
    names = {version.body.output for version in documents(case.outputs)}
    return tuple(fact for fact in case.objections if fact.body.output in names and not is_settled(case, fact))


def travelling_dissents(case: ClearanceCase) -> tuple[Fact[entries.DissentNoted], ...]:
    """Return the dissent notes that travel with a release of the documents judged together."""
    names = {version.body.output for version in documents(case.outputs)}
    raised = {fact.body.objection: fact for fact in case.objections if fact.body.output in names}
    return tuple(
        fact
        for fact in case.dissents
        if (objection := raised.get(fact.body.objection)) and not _bars_settling(case, objection, fact)
    )


def _judge(case: ClearanceCase, objection: Fact[entries.ObjectionRaised]) -> Blocker:
    name, where = objection.body.objection, _where(objection.body)
    answers = [fact for fact in case.answers if fact.body.objection == name]
    valid = [fact for fact in answers if not _bars_answering(case, objection, fact)]
    if not valid:
        text = f"Objection {name} by {objection.actor} is not answered."
        if answers:
            text = f"Objection {name} is answered only by {answers[-1].actor}, who may not answer it."
        return _blocker("objection-not-answered", text, "Somebody who is no author answers it with reasons.", where)
    text = f"Objection {name} is answered; {objection.actor} has neither confirmed it nor noted dissent."
    return _blocker("objection-not-confirmed", text, f"{objection.actor} closes it or notes dissent.", where)


def is_settled(case: ClearanceCase, objection: Fact[entries.ObjectionRaised]) -> bool:
    """Tell whether an objection was answered and then closed, or carried on as dissent, by whoever raised it."""
    if is_dropped(case, objection):
        return True
    valid = [
        fact
        for fact in case.answers
        if fact.body.objection == objection.body.objection and not _bars_answering(case, objection, fact)
    ]
    if not valid:
        return False
    first = min(fact.at for fact in valid)
    said: tuple[Fact[entries.ObjectionClosed] | Fact[entries.DissentNoted], ...] = (*case.closings, *case.dissents)
    return any(
        fact.at >= first
        for fact in said
        if fact.body.objection == objection.body.objection and not _bars_settling(case, objection, fact)
    )


def _bars_settling(
    case: ClearanceCase,
    objection: Fact[entries.ObjectionRaised],
    fact: Fact[entries.ObjectionClosed] | Fact[entries.DissentNoted],
) -> str:
    """Return why this is not the objector's own word, or ""."""
    name, person = objection.body.objection, fact.actor
    if (person, fact.origin) != (objection.actor, objection.origin):
        return f"{objection.actor} raised objection {name}; {person} may not settle it."
    if is_guest(case, objection) and not may_settle(case, objection, fact):
        return f"{person} has no link that asks whether objection {name} is settled."
    if objection.body.outside and is_author(judging(case, objection.body.output), person):
        return f"Objection {name} came from outside; {person}, who logged it, is an author and may not settle it."
    return ""


def _bars_answering(
    case: ClearanceCase, objection: Fact[entries.ObjectionRaised], fact: Fact[entries.ObjectionAnswered]
) -> str:
    """Return why this is no answer, or ""."""
    person = fact.actor
    if not in_own_log(people_of(case), fact):
        return f"{person} does not answer objection {objection.body.objection} in the log of their own section."
    if person == objection.actor:
        return f"{person} raised objection {objection.body.objection} and may not answer it."
    if is_author(judging(case, objection.body.output), person):
        return f"{person} is an author of {objection.body.output} and may not answer objections to it."
    return ""


def may_raise_objection(case: ClearanceCase, fact: Fact[entries.ObjectionRaised]) -> list[Blocker]:
    """Return why this objection may not be raised. Anybody may object to anything that was drafted."""
    body, where = fact.body, _where(fact.body)
    version = next((v for v in versions_of(case.outputs, body.output) if v.ref == body.draft_ref), None)
    blockers = []
    if version is None or version.body.version != body.version:
        text = f"There is no version {body.version} of {body.output} under the reference given."
        blockers.append(_blocker("version-unknown", text, "Object to a version that was drafted.", where))
    if _crooked(body.start, body.end):
        text = f"Expected a start before an end, or neither; found {body.start} and {body.end}."
        blockers.append(_blocker("objection-misplaced", text, "Mark the words, or object to the whole.", where))
    if any(other.body.objection == body.objection for other in case.objections):
        text = f"There is an objection called {body.objection} already."
        blockers.append(_blocker("objection-named-twice", text, "Give it another name.", where))
    return blockers


def _crooked(start: int | None, end: int | None) -> bool:
    return (start is None) != (end is None) or (start is not None and end is not None and start >= end)


def may_answer_objection(case: ClearanceCase, fact: Fact[entries.ObjectionAnswered]) -> list[Blocker]:
    """Return why this objection may not be answered by this person."""
    objection, blockers = _open(case, fact.body.objection)
    if objection and (bar := _bars_answering(case, objection, fact)):
        opens = "Somebody who is no author and did not object answers it."
        blockers.append(_blocker("answer-not-independent", bar, opens, _where(objection.body)))
    return blockers


def may_close_objection(case: ClearanceCase, fact: Fact[entries.ObjectionClosed]) -> list[Blocker]:
    """Return why this objection may not be closed by this person."""
    objection, blockers = _own(case, fact)
    if objection is None or is_answered(case, objection):
        return blockers
    text = f"Objection {objection.body.objection} is not answered yet."
    opens = "Somebody who is no author answers it with reasons first."
    return [*blockers, _blocker("objection-not-answered", text, opens, _where(objection.body))]


def may_note_dissent(case: ClearanceCase, fact: Fact[entries.DissentNoted]) -> list[Blocker]:
    """Return why dissent may not be noted on this objection by this person."""
    _objection, blockers = _own(case, fact)
    raised = next((other for other in case.objections if other.body.objection == fact.body.objection), None)
    if raised and raised.body.output != fact.body.output:
        text = f"Objection {raised.body.objection} is to {raised.body.output}, not to {fact.body.output}."
        blockers.append(_blocker("dissent-misplaced", text, f"Note it on {raised.body.output}.", _where(raised.body)))
    return blockers


def _own(
    case: ClearanceCase, fact: Fact[entries.ObjectionClosed] | Fact[entries.DissentNoted]
) -> tuple[Fact[entries.ObjectionRaised] | None, list[Blocker]]:
    """Return the open objection that an act speaks of, with a blocker where it is not the objector's to settle."""
    objection, blockers = _open(case, fact.body.objection)
    if objection and (text := _bars_settling(case, objection, fact)):
        blockers.append(_blocker("not-the-objector", text, f"{objection.actor} settles it.", _where(objection.body)))
    return objection, blockers


def is_answered(case: ClearanceCase, objection: Fact[entries.ObjectionRaised]) -> bool:
    """Tell whether somebody who may has answered an objection."""
    answers = [answer for answer in case.answers if answer.body.objection == objection.body.objection]
    return any(not _bars_answering(case, objection, answer) for answer in answers)


def _open(case: ClearanceCase, name: str) -> tuple[Fact[entries.ObjectionRaised] | None, list[Blocker]]:
    """Return the open objection called `name`, or a blocker that says why there is none."""
    objection = next((fact for fact in case.objections if fact.body.objection == name), None)
    where = _where(objection.body) if objection else Where(objection=name)
    if objection is None:
        return None, [
            _blocker("objection-unknown", f"There is no objection {name}.", "Name one that was raised.", where)
        ]
    if is_settled(case, objection):
        return None, [_blocker("objection-settled", f"Objection {name} is settled.", "Raise a new one.", where)]
    return objection, []


def _where(body: entries.ObjectionRaised) -> Where:
    return Where(document=body.output, version=body.version, start=body.start, end=body.end, objection=body.objection)


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=20, code=code, text=text, standard="PS", opens=opens, where=where)
