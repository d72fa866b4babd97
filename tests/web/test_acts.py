"""Acts said through pages: each has a form or a page, what is typed becomes what is said, and nothing else does."""

from __future__ import annotations

import hashlib
import re
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.template.loader import get_template

from answerable.evidence import models as evidence
from answerable.findings import models as findings
from answerable.forms.making import paths
from answerable.kinds import ACTS
from answerable.people import models as people
from answerable.record.facts import read
from answerable.vault.errors import Lingering
from answerable.vault.models import Content
from answerable.vault.reading import shown
from answerable.vault.store import open_file
from answerable.web.acts import views
from answerable.web.acts.table import FORMS, PAGES, address_of
from tests.site import AUTHOR, COAST, DIRECTOR, LAWYER, page, said, signed_in
from tests.vault.lying import path_of

TABLES = sorted({kind.partition("/")[0] for kind in ACTS})
CASE = "/cases/harbour/say/"
GRADE = {"item": "E3", "source": "B", "information": "2", "reasons": "Seen beside the original."}
FINDING = {
    "finding": "F9",
    "level": "fact",
    "established": "yes",
    "text": "On 1 October 2025 one crane stood still.",
    "doer": "port-authority",
    "conduct": "act",
    "act": "stopped a crane",
    "affected": "dock workers",
    "countries": "xa, xb",
    "since": "2025-10-01",
    "until": "2025-10-02",
    "standard": "reasonable-grounds",
    "counts-rows": "3",
    "counts-0-numerator": "1",
    "counts-0-base": "4",
    "counts-0-unit": "cranes on the quay",
    "counts-0-chosen": "Every crane on the plan.",
    "counts-0-evidence": "seen",
    "evidence-rows": "2",
    "evidence-1-item": "E1",
    "evidence-1-does": "supports",
}
RULE = {
    "finding": "F1",
    "rule": "R9",
    "name": "Duty to show records",
    "source": "A treaty, article 4",
    "norm": "treaty",
    "conduct": "not showing records",
    "elements-rows": "2",
    "elements-0-element": "a",
    "elements-0-asks": "Were there records?",
    "elements-0-state": "met",
    "elements-0-evidence_for": ["E1", "E3"],
    "elements-0-standard": "reasonable-grounds",
    "elements-1-element": "b",
    "elements-1-asks": "Was there a duty to show them?",
    "elements-1-state": "not-examined",
}


def post(person: str, table: str, values: dict, *, query: str = "", where: str = CASE):
    return signed_in(person).post(f"{where}{table}/{query}", values)


def last(table):
    return read(table, case="harbour")[-1]


@pytest.mark.parametrize("table", TABLES)
def test_every_act_has_a_form_or_a_page(table):
    assert (table in FORMS) != (table in PAGES)


def test_every_form_and_page_is_of_an_act():
    assert {*FORMS, *PAGES} == set(TABLES)


@pytest.mark.parametrize("table", sorted(table for table, each in PAGES.items() if each.name))
def test_every_page_that_is_named_is_there(table):
    assert address_of(PAGES[table], "harbour")


@pytest.mark.parametrize("table", sorted(FORMS))
def test_what_a_description_speaks_of_is_a_field(table):
    form = FORMS[table]
    spoken_of = {*form.labels, *form.values, *form.offers, *form.blocked.values(), *form.files}
    assert spoken_of <= {*paths(form), *form.adds}
    assert form.given <= set(form.said.__struct_fields__)


@pytest.mark.parametrize("table", sorted(FORMS))
def test_every_form_is_shown_to_an_approver_who_is_author_too(harbour, both_roles, table):
    form = FORMS[table]
    text = page(DIRECTOR, f"{'/say/' if form.place == 'house' else CASE}{table}/")
    assert f"<h1>{form.title}</h1>" in text


@pytest.fixture
def both_roles(harbour):
    post(DIRECTOR, "role.granted", {"person": DIRECTOR, "role": "author"})


