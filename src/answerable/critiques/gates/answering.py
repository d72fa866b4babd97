"""When a reply may be recorded, an item called answered, closed or reopened.

Rules:
  - A reply that names a release is that release, in the very text. Without one it shows that it passed no gates.
  - Every state but silence stands on words of a reply. A refusal has a reason.
  - Regret is not a correction: a demand for one, or about statements of ours, is met by a notice that changes the text
    or by a changed text with its day (a further version went out then), and by no apology.
  - Who answered an item, sent the reply or wrote it does not close it. Closing names the last answer, which is not
    silence. Against the critic's word it takes a reason.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from answerable.critiques import entries
from answerable.critiques.gates.answers import (
    is_anchored,
    is_uncorrected,
    last_answer,
    release_of_reply,
    reply_of,
    respondents,
)
from answerable.critiques.gates.case import (
    CritiqueCase,
    blocker,
    item_of,
    latest_day,
    lists_of,
    not_own_log,
    not_own_section,
    notice_of,
    received_of,
    releases_of,
    unknown,
)
from answerable.critiques.gates.standing import critic_word, standing
from answerable.record.blocker import Blocker
from answerable.record.entry import Fact


def may_send_reply(case: CritiqueCase, fact: Fact[entries.ReplySent]) -> list[Blocker]:
    """Return why a reply may not be recorded so."""
    found = [*not_own_log(case, fact), *not_own_section(case, fact), *unknown(case, fact)]
    body, received = fact.body, received_of(case, fact.body.critique)
    where = {"document": body.critique}
    if any(each.body.reply == body.reply for each in case.replies):
        text = f"A reply is on record already under the key {body.reply}."
        found.append(blocker("reply-twice", text, "Choose another key.", **where))
    if body.sent > latest_day(fact.at) or (received and body.sent < received.body.received):
        text = f"Expected a day from the critique's on that has come, found {body.sent}."
        found.append(blocker("reply-misdated", text, "Give the day on which it was sent.", **where))
    return [*found, *_released(case, fact)]


def may_answer_item(case: CritiqueCase, fact: Fact[entries.ItemAnswered]) -> list[Blocker]:
    """Return why this may not be said to have become of an item."""
    found = [*not_own_log(case, fact), *unknown(case, fact)]
    if found:
        return found
    body = fact.body
    if reply_of(case, body.critique, body.reply) is None:
        text = f"No reply to {body.critique} is on record under the key {body.reply}."
        found.append(blocker("reply-unknown", text, "Record the reply first.", **_where(fact)))
    if body.listed_ref and body.listed_ref != lists_of(case, body.critique)[-1].ref:
        text = f"The list of {body.critique} was changed since."
        found.append(blocker("list-not-latest", text, "Read it again.", **_where(fact)))
    return [*found, *_anchored(fact), *_reasoned(case, fact)]


def may_close_item(case: CritiqueCase, fact: Fact[entries.ItemClosed]) -> list[Blocker]:
    """Return why an item may not be closed so."""
    found = [*not_own_log(case, fact), *unknown(case, fact)]
    return found or [*_of_last_answer(case, fact), *_by_respondent(case, fact), *_stands(case, fact)]


def may_reopen_item(case: CritiqueCase, fact: Fact[entries.ItemReopened]) -> list[Blocker]:
    """Return why there is nothing to reopen; anybody of the organisation may, at any time."""
    found = [*not_own_log(case, fact), *unknown(case, fact)]
    if found:
        return found
    found = _of_last_answer(case, fact)
    if not found and standing(case, fact.body.critique, fact.body.item).state not in {"answered", "closed"}:
        text = f"{fact.body.item} is open."
        found = [blocker("nothing-to-reopen", text, "It waits for an answer already.", **_where(fact))]
    return found


def _released(case: CritiqueCase, fact: Fact[entries.ReplySent]) -> Iterator[Blocker]:
    body, where = fact.body, {"document": fact.body.output or fact.body.critique}
    if not body.released_ref:
        return
    release = next((each for each in releases_of(case, body.output) if each.ref == body.released_ref), None)
    if release is None:
        text = f"There is no release of {body.output or 'nothing'} under the reference given."
        yield blocker("release-unknown", text, "Name a release on record, or none.", **where)
        return
    if release_of_reply(case, fact) is None:
        text = f"The text of {body.reply} is not that of the release of {body.output}."
        yield blocker("reply-other-text", text, "Record the text that was released, or no release.", **where)


def _anchored(fact: Fact[entries.ItemAnswered]) -> Iterator[Blocker]:
    body = fact.body
    if body.state != "silent" and not is_anchored(body):
        text = f"{body.item} is called {body.state}, and no words of the reply say so."
        yield blocker("answer-unanchored", text, "Mark the words, or say that the reply is silent.", **_where(fact))
    if body.state == "silent" and not is_anchored(body):
        text = f"The reply is called silent on {body.item}, and has words on it."
        yield blocker("silent-with-words", text, "Say what the words do, or leave them out.", **_where(fact))


def _reasoned(case: CritiqueCase, fact: Fact[entries.ItemAnswered]) -> Iterator[Blocker]:
    body, where = fact.body, _where(fact)
    listed, notice = item_of(case, body.critique, body.item), notice_of(case, body.notice)
    if body.state == "refused" and not body.reason:
        text = f"{body.item} is refused without a reason."
        yield blocker("refused-without-reason", text, "Say why.", **where)
    if body.notice and notice is None:
        text = f"No notice was issued under the key {body.notice}."
        yield blocker("notice-unknown", text, "Name one that was issued.", **where)
    if body.changed and body.changed > latest_day(fact.at):
        text = f"Expected a day that has come, found {body.changed}."
        yield blocker("changed-later", text, "Give the day on which the text was changed.", **where)
    if is_uncorrected(case, body, listed):
        text = f"{body.item} demands a correction, and no text was changed."
        opens = "Name the notice that changes it, or the day of the change; or call it partly met or acknowledged."
        yield blocker("regret-is-no-correction", text, opens, **where)


def _of_last_answer(case: CritiqueCase, fact: Fact[entries.ItemClosed] | Fact[entries.ItemReopened]) -> list[Blocker]:
    body, last = fact.body, last_answer(case, fact.body.critique, fact.body.item)
    if last is None or last.ref != body.answered_ref:
        text = f"This is not the last answer to {body.item}."
        return [blocker("answer-not-latest", text, "Name the last answer.", **_where(fact))]
    return []


def _by_respondent(case: CritiqueCase, fact: Fact[entries.ItemClosed]) -> list[Blocker]:
    if fact.actor not in respondents(case, fact.body.critique, fact.body.item):
        return []
    text = f"{fact.actor} answered {fact.body.item}, or sent or wrote the reply."
    opens = "Somebody else, or the critic, says whether that answers it."
    return [blocker("closed-by-respondent", text, opens, standard="IF", **_where(fact))]


def _stands(case: CritiqueCase, fact: Fact[entries.ItemClosed]) -> Iterator[Blocker]:
    """Yield why an answer closes nothing: it is silence, was called no answer, or the critic says so."""
    body, last = fact.body, last_answer(case, fact.body.critique, fact.body.item)
    if last is None:
        return
    now, word = standing(case, body.critique, body.item), critic_word(case, last)
    if last.body.state == "silent":
        text = f"The last word on {body.item} is that the reply is silent."
        yield blocker("closed-in-silence", text, "Answer it first.", standard="IF", **_where(fact))
    elif now.listed_otherwise or now.reopening:
        text = f"{body.item} was reopened, or listed otherwise, since its last answer."
        yield blocker("closed-without-answer", text, "Answer it again.", **_where(fact))
    elif now.state == "closed":
        yield blocker("closed-twice", f"{body.item} is closed.", "There is nothing to do.", **_where(fact))
    elif word is not None and word.body.answer == "not-settled" and not body.reason:
        text = f"The critic says that {body.item} is not settled."
        opens = "Answer it again, or give the reason for closing it against the critic."
        yield blocker("closed-against-critic", text, opens, standard="IF", **_where(fact))


def _where(fact: Fact[Any]) -> dict[str, Any]:
    return {"document": fact.body.critique, "item": fact.body.item}
