"""When something may be said about a list: each gate with what it blocks, and with what it must not block."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from answerable.clearance.gates import affected_sections as affected_by_clearance
from answerable.designations import entries, gates
from answerable.designations.gates.case import DesignationCase
from answerable.people.entries import Afterwards, ConflictDeclared
from tests.cases import commit, fact
from tests.clearance.clean import clean_clearance
from tests.designations.clean import (
    AUTHOR,
    COAST,
    CRITERIA,
    DIRECTOR,
    NORTH,
    OPENED,
    P1,
    PROPOSED,
    REVIEWER,
    by,
    clean_list,
    countersigned,
    deciding,
    declined,
    examined,
    home,
    listed,
    notified,
    proposing,
    rehearsed,
    signed,
)
from tests.people.clean import origin

LATER = "2026-02-20T10:00:00Z"


def codes(blockers) -> list[str]:
    return [each.code for each in blockers]


def interest(person: str) -> DesignationCase:
    case = clean_list()
    said = fact(ConflictDeclared(person=person, interest=commit("a cousin")), origin=origin(home(person)))
    return replace(case, people=replace(case.people, conflicts=(said,)))


# opening a list, adopting criteria


@pytest.mark.parametrize(
    ("person", "changes", "opened", "expected"),
    [
        (DIRECTOR, {}, False, []),
        (DIRECTOR, {"signers": 1}, False, []),
        (DIRECTOR, {}, True, ["list-twice"]),
        (DIRECTOR, {"section": "coast"}, False, ["not-own-section"]),
        (AUTHOR, {}, False, ["not-approver"]),
        (DIRECTOR, {"statuses": ("held", "held")}, False, ["status-twice"]),
    ],
)
def test_a_list_is_opened_once_by_an_approver_of_the_section_that_keeps_it(person, changes, opened, expected):
    case = clean_list() if opened else clean_list(opened=())
    said = by(person, replace(OPENED, **changes), at=LATER)
    assert codes(gates.may_open_list(case, said)) == expected


ONLY_EXCLUDES = (entries.Criterion(criterion="violence", text=commit("x"), excludes=True),)
TWICE = (entries.Criterion(criterion="a", text=commit("x")), entries.Criterion(criterion="a", text=commit("y")))


@pytest.mark.parametrize(
    ("person", "changes", "expected"),
    [
        (DIRECTOR, {"number": 2}, []),
        (DIRECTOR, {"number": 1}, ["criteria-number"]),
        (DIRECTOR, {"number": 3}, ["criteria-number"]),
        (DIRECTOR, {"number": 2, "criteria": ONLY_EXCLUDES}, ["criteria-only-exclude"]),
        (DIRECTOR, {"number": 2, "criteria": TWICE}, ["criterion-twice"]),
        (AUTHOR, {"number": 2}, ["not-approver"]),
        (COAST, {"number": 2}, ["not-approver", "not-keepers-log"]),
        (DIRECTOR, {"number": 2, "list": "nowhere"}, []),
    ],
)
def test_criteria_are_adopted_one_version_after_another_by_the_keeper(person, changes, expected):
    said = by(person, replace(CRITERIA, **changes), at=LATER)
    assert codes(gates.may_adopt_criteria(clean_list(), said)) == expected


def test_criteria_of_no_list_are_refused():
    assert codes(gates.may_adopt_criteria(clean_list(opened=()), by(DIRECTOR, CRITERIA, at=LATER))) == ["list-unknown"]


# proposing


def unexamined(name: str) -> tuple[entries.Examined, ...]:
    return tuple(each for each in examined() if each.criterion != name)


def without_evidence(**states: str) -> tuple[entries.Examined, ...]:
    return tuple(replace(each, evidence=()) for each in examined(**states))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"findings": ()}, []),
        ({"status": "freed"}, []),
        ({"number": 2}, ["criteria-not-newest"]),
        ({"criteria": unexamined("belief")}, ["criterion-not-examined"]),
        ({"criteria": (*examined(), *examined()[:1])}, ["criterion-examined-twice"]),
        (
            {"criteria": (*examined(), entries.Examined(criterion="other", state="not-met"))},
            ["criterion-unknown"],
        ),
        ({"criteria": examined(belief="not-met")}, ["criterion-not-met"]),
        ({"criteria": examined(belief="unknown")}, ["criterion-not-met"]),
        ({"criteria": examined(violence="met")}, ["criterion-not-met"]),
        ({"criteria": examined(violence="unknown")}, ["criterion-not-met"]),
        ({"criteria": without_evidence()}, ["criterion-without-evidence"] * 2),
        (
            {"criteria": tuple(replace(each, evidence=("E9",)) for each in examined())},
            ["item-unknown"],
        ),
        ({"findings": ("F9",)}, ["finding-unknown"]),
        ({"status": ""}, ["status-unknown"]),
        ({"status": "lost"}, ["status-unknown"]),
        ({"decision": "refused", "status": ""}, ["refused-though-met"]),
        ({"decision": "refused", "status": "", "criteria": examined(belief="unknown")}, []),
        ({"decision": "refused", "status": "", "criteria": without_evidence(belief="not-met", held="not-met")}, []),
        ({"decision": "refused", "status": "held", "criteria": examined(violence="met")}, ["status-without-listing"]),
        ({"decision": "ended", "status": "", "criteria": examined(held="not-met")}, ["not-listed"]),
        ({"decision": "changed", "status": "freed"}, ["not-listed"]),
        ({"reverses": "P9"}, ["reversal-unknown"]),
    ],
)
def test_a_proposal_goes_by_the_newest_criteria_and_the_evidence_of_the_case(changes, expected):
    case = clean_list(proposed=(), signed=(), countersigned=(), rehearsed=(), notified=())
    assert codes(gates.may_propose(case, proposing(at=LATER, **changes))) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"decision": "changed", "status": "freed"}, []),
        ({"decision": "changed", "status": "freed", "criteria": examined(held="not-met")}, []),
        ({"decision": "changed", "status": "held"}, ["status-unchanged"]),
        ({"decision": "changed", "status": "lost"}, ["status-unknown"]),
        ({"decision": "ended", "status": "", "criteria": examined(held="not-met")}, []),
        ({"decision": "ended", "status": "", "criteria": examined(violence="met")}, []),
        ({"decision": "ended", "status": "", "criteria": examined()}, ["ended-though-met"]),
        ({"decision": "ended", "status": "", "criteria": examined(held="unknown")}, ["ended-though-met"]),
        (
            {"decision": "ended", "status": "", "criteria": without_evidence(held="not-met")},
            ["criterion-without-evidence"] * 2,
        ),
        ({}, ["already-listed"]),
        ({"decision": "refused", "status": "", "criteria": examined(held="not-met")}, ["already-listed"]),
        ({"decision": "ended", "status": "", "criteria": examined(held="not-met"), "reverses": "P1"}, []),
        ({"decision": "ended", "status": "", "criteria": examined(held="not-met"), "reverses": "P9"},
         ["reversal-unknown"]),
        ({"decision": "changed", "status": "freed", "reverses": "P1"}, ["reversal-undoes-nothing"]),
    ],
)  # fmt: skip
def test_of_somebody_who_is_listed_only_a_change_or_an_ending_that_the_criteria_bear_out_is_proposed(changes, expected):
    assert codes(gates.may_propose(listed(), proposing(at=LATER, proposal="P2", **changes))) == expected


@pytest.mark.parametrize(
    ("said", "decided", "expected"),
    [
        (proposing(at=LATER), False, []),
        (proposing(at=LATER, decision="refused", status="", criteria=examined(held="not-met")), False, []),
        (proposing(at=LATER, person=COAST), False, ["proposal-of-another"]),
        (proposing(at=LATER, name=commit("another")), False, []),
        (by(AUTHOR, replace(PROPOSED, person="K2"), at=LATER), False, ["proposal-about-another"]),
        (by(AUTHOR, PROPOSED, at=LATER, case="elsewhere"), False, ["proposal-about-another"]),
        (proposing(at=LATER), True, ["proposal-decided", "already-listed"]),
    ],
)
def test_a_proposal_is_written_anew_by_its_own_section_until_it_is_decided(said, decided, expected):
    assert codes(gates.may_propose(listed() if decided else clean_list(), said)) == expected


def test_a_proposal_outside_every_case_or_for_no_list_is_refused():
    assert "no-case" in codes(gates.may_propose(clean_list(findings=None, proposed=()), P1))
    assert codes(gates.may_propose(clean_list(opened=()), P1)) == ["list-unknown"]
    assert codes(gates.may_propose(clean_list(criteria=(), proposed=()), P1))[0] == "no-criteria"


# what is said of a proposal


@pytest.mark.parametrize(
    ("said", "may", "expected"),
    [
        (rehearsed(at=LATER), gates.may_rehearse, []),
        (rehearsed(at=LATER, person=COAST), gates.may_rehearse, []),
        (notified(), gates.may_notify, []),
        (notified(to="nobody", who=""), gates.may_notify, []),
        (notified(who=""), gates.may_notify, ["notified-whom"]),
        (notified(day=date(2026, 2, 4)), gates.may_notify, ["notified-later"]),
        (signed(DIRECTOR), gates.may_sign, []),
        (signed(NORTH), gates.may_sign, []),
        (signed(AUTHOR), gates.may_sign, ["signer-without-role"]),
        (signed(COAST), gates.may_sign, ["signer-without-role"]),
        (countersigned(COAST), gates.may_countersign, []),
        (countersigned(REVIEWER), gates.may_countersign, ["speaker-without-role"]),
        (countersigned(NORTH), gates.may_countersign, ["not-affected"]),
        (countersigned(NORTH, section="coast"), gates.may_countersign, ["not-own-section"]),
        (declined(COAST), gates.may_decline, []),
        (declined(NORTH), gates.may_decline, ["not-affected"]),
    ],
)
def test_what_is_said_of_a_proposal_is_said_by_whom_it_is_for(said, may, expected):
    assert codes(may(clean_list(), said)) == expected


EDITED = proposing(at="2026-02-10T10:00:00Z", reasons=commit("held for two leaflets"))


@pytest.mark.parametrize(
    ("said", "may"),
    [
        (rehearsed, gates.may_rehearse),
        (notified, gates.may_notify),
        (lambda: signed(DIRECTOR), gates.may_sign),
        (lambda: countersigned(COAST), gates.may_countersign),
        (lambda: declined(COAST), gates.may_decline),
        (deciding, gates.may_decide),
    ],
)
def test_nothing_is_said_of_a_version_that_was_written_anew(said, may):
    assert "proposal-not-newest" in codes(may(clean_list(proposed=(P1, EDITED)), said()))
    assert "proposal-unknown" in codes(may(clean_list(proposed=()), said()))


def test_what_is_said_of_a_proposal_is_said_in_its_case():
    elsewhere = by(AUTHOR, rehearsed().body, at=LATER, case="elsewhere")
    assert codes(gates.may_rehearse(clean_list(), elsewhere)) == ["proposal-elsewhere"]


def test_once_decided_nobody_signs_and_a_late_word_of_a_section_is_heard():
    assert codes(gates.may_sign(listed(), signed(NORTH, at=LATER))) == ["proposal-decided"]
    assert codes(gates.may_decline(listed(), declined(COAST, at=LATER))) == []
    assert codes(gates.may_notify(listed(), notified())) == []


def test_who_has_an_interest_neither_signs_nor_speaks_nor_decides():
    assert codes(gates.may_sign(interest(DIRECTOR), signed(DIRECTOR))) == ["signer-has-interest"]
    assert codes(gates.may_countersign(interest(COAST), countersigned(COAST))) == ["speaker-has-interest"]
    assert "decider-has-interest" in codes(gates.may_decide(interest(DIRECTOR), deciding()))


def test_a_log_of_another_section_says_nothing_in_a_persons_name():
    said = replace(signed(DIRECTOR), origin=origin("north"))
    assert "not-own-log" in codes(gates.may_sign(clean_list(), said))
    assert not gates.counts(clean_list().people, said)
    assert not gates.counts(clean_list().people, countersigned(NORTH, section="coast"))


# deciding


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"rehearsed": ()}, ["not-rehearsed"]),
        ({"notified": ()}, ["not-notified"]),
        ({"notified": (notified(to="nobody", who=""),)}, []),
        ({"signed": ()}, ["signers-missing"]),
        ({"signed": (signed(DIRECTOR), signed(DIRECTOR, at=LATER))}, ["signers-missing"]),
        ({"signed": (signed(DIRECTOR), signed(COAST))}, ["signers-missing"]),
        ({"countersigned": ()}, ["section-not-heard"]),
        ({"countersigned": (countersigned(REVIEWER),)}, ["section-not-heard"]),
        ({"countersigned": (), "declined": (declined(COAST),)}, []),
        ({"criteria": (*clean_list().criteria, by(DIRECTOR, replace(CRITERIA, number=2), at=LATER))},
         ["criteria-not-newest"]),
        ({"decided": (deciding(),)}, ["proposal-decided", "already-listed"]),
    ],
)  # fmt: skip
def test_a_decision_needs_everything_that_was_to_be_done(changes, expected):
    assert codes(gates.may_decide(clean_list(**changes), deciding())) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (deciding(), []),
        (deciding(effective=date(2026, 3, 1)), []),
        (deciding(effective=date(2026, 2, 5)), ["effective-before-entry"]),
        (deciding(discloses=date(2026, 6, 1), sealed=commit("talks go on")), []),
        (deciding(discloses=date(2027, 2, 6), sealed=commit("talks go on")), []),
        (deciding(discloses=date(2027, 2, 7), sealed=commit("talks go on")), ["seal-too-long"]),
        (deciding(discloses=date(2026, 2, 6), sealed=commit("talks go on")), ["seal-too-long"]),
        (deciding(discloses=date(2026, 6, 1)), ["seal-without-reason"]),
        (deciding(sealed=commit("talks go on")), ["seal-without-day"]),
        (deciding(status="freed"), ["decision-differs"]),
        (deciding(person=DIRECTOR, decision="refused"), ["decision-differs"]),
        (deciding(number=2), ["decision-differs"]),
        (deciding(silent=("coast",)), ["silence-not-named"]),
        (deciding(person=AUTHOR), ["not-approver", "decided-by-proposer"]),
        (deciding(person=COAST), ["not-approver", "not-keepers-log"]),
    ],
)
def test_a_decision_says_what_was_proposed_and_takes_effect_on_its_day_or_later(said, expected):
    assert codes(gates.may_decide(clean_list(), said)) == expected


def test_a_decision_takes_effect_after_the_one_before_it():
    before = deciding(effective=date(2026, 4, 1))
    ended = proposing(at="2026-02-08T10:00:00Z", proposal="P2", decision="ended", status="",
                      criteria=examined(held="not-met"))  # fmt: skip
    case = clean_list(proposed=(P1, ended), decided=(before,))
    assert "effective-before-last" in codes(gates.may_decide(case, deciding(ended, at=LATER)))
    assert "effective-before-last" not in codes(
        gates.may_decide(case, deciding(ended, at=LATER, effective=date(2026, 4, 1)))
    )


def test_whoever_wrote_the_proposal_signs_once_at_most_and_never_alone():
    own = proposing(person=DIRECTOR)
    done = {"proposed": (own,), "rehearsed": (rehearsed(own),), "notified": (notified(own),)}
    word = {"countersigned": (countersigned(COAST, own),)}
    both = clean_list(**done, **word, signed=(signed(DIRECTOR, own), signed(NORTH, own)))
    assert gates.board(both, own, at=both.at) == []
    one = replace(OPENED, signers=1)
    alone = clean_list(**done, **word, signed=(signed(DIRECTOR, own),), opened=(by(DIRECTOR, one, at=LATER),))
    assert codes(gates.board(alone, own, at=alone.at)) == ["signed-by-proposers"]


def test_whoever_wrote_the_proposal_does_not_speak_for_an_affected_section():
    own = proposing(person=COAST)
    case = clean_list(proposed=(own,))
    assert codes(gates.may_countersign(case, countersigned(COAST, own))) == ["spoken-by-proposer"]
    assert codes(gates.may_decline(case, declined(COAST, own))) == ["spoken-by-proposer"]


# sections


def test_the_affected_sections_are_those_that_clearance_would_ask():
    ours = gates.affected_sections(clean_list(), P1)
    asked = affected_by_clearance(clean_clearance())
    assert [each.section for each in ours] == [each.section for each in asked] == ["coast"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["coast"]),
        ({"countries": ("xb",)}, ["coast", "north"]),
        ({"findings": ()}, ["coast"]),
        ({"findings": (), "countries": ("xb",)}, ["coast", "north"]),
        ({"countries": ("zz",)}, ["coast"]),
    ],
)
def test_nobody_takes_an_affected_section_out(changes, expected):
    said = proposing(**changes)
    assert [each.section for each in gates.affected_sections(clean_list(proposed=(said,)), said)] == expected


def test_a_section_is_silent_once_the_days_of_the_policy_have_passed_and_its_silence_is_named():
    quiet = clean_list(countersigned=())
    assert codes(gates.may_decide(quiet, deciding(at="2026-02-08T09:00:00Z"))) == ["section-not-heard"]
    over = deciding(at="2026-02-08T10:00:00Z", silent=("coast",))
    assert gates.may_decide(quiet, over) == []
    assert codes(gates.may_decide(quiet, deciding(at="2026-02-08T10:00:00Z"))) == ["silence-not-named"]


def test_the_days_are_those_of_the_policy_in_force():
    case = clean_list(countersigned=())
    (policy,) = case.people.policies
    longer = replace(policy, body=replace(policy.body, afterwards=Afterwards(notice=20)))
    case = replace(case, people=replace(case.people, policies=(longer,)))
    assert "section-not-heard" in codes(gates.may_decide(case, deciding(at="2026-02-20T10:00:00Z")))


def test_the_last_word_of_a_section_counts():
    taken_back = clean_list(declined=(declined(COAST, at="2026-02-05T12:00:00Z"),))
    word = gates.words_on(replace(taken_back, countersigned=(countersigned(COAST, at="2026-02-04T12:00:00Z"),)),
                          P1, at=taken_back.at)  # fmt: skip
    assert [(each.section, each.state) for each in word] == [("coast", "declined")]


# ending: delisting is where lists fail

ENDED = proposing(
    at="2026-02-10T10:00:00Z", proposal="P2", decision="ended", status="", criteria=examined(held="not-met")
)


def ending(**changes) -> DesignationCase:
    done = {
        "proposed": (P1, ENDED),
        "rehearsed": (rehearsed(), rehearsed(ENDED, at="2026-02-11T10:00:00Z")),
        "notified": (notified(), notified(ENDED)),
        "signed": (signed(DIRECTOR, ENDED, at="2026-02-12T10:00:00Z"), signed(NORTH, ENDED, at="2026-02-12T10:00:00Z")),
        "countersigned": (countersigned(COAST), countersigned(COAST, ENDED, at="2026-02-13T10:00:00Z")),
        "decided": (deciding(),),
    }
    return clean_list(**{**done, **changes})


def test_a_listing_ends_with_everything_done_again():
    assert gates.may_decide(ending(), deciding(ENDED, at=LATER)) == []


def test_a_listing_ends_against_the_declared_word_of_a_section():
    case = ending(countersigned=(countersigned(COAST),), declined=(declined(COAST, ENDED, at="2026-02-13T10:00:00Z"),))
    assert gates.may_decide(case, deciding(ENDED, at=LATER)) == []


def test_silence_alone_does_not_end_a_listing_and_does_not_keep_it_up():
    quiet = {"countersigned": (countersigned(COAST),)}
    second = by("centre-lawyer", signed(DIRECTOR, ENDED).body, at="2026-02-12T10:00:00Z")
    case = ending(**quiet, signed=(signed(DIRECTOR, ENDED, at="2026-02-12T10:00:00Z"), second))
    granted = by(DIRECTOR, _role("centre-lawyer", "approver"), at="2026-01-01T09:00:00Z")
    case = replace(case, people=replace(case.people, roles=(*case.people.roles, granted)))
    decided = deciding(ENDED, at=LATER, silent=("coast",))
    assert codes(gates.may_decide(case, decided)) == ["silence-at-ending"]
    assert gates.may_decide(ending(**quiet), decided) == []  # an independent reviewer of another section has signed


def _role(person: str, role: str):
    from answerable.people.entries import RoleGranted

    return RoleGranted(person=person, role=role)


def test_whoever_asked_for_a_listing_is_asked_about_its_end():
    """A country that the ending leaves out, and whoever proposed or countersigned, is concerned all the same."""
    first = proposing(person=COAST, countries=("xb",))
    later = proposing(at="2026-02-10T10:00:00Z", proposal="P2", decision="ended", status="")
    case = clean_list(proposed=(first, later), decided=(deciding(first),), countersigned=(countersigned(NORTH, first),))
    rules = {each.section: each.rule for each in gates.affected_sections(case, later)}
    assert "coast proposed what was decided before" in rules["coast"]
    assert "north countersigned what was decided before" in rules["north"]
    assert "names country xb" in rules["north"]