def test_a_case_is_opened(harbour):
    terms = {"case": "quay", "title": "The quay", "terms": "What happened on the quay.", "situation": "peace"}
    answer = post(DIRECTOR, "case.opened", terms | {"parties": "port, union"}, where="/say/")
    assert answer.url == "/cases/quay/"
    (opened,) = read(evidence.CaseOpened, case="quay")
    assert (opened.actor, opened.body.parties, shown(opened.body.terms)) == (
        DIRECTOR,
        ("port", "union"),
        "What happened on the quay.",
    )


def test_a_name_that_a_case_has_is_refused_beside_its_field(harbour):
    terms = {"case": "harbour", "title": "The quay", "terms": "What happened.", "situation": "peace"}
    answer = post(DIRECTOR, "case.opened", terms, where="/say/")
    assert answer.status_code == 409
    assert "case-name-taken" not in answer.content.decode()
    assert "id_case_error" in answer.content.decode()


def test_an_item_is_taken_in_with_its_file(harbour):
    content = b"bytes of a scan" * 1000
    values = {"item": "E90", "type": "document", "title": "A scan", "source": "A clerk", "custodian": AUTHOR}
    answer = post(AUTHOR, "item.taken_in", values | {"file": SimpleUploadedFile("scan.pdf", content)})
    assert answer.url == "/cases/harbour/evidence/E90/"
    body = last(evidence.ItemTakenIn).body
    assert (body.sha256, body.size, body.file_name) == (hashlib.sha256(content).hexdigest(), len(content), "E90.pdf")
    assert shown(body.original_name) == "scan.pdf"
    with open_file(body.file) as file:
        assert file.read() == content


def test_a_refused_item_leaves_no_file_behind(harbour, settings):
    held = Content.objects.count()
    before = {place for place in settings.ANSWERABLE_VAULT.rglob("*") if place.is_file()}
    values = {"item": "E1", "type": "document", "title": "Another", "source": "A clerk", "custodian": AUTHOR}
    answer = post(AUTHOR, "item.taken_in", values | {"file": SimpleUploadedFile("scan.pdf", b"other bytes")})
    assert answer.status_code == 409
    assert Content.objects.count() == held
    assert {place for place in settings.ANSWERABLE_VAULT.rglob("*") if place.is_file()} == before


def test_a_file_that_is_too_large_is_refused_beside_its_field(harbour, settings):
    settings.ANSWERABLE_LARGEST_FILE = 3
    values = {"item": "E90", "type": "document", "title": "A scan", "source": "A clerk", "custodian": AUTHOR}
    answer = post(AUTHOR, "item.taken_in", values | {"file": SimpleUploadedFile("scan.pdf", b"four")})
    assert answer.status_code == 409
    assert "larger than" in answer.content.decode()


def test_a_capture_that_is_begun_has_to_be_finished(harbour):
    values = {"item": "E90", "type": "image", "title": "A photo", "source": "A clerk", "custodian": AUTHOR}
    before = said("item.taken_in/1")
    answer = post(AUTHOR, "item.taken_in", values | {"capture-0-tool": "a camera"})
    assert answer.status_code == 409
    assert 'id="id_capture-0-at_error"' in answer.content.decode()
    assert said("item.taken_in/1") == before


def test_an_item_is_graded_beside_what_it_is(harbour):
    assert 'class="beside"' in page(AUTHOR, f"{CASE}item.graded/?item=E3")
    answer = post(AUTHOR, "item.graded", GRADE, query="?item=E3")
    assert answer.url == "/cases/harbour/evidence/E3/"
    graded = last(evidence.ItemGraded)
    assert (graded.actor, graded.origin) == (AUTHOR, "harbour.example/centre")
    assert (graded.body.item, graded.body.source, graded.body.information) == ("E3", "B", "2")
    assert shown(graded.body.reasons) == "Seen beside the original."


