"""The ledger of an item tells everything in order, and names every gap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from answerable.evidence import entries
from answerable.evidence.errors import NoSuchItem
from answerable.evidence.gates import may_access_item, may_derive_item
from answerable.evidence.ledger import ledger_of
from tests.cases import commit, fact
from tests.evidence.clean import FILM, VIDEO, changed, clean_evidence

OTHER = "cd" * 32
LATER = "2026-01-20T10:00:00Z"
COPY = replace(VIDEO, item="E3", root="E2", sha256=OTHER)
DERIVED = entries.ItemDerived(item="E3", of="E2", way="redaction", of_sha256=FILM, sha256=OTHER, tool="answerable")


@pytest.fixture(autouse=True)
def nothing_erased(monkeypatch):
    monkeypatch.setattr("answerable.evidence.ledger.read", lambda *_args, **_named: ())


def access(**said):
    body = {"item": "E2", "way": "opened", "purpose": "review", "sha256": FILM} | said
    return fact(entries.ItemAccessed(**body), actor="centre-lawyer", at=LATER)


def with_accesses(*accesses):
    return replace(clean_evidence(), accesses=accesses)


TABLES = ("items", "transfers", "rehashes", "verifications", "grades", "consents", "accesses", "derivations")


def in_log(case):
    """Return the case with every entry at the place in its log that its date says."""
    facts = sorted((fact for table in TABLES for fact in getattr(case, table)), key=lambda fact: fact.at)
    places = {id(fact): place for place, fact in enumerate(facts)}
    tables = {table: tuple(replace(f, index=places[id(f)]) for f in getattr(case, table)) for table in TABLES}
    return replace(case, **tables)


def gaps(case, item: str = "E2") -> list[str]:
    return [gap.what for line in ledger_of(in_log(case), item) for gap in line.gaps]


def test_everything_stands_in_order_and_the_clean_case_has_no_gap():
    lines = ledger_of(in_log(with_accesses(access())), "E2")
    assert [line.did for line in lines][:1] == ["item.taken_in"]
    assert [line.did for line in lines][-3:] == ["item.transferred", "item.rehashed", "opened"]
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    assert gaps(with_accesses(access())) == []


GAPS = {
    "hands": replace(clean_evidence(), transfers=(changed(clean_evidence().transfers[0], giver="coast-director"),)),
    "unmeasured": replace(clean_evidence(), transfers=(changed(clean_evidence().transfers[0], after=""),)),
    "bytes": replace(clean_evidence(), rehashes=(changed(clean_evidence().rehashes[0], sha256=OTHER),)),
    "reader": with_accesses(replace(access(), actor="")),
}


@pytest.mark.parametrize(("what", "case"), GAPS.items(), ids=GAPS)
def test_a_gap_is_named(what, case):
    assert gaps(case) == [what]


def test_an_access_to_other_bytes_and_one_that_was_not_measured_are_gaps():
    assert gaps(with_accesses(access(sha256=OTHER))) == ["bytes"]
    assert gaps(with_accesses(access(sha256=""))) == ["unmeasured"]
    assert gaps(with_accesses(access(way="recalled", to="a court", sha256=""))) == []


def test_an_entry_dated_after_one_that_follows_it_is_a_gap():
    case = in_log(with_accesses(access()))
    ahead = replace(case, transfers=(replace(case.transfers[0], at=case.accesses[0].at + timedelta(days=900)),))
    found = [(line.did, gap.what) for line in ledger_of(ahead, "E2") for gap in line.gaps]
    assert found == [("item.transferred", "order")]


def test_lines_of_one_log_stand_in_its_order_whatever_they_claim():
    case = in_log(with_accesses(access()))
    ahead = replace(case, transfers=(replace(case.transfers[0], at=case.accesses[0].at + timedelta(days=900)),))
    assert [line.did for line in ledger_of(ahead, "E2")] == [line.did for line in ledger_of(case, "E2")]


def test_a_copy_stands_in_the_ledger_of_its_original_and_in_its_own():
    derived = fact(DERIVED, at=LATER)
    case = replace(clean_evidence(), items=(*clean_evidence().items, fact(COPY, at=LATER)), derivations=(derived,))
    assert [line.other for line in ledger_of(case, "E2") if line.did == "item.derived"] == ["E3"]
    assert [line.other for line in ledger_of(case, "E3") if line.did == "item.derived"] == ["E2"]


def test_what_was_never_taken_in_has_no_ledger():
    with pytest.raises(NoSuchItem):
        ledger_of(clean_evidence(), "E9")


def codes(blockers) -> list[str]:
    return [each.code for each in blockers]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, []),
        ({"purpose": " "}, ["purpose-missing"]),
        ({"way": "exported"}, ["receiver-missing"]),
        ({"way": "recalled"}, ["receiver-missing"]),
        ({"way": "exported", "to": "a court"}, []),
        ({"way": "copied"}, []),
        ({"sha256": OTHER}, []),
        ({"item": "E9"}, ["item-unknown"]),
    ],
)
def test_the_gate_of_an_access(said, expected):
    assert codes(may_access_item(clean_evidence(), access(**said))) == expected


def with_copy(**said):
    copy = replace(COPY, **said)
    return replace(clean_evidence(), items=(*clean_evidence().items, fact(copy, at=LATER)))


@pytest.mark.parametrize(
    ("case", "said", "expected"),
    [
        (with_copy(), {}, []),
        (clean_evidence(), {}, ["item-unknown"]),
        (with_copy(), {"of": "E9"}, ["item-unknown"]),
        (with_copy(), {"of_sha256": "ef" * 32}, ["original-differs"]),
        (with_copy(), {"sha256": "ef" * 32}, ["copy-differs"]),
        (with_copy(root="E1"), {}, ["copy-without-root"]),
        (with_copy(root=""), {}, ["copy-without-root"]),
        (with_copy(sha256=FILM), {"sha256": FILM}, ["copy-is-original"]),
        (with_copy(), {"item": "E2"}, ["copy-differs", "copy-without-root"]),
    ],
)
def test_the_gate_of_a_copy(case, said, expected):
    assert codes(may_derive_item(case, fact(replace(DERIVED, **said), at=LATER))) == expected


def test_a_method_is_content_that_can_be_erased():
    assert replace(DERIVED, method=commit("how")).method.startswith("sha256:")
