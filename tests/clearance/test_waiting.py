"""What waits for whom: named while it can be done, gone when it was done, and never for somebody who may not do it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from answerable.clearance import entries
from answerable.clearance.waiting import waiting_for
from answerable.people.entries import PolicyEndorsed, RoleGranted
from answerable.record.blocker import Blocker
from tests.cases import commit
from tests.clearance.clean import (
    ANSWERED,
    CLOSED,
    accepted,
    acknowledged,
    by,
    clean_clearance,
    countersigned,
    harm,
    overridden,
    people_in,
    reviewed,
    silent,
    with_edit,
    with_evidence,
    with_people,
)
from tests.clearance.test_guests import ANSWERED_AT, LINKED, REPLIED
from tests.outputs.clean import PORT, drafting, saying
from tests.people.clean import POLICY, START

CLEAN = clean_clearance()
EVERYBODY = ("centre-author", "centre-lawyer", "centre-director", "coast-director", "coast-reviewer", "north-director")


def kinds(case, person: str, **more):
    return [each.kind for each in waiting_for(case, person, **more)]


def one(case, person: str, kind: str, **more):
    (found,) = [each for each in waiting_for(case, person, **more) if each.kind == kind]
    return found


def asked_twice(case=CLEAN):
    return replace(case, parts=case.parts[:2])


def alarmed(by_person: str = "coast-reviewer"):
    alarm = by(by_person, entries.AlarmRaised(alarm="A1", section="coast", text=commit("they will come")))
    return replace(CLEAN, alarms=(alarm,))


def granting(person: str, role: str, case=CLEAN):
    granted = by(person, RoleGranted(person=person, role=role), at=START, index=91)
    return with_people(case, roles=(*people_in(case).roles, granted))


def unsigned_elements():
    findings = replace(CLEAN.outputs.findings, element_signatures=())
    return replace(CLEAN, outputs=replace(CLEAN.outputs, findings=findings))


def second_policy(*endorsed: str):
    at = "2026-02-01T10:00:00Z"
    adopted = replace(by("centre-director", replace(POLICY, number=2), at=at), case="")
    said = tuple(
        by(f"{key}-director", PolicyEndorsed(policy="clearance", number=2, section=key), at=at) for key in endorsed
    )
    people = people_in(CLEAN)
    return with_people(CLEAN, policies=(*people.policies, adopted), endorsements=(*people.endorsements, *said))


def unanswered_request(day: int, *, hour: int = 10):
    case = silent(CLEAN, "reminders")
    return with_evidence(case, at=datetime(2026, 2, day, hour, tzinfo=UTC))


def extension_asked():
    said = entries.ExtensionConsidered(party=PORT, output="report", asked=True, days=0, reason=commit("holidays"))
    return replace(CLEAN, extensions=(by("centre-author", said, at="2026-02-02T10:00:00Z", index=700),))


OVERRIDDEN = replace(CLEAN, overrides=(overridden(23),))
OPEN = silent(CLEAN, "answers", "closings")

WAITS = {
    "a version that was delivered": (
        silent(CLEAN, "acknowledged"),
        "acknowledge",
        {"coast-director", "coast-reviewer"},
    ),
    "a moment at which a section was asked": (asked_twice(), "take-part", {"coast-director", "coast-reviewer"}),
    "an objection without an answer": (
        OPEN,
        "answer-objection",
        {"centre-director", "centre-lawyer", "north-director"},
    ),
    "an objection that was answered": (silent(CLEAN, "closings"), "settle-objection", {"coast-director"}),
    "a risk that nobody accepted": (
        replace(CLEAN, harm_acceptances=CLEAN.harm_acceptances[1:]),
        "accept-harm",
        {"coast-director", "coast-reviewer"},
    ),
    "an alarm of the own section": (alarmed(), "lift-alarm", {"coast-director", "coast-reviewer"}),
    "an alarm, for who is on duty": (
        granting("north-director", "duty-officer", alarmed()),
        "alarm",
        {"north-director"},
    ),
    "elements without a signature": (unsigned_elements(), "sign-elements", {"centre-lawyer", "coast-reviewer"}),
    "a whole that nobody read": (
        silent(CLEAN, "whole_reviews"),
        "review-whole",
        {"centre-lawyer", "centre-director", "coast-director", "coast-reviewer", "north-director"},
    ),
    "an affected section that has not signed": (
        replace(CLEAN, countersignatures=(countersigned("centre-director"),)),
        "countersign",
        {"coast-director"},
    ),
    "a role that has not signed": (
        replace(CLEAN, countersignatures=(countersigned("coast-director"),)),
        "countersign",
        {"centre-director"},
    ),
    "a party to be reminded": (unanswered_request(5), "remind-party", {"centre-author"}),
    "a party asking for more time": (
        extension_asked(),
        "decide-extension",
        {"centre-director", "centre-lawyer", "coast-director", "north-director"},
    ),
    "an override to be reviewed": (
        OVERRIDDEN,
        "review-override",
        {"centre-director", "centre-lawyer", "coast-director"},
    ),
    "a policy to be endorsed": (second_policy("centre"), "endorse-policy", {"coast-director", "north-director"}),
    "a guest to be asked whether the answer settles": (
        REPLIED,
        "ask-guest-to-settle",
        {"coast-director", "coast-reviewer"},
    ),
}


@pytest.mark.parametrize(("case", "kind", "whom"), WAITS.values(), ids=WAITS)
def test_it_waits_for_those_who_can_do_it_and_for_nobody_else(case, kind, whom):
    assert {person for person in EVERYBODY if kind in kinds(case, person)} == whom


@pytest.mark.parametrize("person", EVERYBODY)
def test_nothing_waits_for_anybody_when_all_is_done(person):
    assert waiting_for(CLEAN, person) == ()


def test_nothing_waits_for_somebody_who_never_joined():
    assert waiting_for(OPEN, "stranger") == ()


DONE = {
    "an acknowledgement": (silent(CLEAN, "acknowledged"), {"acknowledged": (acknowledged("coast-reviewer"),)}),
    "an answer": (OPEN, {"answers": (ANSWERED,), "closings": (CLOSED,)}),
    "a reading": (silent(CLEAN, "whole_reviews"), {"whole_reviews": (reviewed("coast-reviewer"),)}),
}


@pytest.mark.parametrize(("case", "said"), DONE.values(), ids=DONE)
def test_what_one_person_did_waits_for_nobody(case, said):
    assert waiting_for(case, "coast-director") != () or waiting_for(case, "north-director") != ()
    assert all(waiting_for(replace(case, **said), person) == () for person in EVERYBODY)


def test_a_guest_who_was_asked_to_settle_is_not_asked_again():
    assert "ask-guest-to-settle" not in kinds(
        with_evidence(LINKED, at=datetime(2026, 2, 12, tzinfo=UTC)), "coast-director"
    )


def test_a_section_that_declined_is_not_asked_to_countersign():
    case = silent(CLEAN, "countersignatures")
    body = CLEAN.countersignatures[0].body
    refusal = entries.DraftDeclined(
        section="coast",
        output=body.output,
        version=body.version,
        draft_ref=body.draft_ref,
        refuses=("countersign",),
        text=commit("not yet"),
    )
    assert "countersign" in kinds(case, "coast-director")
    assert "countersign" not in kinds(replace(case, declines=(by("coast-director", refusal),)), "coast-director")


def test_an_edit_brings_back_what_was_made_on_the_version_before():
    case = with_edit(CLEAN)
    assert set(kinds(case, "coast-director")) == {"review-whole", "countersign"}


def test_a_clear_board_waits_for_the_approver_alone():
    assert one(CLEAN, "centre-director", "release", clear=True).output == "release"
    assert all("release" not in kinds(CLEAN, person, clear=True) for person in EVERYBODY if person != "centre-director")


BLOCKER = Blocker(gate=9, code="x", text="It is missing.", standard="LL", opens="Supply it.")


def test_what_closes_gates_waits_for_the_authors():
    assert one(CLEAN, "centre-author", "meet-blockers", blockers=(BLOCKER,)).version == 1
    assert kinds(CLEAN, "coast-director", blockers=(BLOCKER,)) == []


def test_an_author_of_the_own_section_neither_acknowledges_nor_takes_part_nor_accepts():
    outputs = drafting(CLEAN.outputs, "release", authors=("centre-author", "coast-reviewer"))
    case = replace(silent(asked_twice(), "acknowledged", "harm_acceptances"), outputs=outputs)
    assert kinds(case, "coast-reviewer") == []


def test_it_is_due_when_the_clock_of_the_section_ends():
    due = one(silent(CLEAN, "acknowledged"), "coast-director", "acknowledge").due
    assert due == datetime(2026, 2, 4, 10, tzinfo=UTC)


def test_a_review_is_late_thirty_days_after_the_override():
    given = overridden(23, expires=date(2026, 2, 26), at="2026-01-25T10:00:00Z")
    case = with_evidence(replace(CLEAN, overrides=(given,)), at=datetime(2026, 3, 29, tzinfo=UTC))
    found = one(case, "coast-director", "review-override")
    assert (found.due, found.grave) == (datetime(2026, 2, 26, tzinfo=UTC) + timedelta(days=30), True)


def test_a_party_is_not_to_be_reminded_in_the_first_half_of_its_days():
    assert "remind-party" not in kinds(unanswered_request(1, hour=9), "centre-author")
    assert "remind-party" in kinds(unanswered_request(1), "centre-author")


def test_silence_waits_for_the_author_until_it_is_said_beside_the_conclusion():
    silent_party = replace(CLEAN, outputs=saying(CLEAN.outputs, "lead", carries=("L1",)))
    assert "reply-overdue" in kinds(silent_party, "centre-author")
    assert "reply-overdue" not in kinds(CLEAN, "centre-author")


def test_what_is_due_first_comes_first_and_what_has_no_day_last():
    case = silent(OPEN, "acknowledged", "harm_acceptances")
    dues = [each.due for each in waiting_for(case, "coast-director")]
    assert dues == sorted(dues, key=lambda due: (due is None, due or datetime.max.replace(tzinfo=UTC)))


def test_a_risk_assessed_again_waits_again():
    again = replace(CLEAN, harms=(*CLEAN.harms, harm("H1", "population", at="2026-02-20T10:00:00Z")))
    assert one(again, "coast-director", "accept-harm").name == "H1"
    late = accepted("coast-director", "H1", at="2026-02-21T10:00:00Z")
    assert kinds(replace(again, harm_acceptances=(*again.harm_acceptances, late)), "coast-director") == []


def test_what_belongs_to_the_case_comes_back_equal_for_each_output():
    report = replace(alarmed(), outputs=replace(CLEAN.outputs, subject="report"))
    assert one(report, "coast-director", "lift-alarm") == one(alarmed(), "coast-director", "lift-alarm")


def test_the_guest_answered_in_these_cases_when_it_was_said():
    assert REPLIED.guest_answers[0].at == datetime.fromisoformat(ANSWERED_AT)
