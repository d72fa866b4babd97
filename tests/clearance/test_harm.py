"""Gate 21, do no harm: what it blocks, what it lets through, and who may accept a risk and lift an alarm."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from answerable.clearance import entries
from answerable.clearance.gates import do_no_harm, may_accept_harm, may_lift_alarm
from tests.cases import commit
from tests.clearance.clean import HARMS, accepted, by, clean_clearance, harm, silent
from tests.outputs.clean import finding

CLEAN = clean_clearance()
ALARM = by(
    "coast-reviewer",
    entries.AlarmRaised(alarm="A1", section="coast", text=commit("two of us are watched")),
    at="2026-02-10T10:00:00Z",
)
ALARMED = replace(CLEAN, alarms=(ALARM,))
UNAFFECTED = replace(silent(CLEAN, "harm_acceptances"), outputs=finding(CLEAN.outputs, countries=("xz",)))


def lifting(person: str, *, section: str = "coast", at: str = "2026-02-12T10:00:00Z"):
    return by(person, entries.AlarmLifted(alarm="A1", section=section, reason=commit("they have left")), at=at)


def without(group: str):
    return replace(CLEAN, harms=tuple(each for each in CLEAN.harms if each.body.group != group))


def h1_accepted_by(*acceptances: object):
    rest = tuple(each for each in CLEAN.harm_acceptances if each.body.harm != "H1")
    return replace(CLEAN, harm_acceptances=(*rest, *acceptances))


def h1_of(group: str):
    harms = tuple(
        replace(each, body=replace(each.body, group=group)) if each.body.harm == "H1" else each for each in CLEAN.harms
    )
    return replace(CLEAN, harms=harms)


def raising(section: str, *, index: int = 0):
    body = entries.AlarmRaised(alarm="A1", section=section, text=commit("two of us are watched"))
    return by("coast-reviewer", body, at="2026-02-10T10:00:00Z", index=index)


LIFTED_AT_ONCE = replace(lifting("coast-director", at="2026-02-10T10:00:00Z"), index=5)


BLOCKED = {
    **{f"no assessment for {group}": (without(group), "group-not-assessed", "") for group in HARMS.values()},
    "a risk that the affected section has not accepted": (h1_accepted_by(), "harm-not-accepted", "coast"),
    "a risk accepted by another section only": (
        h1_accepted_by(accepted("centre-director", "H1")),
        "harm-not-accepted",
        "coast",
    ),
    "a risk accepted by the centre in coast's name": (
        h1_accepted_by(accepted("centre-director", "H1", section="coast")),
        "harm-not-accepted",
        "coast",
    ),
    "a risk assessed again after it was accepted": (
        replace(CLEAN, harms=(*CLEAN.harms, harm("H1", "population", at="2026-02-15T10:00:00Z"))),
        "harm-acceptance-stale",
        "coast",
    ),
    "a group whose only assessment is now of another": (
        replace(CLEAN, harms=(harm("H1", "population", at="2026-01-31T10:00:00Z"), *h1_of("staff").harms)),
        "group-not-assessed",
        "",
    ),
    "an alarm in the name of a section that never joined": (
        replace(CLEAN, alarms=(raising("harbour-ghost"),)),
        "alarm-of-no-section",
        "harbour-ghost",
    ),
    "an alarm raised again in the moment in which it was lifted": (
        replace(ALARMED, alarms=(*ALARMED.alarms, raising("coast", index=9)), alarms_lifted=(LIFTED_AT_ONCE,)),
        "alarm-open",
        "coast",
    ),
    "an open alarm": (ALARMED, "alarm-open", "coast"),
    "an alarm lifted by the centre": (
        replace(ALARMED, alarms_lifted=(lifting("centre-director"),)),
        "alarm-open",
        "coast",
    ),
    "an alarm lifted in another section's name": (
        replace(ALARMED, alarms_lifted=(lifting("north-director", section="north"),)),
        "alarm-open",
        "coast",
    ),
    "an alarm lifted before it was raised again": (
        replace(ALARMED, alarms_lifted=(lifting("coast-director", at="2026-02-09T10:00:00Z"),)),
        "alarm-open",
        "coast",
    ),
}


@pytest.mark.parametrize(("case", "code", "section"), BLOCKED.values(), ids=BLOCKED)
def test_harm_blocks(case, code, section):
    assert [(each.gate, each.code, each.where.section) for each in do_no_harm(case)] == [(21, code, section)]


LET_THROUGH = {
    "four groups assessed and accepted": CLEAN,
    "an alarm lifted by the section that raised it": replace(ALARMED, alarms_lifted=(lifting("coast-director"),)),
    "a risk accepted again after it was assessed again": replace(
        CLEAN,
        harms=(*CLEAN.harms, harm("H1", "population", at="2026-02-15T10:00:00Z")),
        harm_acceptances=(
            *CLEAN.harm_acceptances,
            accepted("coast-reviewer", "H1", at="2026-02-16T10:00:00Z"),
        ),
    ),
    "no section affected, and a named person accepts": replace(
        UNAFFECTED, harm_acceptances=tuple(accepted("centre-director", name) for name in HARMS)
    ),
}


@pytest.mark.parametrize("case", LET_THROUGH.values(), ids=LET_THROUGH)
def test_harm_lets_through(case):
    assert do_no_harm(case) == []


def test_with_no_section_affected_an_author_accepts_nothing():
    case = replace(UNAFFECTED, harm_acceptances=tuple(accepted("centre-author", name) for name in HARMS))
    assert [each.code for each in do_no_harm(case)] == ["harm-not-accepted"] * 4


ACCEPTING = {
    "a person of the section": (accepted("coast-reviewer", "H1"), []),
    "an author": (accepted("centre-author", "H1"), ["accepted-by-author"]),
    "a person of another section": (accepted("north-director", "H1", section="coast"), ["not-of-the-section"]),
    "a risk that nobody assessed": (accepted("coast-reviewer", "H9"), ["harm-unknown"]),
}


@pytest.mark.parametrize(("said", "expected"), ACCEPTING.values(), ids=ACCEPTING)
def test_whether_a_risk_may_be_accepted(said, expected):
    assert [each.code for each in may_accept_harm(CLEAN, said)] == expected


LIFTING = {
    "the section that raised it": (ALARMED, lifting("coast-director"), []),
    "another section": (ALARMED, lifting("north-director", section="north"), ["not-of-the-section"]),
    "somebody else in its name": (ALARMED, lifting("centre-director"), ["not-of-the-section"]),
    "no alarm": (CLEAN, lifting("coast-director"), ["alarm-unknown"]),
}


@pytest.mark.parametrize(("case", "said", "expected"), LIFTING.values(), ids=LIFTING)
def test_whether_an_alarm_may_be_lifted(case, said, expected):
    assert [each.code for each in may_lift_alarm(case, said)] == expected
