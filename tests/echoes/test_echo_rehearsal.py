"""The rehearsal of misuse beside what happened."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from answerable.clearance.entries import MisuseRehearsed
from answerable.echoes.rehearsal import Seen, nearness, scored
from answerable.record.entry import Fact

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
TEXTS = {
    "sha256:" + "1" * 64: "The port authority did not show inspectors accident records",
    "sha256:" + "2" * 64: "Read as all records, or as a habit",
    "sha256:" + "3" * 64: "12 of 30 stands in the same sentence.",
}
ONE, TWO, THREE = TEXTS


def row(statement: str = "lead") -> Fact:
    body = MisuseRehearsed(
        output="release", statement=statement, words=THREE, truncation=ONE, reuse=TWO, answer="mitigated", how=THREE
    )
    return Fact(ref="0" * 64, origin="o", index=0, case="c", actor="a", at=NOON, body=body)


def seen(
    words: str,
    *,
    passage: str = "lead",
    shifted: bool = False,
    whole: float = 0.5,
    confirmed: bool = False,
    name: str = "a",
):
    return Seen(id=name, passage=passage, words=words, at=NOON, shifted=shifted, whole=whole, confirmed=confirmed)


def of(*uses: Seen):
    return scored([row()], uses, text_of=TEXTS.__getitem__)


def test_a_truncation_that_was_foreseen_and_came_is_found_with_its_day():
    (found,) = of(seen("The port authority did not show the inspectors accident records.")).rows
    assert len(found.truncated) == 1
    assert (found.happened, found.proposed, found.first) == (0, 1, NOON)


def test_the_whole_statement_is_no_truncation():
    words = "On 12 November the port authority did not show two inspectors 12 of the 30 accident records"
    (found,) = of(seen(words, whole=1.0)).rows
    assert found.truncated == ()


def test_other_words_are_no_truncation():
    (found,) = of(seen("Nobody at the port wanted to speak about it.")).rows
    assert found.truncated == ()
    assert found.used == 1


def test_happened_is_what_a_person_confirmed():
    bent = seen("The authority hid all records.", shifted=True, confirmed=True)
    (found,) = of(bent, seen("It hid them.", shifted=True, name="b")).rows
    assert (found.happened, found.proposed) == (1, 1)


def test_a_bent_use_of_what_nobody_rehearsed_was_not_foreseen():
    found = of(seen("x", passage="s7", shifted=True), seen("y", passage="s8"))
    assert [each.passage for each in found.unforeseen] == ["s7"]


@pytest.mark.parametrize(("words", "near"), [("a b c d", 1.0), ("A, b; d", 0.75), ("d c b a", 0.25), ("", 0.0)])
def test_nearness_is_the_share_of_words_in_their_order(words, near):
    assert nearness("a b c d", words) == near


def test_nothing_is_near_to_no_words():
    assert nearness("…", "a") == 0.0
