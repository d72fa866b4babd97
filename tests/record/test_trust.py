"""Policies of trust: every rule of tlog-policy, and quorums that are met or not."""

from __future__ import annotations

import json
from itertools import combinations

import pytest
from hypothesis import given, strategies as st

from answerable.record import errors
from answerable.record.cosignature import Algorithm, Cosigner, cosign, with_lines
from answerable.record.errors import Malformed, NotWitnessed, RecordError, TooLarge, UnknownKey, WrongSignature
from answerable.record.trust import (
    MAX_TRUST_BYTES,
    Group,
    Trust,
    TrustedLog,
    Witness,
    check_trust,
    format_trust,
    parse_trust,
)
from tests.record.vectors import COAST, NORTH, W2, W3, cases, read

NOTE = read("valid/checkpoint-8.txt").decode()
LOG = f"log {COAST.verifier().vkey()}\n"
COSIGNERS = [Cosigner(f"witness.example/{name}", Algorithm.ED25519, bytes([place]) * 32)
             for place, name in enumerate(("x1", "x2", "x3", "y1", "y2", "y3"), start=20)]  # fmt: skip
NAMES = ["X1", "X2", "X3", "Y1", "Y2", "Y3"]
EXAMPLE = LOG + "".join(f"witness {name} {each.key.vkey()}\n" for name, each in zip(NAMES, COSIGNERS, strict=True))
GROUPS = """group X-witnesses 2 X1 X2 X3
group Y-witnesses any Y1 Y2 Y3
group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
"""
LINES = {name: cosign(NOTE, each, at=1) for name, each in zip(NAMES, COSIGNERS, strict=True)}


@pytest.mark.parametrize(("path", "error"), cases("trust"))
def test_a_policy_that_breaks_a_rule_is_refused(path, error):
    with pytest.raises(getattr(errors, error)) as caught:
        parse_trust(path.read_bytes())
    assert type(caught.value).__name__ == error


def test_the_valid_policy_says_who_is_trusted():
    trust = parse_trust(read("valid/trust.txt"))
    assert trust == Trust(
        (TrustedLog(COAST.verifier(), "https://coast.harbour.example/log"),),
        (Witness("first", W2.key), Witness("second", W3.key, "https://witness.example/w3")),
        (Group("both", 2, ("first", "second")),),
        "both",
    )
    assert parse_trust(format_trust(trust)) == trust
    assert check_trust(read("valid/checkpoint-8-cosigned.txt"), trust).size == 8
    with pytest.raises(NotWitnessed, match="missing first, second") as caught:
        check_trust(read("valid/checkpoint-8.txt"), trust)
    assert caught.value.missing == ("first", "second")


def test_the_example_of_the_specification_holds_for_each_set_of_witnesses():
    trust = parse_trust(EXAMPLE + GROUPS)
    for count in range(7):
        for names in combinations(NAMES, count):
            note = with_lines(NOTE, [LINES[name] for name in names])
            wanted = sum(name[0] == "X" for name in names) >= 2 and any(name[0] == "Y" for name in names)
            if wanted:
                assert check_trust(note, trust).size == 8
            else:
                with pytest.raises(NotWitnessed) as caught:
                    check_trust(note, trust)
                assert not set(caught.value.missing) & set(names)


def test_a_public_checkpoint_is_trusted_by_a_quorum_of_public_witnesses():
    case = json.loads(read("foreign/cosigned.json"))[0]
    witnesses = "".join(f"witness {place} {vkey}\n" for place, vkey in enumerate(case["cosigners"]))
    trust = parse_trust(f"log {case['log']}\n{witnesses}group both all 0 1\nquorum both\n")
    assert check_trust(read(f"foreign/{case['file']}"), trust).size == 1_432_088_532


def test_a_single_witness_can_be_the_quorum():
    trust = parse_trust(EXAMPLE + "quorum X1\n")
    assert check_trust(with_lines(NOTE, [LINES["X1"]]), trust)
    with pytest.raises(NotWitnessed, match="missing X1"):
        check_trust(with_lines(NOTE, [LINES["X2"]]), trust)


def test_no_quorum_asks_for_no_witness_but_for_the_log():
    trust = parse_trust(LOG + "quorum none\n")
    assert check_trust(NOTE, trust).size == 8
    with pytest.raises(UnknownKey):
        check_trust(NOTE, parse_trust("quorum none\n"))


def test_one_cosignature_twice_counts_once():
    trust = parse_trust(EXAMPLE + "group two 2 X1 X2\nquorum two\n")
    with pytest.raises(NotWitnessed, match="missing X2"):
        check_trust(with_lines(NOTE, [LINES["X1"], cosign(NOTE, COSIGNERS[0], at=9)]), trust)


