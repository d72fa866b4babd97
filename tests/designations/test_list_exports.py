"""Lists for programs: CSV, JSON and FollowTheMoney, with allowed fields alone; and the command that prints them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.core.management import call_command
from typer.testing import CliRunner

from answerable.designations.exports import COLUMNS, document, entities, table
from answerable.designations.reading import list_of, public_list
from tests.designations.made import LIST, NAME, go_through, on, open_list

ADDRESS = "https://watch.example/lists/prisoners/"


@pytest.fixture
def register(harbour):
    open_list()
    go_through("P1", "designated", on=2, countries=["fr"])
    go_through("P2", "changed", on=10, countries=["fr"])
    go_through("P3", "designated", on=5, person="K2", name="=Mira Oland")
    go_through("P4", "ended", on=20, person="K2", name="=Mira Oland", reverses="P3")
    return public_list(list_of(LIST))


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def lines(data: bytes) -> list[dict]:
    return [json.loads(line) for line in data.splitlines()]


def test_the_table_holds_everybody_who_is_or_was_listed(register):
    first, second = rows(table(register))
    assert tuple(first) == COLUMNS
    assert (first["person"], first["name"], first["status"]) == ("K1", NAME, "freed")
    assert (first["since"], first["until"]) == ("2026-02-03", "")
    assert (second["since"], second["until"], second["ended_reverses"]) == ("2026-02-06", "2026-02-21", "P3")
    assert second["sections"] == "Harbour Watch, coast: countersigned"


def test_a_cell_that_a_spreadsheet_would_run_is_not_run(register):
    assert rows(table(register))[1]["name"] == "'=Mira Oland"


def test_the_table_as_of_a_day_holds_who_was_listed_then(register):
    early = public_list(list_of(LIST), on=on(6))
    assert [(each["person"], each["status"]) for each in rows(table(early, on=on(6)))] == [
        ("K1", "held"),
        ("K2", "held"),
    ]
    late = public_list(list_of(LIST), on=on(25))
    assert [each["person"] for each in rows(table(late, on=on(25)))] == ["K1"]


def test_the_document_names_list_criteria_and_listings(register):
    told = json.loads(document(register))
    assert (told["title"], told["criteria"][0]["number"]) == ("Prisoners of conscience", 1)
    assert [each["person"] for each in told["listings"]] == ["K1", "K2"]
    assert not {"listed", "persons"} & set(told)


def test_a_listing_is_a_person_and_a_sanction(register):
    person, sanction, other, ended = lines(entities(register, address=ADDRESS))
    assert (person["schema"], person["properties"]["name"]) == ("Person", [NAME])
    properties = sanction["properties"]
    assert sanction["schema"] == "Sanction"
    assert properties["entity"] == [person["id"]]
    assert properties["program"] == ["Prisoners of conscience"]
    assert properties["authority"] == ["Harbour Watch, centre"]
    assert properties["reason"] == ["Public reasons for P1.", "Public reasons for P2."]
    assert properties["status"] == ["freed"]
    assert properties["listingDate"] == properties["startDate"] == ["2026-02-03"]
    assert "endDate" not in properties
    assert other["id"] != person["id"]
    assert ended["properties"]["endDate"] == ["2026-02-21"]
    assert ended["properties"]["status"] == ["ended"]


def test_followthemoney_itself_takes_every_entity(register):
    """Only where it is installed: the product needs it for nothing."""
    followthemoney = pytest.importorskip("followthemoney")
    for each in lines(entities(register, address=ADDRESS)):
        schema = followthemoney.model.get(each["schema"])
        schema.validate({"id": each["id"], "properties": each["properties"]})
        for name, values in each["properties"].items():
            assert name in schema.properties, name
            kind = schema.properties[name].type
            assert [value for value in values if name != "entity" and kind.clean(value) is None] == [], name


# the command


@pytest.fixture
def run(register, monkeypatch):
    from answerable.cli import app, register as command

    monkeypatch.setattr(command, "prepare", lambda: None)  # the test's own database is prepared
    return lambda *words: CliRunner().invoke(app, ["register", *words])


def test_the_command_prints_who_is_listed_and_who_decided(run):
    done = run(LIST)
    assert done.exit_code == 0
    assert f"K1  {NAME}: freed, since 2026-02-03" in done.stdout
    assert "by Harbour Watch, centre, under version 1 of the criteria; 2 signed" in done.stdout
    assert "listed before:" in done.stdout
    assert "reverses P3" in done.stdout


def test_the_command_looks_at_any_day(run):
    assert f"{NAME}: held" in run(LIST, "--on", "2026-02-04").stdout
    assert "nobody is listed" in run(LIST, "--on", "2026-02-01").stdout


@pytest.mark.parametrize("form", ["json", "csv", "ftm"])
def test_the_command_prints_what_the_pages_export(run, form):
    from tests.site import signed_in

    page = signed_in().get(f"/lists/{LIST}/register.{form}").content
    done = run(LIST, "--format", form)
    assert (done.exit_code, done.stdout_bytes) == (0, page)


def test_the_command_names_a_list_that_is_not_there(run):
    done = run("never")
    assert done.exit_code == 2
    assert "found none under the key 'never'" in done.stderr
    assert run(LIST, "--on", "yesterday").exit_code == 2


def test_the_tables_are_as_the_models_say(harbour):
    call_command("makemigrations", "designations", check=True, dry_run=True, verbosity=0)
