"""Replies and answers to items, and which of them count.

Rules:
  - An answer counts where it stands on words of a reply on record, or says that there are none. It holds for an item as
    it was listed then: where its words or its kind were listed otherwise since, or it turned out to demand a correction
    that was not made, the item wants another answer (`fits`).
"""

from __future__ import annotations

from datetime import timedelta

from answerable.critiques import entries
from answerable.critiques.gates.case import (
    CritiqueCase,
    first_said,
    item_of,
    lists_of,
    notice_of,
    of_item,
    outputs_of,
    releases_of,
    writers_of,
)
from answerable.record.entry import Fact, came_before
from answerable.releases.entries import OutputReleased

CORRECTS = frozenset({"correction", "new-version", "partial-retraction", "retraction", "withdrawal"})
"""Notices that change or take back what was published (COPE; NISO RP-45-2024); regret and clarity change nothing."""

A_DAY = timedelta(days=1)
"""How far the day of a change may be from that of the release that made it: days are those of different places."""


def reply_of(case: CritiqueCase, critique: str, reply: str) -> Fact[entries.ReplySent] | None:
    """Return a reply to a critique, or None."""
    return first_said(fact for fact in case.replies if (fact.body.critique, fact.body.reply) == (critique, reply))


def release_of_reply(case: CritiqueCase, reply: Fact[entries.ReplySent]) -> Fact[OutputReleased] | None:
    """Return the release that a reply is, in its very text, or None where it passed no gates, whatever it says."""
    body = reply.body
    release = next((each for each in releases_of(case, body.output) if each.ref == body.released_ref), None)
    drafts = (each for each in case.outputs.versions if release and each.ref == release.body.draft_ref)
    return release if any(each.body.text == body.text for each in drafts) else None


def last_answer(case: CritiqueCase, critique: str, item: str) -> Fact[entries.ItemAnswered] | None:
    """Return what was last said of what became of an item, or None."""
    return next(reversed(answers_to(case, critique, item)), None)


def answers_to(case: CritiqueCase, critique: str, item: str) -> tuple[Fact[entries.ItemAnswered], ...]:
    """Return what was said to have become of an item by answers that count, earliest first."""
    said: tuple[Fact[entries.ItemAnswered], ...] = of_item(case.answered, critique, item)
    return tuple(fact for fact in said if is_anchored(fact.body) and reply_of(case, critique, fact.body.reply))


def is_anchored(body: entries.ItemAnswered) -> bool:
    """Tell whether an answer names words of a reply, or says that there are none."""
    if body.state == "silent":
        return not body.words and body.start is None and body.end is None
    return body.start is not None and body.end is not None and body.start < body.end and bool(body.words)


def is_uncorrected(case: CritiqueCase, body: entries.ItemAnswered, listed: entries.ListedItem | None) -> bool:
    """Tell whether an answer is said to meet a demand for a correction, and no text was changed."""
    wants = listed is not None and listed.kind == "demand" and (listed.correction or bool(listed.statements))
    return body.state == "met" and wants and not _is_corrected(case, body)


def _is_corrected(case: CritiqueCase, body: entries.ItemAnswered) -> bool:
    """Tell whether a notice changes what the critique concerns, or a version of it went out on the day named."""
    outputs, notice, day = outputs_of(case, body.critique), notice_of(case, body.notice), body.changed
    if notice is not None and notice.body.type in CORRECTS and (not outputs or notice.body.output in outputs):
        return True
    if day is None or not outputs:
        return day is not None
    out = [fact.at.date() for name in outputs for fact in releases_of(case, name)[1:]]
    return any(abs(each - day) <= A_DAY for each in out)


def fits(case: CritiqueCase, answer: Fact[entries.ItemAnswered]) -> bool:
    """Tell whether an item is still listed as it was when this answer was given: the same words, the same kind."""
    critique, name = answer.body.critique, answer.body.item
    lists, ref = lists_of(case, critique), answer.body.listed_ref
    before = [each for each in lists if (each.ref == ref if ref else not came_before(answer, each))]
    then = next((each for fact in reversed(before) for each in fact.body.items if each.item == name), None)
    now = item_of(case, critique, name)
    if is_uncorrected(case, answer.body, now):
        return False
    return then is None or now is None or (then.start, then.end, then.kind) == (now.start, now.end, now.kind)


def respondents(case: CritiqueCase, critique: str, item: str) -> frozenset[str]:
    """Return who answered an item: who said what became of it, who sent the replies, and who wrote them."""
    answers = of_item(case.answered, critique, item)
    replies = [reply for fact in answers if (reply := reply_of(case, critique, fact.body.reply))]
    senders = {fact.actor for fact in (*answers, *replies)}
    return frozenset(senders).union(*(writers_of(case, fact.body.output) for fact in replies if fact.body.output))
