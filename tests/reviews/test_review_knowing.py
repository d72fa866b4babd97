"""Who knew which version when: exact, as of any day and any sizes of the logs, each line with its proof."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from answerable.clearance.entries import DraftDelivered
from answerable.evidence.errors import NoSuchCase
from answerable.people.keyring import keyring
from answerable.record.log import sign_log
from answerable.record.proof import verify_proof
from answerable.reviews.knowing import printing
from answerable.reviews.knowing.lines import concerning, first_of_each, in_order, line_of
from answerable.reviews.knowing.reading import proof_of, sizes_from, timeline_of
from answerable.reviews.knowing.sources import TELLS, lines_of
from answerable.reviews.knowing.words import SAYS
from tests.cases import fact
from tests.clearance.clean import by, clean_clearance
from tests.clearance.test_guest_pages import OBJECTS, ask, tell
from tests.people.clean import clean_people
from tests.site import COAST, DIRECTOR, NORTH, page, signed_in

KNEW = "/cases/harbour/knew/"


def lines(**chosen):
    return concerning(timeline_of(["harbour"]).lines, **chosen)


def table(found):
    return [(each.act, each.output, each.version, each.who) for each in found]


def test_the_section_was_sent_opened_and_commented_on_which_version(harbour):
    coast = {each.version: each for each in first_of_each(lines(output="release")) if each.who == "coast"}
    assert (coast[1].sent.by, coast[1].opened.by) == ("centre-author", COAST)
    assert coast[1].sent.at < coast[1].opened.at
    assert (coast[2].sent is not None, coast[2].opened is not None, coast[2].commented) == (True, True, None)


def test_the_persons_of_a_section_stand_behind_it(harbour):
    first = [each for each in first_of_each(lines(output="release")) if each.version == 1]
    assert [(each.who, each.sort) for each in first if each.section == "coast"] == [
        ("coast", "section"),
        (COAST, "person"),
    ]


def test_a_person_is_found_by_what_they_said_and_by_what_concerns_them(harbour):
    found = lines(person=NORTH)
    assert {each.table for each in found} == {"objection.raised", "dissent.noted", "whole.reviewed"}
    assert {each.shows for each in found} == {"own"}


def test_being_sent_something_is_always_what_somebody_else_recorded(harbour):
    assert {each.shows for each in lines(act="sent")} == {"told"}


def test_a_party_is_sent_no_version_that_the_record_does_not_name(harbour):
    asked = lines(person="port-authority")
    assert {each.version for each in asked} == {0}
    assert "report, no version named" in page(COAST, f"{KNEW}?who=port-authority")


def test_an_answer_to_an_objection_is_about_the_version_objected_to(harbour):
    answers = [each for each in lines() if each.table == "objection.answered"]
    assert {(each.output, each.version) for each in answers} == {("release", 1)}


def test_what_a_guest_says_through_a_link_is_their_own_word(harbour):
    tell(ask(), OBJECTS)
    guest = [each for each in lines() if each.sort == "guest"]
    assert table(guest) == [
        ("sent", "release", 2, "G1"),
        ("commented", "release", 2, "G1"),
        ("commented", "release", 2, "G1"),
    ]
    assert [each.shows for each in guest] == ["told", "link", "link"]


def test_a_release_is_for_everyone(released):
    (public,) = lines(act="public")
    assert (public.who, public.output, public.version) == ("", "release", 2)


def test_the_same_sizes_give_the_same_lines_whatever_is_said_later(harbour):
    before = timeline_of(["harbour"])
    tell(ask(), OBJECTS)
    assert len(timeline_of(["harbour"]).lines) > len(before.lines)
    assert timeline_of(["harbour"], seen=before.seen) == before


def test_a_log_that_is_not_named_was_not_read(harbour):
    seen = {"harbour.example/centre": timeline_of(["harbour"]).seen["harbour.example/centre"]}
    assert {each.origin for each in timeline_of(["harbour"], seen=seen).lines} == set(seen)


def test_as_of_a_day_nothing_later_counts(harbour):
    until = datetime(2026, 3, 3, 12, tzinfo=UTC)
    found = timeline_of(["harbour"], until=until).lines
    assert found
    assert max(each.at for each in found) <= until
    assert {each.version for each in found if each.output == "release" and each.version} == {1}


def test_there_is_no_timeline_of_no_case(db):
    with pytest.raises(NoSuchCase):
        timeline_of(["never"])


def test_any_order_of_the_facts_gives_the_same_lines():
    case, people = clean_clearance(), clean_people()
    facts = {type(each.body): () for each in (*case.delivered, *case.acknowledged)}
    for each in (*case.delivered, *case.acknowledged):
        facts[type(each.body)] += (each,)
    turned = {said: tuple(reversed(found)) for said, found in facts.items()}
    assert in_order(lines_of(facts, people)) == in_order(lines_of(turned, people))


def test_a_moment_that_runs_against_the_log_is_marked():
    plain = {"section": "coast", "output": "release", "version": 1, "draft_ref": "0" * 64}
    body = DraftDelivered(**plain)
    people = clean_people()
    said = [
        by("centre-author", body, at="2026-02-05T10:00:00Z", index=1),
        by("centre-author", body, at="2026-02-01T10:00:00Z", index=2),
        by("centre-author", body, at="2026-02-06T10:00:00Z", index=3),
    ]
    told = [line_of(each, next(iter(TELLS[DraftDelivered](each, None))), people) for each in said]
    assert {each.index for each in in_order(told) if each.backwards} == {2}


def test_what_stands_in_anothers_log_says_so():
    body = DraftDelivered(section="coast", output="release", version=1, draft_ref="0" * 64)
    forged = fact(body, actor="coast-director", origin="harbour.example/centre")
    told = next(iter(TELLS[DraftDelivered](forged, None)))
    assert line_of(forged, told, clean_people()).shows == "foreign"


def test_every_kind_has_words():
    assert {said.kind.partition("/")[0] for said in TELLS} == set(SAYS)


def test_a_line_is_proved_by_a_checkpoint_that_holds_it(harbour):
    (line,) = [each for each in lines(person="coast", act="sent") if (each.output, each.version) == ("release", 2)]
    ring = keyring()
    sign_log(line.origin, ring.signer(line.origin))
    proof = proof_of(line.origin, line.index)
    found = verify_proof(proof.text, leaf=bytes.fromhex(line.ref), verifiers=ring.verifiers(), origin=line.origin)
    assert found.size == proof.size > line.index


def test_a_line_that_no_checkpoint_holds_has_no_proof_yet(harbour):
    assert proof_of("harbour.example/north", 10**6) is None


def test_the_plain_text_says_what_was_read_what_was_first_and_what_it_cannot_show(harbour):
    timeline = timeline_of(["harbour"])
    text = printing.as_text(timeline, timeline.lines)
    for words in (
        "WHO KNEW WHAT: harbour",
        f"log harbour.example/coast: {timeline.seen['harbour.example/coast']} entries read",
        "release 2, section coast: sent 2026-03-04 09:30:00 UTC (harbour.example/centre",
        "It does not show that it arrived or was read.",
        timeline.lines[0].ref,
    ):
        assert words in text


def test_the_table_runs_nothing_in_a_spreadsheet(harbour):
    odd = replace(lines()[0], by="=cmd()")
    rows = list(csv.DictReader(io.StringIO(printing.as_csv([odd]))))
    assert (rows[0]["by"], rows[0]["leaf"], rows[0]["index"]) == ("'=cmd()", odd.ref, str(odd.index))


def test_the_json_carries_the_sizes_and_the_proofs(harbour):
    ring = keyring()
    for origin in ("centre", "coast", "north"):
        sign_log(f"harbour.example/{origin}", ring.signer(f"harbour.example/{origin}"))
    timeline = timeline_of(["harbour"])
    told = json.loads(printing.as_json(timeline, timeline.lines, proofs=True))
    assert told["seen"] == dict(timeline.seen)
    assert all(each["proof"]["text"].startswith("c2sp.org/tlog-proof@v1") for each in told["lines"])


@pytest.mark.parametrize("wrong", ["centre", "=3", "a=", "a=-1", "a=x", "a=1.5"])
def test_sizes_written_otherwise_are_refused(wrong):
    with pytest.raises(ValueError, match="the name of a log and its size"):
        sizes_from([wrong])


def test_the_page_lists_filters_and_pages(harbour, monkeypatch):
    monkeypatch.setattr("answerable.reviews.views.knew.ON_PAGE", 5)
    whole = page(COAST, KNEW)
    assert "Page 1 of" in whole
    assert f"{len(lines())} lines, oldest first." in whole
    chosen = page(COAST, f"{KNEW}?who=coast&act=sent&output=release")
    assert "2 lines, oldest first." in chosen
    assert "8 lines" not in chosen


def test_the_address_with_the_sizes_gives_the_same_page_again(harbour):
    import re

    before = page(COAST, f"{KNEW}print/")
    (settled,) = re.findall(r'href="/cases/harbour/knew/\?([^"]*size=[^"]*)"', before)
    tell(ask(), OBJECTS)
    after = page(COAST, f"{KNEW}print/?{settled.replace('&amp;', '&')}")
    assert before.count("<tr>") == after.count("<tr>")
    assert before.count("<tr>") < page(COAST, f"{KNEW}print/").count("<tr>")


def test_one_page_has_it_all_to_print(harbour):
    text = page(DIRECTOR, f"{KNEW}print/")
    for words in ("The first word of each, by version", "no word on record", "What this shows, and what not"):
        assert words in text
    assert all(each.ref in text for each in lines())


def test_a_line_opens_as_the_entry_that_was_hashed_with_its_proof(harbour):
    line = lines(person="coast", act="opened")[0]
    address = f"{KNEW}{line.ref}/"
    text = page(DIRECTOR, address)
    assert line.ref in text
    assert "draft.acknowledged/1" in text
    ring = keyring()
    sign_log(line.origin, ring.signer(line.origin))
    assert "The proof as a file" in page(DIRECTOR, address)
    proof = page(DIRECTOR, f"{address}proof.txt")
    verify_proof(proof, leaf=bytes.fromhex(line.ref), verifiers=ring.verifiers(), origin=line.origin)


@pytest.mark.parametrize(
    "address", [f"{KNEW}{'0' * 64}/", f"{KNEW}{'0' * 64}/proof.txt", "/cases/never/knew/", f"{KNEW}?size=x"]
)
def test_what_is_not_there_is_not_found(harbour, address):
    assert signed_in(COAST).get(address).status_code == 404


@pytest.mark.parametrize(("form", "begins"), [("txt", "WHO KNEW"), ("csv", "at,case,who"), ("json", "{")])
def test_the_timeline_is_given_out_as_a_file(harbour, form, begins):
    assert page(COAST, f"/cases/harbour/knew.{form}?who=coast").startswith(begins)


@pytest.mark.parametrize("address", [KNEW, f"{KNEW}print/", "/cases/harbour/knew.csv"])
def test_who_knew_what_is_for_insiders(harbour, address):
    assert signed_in().get(address).status_code == 302
    assert signed_in("stranger").get(address).status_code == 404


def test_the_command_prints_what_the_page_does(harbour, monkeypatch):
    from typer.testing import CliRunner

    from answerable.cli import app

    monkeypatch.setattr("answerable.cli.knew.prepare", lambda: None)
    run = CliRunner()
    whole = run.invoke(app, ["knew", "harbour", "--person", NORTH, "--format", "json"])
    assert [each["by"] for each in json.loads(whole.stdout)["lines"]] == [NORTH] * 4
    early = run.invoke(app, ["knew", "harbour", "--as-of", "2026-03-01", "--format", "csv"])
    assert {row["at"][:7] for row in csv.DictReader(io.StringIO(early.stdout))} <= {"2026-01", "2026-02"}
    assert "EVERY LINE" in run.invoke(app, ["knew", "harbour", "--output", "release"]).stdout
    wrong = run.invoke(app, ["knew", "harbour", "--as-of", "soon"])
    assert (wrong.exit_code, "expected a day or a moment" in wrong.stderr) == (2, True)
    assert run.invoke(app, ["knew", "never"]).exit_code == 2
