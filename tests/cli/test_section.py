"""The beginning of a section, on a machine that holds nothing: from the first command to a case in the browser."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from typer.testing import CliRunner

from answerable.cli import app
from answerable.evidence.models import CaseOpened
from answerable.people.keyring import keyring
from answerable.people.models import read_people
from answerable.people.standing import keys_of, within
from answerable.record.facts import read
from answerable.record.log import size_of, sizes
from answerable.record.models import EntryRow

COAST, NORTH = "harbour.example/coast", "harbour.example/north"
PHRASE = "a lantern over grey water"
FIRST = {
    "--name": "Harbour Watch, coast",
    "--organisation": "harbour-watch",
    "--organisation-name": "Harbour Watch",
    "--person": "coast-director",
    "--person-name": "Salome Ketterick",
    "--country": "xa",
    "--language": "en",
}
SECOND = {"--name": "North", "--organisation": "harbour-watch", "--person": "north-director", "--person-name": "Petra"}
CASE = {
    "case": "quay",
    "title": "The quay",
    "terms": "What happened on the quay.",
    "parties": "port",
    "situation": "peace",
}


def run(*words: str, typed: str = "", status: int = 0) -> str:
    done = CliRunner().invoke(app, words, input=typed)
    assert done.exit_code == status, done.output + repr(done.exception)
    return done.output


def begin(origin: str = COAST, options: dict[str, str] = FIRST, *, typed: str = "", status: int = 0) -> str:
    named = [word for pair in options.items() for word in pair if pair[1]]
    return run("section", "new", origin, *named, typed=typed, status=status)


@pytest.fixture(autouse=True)
def empty(db, tmp_path, settings):
    """A machine without an entry or a key."""
    settings.ANSWERABLE_KEYS = tmp_path / "keys"
    assert sizes() == {}


def test_a_section_begins_and_its_first_person_signs_in_and_opens_a_case():
    told = begin()
    assert keyring().verifier(COAST).vkey() in told
    link = re.search(r"/invitation/\S+", run("account", "invite", "coast-director"))[0]
    browser = Client()
    assert browser.post(link, {"new_password1": PHRASE, "new_password2": PHRASE}).status_code == 302
    assert browser.get("/say/case.opened/").status_code == 200
    opened = browser.post("/say/case.opened/", CASE)
    assert opened.status_code == 302, opened.content.decode()
    (case,) = read(CaseOpened, case="quay")
    assert (case.origin, case.actor) == (COAST, "coast-director")
    assert browser.get("/cases/quay/").status_code == 200


def test_its_first_person_takes_in_everybody_else():
    begin()
    link = re.search(r"/invitation/\S+", run("account", "invite", "coast-director"))[0]
    browser = Client()
    browser.post(link, {"new_password1": PHRASE, "new_password2": PHRASE})
    joins = {"person": "coast-reviewer", "name": "Jonas Arvell"}
    assert browser.post("/say/person.joined/", joins).status_code == 302
    assert (
        browser.post("/say/role.granted/", {"person": "coast-reviewer", "role": "country-reviewer"}).status_code == 302
    )
    assert "/invitation/" in run("account", "invite", "coast-reviewer")


def test_a_house_opens_where_a_section_has_begun():
    begin()
    assert f"--key '{keyring().verifier(COAST).vkey()}'" in run("peer", "open")
    assert "0 signed checkpoints fit" in run("log", "verify", COAST)


def test_what_is_on_record_is_the_section_its_key_and_an_approver():
    key = run("keys", "new", COAST).strip()
    begin()
    people = within(read_people(), COAST)
    (section,) = people.sections
    assert (section.body.countries, section.body.languages) == (("xa",), ("en",))
    assert keys_of(people, "coast") == (key,), "the key that was there is taken"
    assert [fact.body.role for fact in people.roles] == ["approver"]
    assert {fact.actor for fact in (*people.sections, *people.persons, *people.roles)} == {""}
    raws = EntryRow.objects.values_list("raw", flat=True)
    assert not any(b"Salome" in bytes(raw) for raw in raws), "a name is never in the log"


def test_a_second_section_of_an_organisation_begins_without_naming_it_again():
    begin()
    begin(NORTH, SECOND)
    assert (size_of(COAST), size_of(NORTH)) == (5, 4)
    assert len(read_people().organisations) == 1


def test_a_name_that_is_not_in_the_command_is_read():
    begin(options=FIRST | {"--person-name": ""}, typed="Salome Ketterick\n")
    assert size_of(COAST) == 5
    assert "found none" in begin(NORTH, SECOND | {"--person-name": ""}, status=2)


WRONG = {
    "no log": ("harbour", FIRST, "expected the name of a log"),
    "a log with a blank": ("harbour.example/the coast", FIRST, "expected the name of a log"),
    "a handle with a blank": (COAST, FIRST | {"--person": "Salome K"}, "short name of the person"),
    "an organisation with a blank": (COAST, FIRST | {"--organisation": "Harbour Watch"}, "of the organisation"),
    "a name of blanks": (COAST, FIRST | {"--name": " "}, "name of the section"),
    "a country in full": (COAST, FIRST | {"--country": "France"}, "two small letters"),
    "an organisation without a name": (COAST, FIRST | {"--organisation-name": ""}, "the full name of harbour-watch"),
}


@pytest.mark.parametrize(("origin", "options", "told"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_is_told_and_nothing_is_said_or_made(origin, options, told):
    assert told in begin(origin, options, status=2)
    assert sizes() == {}
    assert not keyring().verifiers()


TAKEN = {
    "the log": (COAST, SECOND, "found 5 in harbour.example/coast: it has begun"),
    "the name of the section": ("other.example/coast", SECOND, "found harbour.example/coast on record"),
    "the handle": (NORTH, SECOND | {"--person": "coast-director"}, "a handle that nobody had"),
    "the organisation": (NORTH, SECOND | {"--organisation-name": "Harbor Watch"}, "'Harbour Watch', the name of"),
}


@pytest.mark.parametrize(("origin", "options", "told"), TAKEN.values(), ids=TAKEN)
def test_what_is_taken_is_not_given_again(origin, options, told):
    begin()
    assert told in begin(origin, options, status=2)
    assert sizes() == {COAST: 5}
