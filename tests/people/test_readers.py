"""Whose account reads here: that of a person whose section belongs to the organisation, by its root if it has one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import User

from answerable.people.access import reader_of, second_factor_is_owed
from answerable.people.entries import PersonJoined, RootAdopted, SectionJoined
from answerable.people.keyring import keyring
from answerable.record.log import append
from answerable.vault.sealing import say
from tests.people.clean import origin
from tests.people.keyed import STRANGER, member, root
from tests.site import AUTHOR, COAST, DIRECTOR, NORTH, signed_in

pytestmark = pytest.mark.usefixtures("harbour")
EARLY, NOW = datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, 9, tzinfo=UTC)
CENTRE = origin("centre")


def section_of(person: str) -> str:
    return reader_of(User.objects.get_or_create(username=person)[0]).section


def joins(log: str, section: str, *persons: str, organisation: str = "harbour-watch") -> None:
    """Have a log say that its section belongs to the organisation, and who works for it, years ago as it claims."""
    joined = SectionJoined(section=section, organisation=organisation, name=section.title())
    append(joined, origin=log, actor="", at=EARLY)
    for person in persons:
        say(PersonJoined, {"person": person, "section": section, "name": "Somebody"}, origin=log, actor="", at=EARLY)


def adopt(body: RootAdopted, *, log: str = CENTRE, by: str = DIRECTOR) -> None:
    append(body, origin=log, actor=by, at=NOW)


def listing(number: int, *members: str, **left: int) -> RootAdopted:
    listed = (member(each) for each in members)
    return root(number, members=(*listed, *(member(each, until=until) for each, until in left.items())))


@pytest.fixture
def elsewhere(monkeypatch):
    """Have entries come in as from another house, past our gates."""
    monkeypatch.setattr("answerable.record.log._ask", lambda *_asked: None)


def test_without_a_root_whoever_joined_a_section_reads():
    joins(STRANGER, "reef", "reef-staff")
    assert [section_of(person) for person in (AUTHOR, COAST, "reef-staff")] == ["centre", "coast", "reef"]
    assert section_of("stranger") == ""


def test_a_section_that_the_root_does_not_list_has_no_readers():
    joins(STRANGER, "reef", "reef-staff")
    adopt(listing(1, "centre", "coast", "north"))
    assert [section_of(person) for person in (AUTHOR, COAST, "reef-staff")] == ["centre", "coast", ""]
    assert signed_in("reef-staff").get("/cases/harbour/").status_code == 404
    assert signed_in(COAST).get("/cases/harbour/").status_code == 200


@pytest.mark.parametrize("second", [listing(2, "centre", "north"), listing(2, "centre", "north", coast=1000)])
def test_a_section_that_a_later_root_left_out_has_no_readers_any_more(elsewhere, second):
    for log, by in ((CENTRE, DIRECTOR), (origin("coast"), COAST)):
        adopt(listing(1, "centre", "coast", "north"), log=log, by=by)
    assert section_of(COAST) == "coast"
    adopt(second)
    assert [section_of(person) for person in (AUTHOR, COAST, NORTH)] == ["centre", "", "north"]


def test_a_section_that_was_left_out_reads_in_its_own_house(elsewhere, monkeypatch):
    adopt(listing(1, "centre", "coast", "north"), log=origin("coast"), by=COAST)
    adopt(listing(2, "centre", "north"))
    own = keyring().verifier(origin("coast"))
    monkeypatch.setattr("answerable.record.keys.KeyRing.verifiers", lambda _ring: [own])
    assert section_of(COAST) == "coast"


def test_a_root_that_no_log_written_here_adopted_closes_nothing(elsewhere):
    joins(STRANGER, "reef", "reef-staff")
    adopt(listing(1, "north"), log=STRANGER, by="reef-staff")  # its key is not here
    assert [section_of(person) for person in (AUTHOR, NORTH, "reef-staff")] == ["centre", "north", "reef"]


def test_a_handle_that_a_stranger_claims_too_stays_with_the_section_that_the_root_lists():
    joins(STRANGER, "reef", AUTHOR, organisation="reef-watch")
    assert section_of(AUTHOR) == "reef"  # without a root any log's word counts, and this one claims to be older
    adopt(listing(1, "centre", "coast", "north"))
    assert section_of(AUTHOR) == "centre"


def test_another_organisation_on_the_same_server_reads_by_its_own_word():
    joins("other.example/bay", "bay", "bay-staff", organisation="bay-watch")
    adopt(listing(1, "centre", "coast", "north"))
    assert section_of("bay-staff") == "bay"


def test_a_stranger_who_takes_a_sections_name_lifts_no_second_factor(settings):
    settings.ANSWERABLE_SECOND_FACTOR = "required"
    reader = reader_of(User.objects.get(username=DIRECTOR))
    assert second_factor_is_owed(reader)
    joins("stranger.example/centre", "centre")
    assert second_factor_is_owed(reader)


def test_who_reads_is_told_by_three_questions_to_the_database(django_assert_num_queries):
    user = User.objects.get(username=AUTHOR)
    with django_assert_num_queries(3):
        reader_of(user)
    adopt(listing(1, "centre", "coast", "north"))
    with django_assert_num_queries(3):
        reader_of(user)
