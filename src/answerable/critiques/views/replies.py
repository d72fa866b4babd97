"""Pages of replies: one is recorded, and set against the items of its critique.

Where a reply is drafted as an output, it passes its gates and is recorded as the release that it is. The engine
proposes what the reply does with each item; a person corrects it and ticks what they stand for.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from answerable.clearance.views.page import attempt, status_of
from answerable.critiques import entries, gates
from answerable.critiques.forms import AnswersForm, ReplyForm
from answerable.critiques.gates import CritiqueCase
from answerable.critiques.letters.found import Promise, Spoken
from answerable.critiques.marking import Mark, Piece, pieces
from answerable.critiques.proposing import Proposal, proposed_answers
from answerable.critiques.reading import Critique, Item, case_of, critique_named, headed
from answerable.critiques.saying import answer_items, of_release, send_reply
from answerable.critiques.views.critique import GONE
from answerable.critiques.views.taking_in import with_file
from answerable.forms.sentences import in_readers_language
from answerable.people.access import ReadRequest
from answerable.record.blocker import Refused
from answerable.record.entry import Fact
from answerable.releases.entries import OutputReleased
from answerable.text.languages import language_of
from answerable.vault.reading import shown


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """An item on the page of a reply: as it stands, its fields, and what the engine proposes with its reason."""

    item: Item
    fields: dict[str, Any]
    proposed: str = ""
    why: str = ""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A promise that the engine found, and the items that it answers, as the form of a promise takes them."""

    promise: Promise
    items: str


@require_http_methods(["GET", "HEAD", "POST"])
def new_reply(request: ReadRequest, case: str, critique: str) -> HttpResponse:
    """Return the form for a reply, what was read from a file, or record it."""
    state = case_of(case)
    found = critique_named(state, critique)
    releases = _releases(state)
    offered = [(ref, f"{fact.body.output}, {fact.body.version}") for ref, fact in releases.items()]
    start = {"language": found.received.body.language}
    form: forms.Form = ReplyForm(request.POST if request.method == "POST" else None, releases=offered, initial=start)
    read_from = ""
    if form.is_bound and request.FILES.get("file"):
        form, read_from = with_file(request, form, releases=offered)
    elif form.is_bound and (
        answered := attempt(form, lambda: send_reply(request, case, critique, _plain(state, form, releases)))
    ):
        return answered
    context = {**headed(state), "critique": found, "form": form, "read_from": read_from}
    return render(request, "critiques/reply_new.html", context, status=status_of(form))


def _releases(state: CritiqueCase) -> dict[str, Fact[OutputReleased]]:
    """Return the releases that may be a reply, by their references: those not recorded as one yet."""
    taken = {fact.body.released_ref for fact in state.replies}
    found = [fact for fact in state.echoes.release.released if fact.ref not in taken]
    return {fact.ref: fact for fact in reversed(found)}


def _plain(state: CritiqueCase, form: Any, releases: dict[str, Fact[OutputReleased]]) -> dict[str, Any]:
    given = form.cleaned_data
    own = {"sent": given["sent"], "address": given["address"]}
    if given["released"]:
        return {**own, **of_release(state, releases[given["released"]])}
    return {**own, "text": given["text"], "language": given["language"] or language_of(given["text"])}


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: ReadRequest, case: str, critique: str, reply: str) -> HttpResponse:
    """Return a reply beside the items of its critique, or say what became of some of them."""
    state = case_of(case)
    found = critique_named(state, critique)
    sent = gates.reply_of(state, critique, reply)
    if sent is None:
        raise Http404
    text = shown(sent.body.text)
    asked = tuple(each for each in found.items if each.listed.kind != "thanks")
    proposal = _proposal(found, sent, text) if request.method != "POST" and text not in GONE else None
    form = AnswersForm(
        request.POST if request.method == "POST" else None,
        reply=text,
        items=[each.listed.item for each in asked],
        listed_ref=found.listed.ref if found.listed else "",
        initial=_starts(asked, reply, text, proposal),
        notices=[(fact.body.notice, fact.body.notice) for fact in state.echoes.release.notices],
    )
    held = text not in GONE
    if request.method == "POST" and held and form.is_valid() and _said(request, found, reply, form):
        return redirect("critique-reply", case, critique, reply)
    context = {
        **headed(state),
        "critique": found,
        "reply": sent,
        "pieces": _marked(asked, reply, text),
        "rows": [_row(each, form, proposal) for each in asked],
        "form": form,
        "held": held,
        **_told(found, proposal),
    }
    return render(request, "critiques/reply.html", context, status=status_of(form))


