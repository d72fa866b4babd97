"""The bytes of an entry: one way to write it, and nothing that cannot be read back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from random import Random

import msgspec
import pytest
import rfc8785
from hypothesis import given, strategies as st

from answerable.clearance.entries import ObjectionClosed
from answerable.people.entries import OrganisationNamed
from answerable.record.entry import (
    LARGEST,
    SAFE_INTEGER,
    Entry,
    Key,
    Origin,
    canonical,
    decode,
    encode,
    moment,
    read_body,
    ref_of,
)
from answerable.record.errors import Malformed, NotCanonical, RecordError, TooLarge
from tests.simulator import entry_of

ORIGIN = "harbour.example/coast"
NASTY = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    ["\u2028\u2029", "e\u0301", "\ue000", "\U0001f600", "\x00\x1f\x7f", '"\\/', "\u202eabc", "ﬁ", "\ufeff", "اَلْحُدَيْدَة"]
)
INTEGERS = st.integers(-SAFE_INTEGER, SAFE_INTEGER)
TREES = st.recursive(
    st.none() | st.booleans() | INTEGERS | NASTY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NASTY, inner, max_size=4),
    max_leaves=12,
)


def written(**changed) -> bytes:
    raw = entry_of(ObjectionClosed(objection="O1"), origin=ORIGIN, random=Random(1))
    return rfc8785.dumps(msgspec.json.decode(raw) | changed)


def of_size(size: int) -> Entry:
    empty = decode(entry_of(OrganisationNamed(organisation="o", name=""), origin=ORIGIN, random=Random(1)))
    name = "x" * (size - len(encode(empty)))
    return msgspec.structs.replace(empty, body=msgspec.Raw(canonical(OrganisationNamed(organisation="o", name=name))))


@given(TREES)
def test_canonical_json_is_that_of_the_reference_implementation(tree):
    assert canonical(tree) == rfc8785.dumps(tree)


@given(NASTY, NASTY)
def test_an_entry_survives_being_written_and_read(name, other):
    body = OrganisationNamed(organisation="o", name=name + other)
    raw = entry_of(body, origin=ORIGIN, random=Random(2))
    entry = decode(raw)
    assert (encode(entry), read_body(entry, OrganisationNamed)) == (raw, body)


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_bytes_are_an_entry_or_an_error_of_the_record(raw):
    with pytest.raises(RecordError):
        decode(raw)


def test_the_largest_entry_is_read():
    raw = encode(of_size(LARGEST))
    assert (len(raw), decode(raw).origin) == (65_535, ORIGIN)


def test_an_entry_one_byte_larger_is_neither_written_nor_read():
    with pytest.raises(TooLarge, match=r"65535 bytes, this one .* has 65536"):
        encode(of_size(LARGEST + 1))
    with pytest.raises(TooLarge, match="this one has 65536"):
        decode(canonical(of_size(LARGEST + 1)))


@pytest.mark.parametrize(
    "raw",
    [
        written() + b"\n",
        b" " + written(),
        written().replace(b'","at"', b'", "at"'),
        written().replace(b'"actor"', b'"\\u0061ctor"'),
        written().replace(b'{"actor"', b'{"actor":"x","actor"'),
        msgspec.json.encode(dict(reversed(msgspec.json.decode(written()).items()))),
        written(body={"\ue000": 1, "\U0001f600": 2}).replace(
            '"\U0001f600":2,"\ue000":1'.encode(), '"\ue000":1,"\U0001f600":2'.encode()
        ),
    ],
)
def test_another_way_of_writing_an_entry_is_refused(raw):
    with pytest.raises(NotCanonical):
        decode(raw)


@pytest.mark.parametrize(
    "raw",
    [
        written(added=1),
        written(kind="Objection/1"),
        written(kind="objection.closed/0"),
        written(kind="objection.closed/1\n"),
        written(case="line\n"),
        written(nonce="0" * 31),
        written(origin="two words"),
        written(origin="harbour.example/coast\n"),
        written(origin=""),
        written(at="2026-01-05T10:00:00"),
        written(at="2026-02-30T10:00:00Z"),
        written(at="0001-01-01T00:00:00+14:00"),
        written(seen={ORIGIN: -1}),
        written(body={"n": 2**53 - 1}).replace(b"9007199254740991", b"9007199254740992"),
        written(body=[{"n": -(2**53) + 1}]).replace(b"-9007199254740991", b"-9007199254740993"),
        written(body={"n": 1}).replace(b'"n":1', b'"n":1.0'),
        written(body={"n": 1}).replace(b'"n":1', b'"n":1e2'),
        written(body={"n": 1}).replace(b'"n":1', b'"n":NaN'),
        written(body={"s": "x"}).replace(b'"s":"x"', b'"s":"\\ud800"'),
        written(body={"s": "x"}).replace(b'"s":"x"', b'"s":"\xed\xa0\x80"'),
        b"[" * 60_000,
    ],
)
def test_what_is_no_entry_is_refused(raw):
    with pytest.raises(Malformed):
        decode(raw)


@pytest.mark.parametrize("number", [SAFE_INTEGER, -SAFE_INTEGER, 0])
def test_the_largest_safe_integer_is_read(number):
    assert decode(written(body={"n": number, "like a long one": ":1234567890123456789"})).kind == "objection.closed/1"


def test_a_body_with_an_unknown_field_is_refused_by_its_name():
    entry = decode(written(body={"objection": "O1", "reason": "none"}))
    with pytest.raises(Malformed, match=r"objection\.closed/1: .*reason"):
        read_body(entry, ObjectionClosed)


def test_the_name_of_an_entry_is_its_leaf_hash():
    assert (
        ref_of(b"") == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )  # RFC 6962, leaf of nothing


@pytest.mark.parametrize("form", [Key, Origin])
def test_a_name_does_not_end_in_a_newline(form):
    assert msgspec.convert("coast", form) == "coast"
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert("coast\n", form)


def test_a_moment_is_told_in_utc():
    there = datetime(2026, 1, 5, 12, 30, tzinfo=timezone(timedelta(hours=2)))
    assert moment(there) == datetime(2026, 1, 5, 10, 30, tzinfo=UTC)
    assert moment(there).tzinfo is UTC


@pytest.mark.parametrize("words", ["plain", "é"])
@pytest.mark.parametrize("number", [SAFE_INTEGER + 1, 10**30])
def test_a_number_out_of_range_is_malformed_beside_words_of_any_script(words, number):
    raw = written(body={"objection": words, "n": 0}).replace(b'"n":0', f'"n":{number}'.encode())
    with pytest.raises(Malformed):
        decode(raw)


def test_a_number_out_of_range_in_many_brackets_is_malformed():
    raw = written(body={"n": 0}).replace(b'"n":0', b'"n":' + b"[" * 900 + b"1234567890123456" + b"]" * 900)
    with pytest.raises(Malformed):
        decode(raw)
