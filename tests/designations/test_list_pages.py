"""The pages of lists: the public register as everybody reads it, and the pages on which insiders work."""

from __future__ import annotations

import pytest

from answerable.designations import entries
from answerable.designations.models import DesignationDecided, DesignationProposed
from answerable.record.facts import read
from answerable.vault.reading import shown
from tests.designations.made import LIST, NAME, day, go_through, on, open_list, prepare, propose, speak
from tests.site import AUTHOR, COAST, DIRECTOR, NORTH, page, said, signed_in

PUBLIC = f"/lists/{LIST}/"
INSIDE = f"/lists/{LIST}/inside/"
SAY = "/cases/harbour/say/"
HANDLES = (AUTHOR, DIRECTOR, COAST, NORTH)
CANARY = "never to be read outside"


@pytest.fixture
def prisoners(harbour):
    open_list()


@pytest.fixture
def full(prisoners):
    """A list with somebody on it, somebody taken off, somebody refused, a sealed decision and an open proposal.

    The clock of the case stands on the 47th day after the list was opened.
    """
    inside = {"reasons": f"Reasons {CANARY}."}
    go_through("P1", "designated", on=2, **inside)
    go_through("P2", "designated", on=2, person="K2", name="Mira Oland", **inside)
    go_through("P3", "ended", on=20, person="K2", name="Mira Oland", section="declined", reverses="P2", **inside)
    go_through("P4", "refused", on=21, person="K3", name=f"Refused One {CANARY}", **inside)
    go_through("P5", "designated", on=22, person="K4", name=f"Sealed One {CANARY}", discloses=on(90),
               sealed=f"Why {CANARY}.", public_reasons=f"Sealed reasons {CANARY}.", **inside)  # fmt: skip
    propose("P6", "designated", at=day(23), person="K5", name=f"Proposed One {CANARY}",
            public_reasons=f"Proposed reasons {CANARY}.", **inside)  # fmt: skip


ADDRESSES = ("/lists/", PUBLIC, f"{PUBLIC}?on=2026-02-10", f"{PUBLIC}persons/K1/", f"{PUBLIC}persons/K2/",
             f"{PUBLIC}register.csv", f"{PUBLIC}register.json", f"{PUBLIC}register.ftm")  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_internal_leaks_from_a_public_page_or_export(full, address):
    text = page("", address)
    assert CANARY not in text
    assert [handle for handle in HANDLES if handle in text] == []
    assert "Bo Ek" not in text
    assert ">P6<" not in text


@pytest.mark.parametrize("person", ["K3", "K4", "K5", "never"])
def test_whoever_is_refused_sealed_proposed_or_unknown_has_no_public_page(full, person):
    assert signed_in().get(f"{PUBLIC}persons/{person}/").status_code == 404
    assert signed_in(DIRECTOR).get(f"{PUBLIC}persons/{person}/").status_code == 404


@pytest.mark.parametrize("person", ["", "stranger", AUTHOR, COAST])
def test_everybody_reads_who_is_listed_and_who_was(full, person):
    text = page(person, PUBLIC)
    for words in ("Listed on 20 March 2026", NAME, "Listed before", "Mira Oland", "Version 1, adopted 1 February 2026"):
        assert words in text
    assert "A decision of 23 February 2026 is sealed. It discloses itself on 2 May 2026" in text


def test_a_list_is_read_as_it_was_on_a_day(full):
    text = page("", f"{PUBLIC}?on=2026-02-05")
    listed, _, rest = text.partition('id="criteria"')
    assert "Listed on 5 February 2026" in text
    assert "Mira Oland" in listed
    assert 'id="before"' not in listed
    assert f"{PUBLIC}register.csv?on=2026-02-05" in rest


def test_a_day_that_is_none_is_said_beside_the_field(full):
    answer = signed_in().get(f"{PUBLIC}?on=yesterday")
    assert answer.status_code == 400
    assert "Enter a valid date." in answer.content.decode()


def test_the_history_of_a_person_shows_the_reversal_both_ways_and_the_reason_of_who_declined(full):
    text = page("", f"{PUBLIC}persons/K2/")
    assert '<a href="#decision-P2">P2</a>' in text
    assert '<a href="#decision-P3">P3</a>' in text
    assert "The coast says: too early." in text
    assert "Harbour Watch, coast: declined" in text


