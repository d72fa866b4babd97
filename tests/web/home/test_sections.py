"""What a section was asked, how long it had, what became of what it said; and the register."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from answerable.clearance.entries import GateOverridden
from answerable.web.home.reading import every_case
from answerable.web.home.registers import register_of
from tests.site import AUTHOR, COAST, DIRECTOR, NORTH, page, signed_in


def words(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text))


def overridden() -> None:
    """Say an override of gate 23 for the current version."""
    from answerable.people.entries import RoleGranted
    from answerable.record.log import append
    from answerable.releases.reading import state_of, subject_of
    from answerable.vault.store import store

    at = datetime(2026, 3, 20, 12, tzinfo=UTC)
    state = state_of("harbour", "release")
    granted = RoleGranted(person=DIRECTOR, role="override-officer")
    origin = "harbour.example/centre"
    append(granted, origin=origin, actor=DIRECTOR, at=at, case="")
    said = GateOverridden(
        gate=23,
        output="release",
        version=2,
        draft_ref=subject_of(state).ref,
        reason=store("The coast cannot be reached, and the danger is today."),
        expires=date(2026, 3, 25),
    )
    append(said, origin=origin, actor=DIRECTOR, at=at, case="harbour")


def test_a_section_shows_each_moment_it_was_asked_at_and_what_it_said(harbour):
    text = words(page(AUTHOR, "/sections/coast/"))
    for moment, day in (("plan", "8 January 2026"), ("findings", "20 January 2026"), ("draft", "27 February 2026")):
        assert re.search(f"{moment}\\s+{day}", text)
    assert "We agree with the count." in text


def test_a_section_shows_how_long_it_had(harbour):
    assert re.search(
        r"release\s+harbour\s+27 February 2026\s+20\s+so far\s+1, 2", words(page(AUTHOR, "/sections/coast/"))
    )


def test_a_section_shows_what_became_of_its_objection(harbour):
    assert re.search(r"O1 .* upheld ○ settled", words(page(AUTHOR, "/sections/coast/")))


def test_an_objection_stands_with_the_section_of_whoever_raised_it(harbour):
    from answerable.web.home.sections import objections

    (case,) = every_case()
    by = {
        name: [each.raised.body.objection for each in objections(case, case.people, name)]
        for name in ("coast", "centre")
    }
    assert by == {"coast": ["O1"], "centre": []}


def test_a_section_shows_people_roles_credentials_and_keys(harbour):
    text = words(page(AUTHOR, "/sections/coast/"))
    assert re.search(r"coast-director\s+5 January 2026\s+countersigner", text)
    assert re.search(r"influence until \d+ \w+ \d{4}", text)
    assert "harbour.example/coast+" in text


def test_a_section_that_never_joined_is_not_found(harbour):
    assert signed_in(AUTHOR).get("/sections/nowhere/").status_code == 404


def test_the_register_shows_an_override_with_officer_reason_expiry_and_review(harbour):
    overridden()
    text = words(page(COAST, "/register/"))
    assert "Gate 23, for release, version 2" in text
    assert "by centre-director of centre, 20 March 2026" in text
    assert "The coast cannot be reached, and the danger is today." in text
    assert "Runs until 25 March 2026." in text
    assert "after-action review due by 24 April 2026" in text


def test_an_outsider_sees_no_override_before_a_release(harbour):
    overridden()
    text = page("", "/register/")
    assert "danger is today" not in text
    assert "No release carries an override" in text


def test_an_outsider_sees_the_override_that_a_released_certificate_prints_and_no_name(harbour):
    overridden()
    got = signed_in(COAST).post("/cases/harbour/drafts/release/2/countersign/", {"read": "on"})
    assert got.status_code == 302
    assert signed_in(DIRECTOR).post("/cases/harbour/release/release/").status_code == 302
    text = page("", "/register/")
    assert "danger is today" in text
    assert DIRECTOR not in text


def test_the_register_of_an_empty_record_is_empty(db):
    assert register_of([]).overrides == ()


def test_dissent_stands_in_the_register_of_insiders_alone_until_it_is_released(harbour):
    from answerable.web.home.registers import printed

    noted = register_of(every_case()).dissents
    assert {each.person for each in noted} <= {NORTH, COAST}
    assert printed() == ()
