"""Overrides: an officer's act in everyone's sight, and the review that opens with it."""

from __future__ import annotations

import pytest

from tests.site import AUTHOR, COAST, DIRECTOR, NORTH, page, said, signed_in

OVERRIDES = "/cases/harbour/overrides/"
OVERRIDE = {
    "act": "override",
    "output": "release",
    "gate": "23",
    "reason": "The inspectorate asked for it today.",
    "expires": "2026-04-20",
}
REVIEW = {"act": "review", "outcome": "avoidable", "text": "We asked the coast too late.", "change": "Ask in February."}


@pytest.fixture
def overridden(harbour) -> str:
    """The worked example with gate 23 of its release overridden; the reference of the override."""
    from answerable.clearance.models import GateOverridden

    assert signed_in(DIRECTOR).post(OVERRIDES, OVERRIDE).url == f"{OVERRIDES}#overrides"
    return str(GateOverridden.objects.get(output="release").ref)


def test_an_officer_opens_a_gate_and_everybody_reads_why(overridden):
    assert "The inspectorate asked for it today." in page(NORTH, OVERRIDES)
    assert "The inspectorate asked for it today." in page(AUTHOR, "/cases/harbour/board/release/")


def test_a_review_opens_by_itself_with_the_day_it_is_due(overridden):
    assert "The review is due by 20 May 2026." in page(COAST, OVERRIDES)


def test_an_override_sent_twice_is_made_once(overridden):
    before = said("gate.overridden/1")
    signed_in(DIRECTOR).post(OVERRIDES, OVERRIDE)
    assert said("gate.overridden/1") == before


@pytest.mark.parametrize("person", [AUTHOR, COAST, NORTH])
def test_who_is_no_officer_overrides_nothing(harbour, person):
    answer = signed_in(person).post(OVERRIDES, OVERRIDE)
    assert answer.status_code == 409
    assert f"{person} is no override officer" in answer.content.decode()
    assert "The inspectorate asked for it today." in answer.content.decode()
    assert said("gate.overridden/1") == 0


@pytest.mark.parametrize(
    "wrong", [{"gate": "24"}, {"gate": "x"}, {"reason": " "}, {"expires": "soon"}, {"output": "x"}]
)
def test_an_override_with_something_wrong_is_sent_back(harbour, wrong):
    assert signed_in(DIRECTOR).post(OVERRIDES, OVERRIDE | wrong).status_code == 409
    assert said("gate.overridden/1") == 0


def test_an_override_that_has_run_out_already_is_refused_beside_its_day(harbour):
    answer = signed_in(DIRECTOR).post(OVERRIDES, OVERRIDE | {"expires": "2026-03-01"})
    assert answer.status_code == 409
    assert "Expected an override that expires after 2026-03-20" in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()


def test_somebody_else_reviews_it_and_everybody_reads_what_was_learned(overridden):
    assert signed_in(COAST).post(OVERRIDES, REVIEW | {"override": overridden}).status_code == 302
    text = page(NORTH, OVERRIDES)
    assert "We asked the coast too late." in text
    assert "Ask in February." in text
    assert "The review is due" not in text


@pytest.mark.parametrize(("person", "why"), [(DIRECTOR, "gave the override"), (AUTHOR, "is an author of release")])
def test_neither_officer_nor_author_reviews_it(overridden, person, why):
    assert why in page(person, OVERRIDES)
    answer = signed_in(person).post(OVERRIDES, REVIEW | {"override": overridden})
    assert answer.status_code == 409
    assert "We asked the coast too late." in answer.content.decode()
    assert said("override.reviewed/1") == 0


@pytest.mark.parametrize("wrong", [{"text": ""}, {"outcome": "fine"}, {"override": "0" * 64}])
def test_a_review_with_something_wrong_is_sent_back(overridden, wrong):
    assert signed_in(COAST).post(OVERRIDES, REVIEW | {"override": overridden} | wrong).status_code == 409
    assert said("override.reviewed/1") == 0


def test_an_outsider_is_led_to_the_sign_in_page(harbour):
    assert signed_in().get(OVERRIDES).url.startswith("/sign-in/")


def test_who_is_no_officer_reads_so_in_place_of_the_form(harbour):
    text = page(COAST, OVERRIDES)
    assert "coast-director is no override officer" in text
    assert "Override the gate" not in text
    assert "Override the gate" in page(DIRECTOR, OVERRIDES)
