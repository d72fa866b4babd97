"""Lesson 7: the rules cannot be edited from inside the thing they judge, and where they fail, they fail closed."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from msgspec.structs import replace

from answerable.clearance.entries import GateOverridden
from answerable.clearance.gates import countersignature
from answerable.kinds import ACTS
from answerable.people.entries import Clock, PolicyAdopted, PolicyEndorsed, Quorum, RoleGranted, SectionJoined
from answerable.people.models import read_people
from answerable.people.policies.toml import policy_toml
from answerable.people.standing import policy_in_force, within
from answerable.record.acts import Act
from answerable.record.log import append
from answerable.record.models import EntryRow
from answerable.releases.entries import OutputReleased
from answerable.releases.gates import board
from answerable.vault.store import store
from tests.clearance.clean import clean_clearance, with_people, with_policy
from tests.lessons.attempts import CASE, closed, codes, in_folder, in_log, moment_of, of_version
from tests.releases.clean import clean_release
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, signed_in

LAX = PolicyAdopted(
    policy="clearance",
    number=2,
    consultation=Clock(ordinary=0, grave=0, expedited=0),
    reply=Clock(ordinary=0, grave=0, expedited=0),
    freshness=3650,
    quorum=Quorum(role="approver"),
    reviewers=(),
    by_sections=("centre",),
)
"""What somebody would write who wants the draft out today."""

LAX_TOML = """
[[policy.adopted]]
by = "{by}"
at = 2026-03-17T09:00:00Z
policy = "clearance"
number = 2
consultation = {{ ordinary = 0, grave = 0, expedited = 0 }}
reply = {{ ordinary = 0, grave = 0, expedited = 0 }}
freshness = 3650
quorum = {{ role = "approver" }}
reviewers = []
by_sections = ["centre"]
{more}
"""


def in_force() -> int:
    """Return the number of the policy by which the case is judged now."""
    people = within(read_people(), "harbour.example/centre")
    return policy_in_force(people, at=moment_of(CASE)).body.number


def office(person: str, role: str = "approver") -> None:
    """Have a section give one of its persons a role, as it may."""
    section = person.partition("-")[0]
    body = RoleGranted(person=person, role=role)
    director = f"{section}-director"
    append(body, origin=f"harbour.example/{section}", actor=director, at=moment_of(CASE), case="")


def test_an_author_adopts_no_policy_even_as_approver(harbour):
    office(AUTHOR)
    assert in_log(LAX, AUTHOR, case="") == {"policy-by-author"}
    assert in_force() == 1


def test_an_author_stands_by_no_policy_either(harbour):
    office(AUTHOR)
    assert in_log(LAX, DIRECTOR, case="") == set()
    body = PolicyEndorsed(policy="clearance", number=2, section="centre")
    assert in_log(body, AUTHOR, case="") == {"policy-by-author"}


def test_the_form_of_a_policy_refuses_an_author(harbour):
    office(AUTHOR)
    sent = {"text": policy_toml(LAX), "do": "adopt"}
    assert signed_in(AUTHOR).post("/policy/import/", sent).status_code == 409
    assert in_force() == 1
    assert not [fact for fact in read_people().policies if fact.body.number == 2]


def test_no_policy_is_adopted_inside_the_case_that_it_would_judge(harbour, tmp_path):
    assert in_log(LAX, DIRECTOR) == {"policy-in-a-case"}
    found = in_folder(tmp_path, "people.toml", LAX_TOML.format(by=DIRECTOR, more="case = true"))
    assert codes(found) == {"policy-in-a-case"}


def test_a_folder_with_an_authors_policy_is_not_loaded(harbour, tmp_path):
    found = in_folder(tmp_path, "people.toml", LAX_TOML.format(by=AUTHOR, more=""))
    assert {"policy-by-author", "policy-without-role"} <= codes(found)


def test_a_folder_cannot_put_a_policy_into_the_log_of_another_section(harbour, tmp_path):
    found = in_folder(tmp_path, "people.toml", LAX_TOML.format(by=DIRECTOR, more='section = "coast"'))
    assert "policy-in-another-log" in codes(found)


@pytest.mark.parametrize("person", [LAWYER, "", "nobody", COAST])
def test_nobody_without_the_office_adopts_one(harbour, person):
    assert "policy-without-role" in in_log(LAX, person, log="harbour.example/centre", case="")


def test_one_section_alone_does_not_set_aside_what_three_adopted(harbour):
    assert in_log(LAX, DIRECTOR, case="") == set()
    assert in_log(PolicyEndorsed(policy="clearance", number=2, section="centre"), DIRECTOR, case="") == set()
    assert in_force() == 1


def test_nobody_stands_by_it_for_another_section(harbour):
    assert in_log(LAX, DIRECTOR, case="") == set()
    for section in ("coast", "north"):
        body = PolicyEndorsed(policy="clearance", number=2, section=section)
        assert in_log(body, DIRECTOR, case="") == {"endorsed-for-another"}
        assert "policy-in-another-log" in in_log(body, DIRECTOR, log=f"harbour.example/{section}", case="")
    assert in_force() == 1


def test_nobody_stands_by_words_that_are_still_to_be_written(harbour):
    body = PolicyEndorsed(policy="clearance", number=2, section="coast")
    assert in_log(body, COAST, case="") == {"policy-unknown"}


def test_a_number_is_not_given_twice_with_other_words(harbour):
    same = replace(LAX, number=1, by_sections=("centre", "coast", "north"))
    assert in_log(same, DIRECTOR, case="") == {"policy-number"}


def test_a_new_policy_judges_nothing_before_every_section_stands_by_it(harbour):
    """Two of three are not enough, and a gate closed before stays closed."""
    all_three = replace(LAX, by_sections=("centre", "coast", "north"))
    before = closed()
    assert in_log(all_three, DIRECTOR, case="") == set()
    for person, section in ((DIRECTOR, "centre"), (COAST, "coast")):
        assert in_log(PolicyEndorsed(policy="clearance", number=2, section=section), person, case="") == set()
    assert in_force() == 1
    assert closed() == before
    assert in_log(PolicyEndorsed(policy="clearance", number=2, section="north"), NORTH, case="") == set()
    assert in_force() == 2


def test_a_decision_keeps_the_policy_it_was_judged_by(harbour):
    policies = {fact.body.number: fact.ref for fact in read_people().policies}
    row = EntryRow.objects.filter(kind="objection.raised/1").first()
    assert msgspec.json.decode(bytes(row.raw))["policy"] == policies[1]


def test_a_section_of_another_organisation_brings_no_rules_along(harbour):
    """Somebody who starts an organisation of their own adopts what they like, for themselves."""
    at = moment_of(CASE)
    other = "other.example/liars"
    joined = SectionJoined(organisation="liars", section="liars", name="Liars")
    append(joined, origin=other, actor="", at=at)
    assert in_log(replace(LAX, by_sections=("liars",)), "", log=other, case="") != set()
    assert in_force() == 1


def test_with_no_policy_in_force_nothing_goes_out():
    case = clean_release()
    bare = replace(case, clearance=with_people(case.clearance, policies=(), endorsements=()))
    assert {(gate.state, *(each.code for each in gate.blockers)) for gate in board(bare) if gate.number == 24} == {
        ("closed", "no-policy")
    }


def test_a_quorum_that_asks_nobody_cannot_be_said(harbour):
    for rule in ({}, {"all": []}, {"least": 0, "among": [{"section": "coast"}]}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(rule, type=Quorum)
    case = with_policy(clean_clearance(), quorum=Quorum(role="independent-reviewer"))
    assert countersignature(replace(case, countersignatures=())) != []


def test_no_officer_overrides_the_certificate(harbour):
    before = closed()
    body = GateOverridden(gate=24, reason=store("We are in a hurry."), expires=date(2026, 4, 1), **of_version())
    in_log(body, DIRECTOR)
    assert closed() == before


def test_an_author_overrides_nothing_even_as_officer(harbour):
    office(AUTHOR, "override-officer")
    body = GateOverridden(gate=23, reason=store("We are in a hurry."), expires=date(2026, 4, 1), **of_version())
    assert in_log(body, AUTHOR) == {"overridden-by-author"}


def test_a_gate_that_breaks_lets_nothing_through(harbour, monkeypatch):
    """An error in a gate is no open gate: nothing is written, and the error is seen."""

    def broken(fact, seen):
        raise ZeroDivisionError

    act = ACTS["policy.adopted/1"]
    monkeypatch.setattr("answerable.record.log.acts", lambda: {**ACTS, act.said.kind: Act(act.said, act.table, broken)})
    before = EntryRow.objects.count()
    with pytest.raises(ZeroDivisionError):
        in_log(LAX, DIRECTOR, case="")
    assert EntryRow.objects.count() == before


def test_nothing_is_released_by_saying_so_in_the_log(harbour):
    """The gate of the release asks every other gate, whatever the act itself claims of them."""
    body = OutputReleased(**of_version(), outcomes=(), renderings=())
    assert "section-not-countersigned" in in_log(body, DIRECTOR)


def test_every_act_that_opens_a_gate_is_asked_about():
    """No act that decides for others goes unasked into the log."""
    deciding = {
        "policy.adopted/1",
        "policy.endorsed/1",
        "draft.countersigned/1",
        "draft.acknowledged/1",
        "draft.declined/1",
        "gate.overridden/1",
        "whole.reviewed/1",
        "objection.answered/1",
        "objection.closed/1",
        "dissent.noted/1",
        "reply.waived/1",
        "harm.accepted/1",
        "alarm.lifted/1",
        "element.signed/1",
        "guest.asked/1",
        "guest.answered/1",
        "guest.withdrew/1",
        "guest.revoked/1",
        "output.released/1",
        "training.passed/1",
        "badge.accepted/1",
        "person_key.added/1",
        "person_key.revoked/1",
    }
    assert {kind for kind in deciding if ACTS[kind].ask is None} == set()