def test_what_the_address_names_cannot_be_sent_as_something_else(harbour):
    post(AUTHOR, "item.graded", GRADE | {"item": "E1"}, query="?item=E3")
    assert last(evidence.ItemGraded).body.item == "E3"


def test_an_item_that_the_address_misnames_is_asked_for(harbour):
    assert '<select name="item"' in page(AUTHOR, f"{CASE}item.graded/?item=E999")


@pytest.mark.parametrize("field", ["source", "information", "reasons"])
def test_what_is_missing_stands_beside_its_field_and_nothing_is_said(harbour, field):
    before = said("item.graded/1")
    answer = post(AUTHOR, "item.graded", GRADE | {field: ""})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert f'id="id_{field}_error"' in text
    assert said("item.graded/1") == before
    if field != "reasons":
        assert "Seen beside the original." in text


@pytest.mark.parametrize(("field", "value"), [("source", "G"), ("item", "E999"), ("information", "7")])
def test_a_value_that_is_not_offered_is_refused(harbour, field, value):
    before = said("item.graded/1")
    assert post(AUTHOR, "item.graded", GRADE | {field: value}).status_code == 409
    assert said("item.graded/1") == before


def test_a_file_in_the_vault_is_read_again(harbour):
    item = next(fact.body for fact in read(evidence.ItemTakenIn, case="harbour") if fact.body.file)
    answer = post(AUTHOR, "item.rehashed", {}, query=f"?item={item.item}")
    assert answer.status_code == 302
    assert last(evidence.ItemRehashed).body.sha256 == item.sha256


def test_a_file_that_is_not_the_same_any_more_goes_on_record_as_what_it_is_now(harbour):
    item = next(fact.body for fact in read(evidence.ItemTakenIn, case="harbour") if fact.body.file)
    place = path_of(item.file)
    bytes_before = place.read_bytes()
    place.chmod(0o600)
    place.write_bytes(b"other")
    try:
        answer = post(AUTHOR, "item.rehashed", {}, query=f"?item={item.item}")
    finally:
        place.write_bytes(bytes_before)
    assert answer.status_code == 302
    assert last(evidence.ItemRehashed).body.sha256 == hashlib.sha256(b"other").hexdigest()


def test_only_the_one_who_holds_an_item_hands_it_on(harbour):
    holder = last(evidence.ItemTakenIn).body
    other = LAWYER if holder.custodian != LAWYER else AUTHOR
    values = {"giver": other, "taker": DIRECTOR, "purpose": "To keep it"}
    answer = post(AUTHOR, "item.transferred", values, query=f"?item={holder.item}")
    assert answer.status_code == 409
    assert "id_giver_error" in answer.content.decode()


def test_a_finding_is_stated_with_its_counting_base(harbour):
    answer = post(AUTHOR, "finding.stated", FINDING)
    assert answer.url == "/cases/harbour/findings/F9/"
    body = last(findings.FindingStated).body
    assert (body.number, body.established, body.countries) == (1, True, ("xa", "xb"))
    assert [(each.numerator, each.base, each.unit) for each in body.counts] == [(1, 4, "cranes on the quay")]
    assert shown(body.counts[0].chosen) == "Every crane on the plan."
    assert [(each.item, each.does) for each in body.evidence] == [("E1", "supports")]


