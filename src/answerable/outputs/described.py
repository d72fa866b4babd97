"""What the forms of drafts' simpler acts say and offer: how the work was done, the wider pattern, a check again."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from answerable.forms.description import Context, Options
from answerable.forms.errors import NotThere
from answerable.outputs import gates
from answerable.outputs.entries import Statement
from answerable.outputs.gates import OutputsCase
from answerable.outputs.models import read_outputs
from answerable.vault.reading import shown
from answerable.vault.sealing import Sealed

LONGEST = 90
"""Characters of a statement in a list to choose from; chosen by hand."""


def outputs_offered(context: Context) -> Options:
    """Return the drafts of the case."""
    return [(name, name) for name in dict.fromkeys(fact.body.output for fact in _case(context).versions)]


def parties_offered(context: Context) -> Options:
    """Return the parties of the case."""
    return [(name, name) for name in gates.evidence_of(_case(context)).opened.body.parties]


def statements_offered(context: Context) -> Options:
    """Return the statements of the draft in question, those that may say who does what in the wider pattern."""
    return [(each.id, f"{each.id}: {_short(each)}") for each in _statements(context, _output(context))]


def present_offered(context: Context) -> Options:
    """Return the statements of the draft in question that say how things are now; all of them if none is marked so."""
    marked = _statements(context, _output(context))
    present = [each for each in marked if each.present] or marked
    return [(each.id, f"{each.id}: {_short(each)}") for each in present]


def words_of(context: Context, typed: dict[str, Any]) -> dict[str, Any]:
    """Return the present words of the statement that was checked.

    Raises:
        NotThere: the draft has no such statement.
    """
    for each in _statements(context, typed["output"]):
        if each.id == typed["statement"]:
            return {"words": Sealed(each.words)}
    message = _("The current version of %(output)s has no statement called %(statement)s.") % typed
    raise NotThere("statement", message)


def to_draft(context: Context, typed: dict[str, Any]) -> str:
    """Return the address of the draft that was spoken of."""
    return reverse("draft", args=[context.case, typed["output"]])


def first_output(context: Context) -> dict[str, Any]:
    """Return the draft that the form starts with: the one that the address names, or the headline."""
    return {"output": _output(context)}


def _output(context: Context) -> str:
    return context.query.get("output", "") or _case(context).subject


def _statements(context: Context, output: str) -> tuple[Statement, ...]:
    return tuple(sorted(gates.statements(_case(context), output), key=lambda each: (each.start, each.end)))


def _case(context: Context) -> OutputsCase:
    return read_outputs(context.case, at=context.at)


def _short(statement: Statement) -> str:
    line = " ".join(shown(statement.words).split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
