"""Every parser of the record, given bytes of chance and valid ones with a few changed: a refusal or a value."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from answerable.record.checkpoint import open_by_keys_at, open_checkpoint, parse_checkpoint, parse_number
from answerable.record.cosignature import cosignatures, parse_cosigner, parse_cosigner_skey, read_lines, with_lines
from answerable.record.entry import decode
from answerable.record.errors import RecordError
from answerable.record.forks import Fork, verify_fork
from answerable.record.merkle import root_from_nodes
from answerable.record.mirror import read_info, read_packages, read_upload
from answerable.record.note import from_base64, open_note, parse_skey, parse_vkey, split_note
from answerable.record.proof import parse_proof, verify_proof
from answerable.record.tiles import node_reader
from answerable.record.trust import check_trust, parse_trust
from answerable.record.witness import judge, read_request, read_size
from tests.record.vectors import COAST, NORTH, ORIGIN, W2, W3, keys, read

KNOWN = [COAST.verifier(), NORTH.verifier()]
NOTE, PROOF = read("valid/checkpoint-8-cosigned.txt"), read("valid/entry-5-of-8-cosigned.tlog-proof")
REQUEST, UPLOAD = read("valid/add-checkpoint-5-to-8.txt"), read("valid/add-entries-3-to-8.bin")
TRUST, INFO = read("valid/trust.txt"), read("valid/mirror-info.txt")
FIVE = open_checkpoint(read("valid/checkpoint-5.txt"), origin=ORIGIN, verifiers=KNOWN)
ENTRY = (
    b'{"actor":"","at":"2026-01-01T00:00:00Z","body":{},"case":"","kind":"x.y/1",'
    b'"nonce":"00000000000000000000000000000000","origin":"o","policy":"","seen":{}}'
)


def text(data: bytes) -> str:
    """Return text that may hold what no UTF-8 does."""
    return data.decode("utf-8", "surrogateescape")


def add_entries(data: bytes) -> None:
    stream = BytesIO(data)
    for _ in read_packages(stream, read_upload(stream)):
        pass


def tiles(data: bytes) -> None:
    size = len(data) * 3 + 1
    root_from_nodes(size, node_reader(lambda *_: data, lambda _: data[:32], size))


PARSERS: dict[str, tuple[Callable[[bytes], Any], bytes]] = {
    "base64": (lambda data: from_base64(text(data), where="here"), b"AAAA"),
    "number": (lambda data: parse_number(text(data), where="here"), b"9223372036854775807"),
    "note": (lambda data: open_note(data, KNOWN), NOTE),
    "note as text": (lambda data: open_note(text(data), KNOWN), NOTE),
    "note, split": (split_note, NOTE),
    "key of a log": (lambda data: parse_vkey(text(data)), COAST.verifier().vkey().encode()),
    "private key of a log": (lambda data: parse_skey(text(data)), COAST.skey().encode()),
    "key of a cosigner": (lambda data: parse_cosigner(text(data)), W3.key.vkey().encode()),
    "private key of a cosigner": (lambda data: parse_cosigner_skey(text(data)), W3.skey().encode()),
    "checkpoint": (lambda data: open_checkpoint(data, origin=None, verifiers=KNOWN), NOTE),
    "checkpoint by size": (lambda data: open_by_keys_at(data, origin=ORIGIN, keys_at=keys), NOTE),
    "checkpoint text": (lambda data: parse_checkpoint(text(data)), NOTE.split(b"\n\n")[0] + b"\n"),
    "cosignatures": (lambda data: cosignatures(data, [W2.key, W3.key]), NOTE),
    "signature lines": (read_lines, NOTE.split(b"\n\n")[1]),
    "lines to merge": (lambda data: with_lines(NOTE.decode(), text(data).splitlines()), NOTE.split(b"\n\n")[1]),
    "proof": (parse_proof, PROOF),
    "proof of an entry": (lambda data: verify_proof(data, leaf=bytes(32), verifiers=KNOWN), PROOF),
    "policy": (parse_trust, TRUST),
    "checkpoint by policy": (lambda data: check_trust(data, parse_trust(TRUST)), NOTE),
    "request to a witness": (lambda data: judge(read_request(data), held=FIVE, keys_at=keys), REQUEST),
    "size": (read_size, b"8\n"),
    "request to a mirror": (add_entries, UPLOAD),
    "answer of a mirror": (read_info, INFO),
    "fork": (lambda data: verify_fork(Fork(ORIGIN, text(data), NOTE.decode()), keys), NOTE),
    "tiles": (tiles, bytes(64)),
    "entry": (decode, ENTRY),
}


def changed(valid: bytes) -> st.SearchStrategy[bytes]:
    """Return the bytes with a few cut out, put in or turned, at places of chance."""
    place = st.integers(0, len(valid))
    edits = st.lists(st.tuples(place, place, st.binary(max_size=4)), min_size=1, max_size=4)

    def apply(wanted: list[tuple[int, int, bytes]]) -> bytes:
        data = valid
        for start, length, new in wanted:
            data = data[:start] + new + data[start + length % 5 :]
        return data

    return edits.map(apply)


@pytest.mark.parametrize("name", PARSERS)
def test_what_is_valid_is_read(name):
    parse, valid = PARSERS[name]
    if name in {"fork", "tiles", "proof of an entry"}:
        with suppress(RecordError):
            parse(valid)
    else:
        parse(valid)


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=25)
@given(data=st.data())
def test_nothing_but_a_refusal_leaves_a_parser(name, data):
    parse, valid = PARSERS[name]
    with suppress(RecordError):
        parse(data.draw(st.binary(max_size=300) | changed(valid)))


@pytest.mark.soak
@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=1500)
@given(data=st.data())
def test_nothing_but_a_refusal_leaves_a_parser_however_long_one_tries(name, data):
    parse, valid = PARSERS[name]
    with suppress(RecordError):
        parse(data.draw(st.binary(max_size=2000) | changed(valid)))
