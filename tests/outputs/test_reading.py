"""What the text engine noticed, as the gates see it: what blocks, what is a remark, and when a reading holds."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from answerable.outputs import entries
from answerable.outputs.gates import OutputsCase, inputs_of, may_read_version, proof, reading, readings_of, remarks
from answerable.outputs.gates.reading import STANDARD, WHAT
from tests.cases import commit, fact
from tests.findings.clean import F1
from tests.outputs.clean import RELEASE, RELEASE_SAYS, clean_outputs, edited, finding, link, read

CLEAN = clean_outputs()
LEAD = RELEASE_SAYS[2]


def note(**changes: Any) -> entries.Noticed:
    """Return that the lead says more than F1, sure."""
    plain = {"flag": "says-more.scope.F1", "gate": 11, "code": "says-more", "statement": "lead", "start": 90}
    rest = {"end": 100, "shift": "scope", "direction": "stronger", "against": "F1", "sure": True}
    return entries.Noticed(**plain | rest | changes)


def answered(*, flag: str = "says-more.scope.F1", words: str = LEAD.words) -> Any:
    body = entries.FlagAnswered(
        output="release", statement="lead", words=words, flag=flag, reason=commit("the place stands in the title")
    )
    return fact(body, at="2026-01-21T12:00:00Z")


def codes(case: OutputsCase, gate: int) -> list[tuple[str, str]]:
    return [(blocker.code, blocker.where.statement) for blocker in reading(case, gate)]


def noticing(**changes: Any) -> OutputsCase:
    return read(clean_outputs(), "release", note(**changes))


def test_a_version_that_was_read_and_in_which_nothing_was_noticed_blocks_no_gate():
    assert [reading(CLEAN, gate) for gate in range(1, 26)] == [[]] * 25


@pytest.mark.parametrize("gate", [10, 11, 16])
def test_a_version_that_was_not_read_keeps_the_gates_closed_that_need_it(gate):
    case = replace(CLEAN, readings=())
    assert [(each.code, each.where.document) for each in reading(case, gate)] == [
        ("not-read", "release"),
        ("not-read", "report"),
    ]


@pytest.mark.parametrize("gate", [4, 5, 6, 8, 9])
def test_a_gate_that_can_be_asked_without_reading_does_not_ask_for_one(gate):
    assert reading(replace(CLEAN, readings=()), gate) == []


@pytest.mark.parametrize("gate", [4, 5, 6, 8, 9, 10, 11, 16])
def test_what_was_noticed_blocks_its_own_gate_and_no_other(gate):
    case = noticing(gate=gate)
    assert [number for number in range(1, 26) if reading(case, number)] == [gate]


def test_a_blocker_names_the_words_and_never_quotes_them():
    (blocker,) = reading(noticing(), 11)
    assert (blocker.where.statement, blocker.where.start, blocker.where.end) == ("lead", 90, 100)
    assert blocker.text == "Statement lead of release says more than F1 (scope, stronger)."


def test_what_is_not_sure_is_a_remark_and_blocks_nothing():
    case = noticing(sure=False)
    assert codes(case, 11) == []
    assert [each.code for each in remarks(case, 11)] == ["says-more"]


def test_an_answered_flag_opens_the_gate_and_stays_in_sight():
    case = replace(noticing(), flags=(answered(),))
    assert codes(case, 11) == []
    (remark,) = remarks(case, 11)
    assert "An author answered this." in remark.text


def test_an_answer_to_another_flag_opens_nothing():
    assert codes(replace(noticing(), flags=(answered(flag="general"),)), 11) == [("says-more", "lead")]


def test_an_answer_to_other_words_opens_nothing():
    assert codes(replace(noticing(), flags=(answered(words=commit("older")),)), 11) == [("says-more", "lead")]


def test_a_reading_of_an_older_version_does_not_count():
    assert ("not-read", "") in codes(edited(), 11)


def test_a_reading_does_not_count_once_a_finding_has_changed():
    stated = fact(replace(F1.body, number=2, text=commit("less")), at="2026-02-01T10:00:00Z")
    case = replace(CLEAN, findings=replace(CLEAN.findings, findings=(F1, stated)))
    assert readings_of(case, "release") == ()


def test_a_reading_does_not_count_once_a_statement_was_linked_to_another_finding():
    other = fact(replace(F1.body, finding="F2"), at="2026-01-10T11:00:00Z")
    findings = replace(CLEAN.findings, findings=(F1, other))
    case = replace(CLEAN, findings=findings, supports=(*CLEAN.supports, link("release", RELEASE_SAYS[1], other)))
    assert readings_of(case, "release") == ()


def test_a_reading_in_parts_counts_only_when_whole():
    (first,) = readings_of(CLEAN, "release")
    halves = [replace(first, body=replace(first.body, part=part, parts=2)) for part in (1, 2)]
    without = tuple(each for each in CLEAN.readings if each.body.output == "report")
    assert readings_of(replace(CLEAN, readings=(*without, halves[0])), "release") == ()
    assert len(readings_of(replace(CLEAN, readings=(*without, *halves)), "release")) == 2


def test_the_latest_of_two_readings_counts():
    case = read(noticing(), "release")
    assert codes(case, 11) == []


GRAVER = {
    "a category that nobody found": ({"value": "war crime"}, True),
    "a category that what it rests on names as well, and nobody locked": (
        {"value": "war crime", "carried": True},
        False,
    ),
}


@pytest.mark.parametrize(("changes", "blocks"), GRAVER.values(), ids=GRAVER)
def test_words_of_a_graver_category_are_locked_until_it_is_found(changes, blocks):
    case = noticing(gate=5, code="graver-word", shift="", direction="", **changes)
    assert bool(reading(case, 5)) is blocks


@pytest.mark.parametrize(("state", "blocks"), [("found", False), ("not-found", True), ("not-examined", True)])
def test_a_graver_category_opens_its_words_only_when_found_with_a_reason(state, blocks):
    graver = F1.body.gravers[0]
    case = finding(CLEAN, gravers=(replace(graver, category="War crime", state=state, reason=commit("seen")),))
    case = read(case, "release", note(gate=5, code="graver-word", value="war crime", carried=True))
    assert bool(reading(case, 5)) is blocks


def test_a_locked_category_does_not_lock_a_word_that_the_finding_itself_establishes():
    graver = replace(F1.body.gravers[0], category="Torture as a crime against humanity", state="not-examined")
    case = finding(CLEAN, gravers=(graver,))
    assert reading(read(case, "release", note(gate=5, code="graver-word", value="torture", carried=True)), 5) == []


def test_a_legal_sentence_is_as_strong_as_it_reads_even_when_its_author_entered_less():
    case = read(clean_outputs(), "release", lead="categorical")
    assert ("stronger-than-proof", "lead") in [(each.code, each.where.statement) for each in proof(case)]


def test_a_sentence_of_fact_is_held_to_what_its_author_entered():
    weak = finding(clean_outputs(), standard="reasonable-suspicion")
    found = proof(read(weak, "release", now="categorical"))
    assert "now" not in {each.where.statement for each in found}


def test_a_quote_is_not_judged_by_how_it_reads():
    assert proof(read(clean_outputs(), "release", quote="categorical")) == []


def test_a_reading_of_what_is_no_longer_there_is_refused():
    (first,) = readings_of(CLEAN, "release")
    assert [each.code for each in may_read_version(edited(), first)] == ["version-not-current"]
    stale = replace(first, body=replace(first.body, inputs="0" * 64))
    assert [each.code for each in may_read_version(CLEAN, stale)] == ["reading-stale"]
    assert may_read_version(CLEAN, first) == []


def test_the_inputs_of_a_reading_are_the_same_in_whatever_order_the_facts_come():
    turned = replace(CLEAN, supports=CLEAN.supports[::-1], marked=CLEAN.marked[::-1], versions=CLEAN.versions[::-1])
    assert inputs_of(turned, "release") == inputs_of(CLEAN, "release")


def test_the_release_is_read_again_when_its_report_changes():
    report = next(each for each in CLEAN.versions if each.body.output == "report")
    second = fact(replace(report.body, version=2, text=commit("the report, mended")), at="2026-02-01T10:00:00Z")
    assert readings_of(replace(CLEAN, versions=(*CLEAN.versions, second)), "release") == ()


def test_everything_that_can_be_noticed_has_words():
    for code in WHAT:
        for gate in STANDARD:
            (blocker,) = reading(noticing(code=code, gate=gate, value="x"), gate) or [None]
            assert blocker is None or blocker.text.startswith("Statement lead of release ")


def test_the_draft_that_was_read_is_named():
    assert readings_of(CLEAN, "release")[0].body.draft_ref == RELEASE.ref


def test_a_reading_in_another_log_than_the_draft_does_not_count():
    (first,) = readings_of(CLEAN, "release")
    foreign = replace(first, origin="harbour.example/coast")
    assert readings_of(replace(CLEAN, readings=(foreign,)), "release") == ()
    assert [each.code for each in may_read_version(CLEAN, foreign)] == ["reading-by-another-section"]


def test_a_lone_part_of_another_reading_replaces_nothing():
    (first,) = readings_of(noticing(), "release")
    stray = replace(first, body=replace(first.body, engine="pencil", part=2, parts=2, noticed=()))
    assert codes(replace(noticing(), readings=(*noticing().readings, stray)), 11) == [("says-more", "lead")]


def test_an_answer_from_before_the_reading_opens_nothing():
    early = replace(answered(), at=answered().at.replace(hour=10))
    assert codes(replace(noticing(), flags=(early,)), 11) == [("says-more", "lead")]


def test_a_code_of_a_later_engine_is_shown_as_it_is():
    (blocker,) = reading(noticing(code="quote-trimmed"), 11)
    assert "quote-trimmed" in blocker.text


@pytest.mark.parametrize(
    ("category", "opens"),
    [("genocide", True), ("crime of genocide", True), ("acts other than genocide", False), ("mass murder", False)],
)
def test_a_category_opens_the_word_that_names_it_and_none_that_it_excepts(category, opens):
    graver = replace(F1.body.gravers[0], category=category, state="found", reason=commit("seen"))
    case = read(finding(CLEAN, gravers=(graver,)), "release", note(gate=5, code="graver-word", value="genocide"))
    assert (reading(case, 5) == []) is opens