def test_a_wrong_cosignature_by_a_known_witness_is_not_overlooked():
    other = cosign(read("valid/checkpoint-5.txt"), COSIGNERS[1], at=1)
    with pytest.raises(WrongSignature):
        check_trust(with_lines(NOTE, [LINES["X1"], other]), parse_trust(EXAMPLE + "quorum X1\n"))


def test_any_of_the_logs_may_sign():
    trust = parse_trust(f"log {NORTH.verifier().vkey()}\n{LOG}quorum none\n")
    assert check_trust(NOTE, trust).origin == COAST.name


def test_names_are_octets():
    kelvin, raw = "\u212a".encode(), b"\xff\xfe"
    text = f"witness K {W2.key.vkey()}\n".encode() + b"witness " + kelvin + f" {W3.key.vkey()}\n".encode()
    trust = parse_trust(text + b"group " + raw + b" any K " + kelvin + b"\nquorum " + raw + b"\n")
    assert [witness.name for witness in trust.witnesses] == ["K", "\u212a"]
    assert parse_trust(format_trust(trust)) == trust
    with pytest.raises(NotWitnessed, match=r"\\udcff\\udcfe"):
        check_trust(NOTE, parse_trust(LOG.encode() + text + b"group " + raw + b" all K\nquorum " + raw + b"\n"))


def test_a_key_that_is_no_text_is_refused():
    with pytest.raises(Malformed, match="line 1"):
        parse_trust(b"log \xff\nquorum none\n")


def test_blanks_and_comments_say_nothing():
    assert parse_trust(f" \t\n# quorum first\n\t# more\n \t{LOG}\n  quorum \t none \t\n").quorum == "none"


def test_at_least_32_of_each_are_read():
    many = [Cosigner(f"w{place}", Algorithm.ED25519, place.to_bytes(32, "big")) for place in range(33)]
    text = "".join(f"witness {place} {each.key.vkey()}\n" for place, each in enumerate(many))
    text += "".join(f"group g{place} any {place}\n" for place in range(33))
    text += f"group all 17 {' '.join(f'g{place}' for place in range(33))}\nquorum all\n"
    trust = parse_trust(LOG + text)
    assert check_trust(with_lines(NOTE, [cosign(NOTE, each, at=1) for each in many[:17]]), trust)
    with pytest.raises(NotWitnessed):
        check_trust(with_lines(NOTE, [cosign(NOTE, each, at=1) for each in many[:16]]), trust)


def test_a_long_chain_of_groups_is_no_way_to_exhaust_the_reader():
    chain = "".join(f"group g{place} any g{place - 1}\n" for place in range(1, 20_000))
    trust = parse_trust(f"{LOG}witness g0 {W2.key.vkey()}\n{chain}quorum g19999\n")
    with pytest.raises(NotWitnessed, match="missing g0"):
        check_trust(NOTE, trust)
    assert check_trust(with_lines(NOTE, [cosign(NOTE, W2, at=1)]), trust)


def test_a_huge_policy_is_not_read():
    with pytest.raises(TooLarge):
        parse_trust(b"\n" * (MAX_TRUST_BYTES + 1))


@pytest.mark.parametrize(
    "fields",
    [
        {"witnesses": (Witness("two words", W2.key),)},
        {"witnesses": (Witness("", W2.key),)},
        {"witnesses": (Witness("first", W2.key, "https://a.example b"),)},
        {"groups": (Group("one", 1, ("nobody",)),)},
        {"groups": (Group("one", 1, ()),)},
        {"quorum": "nobody"},
        {"logs": (TrustedLog(COAST.verifier()), TrustedLog(COAST.verifier()))},
    ],
)
def test_what_could_not_be_written_cannot_be_made(fields):
    with pytest.raises(Malformed):
        Trust(**({"logs": (), "witnesses": (), "groups": (), "quorum": "none"} | fields))


@given(st.binary(max_size=120) | st.lists(
    st.sampled_from([LOG, f"witness a {W2.key.vkey()}\n", f"witness b {W3.key.vkey()}\n", "group g any a\n",
                     "group h all a b\n", "quorum g\n", "quorum none\n", "\n", "#\n", "group", " "]), max_size=8
).map(lambda lines: "".join(lines).encode()))  # fmt: skip
def test_a_policy_is_read_back_as_written_or_refused(data):
    try:
        trust = parse_trust(data)
    except RecordError:
        return
    assert parse_trust(format_trust(trust)) == trust
