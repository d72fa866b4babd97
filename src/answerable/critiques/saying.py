"""The acts of this room that pages say: each once, with the words that stand at their offsets.

Rules:
  - Words are looked for in the text as it lies in the vault; what stands nowhere, or twice, is not guessed.
  - Sending a form twice says an act once.
  - A list carries over the commitments of items that stand as they stood.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from answerable.clearance.answering import digest_of
from answerable.clearance.saying import WordsNotFound, next_name, place_of_words, says
from answerable.critiques import entries, gates
from answerable.critiques.gates import CritiqueCase
from answerable.critiques.reading import Critique, case_of
from answerable.evidence.clock import moment_of
from answerable.people.access import Reader, ReadRequest
from answerable.people.saying import submit
from answerable.record.entry import Fact
from answerable.record.log import lock
from answerable.releases.entries import OutputReleased
from answerable.vault.sealing import Sealed, say

Plain = Mapping[str, Any]


def take_in(request: ReadRequest, case: str, plain: Plain) -> HttpResponse:
    """Say that a critique was received, under the next free name; the same one twice is one.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    body = {**plain, "section": request.reader.section}
    with transaction.atomic():
        lock(f"critiques of {case}")  # names are given out one by one, whichever log they go to
        state = case_of(case)
        if same := _same(state.received, body, request.reader):
            return redirect("critique", case, same.body.critique)
        named = {**body, "critique": next_name("K", [fact.body.critique for fact in state.received])}
        back = reverse("critique-list", args=[case, named["critique"]])
        return submit(request, entries.CritiqueReceived, named, case=case, at=moment_of(case), back=back)


def list_items(request: ReadRequest, case: str, critique: str, items: Iterable[Plain], reason: str) -> HttpResponse:
    """Say the items of a critique; the list that holds already is not said again.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    back = reverse("critique", args=[case, critique])
    with transaction.atomic():
        lock(request.reader.origin)
        state = case_of(case)
        lists = gates.lists_of(state, critique)
        held = {each.item: each for each in lists[-1].body.items} if lists else {}
        carried = [_carried(each, held.get(each["item"])) for each in items]
        # what only the authors have listed, somebody else may stand by
        stands = bool(lists) and (gates.is_read(state, critique) or lists[-1].actor == request.reader.person)
        if stands and len(carried) == len(held) and says(lists[-1].body, {"items": carried}):
            return redirect(back)
        plain = {"critique": critique, "items": carried, "reason": reason}
        return submit(request, entries.ItemsListed, plain, case=case, at=moment_of(case), back=back)


def send_reply(request: ReadRequest, case: str, critique: str, plain: Plain) -> HttpResponse:
    """Say that a reply was sent, under the next free name; the same one twice is one.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    body = {**plain, "critique": critique, "section": request.reader.section}
    with transaction.atomic():
        lock(f"critiques of {case}")
        state = case_of(case)
        if same := _same(state.replies, body, request.reader):
            return redirect("critique-reply", case, critique, same.body.reply)
        named = {**body, "reply": next_name("R", [fact.body.reply for fact in state.replies])}
        back = reverse("critique-reply", args=[case, critique, named["reply"]])
        return submit(request, entries.ReplySent, named, case=case, at=moment_of(case), back=back)


def of_release(state: CritiqueCase, released: Fact[OutputReleased]) -> dict[str, Any]:
    """Return what a reply that is a release says of itself: the very text that was released."""
    drafted = next(fact for fact in state.outputs.versions if fact.ref == released.body.draft_ref)
    return {
        "output": released.body.output,
        "released_ref": released.ref,
        "text": Sealed(drafted.body.text),
        "language": drafted.body.language,
    }


def answer_items(request: ReadRequest, case: str, critique: Critique, reply: str, rows: Iterable[Plain]) -> None:
    """Say what became of items, all or none; what was last said of an item is not said again.

    Raises:
        Refused: a gate is closed; nothing was said.
    """
    back = reverse("critique", args=[case, critique.name])
    with transaction.atomic():
        lock(request.reader.origin)
        for row in rows:
            body = {**row, "critique": critique.name, "reply": reply}
            last = gates.last_answer(case_of(case), critique.name, row["item"])
            if last is None or not says(last.body, body):
                submit(request, entries.ItemAnswered, body, case=case, at=moment_of(case), back=back)


def ask_critic(request: ReadRequest, case: str, critique: str, plain: Plain, *, token: str) -> None:
    """Say that the critic is given a link.

    Raises:
        Refused: the gate is closed; nothing was said.
    """
    body = {
        "critique": critique,
        "language": plain["language"],
        "token_sha256": digest_of(token),
        "expires": moment_of(case) + timedelta(days=plain["days"]),
    }
    back = reverse("critique", args=[case, critique])
    submit(request, entries.CriticAsked, body, case=case, at=moment_of(case), back=back)


def answer_as_critic(asked: Fact[entries.CriticAsked], plain: Plain) -> None:
    """Say what the critic says of an item, in the log of the section that made the link; twice the same is one.

    Raises:
        Refused: the link does not serve, or there is a later answer; nothing was said.
    """
    case, critique = asked.case, asked.body.critique
    with transaction.atomic():
        lock(asked.origin)
        body = {**plain, "critique": critique}
        said = gates.of_item(case_of(case).critics_answered, critique, plain["item"])
        if said and says(said[-1].body, body):
            return
        actor, at = gates.critic_of(critique), moment_of(case)
        say(entries.CriticAnswered, body, origin=asked.origin, actor=actor, at=at, case=case)


def placed_words(text: str, words: str, *, start: int | None = None, end: int | None = None) -> tuple[int, int]:
    """Return where words stand in a text: at the place given where they stand there, else at the one place they have.

    Raises:
        WordsNotFound: they stand nowhere, or more than once.
    """
    if start is not None and end is not None and _plain(text[start:end]) == _plain(words):
        return start, end
    return place_of_words(text, words)


def _plain(words: str) -> str:
    return " ".join(words.split())


def _carried(item: Plain, held: entries.ListedItem | None) -> dict[str, Any]:
    """Return an item with the commitments that it had, where it stands in the same words."""
    if held is None or (held.start, held.end) != (item["start"], item["end"]):
        return dict(item)
    return {**item, "words": Sealed(held.words)}


def _same(facts: Iterable[Fact[Any]], body: Plain, reader: Reader) -> Fact[Any] | None:
    """Return the act by which this reader said the same already, or None."""
    own = (fact for fact in facts if (fact.actor, fact.origin) == (reader.person, reader.origin))
    return next((fact for fact in own if says(fact.body, body)), None)


__all__ = [
    "WordsNotFound",
    "answer_as_critic",
    "answer_items",
    "ask_critic",
    "list_items",
    "of_release",
    "placed_words",
    "send_reply",
    "take_in",
]