def test_a_list_or_an_export_that_is_not_there_is_not_found(full):
    for address in ("/lists/never/", "/lists/never/register.csv", f"{PUBLIC}register.pdf", "/lists/never/inside/"):
        assert signed_in(DIRECTOR).get(address).status_code == 404, address
    assert signed_in(DIRECTOR).get(f"/lists/{LIST}/proposals/P99/").status_code == 404
    assert signed_in(DIRECTOR).get(f"{INSIDE}persons/K99/").status_code == 404


@pytest.mark.parametrize("address", [INSIDE, f"{INSIDE}persons/K4/", f"/lists/{LIST}/proposals/P6/"])
def test_pages_of_work_are_for_insiders(full, address):
    assert signed_in().get(address).url.startswith("/sign-in/")
    assert signed_in("stranger").get(address).status_code == 404
    for person in (AUTHOR, COAST, NORTH):
        assert page(person, address)


def test_insiders_see_what_is_sealed_and_what_is_proposed(full):
    text = page(COAST, INSIDE)
    assert f"Sealed One {CANARY}" in text
    assert "sealed until 2 May 2026" in text
    assert "P6: designated: put on the list" in text
    assert "sealed until 2 May 2026" in page(COAST, f"{INSIDE}persons/K4/")


def test_a_proposal_shows_what_is_lacking_and_where_it_is_supplied(full):
    text = page(AUTHOR, f"/lists/{LIST}/proposals/P6/")
    for words in ("Nobody has rehearsed", "was told", "0 of 2 have signed", "designation.rehearsed/?list=prisoners"):
        assert words in text
    assert "finding F1 concerns country xa, and coast answers for xa" in text


def test_a_proposal_that_lacks_nothing_leads_to_its_decision(prisoners):
    proposed = propose("P1", "designated", at=day(2))
    prepare(proposed, at=day(2))
    text = page(DIRECTOR, f"/lists/{LIST}/proposals/P1/")
    assert "Nothing is lacking: it can be decided." in text
    assert "can be decided" in page(DIRECTOR, INSIDE)


def test_a_list_with_nothing_on_it_says_so(prisoners):
    assert "Nobody." in page("", PUBLIC)
    assert page(AUTHOR, INSIDE)


# saying it by forms


def post(person: str, table: str, values: dict, *, proposal: str = "P1", where: str = SAY):
    query = f"?list={LIST}&proposal={proposal}" if table != "designation.proposed" else f"?list={LIST}"
    return signed_in(person).post(f"{where}{table}/{query}", values)


PROPOSAL = {
    "proposal": "P1",
    "person": "K1",
    "name": NAME,
    "decision": "designated",
    "status": "held",
    "criteria-rows": "2",
    "criteria-0-criterion": "held",
    "criteria-0-state": "met",
    "criteria-0-evidence": ["E1"],
    "criteria-1-criterion": "violence",
    "criteria-1-state": "not-met",
    "findings": ["F1"],
    "reasons": "Held for a leaflet.",
    "public_reasons": "Held for a leaflet.",
}


def test_a_decision_goes_its_whole_way_through_forms(prisoners):
    for person, table, values in (
        (AUTHOR, "designation.proposed", PROPOSAL),
        (AUTHOR, "designation.rehearsed", {"reuse": "As a verdict.", "answer": "accepted", "how": "It is true."}),
        (AUTHOR, "designation.notified", {"to": "nobody", "day": "2026-03-20", "how": "It would put her at risk."}),
        (DIRECTOR, "designation.signed", {}),
        (NORTH, "designation.signed", {}),
        (COAST, "designation.countersigned", {}),
        (DIRECTOR, "designation.decided", {"effective": "2026-03-20"}),
    ):
        answer = post(person, table, values)
        assert (answer.status_code, answer.get("Location")) == (302, f"/lists/{LIST}/proposals/P1/"), table
    (decided,) = read(DesignationDecided, list=LIST)
    assert (decided.body.person, decided.body.status, decided.body.silent) == ("K1", "held", ())
    assert NAME in page("", PUBLIC)
    assert "decided" in page(DIRECTOR, f"/lists/{LIST}/proposals/P1/")


