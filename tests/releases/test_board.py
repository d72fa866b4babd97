"""The board: all gates in order, and what may set one aside."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.people.standing import keys_of
from answerable.releases.gates import GATE_NAMES, Gate, ReleaseCase, board, is_clear
from tests.cases import commit
from tests.clearance.clean import (
    ClearanceCase,
    by,
    clean_clearance,
    entries,
    officer,
    overridden,
    people_in,
    with_people,
    with_policy,
)
from tests.releases.clean import clean_release


def gate(case: ClearanceCase, number: int) -> Gate:
    (found,) = [each for each in board(ReleaseCase(clearance=case)) if each.number == number]
    return found


def blocked(number: int) -> ClearanceCase:
    """Return the cleared case with one thing taken away that the gate asks for."""
    case = clean_clearance()
    taken = {18: {"engagements": ()}, 22: {"rehearsals": ()}, 23: {"countersignatures": ()}}[number]
    return replace(case, **taken)


def alarmed(case: ClearanceCase) -> ClearanceCase:
    raised = entries.AlarmRaised(alarm="A1", section="coast", text=commit("we are being watched"))
    return replace(case, alarms=(by("coast-director", raised),))


def test_every_gate_of_the_standards_is_on_the_board_in_order():
    assert [each.number for each in board(clean_release())] == list(range(1, 26)) == list(GATE_NAMES)


def test_a_cleared_case_is_clear():
    states = {each.number: each.state for each in board(clean_release())}
    assert {number: state for number, state in states.items() if state != "open"} == {25: "not-due"}
    assert is_clear(board(clean_release()))


@pytest.mark.parametrize("number", [18, 22, 23])
def test_a_blocker_closes_its_gate_and_no_other(number):
    before = {each.number: each.state for each in board(clean_release())}
    after = {each.number: each.state for each in board(ReleaseCase(clearance=blocked(number)))}
    assert after == {**before, number: "closed"}


@pytest.mark.parametrize("number", [18, 22, 23])
def test_an_override_opens_its_gate_and_is_shown_as_such(number):
    case = replace(officer(blocked(number), "north-director"), overrides=(overridden(number),))
    found = gate(case, number)
    assert (found.state, bool(found.override), bool(found.blockers)) == ("overridden", True, True)


def test_an_override_of_one_gate_opens_no_other():
    case = replace(officer(blocked(22), "north-director"), overrides=(overridden(18),))
    assert gate(case, 22).state == "closed"


def test_no_officer_can_override_an_alarm():
    case = replace(officer(alarmed(clean_clearance()), "north-director"), overrides=(overridden(21),))
    assert gate(case, 21).state == "closed"


def test_no_policy_makes_an_alarm_advisory():
    assert gate(with_policy(alarmed(clean_clearance()), advisory=(21,)), 21).state == "closed"


def test_an_officer_can_override_an_alarm_that_nobody_could_ever_lift():
    raised = entries.AlarmRaised(alarm="A1", section="ghost", text=commit("nobody of that name"))
    case = replace(officer(clean_clearance(), "north-director"), alarms=(by("coast-director", raised),))
    assert gate(case, 21).state == "closed"
    assert gate(replace(case, overrides=(overridden(21),)), 21).state == "overridden"


def test_an_override_in_another_log_opens_nothing():
    planted = replace(overridden(22), origin="harbour.example/centre")
    case = replace(officer(blocked(22), "north-director"), overrides=(planted,))
    assert gate(case, 22).state == "closed"


def test_a_policy_can_make_a_gate_advisory():
    assert gate(with_policy(blocked(22), advisory=(22,)), 22).state == "advisory"


@pytest.mark.parametrize("changes", [{"policies": ()}, {"endorsements": ()}, {"keys": ()}])
def test_without_policy_or_key_there_is_no_certificate(changes):
    assert gate(with_people(clean_clearance(), **changes), 24).state == "closed"


def test_neither_officer_nor_policy_sets_the_certificate_aside():
    keyless = with_people(clean_clearance(), keys=())
    assert gate(with_policy(keyless, advisory=(24,)), 24).state == "closed"
    case = replace(officer(keyless, "north-director"), overrides=(overridden(24),))
    assert gate(case, 24).state == "closed"


def test_the_clean_case_has_keys_to_lose():
    assert keys_of(people_in(clean_clearance()), "centre")
