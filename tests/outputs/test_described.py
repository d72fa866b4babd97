"""The forms of the simpler acts on drafts, by description."""

from __future__ import annotations

import pytest

from answerable.evidence.clock import moment_of
from answerable.forms.description import Context, form_class, plain_values
from answerable.forms.errors import NotThere
from answerable.outputs import described
from answerable.outputs.entries import ContextGiven, MethodRecorded, StatementReverified
from answerable.outputs.forms import ACT_FORMS
from tests.site import AUTHOR, db, harbour, harbour_on_record

__all__ = ["db", "harbour", "harbour_on_record"]

FORMS = {form.said: form for form in ACT_FORMS}


def context(**query: str) -> Context:
    return Context(
        person=AUTHOR,
        section="centre",
        origin="harbour.example/centre",
        case="harbour",
        at=moment_of("harbour"),
        query=query,
    )


def filled(said: type, typed: dict[str, object], **query: str):
    form = form_class(FORMS[said], context(**query))(typed)
    assert form.is_valid(), form.errors
    return plain_values(form)


def test_a_check_is_made_of_the_present_words(harbour):
    typed = {"output": "release", "statement": "call", "checked": "2026-03-19", "how": "I asked again."}
    plain = filled(StatementReverified, typed, output="release")
    assert plain["words"].startswith("sha256:")
    assert plain["how"] == "I asked again."


def test_a_check_of_a_statement_that_is_not_there_is_refused(harbour):
    with pytest.raises(NotThere, match="has no statement called nothing-such"):
        described.words_of(context(), {"output": "report", "statement": "nothing-such"})


def test_the_pattern_offers_the_parties_of_the_case(harbour):
    form = form_class(FORMS[ContextGiven], context(output="release"))()
    assert [value for value, _label in form.fields["covers"].choices] == ["port-authority", "dockers-union"]


def test_the_method_starts_from_the_draft_that_the_address_names(harbour):
    assert 'value="report"' in str(form_class(FORMS[MethodRecorded], context(output="report"))())