def test_a_refused_decision_says_why_and_nothing_is_said(prisoners):
    propose("P1", "designated", at=day(2))
    answer = post(DIRECTOR, "designation.decided", {"effective": "2026-03-01"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Nobody has rehearsed how this decision could be misused." in text
    assert "cannot take effect on 2026-03-01, before it was made" in text
    assert said("designation.decided/1") == 0


def test_a_proposal_begins_with_the_newest_criteria_and_is_written_anew_from_what_stands(prisoners):
    text = page(AUTHOR, f"{SAY}designation.proposed/?list={LIST}")
    assert 'name="criteria-1-criterion"' in text
    propose("P1", "designated", at=day(2))
    text = page(AUTHOR, f"{SAY}designation.proposed/?list={LIST}&proposal=P1")
    assert "Inside reasons for P1." in text
    assert post(AUTHOR, "designation.proposed", PROPOSAL).status_code == 302
    assert [shown(fact.body.reasons) for fact in read(DesignationProposed, list=LIST)] == [
        "Inside reasons for P1.",
        "Held for a leaflet.",
    ]


def test_an_edit_takes_every_signature_back(prisoners):
    proposed = propose("P1", "designated", at=day(2))
    prepare(proposed, at=day(2))
    propose("P1", "designated", at=day(3), public_reasons="Other words.")
    text = page(DIRECTOR, f"/lists/{LIST}/proposals/P1/")
    assert "0 of 2 have signed this version" in text
    assert "2 versions" in text


def test_a_list_is_opened_and_criteria_are_adopted_outside_every_case(harbour):
    told = {"list": "books", "title": "Books", "purpose": "Banned books.", "statuses": "banned, free", "signers": "1"}
    answer = signed_in(DIRECTOR).post("/say/list.opened/", told)
    assert answer.url == "/lists/books/inside/"
    rows = {"criteria-rows": "1", "criteria-0-criterion": "banned", "criteria-0-text": "It is banned."}
    answer = signed_in(DIRECTOR).post("/say/criteria.adopted/?list=books", {**rows, "reason": "The first."})
    assert answer.url == "/lists/books/inside/"
    assert "It is banned." in page("", "/lists/books/")
    assert "0 persons" in page("", "/lists/")


def test_nobody_but_an_approver_finds_the_form_for_a_list(harbour):
    assert signed_in(AUTHOR).get("/say/list.opened/").status_code == 403


# what waits


def waits(person: str) -> list[str]:
    from answerable.web.home import counting
    from answerable.web.home.waiting import waits_for

    counting.forget()
    found = [each for each in waits_for([person]) if each.waiting.kind.endswith("-proposal")]
    return [f"{each.waiting.kind} {each.address}" for each in found]


def test_a_proposal_waits_for_each_who_has_a_part_in_it(prisoners):
    proposed = propose("P1", "designated", at=day(45))
    at = f"/lists/{LIST}/proposals/P1/"
    assert waits(AUTHOR) == [f"complete-proposal {at}"]
    assert waits(COAST) == [f"countersign-proposal {at}"]
    assert waits(DIRECTOR) == waits(NORTH) == [f"sign-proposal {at}"]
    prepare(proposed, at=day(46))
    assert [waits(person) for person in (AUTHOR, COAST, NORTH)] == [[], [], []]
    assert waits(DIRECTOR) == [f"decide-proposal {at}"]


def test_nothing_waits_once_it_is_decided(prisoners):
    go_through("P1", "designated", on=2)
    assert [waits(person) for person in (AUTHOR, COAST, NORTH, DIRECTOR)] == [[], [], [], []]


def test_the_word_of_a_silent_section_stays_wanted_until_the_decision(prisoners):
    propose("P1", "designated", at=day(2))
    assert waits(COAST) == [f"countersign-proposal /lists/{LIST}/proposals/P1/"]


def test_a_section_declines_by_a_form_and_its_reason_is_printed(prisoners):
    propose("P1", "designated", at=day(2))
    assert post(COAST, "designation.declined", {"reason": "Too early."}).status_code == 302
    assert "Too early." in page(AUTHOR, f"/lists/{LIST}/proposals/P1/")
    assert entries.DesignationDeclined.kind == "designation.declined/1"
    assert speak is not None