def test_a_row_that_is_begun_has_to_be_finished(harbour):
    before = said("finding.stated/1")
    answer = post(AUTHOR, "finding.stated", FINDING | {"counts-1-numerator": "3"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert 'id="id_counts-1-unit_error"' in text
    assert 'id="id_counts-2-unit_error"' not in text
    assert said("finding.stated/1") == before


def test_a_row_is_added_without_losing_or_saying_anything(harbour):
    before = said("finding.stated/1")
    answer = post(AUTHOR, "finding.stated", FINDING | {"add": "counts", "act": ""})
    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="counts-3-unit"' in text
    assert 'value="cranes on the quay"' in text
    assert "errorlist" not in text
    assert re.search(r'name="counts-3-numerator"[^>]* autofocus', text)
    assert said("finding.stated/1") == before


def test_the_next_version_begins_as_the_current_one_stands(harbour):
    text = page(AUTHOR, f"{CASE}finding.stated/?finding=F1")
    assert 'value="accident records that the inspectors asked for"' in text
    assert "12 of the 30 accident records they asked for." in text
    answer = post(AUTHOR, "finding.stated", FINDING, query="?finding=F1")
    assert answer.status_code == 302
    assert (last(findings.FindingStated).body.finding, last(findings.FindingStated).body.number) == ("F1", 2)


def test_a_key_that_a_finding_has_is_not_taken_by_another(harbour):
    before = said("finding.stated/1")
    answer = post(AUTHOR, "finding.stated", FINDING | {"finding": "F1"})
    assert (answer.status_code, said("finding.stated/1")) == (409, before)
    assert "id_finding_error" in answer.content.decode()


def test_a_rule_is_assessed_element_by_element_and_an_element_signed(harbour):
    assert post(AUTHOR, "rule.assessed", RULE).status_code == 302
    assessed = last(findings.RuleAssessed)
    assert [each.element for each in assessed.body.elements] == ["a", "b"]
    assert assessed.body.elements[0].evidence_for == ("E1", "E3")
    stated = next(fact for fact in read(findings.FindingStated, case="harbour") if fact.body.finding == "F1")
    assert assessed.body.finding_ref == stated.ref
    query = "?" + urlencode({"finding": "F1", "rule": "R9", "element": "a"})
    answer = post(LAWYER, "element.signed", {"role": "legal-reviewer"}, query=query)
    assert answer.url == "/cases/harbour/findings/F1/#rule-R9"
    signed = last(findings.ElementSigned)
    assert (signed.actor, signed.body.element, signed.body.assessed_ref) == (LAWYER, "a", assessed.ref)


def test_who_made_the_assessment_cannot_sign_it(harbour):
    post(AUTHOR, "rule.assessed", RULE)
    query = "?" + urlencode({"finding": "F1", "rule": "R9", "element": "a"})
    answer = post(AUTHOR, "element.signed", {"role": "legal-reviewer"}, query=query)
    assert answer.status_code == 409
    assert "is no legal reviewer in this case" in answer.content.decode()


def test_an_assessment_without_elements_is_refused(harbour):
    values = {name: value for name, value in RULE.items() if not name.startswith("elements-")}
    answer = post(AUTHOR, "rule.assessed", values)
    assert answer.status_code == 409
    assert "Fill in at least one row." in answer.content.decode()


@pytest.mark.parametrize(
    ("person", "where", "table"),
    [
        (COAST, CASE, "item.graded"),
        (AUTHOR, "/say/", "case.opened"),
        (AUTHOR, "/say/", "person.joined"),
        (LAWYER, CASE, "role.granted"),
        (AUTHOR, CASE, "content.erased"),
    ],
)
def test_who_holds_none_of_the_roles_is_told_which(harbour, person, where, table):
    got = signed_in(person).get(f"{where}{table}/")
    assert got.status_code == 403
    assert "Any one of them would do" in got.content.decode()
    assert post(person, table, {}, where=where).status_code == 403


def test_a_form_of_the_house_is_not_found_in_a_case(harbour):
    assert signed_in(DIRECTOR).get(f"{CASE}person.joined/").status_code == 404


def test_a_case_that_nobody_opened_is_not_found(harbour):
    assert signed_in(AUTHOR).get("/cases/none/say/item.graded/").status_code == 404


def test_a_page_that_is_sent_twice_says_its_act_once(harbour):
    client, before = signed_in(AUTHOR), said("item.graded/1")
    mark = re.search(r'name="sending" value="([^"]+)"', client.get(f"{CASE}item.graded/").content.decode())
    values = GRADE | {"sending": mark[1]}
    first, second = (client.post(f"{CASE}item.graded/", values) for _ in range(2))
    assert (first.url, second.url) == ("/cases/harbour/evidence/E3/",) * 2
    assert said("item.graded/1") == before + 1


def test_a_person_joins_under_a_handle_that_nobody_had(harbour):
    values = {"person": "centre-clerk", "name": "Ana Doe"}
    assert post(DIRECTOR, "person.joined", values, where="/say/").status_code == 302
    assert read(people.PersonJoined)[-1].body.section == "centre"
    assert post(DIRECTOR, "person.joined", values, where="/say/").status_code == 409


def test_content_of_another_section_is_not_offered_for_erasing(harbour):
    own = page(DIRECTOR, f"{CASE}content.erased/")
    for fact in read(evidence.ItemTakenIn, case="harbour"):
        assert (fact.body.source in own) == (fact.origin == "harbour.example/centre")


def test_content_that_is_erased_is_gone(harbour):
    fact = next(f for f in read(evidence.ItemTakenIn, case="harbour") if f.origin == "harbour.example/centre")
    answer = post(DIRECTOR, "content.erased", {"content": fact.body.source, "reason": "safety"})
    assert answer.status_code == 302
    assert shown(fact.body.source) == "[erased]"


def test_what_was_erased_while_somebody_was_reading_is_not_called_refused(harbour, monkeypatch):
    """Its bytes are written over later; raised as the transaction ends, when the entry is on record."""
    fact = next(f for f in read(evidence.ItemTakenIn, case="harbour") if f.origin == "harbour.example/centre")

    @contextmanager
    def ending():
        with transaction.atomic():
            yield
        raise Lingering("expected nobody to read")

    monkeypatch.setattr(views, "transaction", SimpleNamespace(atomic=ending))
    answer = post(DIRECTOR, "content.erased", {"content": fact.body.source, "reason": "safety"})
    assert (answer.status_code, shown(fact.body.source)) == (302, "[erased]")


def test_a_mark_longer_than_ours_is_not_kept(harbour):
    client, body = signed_in(DIRECTOR), {"organisation": "harbour", "name": "Harbour", "sending": "x" * 100_000}
    assert client.post("/say/organisation.named/", body).status_code == 302
    assert not any(len(mark) > 64 for mark in client.session.get("sent", {}))


@pytest.mark.parametrize("where", [CASE, "/say/"])
def test_the_list_links_only_what_one_may_say(harbour, where):
    text = page(AUTHOR, where)
    assert ('href="/cases/harbour/say/item.graded/"' in text) == (where == CASE)
    assert 'href="/say/case.opened/"' not in text


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("/cases/harbour/evidence/E3/", ["item.graded/?item=E3", "item.verified/?item=E3"]),
        ("/cases/harbour/findings/F2/", ["rule.assessed/?finding=F2", "element.signed/?finding=F2&amp;rule="]),
        ("/cases/harbour/evidence/", ["item.taken_in/"]),
        ("/cases/harbour/findings/", ["finding.stated/"]),
    ],
)
def test_pages_lead_to_the_forms_of_what_they_show(harbour, address, links):
    text = page(AUTHOR, address)
    assert all(f"/cases/harbour/say/{link}" in text for link in links)


def test_a_list_says_what_is_missing_on_each(harbour):
    post(AUTHOR, "item.taken_in", {"item": "E90", "type": "document", "title": "X", "source": "Y", "custodian": AUTHOR})
    assert "E90 (document) has no file." in page(AUTHOR, "/cases/harbour/evidence/")


@pytest.mark.parametrize("table", sorted(table for table, form in FORMS.items() if form.beside))
def test_what_stands_beside_a_form_has_a_template(table, harbour):
    from datetime import UTC, datetime

    from answerable.forms.description import Context

    context = Context(
        person=AUTHOR, section="centre", origin="harbour.example/centre", case="harbour", at=datetime.now(UTC)
    )
    assert get_template(FORMS[table].beside(context)[0])
