"""The misuse rehearsal of a version: for each statement the worst honest truncation, the worst reuse, and the answer.

The engine proposes what can be cut out of a sentence so that it says more than it did; people add who would use it. A
row is made on exact words: after an edit only the statements that changed are asked for again.
"""

from __future__ import annotations

import msgspec
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from answerable.clearance import entries, gates
from answerable.clearance.forms import RehearseForm
from answerable.clearance.gates import ClearanceCase
from answerable.clearance.saying import send
from answerable.clearance.views.page import attempt, case_of, headed, statement_of, status_of, version_of
from answerable.outputs.entries import Statement, VersionDrafted
from answerable.outputs.gates import statements_of
from answerable.people.access import ReadRequest
from answerable.record.entry import Fact
from answerable.text.truncation import Truncation, truncations
from answerable.vault.reading import ABSENT, ERASED, shown
from answerable.vault.sealing import Sealed


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A statement in the rehearsal: its words, what the engine proposes, what was written, and the form for it."""

    statement: Statement
    words: str
    proposed: tuple[Truncation, ...]
    done: Fact[entries.MisuseRehearsed] | None
    orphaned: Fact[entries.MisuseRehearsed] | None
    held: str
    form: RehearseForm


@require_http_methods(["GET", "HEAD", "POST"])
def misuse(request: ReadRequest, case: str, output: str, version: int) -> HttpResponse:
    """Return the misuse rehearsal of a version, or write down one row of it."""
    state = case_of(case, output)
    drafted = version_of(state, output, version)
    named = request.POST.get("statement", "") if request.method == "POST" else ""
    bound = RehearseForm(request.POST, auto_id=f"{named}-%s") if request.method == "POST" else None
    if bound is not None:
        answered = attempt(bound, lambda: _rehearse(request, state, drafted, bound))
        if answered is not None:
            return answered
    held = {each.where.statement: each.text for each in gates.misuse_rehearsal(state)}
    statements = sorted(statements_of(state.outputs, drafted), key=lambda each: (each.start, each.end))
    rows = [_row(state, drafted, each, held, bound if each.id == named else None) for each in statements]
    context = {
        **headed(state),
        "drafted": drafted,
        "current": gates.subject(state),
        "due": [row for row in rows if row.held or row.done is None],
        "done": [row for row in rows if row.done is not None and not row.held],
        "untitled": held.get("", ""),
        "form": bound,
    }
    return render(request, "clearance/misuse.html", context, status=status_of(*([bound] if bound else [])))


def _row(
    state: ClearanceCase,
    drafted: Fact[VersionDrafted],
    statement: Statement,
    held: dict[str, str],
    bound: RehearseForm | None,
) -> Row:
    rows = [f for f in state.rehearsals if (f.body.output, f.body.statement) == (drafted.body.output, statement.id)]
    done = next((fact for fact in reversed(rows) if fact.body.words == statement.words), None)
    orphaned = next((fact for fact in reversed(rows) if fact.body.words != statement.words), None)
    words, why = shown(statement.words), held.get(statement.id, "")
    due = done is None or bool(why)
    proposed = () if not due or words in {ERASED, ABSENT} else truncations(words, language=drafted.body.language)
    first = {
        "statement": statement.id,
        "truncation": proposed[0].words if proposed else "",
        "reuse": shown(orphaned.body.reuse) if orphaned else "",
    }
    form = bound or RehearseForm(initial=first, auto_id=f"{statement.id}-%s")
    return Row(
        statement=statement, words=words, proposed=proposed, done=done, orphaned=orphaned, held=why, form=form
    )


def _rehearse(
    request: ReadRequest, state: ClearanceCase, drafted: Fact[VersionDrafted], form: RehearseForm
) -> HttpResponse:
    case, body = headed(state)["case"], drafted.body
    statement = statement_of(state, drafted, form.cleaned_data["statement"])
    back = reverse("misuse", args=[case, body.output, body.version])
    if statement is None:
        raise Http404
    plain = {**form.cleaned_data, "output": body.output, "words": Sealed(statement.words)}
    return send(request, entries.MisuseRehearsed, plain, case=case, back=f"{back}#row-{statement.id}")
