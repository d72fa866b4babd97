"""What is written is read back as it was, and what cannot be seen is written so that it can."""

from __future__ import annotations

import tomllib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, strategies as st

from answerable.folders.writing import write_acts, write_value

TEXT = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from('"\\\n\r\t\x00\x1f\x7f\u0301\u202eبن\u2028😀')), max_size=40
)
SCALARS = st.one_of(
    TEXT,
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.dates(),
    st.datetimes(
        timezones=st.sampled_from([UTC, timezone(timedelta(hours=-3, minutes=-30)), timezone(timedelta(hours=2))])
    ),
)
KEYS = st.sampled_from(["a", "b", "c_d", "statements", "e"])
VALUES = st.one_of(
    SCALARS,
    st.lists(SCALARS, max_size=3),
    st.lists(st.dictionaries(KEYS, SCALARS, min_size=1, max_size=3), min_size=1, max_size=3),
    st.dictionaries(KEYS, st.one_of(SCALARS, st.lists(SCALARS, max_size=2)), max_size=3),
)


@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=4), max_size=4))
@example(
    [{"a": 'ends in quotes ""\n""'}, {"a": '"""\n""""""'}, {"a": "\n"}, {"a": "\r\n\\\n"}, {"statements": [{"a": 1}]}]
)
def test_acts_are_read_back_as_they_were(acts):
    text = write_acts([("x.y", act) for act in acts])
    assert tomllib.loads(text).get("x", {"y": []})["y"] == acts


@given(TEXT)
def test_text_holds_nothing_that_hides_or_turns(text):
    written = write_value(text)
    assert not set(written) & set("\x00\x1b\x7f\r\u202e\u2028\ufeff")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", '"plain"'),
        ("two\nlines\n", '"""\ntwo\nlines\n"""'),
        ("\u202e", '"\\u202e"'),
        (datetime(2026, 1, 5, 10, tzinfo=UTC), "2026-01-05T10:00:00Z"),
        (datetime(2026, 1, 5, 10, 0, 0, 500, tzinfo=UTC), "2026-01-05T10:00:00.000500Z"),
        (date(2026, 1, 5), "2026-01-05"),
        ([], "[]"),
        ({"all": [{"affected": True}]}, "{ all = [{ affected = true }] }"),
        ([{"a": 1}], "[{ a = 1 }]"),
        ([{"a": 1}, {"a": 2}], "[\n    { a = 1 },\n    { a = 2 },\n]"),
    ],
)
def test_each_value_has_one_form(value, written):
    assert write_value(value) == written