def _said(request: ReadRequest, critique: Critique, reply: str, form: AnswersForm) -> bool:
    """Tell whether what was ticked was said; where it was refused, the form says why."""
    rows = form.answers()
    if form.errors:
        return False
    try:
        answer_items(request, critique.received.case, critique, reply, rows)
    except Refused as refusal:
        for blocker in refusal.blockers:
            told = f"{in_readers_language(blocker.text)} {in_readers_language(blocker.opens)}"
            form.refuse(blocker.where.item, told)
        return False
    return True


def _proposal(critique: Critique, sent: Fact[entries.ReplySent], text: str) -> Proposal | None:
    """Return what the engine finds in a reply, against the items as they are listed; None where they cannot be read."""
    body = critique.received.body
    letter = shown(body.text)
    if letter in GONE:
        return None
    listed = [each.listed for each in critique.items]
    return proposed_answers(letter, listed, text, language=body.language, reply_language=sent.body.language)


def _starts(items: tuple[Item, ...], reply: str, text: str, proposal: Proposal | None) -> dict[str, dict[str, Any]]:
    """Return what each row starts from: what was said of the item by this reply, or else what the engine finds."""
    found = {each.n: each.answer for each in proposal.answered.items} if proposal else {}
    starts: dict[str, dict[str, Any]] = {}
    for each in items:
        own = [one.fact.body for one in each.answers if one.fact.body.reply == reply]
        proposed = found.get(each.number)
        if own:
            starts[each.listed.item] = _as_said(own[0], text)
        elif proposed is not None:
            silent = proposed.state == "silent"
            place = {} if silent else {"start": proposed.start, "end": proposed.end, "words": proposed.text}
            starts[each.listed.item] = {"state": proposed.state, "proposed": proposed.state, **place}
    return starts


def _as_said(body: entries.ItemAnswered, text: str) -> dict[str, Any]:
    return {
        "state": body.state,
        "start": body.start,
        "end": body.end,
        "words": text[body.start : body.end] if body.words else "",
        "reason": shown(body.reason),
        "notice": body.notice,
        "changed": body.changed,
        "proposed": body.proposed,
    }


def _row(item: Item, form: AnswersForm, proposal: Proposal | None) -> Row:
    found = {each.n: each.answer for each in proposal.answered.items} if proposal else {}
    answer = found.get(item.number)
    fields = form.row(item.listed.item)
    if answer is None:
        return Row(item=item, fields=fields)
    return Row(item=item, fields=fields, proposed=answer.state, why=answer.reason)


def _marked(items: tuple[Item, ...], reply: str, text: str) -> tuple[Piece, ...]:
    """Return the words of a reply with those marked that people say answer an item."""
    if text in GONE:
        return ()
    answers = [(each, one.fact.body) for each in items for one in each.answers[:1] if one.fact.body.reply == reply]
    return pieces(
        text,
        [
            Mark(start=body.start, end=body.end, number=each.number, name=each.listed.item, kind=body.state)
            for each, body in answers
            if body.start is not None and body.end is not None
        ],
    )


def _told(critique: Critique, proposal: Proposal | None) -> dict[str, Any]:
    """Return what else the engine finds: promises not yet on record, acts of speech, drift, and disputed facts."""
    if proposal is None:
        return {"promises": (), "spoken": (), "drift": (), "disputed": ()}
    names = {each.number: each.listed.item for each in critique.items}
    offers = [
        Offer(promise=each, items=",".join(names[n] for n in each.items if n in names))
        for each in proposal.answered.promises
    ]
    spoken: list[Spoken] = [each for each in proposal.answered.spoken if each.act != "explanation"]
    disputed = [each for each in critique.items if each.number in proposal.answered.disputed and each.states_fact]
    return {"promises": offers, "spoken": spoken, "drift": proposal.drift, "disputed": disputed}
