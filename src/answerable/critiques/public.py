"""What everybody may see of critiques and promises. Every field is named here; what is not named does not leave.

Rules:
  - Nothing is shown of a case of which nothing was released.
  - Who the critic is, and what they wrote, is shown only where they spoke in public. Of other critiques everybody sees
    that there is one, when it came, what kinds of things it says, how each stands and by when it is due.
  - Words of a reply are shown where the critique was public, or where the reply itself was released.
  - No person of ours is named: sections are.
"""

from __future__ import annotations

from datetime import date

import msgspec

from answerable.critiques import gates
from answerable.critiques.clock import Promised, all_promised
from answerable.critiques.gates import CritiqueCase, reply_of
from answerable.critiques.reading import Critique, Item, critiques_of
from answerable.vault.reading import ERASED, shown


class PublicItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item as everybody may see it."""

    number: int
    kind: str
    standing: str
    due: date | None
    overdue: bool
    words: str
    correction: bool
    handed_to: tuple[str, ...]
    beyond_us: bool
    state: str
    answer: str
    reason: str
    notice: str
    changed: date | None
    against_critic: bool
    critic_says: str
    fact: str
    fact_text: str


class PublicStatus(msgspec.Struct, frozen=True, kw_only=True):
    """By when a release was to have a status after a critique, and when it had one."""

    output: str
    due: date
    set_on: date | None
    overdue: bool


class PublicReply(msgspec.Struct, frozen=True, kw_only=True):
    """A reply: when it was sent, and whether it had passed its gates."""

    section: str
    sent: date
    output: str
    passed_gates: bool


class PublicCritique(msgspec.Struct, frozen=True, kw_only=True):
    """A critique as everybody may see it."""

    name: str
    form: str
    section: str
    received: date
    language: str
    who: str
    text: str
    address: str
    outputs: tuple[str, ...]
    serious: bool
    listed: bool
    items: tuple[PublicItem, ...]
    taken_out: int
    statuses: tuple[PublicStatus, ...]
    replies: tuple[PublicReply, ...]


class PublicRestatement(msgspec.Struct, frozen=True, kw_only=True):
    """A promise said again: the words, when, and what changed."""

    said: date
    words: str
    due: date | None
    shifts: tuple[tuple[str, str], ...]


class PublicCommitment(msgspec.Struct, frozen=True, kw_only=True):
    """A promise as everybody may see it."""

    name: str
    section: str
    critique: str
    review: str
    made: date
    due: date
    outcome: str
    overdue: bool
    words: str
    language: str
    proof: str
    evidence: str
    address: str
    softened: bool
    restated: tuple[PublicRestatement, ...]


def public_critiques(state: CritiqueCase) -> tuple[PublicCritique, ...]:
    """Return the critiques of a case as everybody may see them; none where nothing was released."""
    if not state.echoes.release.released:
        return ()
    return tuple(_critique(state, each) for each in critiques_of(state))


def public_commitments(state: CritiqueCase) -> tuple[PublicCommitment, ...]:
    """Return the promises of a case as everybody may see them; none where nothing was released."""
    if not state.echoes.release.released:
        return ()
    return tuple(_commitment(state, each) for each in all_promised(state))


def _critique(state: CritiqueCase, critique: Critique) -> PublicCritique:
    body = critique.received.body
    return PublicCritique(
        name=critique.name,
        form=body.form,
        section=body.section,
        received=body.received,
        language=body.language,
        who=shown(body.who) if body.public else "",
        text=shown(body.text) if body.public else "",
        address=shown(body.address) if body.public else "",
        outputs=body.outputs,
        serious=critique.serious,
        listed=critique.listed is not None,
        items=tuple(_item(state, critique, each) for each in critique.items),
        taken_out=len(critique.taken_out),
        statuses=tuple(
            PublicStatus(output=each.output, due=each.due, set_on=each.set_on, overdue=each.overdue)
            for each in critique.clocks
        ),
        replies=tuple(
            PublicReply(
                section=each.body.section,
                sent=each.body.sent,
                output=each.body.output,
                passed_gates=gates.release_of_reply(state, each) is not None,
            )
            for each in critique.replies
        ),
    )


def _item(state: CritiqueCase, critique: Critique, item: Item) -> PublicItem:
    stands, answered = item.standing, next(iter(item.answers), None)
    answer = answered.fact.body if answered else None
    public, reply, listed = critique.received.body.public, answered.reply if answered else None, item.listed
    readable = public or bool(reply and gates.release_of_reply(state, reply))
    judged = item.judged[-1].body if item.judged else None
    return PublicItem(
        number=item.number,
        kind=item.listed.kind,
        standing=stands.state,
        due=stands.due,
        overdue=stands.state == "overdue",
        words=words_out_of(critique.received.body.text, listed.words) if public else "",
        correction=item.listed.correction,
        handed_to=tuple(each.body.to for each in item.handed),
        beyond_us=item.beyond_us,
        state=answer.state if answer else "",
        answer=words_out_of(reply.body.text, answer.words) if answer and reply and readable else "",
        reason=shown(answer.reason) if answer and readable else "",
        notice=answer.notice if answer else "",
        changed=answer.changed if answer else None,
        against_critic=stands.against_critic,
        critic_says=stands.critic.body.answer if stands.critic else "",
        fact=judged.judgement if judged else "",
        fact_text=shown(judged.text) if judged and public else "",
    )


def _commitment(state: CritiqueCase, promised: Promised) -> PublicCommitment:
    body = promised.made.body
    readable = _is_readable(state, promised)
    last = promised.judged[-1].body if promised.judged else None
    return PublicCommitment(
        name=body.commitment,
        section=body.section,
        critique=body.critique,
        review=body.review,
        made=promised.made.at.date(),
        due=body.due,
        outcome=promised.outcome,
        overdue=promised.outcome == "overdue",
        words=shown(body.words) if readable else "",
        language=body.language,
        proof=shown(body.proof) if readable else "",
        evidence=shown(last.proof) if last and readable else "",
        address=shown(last.address) if last and readable else "",
        softened=promised.softened,
        restated=tuple(
            PublicRestatement(
                said=each.body.said,
                words=shown(each.body.words) if readable else "",
                due=each.body.due,
                shifts=tuple((shift.kind, shift.direction) for shift in each.body.shifts),
            )
            for each in promised.restated
        ),
    )


def _is_readable(state: CritiqueCase, promised: Promised) -> bool:
    """Tell whether the words of a promise are everybody's: the critique was public, or the reply was released."""
    body = promised.made.body
    public = any(each.body.critique == body.critique and each.body.public for each in state.received)
    reply = reply_of(state, body.critique, body.reply)
    return public or bool(reply and gates.release_of_reply(state, reply))


def words_out_of(text: str, words: str) -> str:
    """Return the words behind a commitment; "" where the text that they were taken out of was erased."""
    return "" if shown(text) == ERASED else shown(words)
