"""Gate 2, consent: what it blocks, and what it lets through."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.evidence import entries
from answerable.evidence.gates import EvidenceCase, consent, uses_agreed
from tests.cases import fact
from tests.evidence.clean import changed, clean_evidence

CITED = frozenset({"E1", "E2"})


def given(*uses: str, item: str = "E1", at: str = "2026-01-06T10:00:00Z") -> object:
    return fact(entries.ConsentGiven(item=item, uses=uses), at=at)


def taken_back(*uses: str, at: str = "2026-02-01T10:00:00Z") -> object:
    return fact(entries.ConsentWithdrawn(item="E1", uses=uses), at=at)


def consenting(*consents: object, withdrawals: tuple[object, ...] = ()) -> EvidenceCase:
    return replace(clean_evidence(), consents=consents, withdrawals=withdrawals)


def copied(*consents: object, withdrawals: tuple[object, ...] = (), **changes: object) -> EvidenceCase:
    """Return a case with E2, a film made from E1."""
    made = entries.ItemDerived(
        item="E2", of="E1", way="redaction", of_sha256="ab" * 32, sha256="cd" * 32, tool="answerable"
    )
    return replace(consenting(*consents, withdrawals=withdrawals), derivations=(fact(made),), **changes)


BLOCKED = {
    "a copy of what nobody may publish any more": (
        copied(given("public"), given("public", item="E1"), withdrawals=(taken_back("public"),)),
        "consent-withdrawn",
        "E2",
    ),
    "a film of a testimony for which nobody asked": (copied(), "consent-missing", "E2"),
    "consent that a stranger's log gives": (
        consenting(fact(given("public").body, origin="thief.example/coast", at="2026-02-09T10:00:00Z")),
        "consent-missing",
        "E1",
    ),
    "a testimony without consent": (consenting(), "consent-missing", "E1"),
    "consent to internal use only": (consenting(given("internal", "shared")), "consent-missing", "E1"),
    "consent to justice is not consent to publish": (consenting(given("justice")), "consent-missing", "E1"),
    "consent that was taken back": (
        consenting(given("public"), withdrawals=(taken_back("public"),)),
        "consent-withdrawn",
        "E1",
    ),
    "a film whose person agreed to internal use only": (
        consenting(given("public"), given("internal", item="E2")),
        "consent-missing",
        "E2",
    ),
    "consent for another item": (consenting(given("public", item="E2")), "consent-missing", "E1"),
}


@pytest.mark.parametrize(("case", "code", "item"), BLOCKED.values(), ids=BLOCKED)
def test_consent_blocks(case, code, item):
    found = [(blocker.gate, blocker.code, blocker.where.item) for blocker in consent(case, CITED & {item})]
    assert found == [(2, code, item)]
    others = {blocker.where.item for blocker in consent(case, CITED)} - {item}
    assert not others or case.derivations


ALLOWED = {
    "the clean case": clean_evidence(),
    "a copy to which the person agreed by itself": replace(
        copied(given("public"), given("public", item="E2"), withdrawals=(taken_back("shared"),)),
    ),
    "consent that a stranger's log takes back": consenting(
        given("public"),
        withdrawals=(fact(taken_back("public").body, origin="thief.example/coast", at="2026-02-09T10:00:00Z"),),
    ),
    "another use taken back": consenting(given("public", "shared"), withdrawals=(taken_back("shared"),)),
    "consent given again after it was taken back": consenting(
        given("public"), given("public", at="2026-02-10T10:00:00Z"), withdrawals=(taken_back("public"),)
    ),
    "no testimony among the items": replace(
        clean_evidence(), items=tuple(changed(item, type="document") for item in clean_evidence().items), consents=()
    ),
}


@pytest.mark.parametrize("case", ALLOWED.values(), ids=ALLOWED)
def test_consent_lets_through(case):
    assert consent(case, CITED) == []


def test_a_testimony_that_is_not_cited_needs_no_consent():
    assert consent(consenting(), frozenset({"E2"})) == []


def test_another_use_can_be_asked_about():
    assert [blocker.code for blocker in consent(clean_evidence(), CITED, "justice")] == ["consent-missing"]


def test_uses_are_counted_as_last_spoken_of():
    case = consenting(given("public", "shared"), withdrawals=(taken_back("public"),))
    assert uses_agreed(case, "E1") == {"shared"}


def test_a_use_that_was_never_given_is_missing_though_another_was_taken_back():
    case = consenting(given("shared"), withdrawals=(taken_back("shared"),))
    (blocker,) = consent(case, CITED)
    assert blocker.code == "consent-missing"
    assert "consent stands for: no use" in blocker.text


def test_a_blocker_says_for_which_uses_consent_stands():
    (blocker,) = consent(consenting(given("shared", "internal")), CITED)
    assert "consent stands for: internal, shared" in blocker.text
