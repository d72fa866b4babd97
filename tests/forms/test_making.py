"""Forms made from entries: every kind of field, rows, errors, and the way there and back."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest
from django import forms
from django.http import QueryDict
from hypothesis import given, strategies as st

from answerable.evidence import entries as evidence
from answerable.findings import entries as findings
from answerable.forms.description import ActForm, Context, form_class, plain_values
from answerable.forms.errors import CannotAsk, NotThere
from answerable.forms.fields import Several
from answerable.people import entries as people

CONTEXT = Context(
    person="ana", section="coast", origin="x.example/coast", case="quay", at=datetime(2026, 1, 1, tzinfo=UTC)
)
OFFERS = {"item": lambda _context: [("E1", "E1: a note"), ("E2", "E2: a photo")]}


def described(said, **more):
    return ActForm(said=said, title="Say it", back=lambda _context, _plain: "/", **more)


def sent(values: dict) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def filled(description, values, *, query=None):
    return form_class(description, msgspec.structs.replace(CONTEXT, query=query or {}))(sent(values))


GRADED = described(evidence.ItemGraded, offers=OFFERS)
STATED = described(findings.FindingStated, given=frozenset({"number"}), fills=lambda _context, _plain: {"number": 1})
STATING = {
    "finding": "F1",
    "level": "fact",
    "established": "no",
    "text": "It was so.",
    "conduct": "act",
    "act": "did it",
    "affected": "workers",
}


@pytest.mark.parametrize(
    ("said", "name", "kind"),
    [
        (evidence.ItemGraded, "reasons", forms.CharField),
        (evidence.ItemGraded, "source", forms.ChoiceField),
        (evidence.CaseOpened, "expedited", forms.BooleanField),
        (evidence.CaseOpened, "clock", forms.DateTimeField),
        (evidence.CaseOpened, "countries", Several),
        (evidence.ConsentGiven, "uses", forms.MultipleChoiceField),
        (people.TrainingPassed, "passed", forms.DateField),
        (findings.FindingStated, "counts-0-base", forms.IntegerField),
        (findings.FindingStated, "cause-0-harm", forms.CharField),
    ],
)
def test_a_field_of_an_entry_has_a_field_of_its_kind(said, name, kind):
    assert isinstance(form_class(described(said), CONTEXT)().fields[name], kind)


def test_up_to_five_choices_are_radio_buttons_and_more_are_a_list():
    made = form_class(described(findings.FindingStated), CONTEXT)()
    assert isinstance(made.fields["level"].widget, forms.RadioSelect)
    graded = form_class(described(evidence.ItemGraded), CONTEXT)()
    assert type(graded.fields["source"].widget) is forms.Select


def test_choices_stand_in_the_order_of_their_words():
    words = {"source": {"B": "second", "A": "first"}}
    field = form_class(described(evidence.ItemGraded, values=words), CONTEXT)().fields["source"]
    assert [value for value, _words in field.choices][:3] == ["", "B", "A"]


def test_a_rule_that_nests_in_itself_is_not_asked_for():
    with pytest.raises(CannotAsk):
        form_class(described(people.PolicyAdopted), CONTEXT)()


def test_the_signature_of_a_person_is_never_asked_for():
    assert "personal" not in form_class(described(findings.ElementSigned), CONTEXT)().fields


def test_what_is_empty_and_may_be_is_left_out():
    form = filled(STATED, STATING)
    assert form.is_valid(), form.errors
    assert plain_values(form) == {**STATING, "established": False, "grave": False, "number": 1}


def test_no_answer_is_not_taken_for_no():
    form = filled(STATED, {**STATING, "established": ""})
    assert "established" in form.errors


def test_blank_rows_are_dropped_and_begun_ones_named():
    values = {**STATING, "counts-rows": "3", "counts-1-numerator": "0", "counts-2-unit": " "}
    form = filled(STATED, values)
    assert set(form.errors) == {"counts-1-unit", "counts-1-evidence"}


def test_a_part_that_is_begun_has_to_be_finished():
    assert set(filled(STATED, {**STATING, "cause-0-harm": "a wound"}).errors) == {"cause-0-doer", "cause-0-incidents"}


@pytest.mark.parametrize("claimed", ["", "-1", "x", "9" * 30, "٣"])
def test_a_page_cannot_claim_rows_without_end(claimed):
    form = filled(STATED, {**STATING, "counts-rows": claimed})
    assert 1 <= len(form.groups[0].rows) <= 200


@pytest.mark.parametrize("key", ["E 1", "-E1", "E1\n2", "é", "x" * 65])
def test_a_key_is_written_as_keys_are(key):
    form = filled(described(evidence.ItemWithheld), {"item": key, "reason": "It names somebody."})
    assert "item" in form.errors


def test_names_with_commas_are_each_taken_once():
    form = filled(described(evidence.ItemWithheld), {"item": "E1", "reason": "x", "shared_with": "a, b،a,,"})
    assert form.is_valid()
    assert plain_values(form)["shared_with"] == ["a", "b"]


def test_what_the_address_names_is_settled_whatever_is_sent():
    values = {"item": "E2", "source": "A", "information": "1", "reasons": "x"}
    form = filled(GRADED, values, query={"item": "E1"})
    assert form.is_valid()
    assert plain_values(form)["item"] == "E1"


def test_an_error_of_a_settled_field_stands_over_the_form():
    form = filled(GRADED, {"source": "A", "information": "1", "reasons": "x"}, query={"item": "E1"})
    form.refuse("item", "There is no such item.")
    assert form.non_field_errors() == ["There is no such item."]


def test_one_more_row_keeps_what_was_typed_and_judges_nothing():
    form = filled(STATED, {"counts-rows": "1", "counts-0-unit": "cranes", "established": "no"}).with_row("counts")
    assert (form.is_bound, len(form.groups[0].rows)) == (False, 2)
    assert form["counts-0-unit"].value() == "cranes"
    assert form["established"].value() == "no"


def test_what_is_worked_out_may_refuse():
    def never(_context, _plain):
        raise NotThere("item", "There is no such item.")

    form = filled(described(evidence.ItemWithheld, fills=never), {"item": "E1", "reason": "x"})
    assert form.is_valid()
    with pytest.raises(NotThere):
        plain_values(form)


words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20)
counts = st.builds(
    findings.Counted,
    numerator=st.integers(0, 2**53 - 1),
    base=st.none() | st.integers(0, 2**53 - 1),
    unit=words,
    evidence=st.sampled_from(["seen", "traced", "told"]),
    quantifier=st.just("") | words,
)


@given(
    st.lists(counts, max_size=4),
    st.sampled_from(["act", "omission"]),
    st.booleans(),
    words,
    st.none() | st.dates(date(1, 1, 1)),
)
def test_what_a_form_starts_with_is_what_it_says_when_it_is_sent_back(rows, conduct, established, act, since):
    said = findings.FindingStated(
        finding="F1",
        number=1,
        level="fact",
        established=established,
        text="sha256:" + "0" * 64,
        conduct=conduct,
        act=act,
        affected="workers",
        since=since,
        counts=tuple(rows),
    )
    start = msgspec.structs.asdict(said) | {"counts": [msgspec.structs.asdict(each) for each in rows]}
    made = form_class(STATED, CONTEXT)
    page = made(initial=start)
    values = {field.html_name: field.field.prepare_value(field.value()) for field in page}
    shown = {
        name: _as_sent(value) for name, value in values.items() if value not in (None, [], ()) and value is not False
    }
    form = made(sent({**shown, "counts-rows": str(max(len(rows), 1))}))
    assert form.is_valid(), form.errors
    assert msgspec.convert(plain_values(form), type=findings.FindingStated) == said


def _as_sent(value):
    return [str(each) for each in value] if isinstance(value, list | tuple) else str(value)
