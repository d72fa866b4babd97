"""Every version reaches the sections whose part is computed, once, and what came before with it."""

from __future__ import annotations

from answerable.clearance.delivery import deliver_due
from answerable.clearance.entries import SectionAdded
from answerable.evidence.clock import moment_of
from answerable.people.access import Reader
from answerable.vault.sealing import say
from tests.clearance.authoring.desk import NEW, case, current, delivered, keep, rows
from tests.site import AUTHOR, page, said, signed_in

CENTRE = Reader(person=AUTHOR, section="centre", origin="harbour.example/centre")
TEXT = "# Records\n\nThe port of Selsund did not show 12 records to the inspectors.\n"


def deliver(output: str = "release"):
    return deliver_due("harbour", output, reader=CENTRE, at=moment_of("harbour"))


def write_post() -> None:
    """Draft a post in two versions that rest on nothing yet."""
    assert keep(address=NEW, text=TEXT, accuses=[]).status_code == 302
    plain = {"type": "post", "language": "en", "authors": [AUTHOR], "text": TEXT + "\nMore.\n", "do": "keep"}
    answer = signed_in(AUTHOR).post("/cases/harbour/drafts/post/edit/", plain | {"started": current("post").ref})
    assert answer.status_code == 302, answer.content.decode()


def test_what_was_delivered_is_not_delivered_again(harbour):
    assert deliver() == ()


def test_a_draft_that_rests_on_nothing_goes_to_nobody(harbour):
    write_post()
    assert delivered("post") == []


def test_a_section_that_gets_its_part_later_is_given_every_version(harbour):
    write_post()
    address = "/cases/harbour/drafts/post/2/mark/"
    answer = signed_in(AUTHOR).post(address, rows(page(AUTHOR, address)) | {"do": "mark"})
    assert answer.status_code == 302, answer.content.decode()
    name = next(each.id for each in case("post").outputs.marked[-1].body.statements if each.says == "fact")
    answer = signed_in(AUTHOR).post("/cases/harbour/drafts/post/2/support/", {"link": f"{name}/F1"})
    assert answer.status_code == 302, answer.content.decode()
    assert delivered("post") == [("coast", 1), ("coast", 2)]


def test_a_section_is_asked_at_the_draft_once(harbour):
    before = said("section.asked/1")
    keep(text=TEXT)
    assert said("section.asked/1") == before


def test_a_section_that_an_author_adds_is_asked_and_given_every_version(harbour):
    plain = {"section": "north", "reason": "Its ships call there."}
    say(SectionAdded, plain, origin=CENTRE.origin, actor=AUTHOR, at=moment_of("harbour"), case="harbour")
    done = [(type(fact.body).__name__, fact.body.section) for fact in deliver()]
    assert done == [("SectionAsked", "north"), ("DraftDelivered", "north"), ("DraftDelivered", "north")]
    assert deliver() == ()
