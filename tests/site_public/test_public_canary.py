"""What leaves through the public site: nothing that is not on the list here, whatever is on record."""

from __future__ import annotations

from datetime import UTC, datetime

from answerable.clearance.models import ObjectionRaised, PartTaken
from answerable.evidence.clock import moment_of
from answerable.evidence.models import ItemTakenIn
from answerable.outputs.gates import statements_of
from answerable.people.models import PersonJoined
from answerable.record.facts import read
from answerable.releases.models import read_release
from answerable.site.frame import engine
from answerable.site.publishing import site_files
from answerable.vault.reading import shown
from tests.site import PERSONS
from tests.site_public.canaries import Canaries, handles
from tests.site_public.links import led_to, pages

AT = datetime(2026, 6, 1, tzinfo=UTC)

MAY_LEAVE = {
    "criteria.adopted/1.criteria.text",
    "criteria.adopted/1.reason",
    "list.opened/1.purpose",
    "list.opened/1.title",
    "notice.declined/1.reason",
    "notice.issued/1.text",
    "organisation.named/1.name",
    "review.delayed/1.reason",
    "review.finished/1.recommendations.text",
    "review.opened/1.terms",
    "review.opened/1.title",
    "review.published/1.left_out.reason",
    "status.set/1.reason",
}
"""What everybody may read whatever else is so; a report of a review was published here."""

MAY_LEAVE_WHEN_PUBLIC = {
    "commitment.made/1.proof",
    "commitment.made/1.words",
    "commitment.restated/1.words",
    "critique.received/1.address",
    "critique.received/1.text",
    "critique.received/1.who",
    "designation.decided/1.silent",
    "designation.declined/1.reason",
    "designation.proposed/1.name",
    "designation.proposed/1.public_reasons",
    "fact.judged/1.text",
    "item.answered/1.reason",
    "item.answered/1.words",
    "items.listed/1.items.words",
    "section.dissociated/1.text",
}
"""What everybody may read once a critic spoke in public, a decision has disclosed itself, or a dissociation stands."""


def put(*, public: bool) -> Canaries:
    (released,) = (state := read_release("harbour", at=moment_of("harbour"))).released
    draft = next(fact for fact in state.clearance.outputs.versions if fact.ref == released.body.draft_ref)
    links = {
        "version": 2,
        "draft_ref": draft.ref,
        "released_ref": released.ref,
        "statements": [statements_of(state.clearance.outputs, draft)[0].id],
        "outputs": ["release"],
        "cases": ["harbour"],
        "replaced_by": "",
        "reverses": "",
        "statuses": ["ST1"],
    }
    canaries = Canaries(links=links, public=public)
    canaries.release()
    return canaries


def test_of_what_is_sealed_or_private_no_word_leaves(released):
    canaries = put(public=False)
    kinds = {
        where.partition(".")[0] + "." + where.partition(".")[2].partition(".")[0] for where in canaries.put.values()
    }
    assert {"item.taken_in/1", "objection.raised/1", "copy.given/1", "person.joined/1", "item.handed/1"} <= kinds
    assert set(canaries.heard(site_files(at=AT))) == MAY_LEAVE


def test_of_what_is_public_no_word_leaves_that_is_not_on_the_list(released):
    assert set(put(public=True).heard(site_files(at=AT))) == MAY_LEAVE | MAY_LEAVE_WHEN_PUBLIC


def test_nobody_of_ours_is_named_nor_called_by_a_handle_and_no_word_of_a_consultation_leaves(released):
    files = {path: data for path, data in site_files(at=AT).items() if not path.endswith("certificate.json")}
    said = b"".join(files.values()).decode(errors="replace")
    inside = {shown(fact.body.name) for fact in read(PersonJoined)} | handles()
    inside |= {shown(fact.body.text) for table in (ObjectionRaised, PartTaken) for fact in read(table)}
    inside |= {shown(fact.body.source) for fact in read(ItemTakenIn) if not fact.body.public}
    assert len(inside) > len(PERSONS) * 2
    assert not [words for words in inside if words in said]


def test_every_link_of_a_full_site_leads_to_a_file_or_a_place_on_a_page(released, monkeypatch):
    monkeypatch.setattr(engine(), "string_if_invalid", "NO SUCH FIELD %s")
    put(public=True)
    files = site_files(at=AT)
    assert not [path for path, data in files.items() if b"NO SUCH FIELD" in data]
    found = pages(files)
    assert {"commitments/index.html", "lists/LS1/index.html", "reviews/harbour/RV1/index.html"} <= set(found)
    for path, links in found.items():
        for address in links.addresses:
            file, _, place = address.partition("#")
            led = led_to(path, address) if file else path
            assert led in {*files, "site.json"}, (path, address)
            assert not place or led == "verify/index.html" or place in found[led].ids, (path, address)
