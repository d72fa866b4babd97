"""The misuse rehearsal of a version: for each statement the worst honest truncation, the worst reuse, and the answer.

The engine proposes what can be cut out of a sentence so that it says more than it did; people add who would use it. A
row is made on exact words: after an edit only the statements that changed are asked for again.
"""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, gettext_noop
from django.views.decorators.http import require_http_methods

from answerable.clearance import entries, gates
from answerable.clearance.forms import RehearseForm
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.saying import send
from answerable.clearance.views.page import attempt, case_of, headed, statement_of, status_of, version_of
from answerable.evidence.gates import in_order
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import statements_of
from answerable.people.access import ReadRequest
from answerable.record.entry import Fact
from answerable.text.truncation import Loss, truncations
from answerable.vault.reading import ABSENT, ERASED, shown
from answerable.vault.sealing import Sealed

LOSSES = {
    "firmer": gettext_noop("It is firmer than the whole: %(words)s."),
    "condition": gettext_noop("The condition is gone: %(words)s."),
    "denial": gettext_noop("What denies it is gone: %(words)s."),
    "accident": gettext_noop("That it was not meant is gone: %(words)s."),
    "certainty": gettext_noop("What shows doubt is gone: %(words)s."),
    "limit": gettext_noop("A limit is gone: %(words)s."),
    "speaker": gettext_noop("Who says so is gone: %(words)s."),
    "base": gettext_noop("The number has lost its base: %(words)s."),
    "alternative": gettext_noop("The other possibility is gone: %(words)s."),
    "scope": gettext_noop("It no longer says that only a part is meant: %(words)s."),
    "shift": gettext_noop("It reads stronger: %(words)s."),
}
"""What a part of a sentence says beyond the whole, by kind, as `text.truncation` tells it, in the reader's language."""

OURS = frozenset({"firmer", "shift"})
"""The kinds whose words are the engine's own, not the draft's."""


class Cut(msgspec.Struct, frozen=True, kw_only=True):
    """A run of a statement's own words that says more than all of them, and why it does."""

    words: str
    why: list[str]


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A statement in the rehearsal: its words, what the engine proposes, what was written, and the form for it."""

    statement: Statement
    words: str
    proposed: list[Cut]
    done: Fact[entries.MisuseRehearsed] | None
    orphaned: Fact[entries.MisuseRehearsed] | None
    held: str
    form: RehearseForm

    @property
    def due(self) -> bool:
        """Whether these words still have to be rehearsed."""
        return self.done is None or bool(self.held)


@require_http_methods(["GET", "HEAD", "POST"])
def misuse(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the misuse rehearsal of a version, or write down one row of it."""
    state = case_of(case, output)
    drafted = version_of(state, output, version)
    bound: RehearseForm | None = None
    if request.method == "POST":
        statement = statement_of(state, drafted, request.POST.get("statement", ""))
        if statement is None:
            raise Http404
        bound = RehearseForm(request.POST, auto_id=f"{statement.id}-%s")
        answered = attempt(bound, lambda: _rehearse(request, state, drafted, statement, bound.cleaned_data))
        if answered is not None:
            return answered
    context = {**headed(state), "drafted": drafted, **_rehearsal(state, drafted, bound)}
    return render(request, "clearance/misuse.html", context, status=status_of(*([bound] if bound else [])))


def _rehearsal(state: ClearanceCase, drafted: Fact[VersionDrafted], bound: RehearseForm | None) -> dict[str, Any]:
    """Return the statements of a version, those that wait first; only the current version can be rehearsed."""
    current = gates.subject(state)
    fresh = current is not None and current.ref == drafted.ref
    held = {each.where.statement: each.text for each in gates.misuse_rehearsal(state)} if fresh else {}
    named = bound["statement"].value() if bound else ""
    statements = sorted(statements_of(state.outputs, drafted), key=lambda each: (each.start, each.end))
    rows = [_row(state, drafted, each, held, bound if each.id == named else None) for each in statements]
    return {
        "current": current,
        "fresh": fresh,
        "due": [row for row in rows if row.due],
        "done": [row for row in rows if not row.due],
        "untitled": held.get("", ""),
    }


def _row(
    state: ClearanceCase,
    drafted: Fact[VersionDrafted],
    statement: Statement,
    held: dict[str, str],
    bound: RehearseForm | None,
) -> Row:
    rows = _rows_of(state, drafted, statement)
    done = next((fact for fact in reversed(rows) if fact.body.words == statement.words), None)
    orphaned = next((fact for fact in reversed(rows) if fact.body.words != statement.words), None)
    words, why = shown(statement.words), held.get(statement.id, "")
    proposed = _cuts(words, drafted.body.language) if done is None or why else []
    first = {
        "statement": statement.id,
        "truncation": proposed[0].words if proposed else "",
        "reuse": shown(orphaned.body.reuse) if orphaned else "",
    }
    form = bound or RehearseForm(initial=first, auto_id=f"{statement.id}-%s")
    return Row(statement=statement, words=words, proposed=proposed, done=done, orphaned=orphaned, held=why, form=form)


def _rows_of(
    state: ClearanceCase, drafted: Fact[VersionDrafted], statement: Statement
) -> list[Fact[entries.MisuseRehearsed]]:
    named = (drafted.body.output, statement.id)
    return [fact for fact in in_order(state.rehearsals) if (fact.body.output, fact.body.statement) == named]


def _cuts(words: str, language: str) -> list[Cut]:
    """Return what can honestly be cut out of a statement so that it says more, the worst first."""
    if words in {ERASED, ABSENT}:
        return []
    found = truncations(words, language=language)
    return [Cut(words=each.words, why=[_lost(loss) for loss in each.losses]) for each in found]


def _lost(loss: Loss) -> str:
    return _(LOSSES[loss.kind]) % {"words": _(loss.words) if loss.kind in OURS else loss.words}


def _rehearse(
    request: ReadRequest,
    state: ClearanceCase,
    drafted: Fact[VersionDrafted],
    statement: Statement,
    told: dict[str, Any],
) -> HttpResponse:
    """Say one row; the same row sent twice is one, unless another was written in between."""
    case, body = headed(state)["case"], drafted.body
    back = reverse("misuse", args=[case, body.output, body.version]) + f"#row-{statement.id}"
    earlier = _rows_of(state, drafted, statement)[:-1]
    plain = {**told, "output": body.output, "words": Sealed(statement.words)}
    return send(request, entries.MisuseRehearsed, plain, case=case, back=back, since=earlier[-1] if earlier else None)
