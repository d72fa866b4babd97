"""The do-no-harm record: risks by group, what is done about them, and who accepts what remains."""

from __future__ import annotations

import pytest

from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, NORTH, page, said, signed_in

HARM = "/cases/harbour/harm/"
RISK = {
    "act": "assess",
    "harm": "",
    "group": "staff",
    "who": "Staff of the north section",
    "risk": "They are asked to leave.",
    "likelihood": "likely",
    "mitigation": "They are told a week before.",
    "owner": NORTH,
}


def assess(**changes: str):
    """Send the form of an assessment."""
    return signed_in(LAWYER).post(HARM, RISK | changes)


def accept(person: str, harm: str):
    """Send the form by which a section accepts a risk."""
    return signed_in(person).post(HARM, {"act": "accept", "harm": harm})


def test_each_group_stands_on_the_page_with_its_risks(harbour):
    text = page(COAST, HARM)
    for words in ("The population", "Our staff", "Those who spoke to us", "Partners", "They are turned away"):
        assert words in text


def test_a_risk_is_assessed_under_the_next_name(harbour):
    assert assess().url == f"{HARM}#risk-H5"
    text = page(COAST, HARM)
    assert "They are asked to leave." in text
    assert "They are told a week before." in text


def test_a_risk_sent_twice_is_one_risk(harbour):
    before = said("harm.assessed/1")
    assert assess().url == assess().url
    assert said("harm.assessed/1") == before + 1


def test_a_new_risk_waits_until_each_affected_section_accepts_it(harbour):
    assess()
    assert "not yet by coast" in page(AUTHOR, HARM)
    assert "coast has not accepted what remains of risk H5" in page(AUTHOR, "/cases/harbour/board/release/")
    assert accept(COAST, "H5").status_code == 302
    assert "not yet by coast" not in page(AUTHOR, HARM)
    assert "for coast, by coast-director" in page(AUTHOR, HARM)


def test_a_risk_assessed_again_is_accepted_again(harbour):
    before = said("harm.accepted/1")
    assess(harm="H2", likelihood="remote")
    assert "not yet by coast" in page(AUTHOR, HARM)
    accept(COAST, "H2")
    assert said("harm.accepted/1") == before + 1
    assert "not yet by coast" not in page(AUTHOR, HARM)


def test_what_was_assessed_is_filled_in_for_another_look(harbour):
    text = page(LAWYER, f"{HARM}?risk=H2")
    assert "They are turned away from the port.</textarea>" in text


def test_an_acceptance_sent_twice_is_one(harbour):
    assess()
    before = said("harm.accepted/1")
    for _ in range(2):
        assert accept(COAST, "H5").status_code == 302
    assert said("harm.accepted/1") == before + 1


def test_an_author_reads_why_they_do_not_accept(harbour):
    assess()
    text = page(AUTHOR, HARM)
    assert "centre-author is an author and may not accept the risk of publication." in text
    assert "Accept for centre what remains of H5" not in text
    assert accept(AUTHOR, "H5").status_code == 409


def test_who_may_accept_is_offered_it_for_their_own_section(harbour):
    assess()
    assert "Accept for coast what remains of H5" in page(COAST, HARM)
    assert "Accept for centre what remains of H5" in page(DIRECTOR, HARM)


def test_a_risk_that_nobody_assessed_is_accepted_by_nobody(harbour):
    answer = accept(COAST, "H77")
    assert answer.status_code == 409
    assert "There is no assessment of risk H77." in answer.content.decode()


@pytest.mark.parametrize("field", ["group", "who", "risk", "likelihood", "mitigation", "owner"])
def test_an_assessment_that_lacks_something_is_sent_back_with_what_was_typed(harbour, field):
    before = said("harm.assessed/1")
    answer = assess(**{field: ""})
    assert answer.status_code == 409
    assert (RISK["mitigation"] if field == "risk" else RISK["risk"]) in answer.content.decode()
    assert said("harm.assessed/1") == before


def test_a_risk_that_is_not_on_record_is_not_assessed_again(harbour):
    assert assess(harm="H77").status_code == 409


def test_an_alarm_stands_above_all(harbour):
    from answerable.clearance.entries import AlarmRaised
    from answerable.evidence.clock import moment_of
    from answerable.people.models import read_people
    from answerable.people.standing import origin_of
    from answerable.vault.sealing import say

    plain = {"alarm": "A1", "section": "coast", "text": "They wait at the gate."}
    origin = origin_of(read_people(), "coast")
    say(AlarmRaised, plain, origin=origin, actor=COAST, at=moment_of("harbour"), case="harbour")
    assert "An alarm stands." in page(NORTH, HARM)


def test_who_has_joined_no_section_finds_nothing(harbour):
    assert signed_in("stranger").get(HARM).status_code == 404
    assert signed_in().get(HARM).status_code == 302
