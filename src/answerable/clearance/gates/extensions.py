"""Gate 18, more time to reply: who decides about it, and how many days a party has in the end (LL).

Rules:
  - Where a party asked for more time, somebody who is no author decides, in the log of their own section: so many days,
    or none, with the reason.
  - An author may record that the party asked, with no days; that decides nothing.
  - Days given add to those of every request to that party on that output that came before.
"""

from __future__ import annotations

from answerable.clearance import entries
from answerable.clearance.gates.case import ClearanceCase, is_author, judging, people_of
from answerable.outputs.gates import documents
from answerable.people.standing import in_own_log
from answerable.record.blocker import Blocker, Where
from answerable.record.entry import Fact, came_before


def days_given(case: ClearanceCase, request: Fact[entries.ReplyRequested]) -> int:
    """Return the days that a party has to reply to a request, with those it was given besides."""
    return request.body.days + sum(
        fact.body.days
        for fact in _considered(case, request.body.party, request.body.output)
        if came_before(request, fact) and _decides(case, fact)
    )


def _considered(case: ClearanceCase, party: str, output: str) -> list[Fact[entries.ExtensionConsidered]]:
    return [fact for fact in case.extensions if (fact.body.party, fact.body.output) == (party, output)]


def undecided(case: ClearanceCase, party: str) -> list[Blocker]:
    """Return a blocker where a party's latest asking for more time was decided by nobody who may."""
    return [
        _blocker(
            "extension-not-decided",
            f"{party} asked for more time to reply to {version.body.output}, and nobody has decided.",
            "Somebody who is no author gives days, or says why not.",
            Where(document=version.body.output, party=party),
        )
        for version in documents(case.outputs)
        if _waits(case, _considered(case, party, version.body.output))
    ]


def _waits(case: ClearanceCase, considered: list[Fact[entries.ExtensionConsidered]]) -> bool:
    asked = [fact for fact in considered if fact.body.asked]
    decided = [fact for fact in considered if _decides(case, fact)]
    return any(not any(fact.ref == each.ref or came_before(fact, each) for each in decided) for fact in asked)


def _decides(case: ClearanceCase, fact: Fact[entries.ExtensionConsidered]) -> bool:
    author = is_author(judging(case, fact.body.output), fact.actor)
    return not author and in_own_log(people_of(case), fact)


def may_consider_extension(case: ClearanceCase, fact: Fact[entries.ExtensionConsidered]) -> list[Blocker]:
    """Return why this person may not decide about more time; an author may say that the party asked for it."""
    body, where = fact.body, Where(document=fact.body.output, party=fact.body.party, person=fact.actor)
    if not any((each.body.party, each.body.output) == (body.party, body.output) for each in case.requests):
        text = f"{body.party} was not asked to reply to {body.output}, so there is no time to extend."
        return [_blocker("extension-of-nothing", text, f"Put the allegations to {body.party} first.", where)]
    if not in_own_log(people_of(case), fact):
        text = f"{fact.actor or 'Nobody'} speaks of more time for {body.party} in another section's log."
        return [_blocker("extension-unsigned", text, "Say it in the log of your own section.", where)]
    if is_author(judging(case, body.output), fact.actor) and (body.days or not body.asked):
        text = f"{fact.actor} is an author and decides nothing about more time for {body.party}."
        opens = "Record that the party asked, with no days; somebody who is no author decides."
        return [_blocker("extension-by-author", text, opens, where)]
    return []


def _blocker(code: str, text: str, opens: str, where: Where) -> Blocker:
    return Blocker(gate=18, code=code, text=text, standard="LL", opens=opens, where=where)
