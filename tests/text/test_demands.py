"""Demands: what is asked, of whom, and what only looks like asking."""

import sys
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from answerable.text.demands import demands
from answerable.text.documents import read_document


def asked(text):
    return [(each.form, text[each.start : each.end], each.addressee.words(text)) for each in demands(text)]


def words(text):
    return [text[each.start : each.end] for each in demands(text)]


def test_a_list_of_recommendations_is_split_where_the_next_one_opens():
    text = (
        "The following recommendations enjoy the support of the State:\n"
        "Ratify the treaty on rivers as soon as possible; consider joining the treaty on lakes;\n"
        "As a matter of priority, open the archive and pay the families;\n"
        "To continue efforts in health, the budget included;\n"
        "Ratification of the treaty on seas;\n"
        "That measures be taken against floods;\n"
        "Fully fund the school; the clinic; the library;\n"
    )
    assert words(text) == [
        "Ratify the treaty on rivers as soon as possible",
        "consider joining the treaty on lakes",
        "As a matter of priority, open the archive and pay the families",
        "To continue efforts in health, the budget included",
        "Ratification of the treaty on seas",
        "That measures be taken against floods",
        "Fully fund the school; the clinic; the library",
    ]


def test_an_enumeration_is_split_at_its_items():
    text = "We call on the Board to: (a) publish the draft; (b) answer the letter by May; and (c) pay the costs."
    assert words(text)[-3:] == ["publish the draft", "answer the letter by May", "pay the costs"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harbour Watch calls on the Ministry to reopen the file.", ("request", "reopen the file", "the Ministry")),
        ("We urge the Board to publish the draft.", ("request", "publish the draft", "the Board")),
        ("We demand that the report be withdrawn.", ("request", "the report be withdrawn", "")),
        ("The families call for an inquiry into the fire.", ("request", "an inquiry into the fire", "")),
        ("The Board must publish the data.", ("duty", "The Board must publish the data", "The Board")),
        ("Open the archive to the families.", ("imperative", "Open the archive to the families", "")),
        (
            "L’organisation appelle la commission à retirer la phrase.",
            ("request", "retirer la phrase", "la commission"),
        ),
        ("Exijo al Gobierno que pague la obra.", ("request", "pague la obra", "al Gobierno")),
        ("Wir fordern das Amt auf, die Akten zu öffnen.", ("request", "die Akten zu öffnen", "das Amt")),
        ("Организация призывает власти открыть архив.", ("request", "открыть архив", "власти")),
        ("Рада вимагає, щоб міністерство відкрило справу.", ("request", "міністерство відкрило справу", "")),
        ("Імена належить прибрати негайно.", ("duty", "Імена належить прибрати негайно", "Імена")),
    ],
)
def test_a_demand_knows_its_form_and_addressee(text, expected):
    assert asked(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "The army fired on the village at dawn.",
        "The army should have warned them.",
        "It should be noted that nobody was there.",
        "Increase in attacks on schools",
        "Attack on a school in the north.",
        "Release of prisoners is slow.",
        "To put this in perspective, they counted again.",
        "That has not happened yet.",
        "The report covers two years; the annex covers five.",
        "There is no date.",
        "",
    ],
)
def test_text_that_demands_nothing_gives_nothing(text):
    assert asked(text) == []


def test_offsets_point_into_markdown():
    document = read_document("# T\n\n- **Open** the [archive](x);\n- Pay.\n", media="markdown")
    spans = [document.text[each.start : each.end] for each in demands(document)]
    assert spans[0] == "Open** the [archive](x"[:-3]


PIECES = [
    "ratify ",
    "We urge ",
    "them to ",
    "must ",
    "; ",
    ". ",
    ": ",
    "\n",
    "\n\n",
    "(a) ",
    "and ",
    "призывает ",
    "走。",
    "That ",
]


@given(st.lists(st.sampled_from(PIECES)))
def test_demands_lie_in_order_without_overlap(pieces):
    text = "".join(pieces)
    found = demands(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found)
    assert all(first.end <= then.start for first, then in pairwise(found))


@given(st.lists(st.sampled_from([*PIECES, "in ", ", ", "calls on ", "word "]), min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_work_grows_no_faster_than_the_text(pieces):
    unit = "".join(pieces)
    assert work(unit * 320) <= 9 * work(unit * 40) + 5_000


def work(text):
    """How many lines of the package run; time would depend on the machine."""
    steps = 0

    def count(frame, event, _argument):
        nonlocal steps
        steps += "answerable" in frame.f_code.co_filename
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        demands(text)
    finally:
        sys.settrace(before)
    return steps
