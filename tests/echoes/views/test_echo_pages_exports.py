"""What everyone may see of uses: those that people confirmed, on the release's page and for programs."""

from __future__ import annotations

import json
from xml.dom import minidom

import pytest

from tests.echoes.views.found import BENT, LEAD, PAGES
from tests.site import COAST, page, signed_in

PUBLIC = "/releases/harbour/release/2/"
FORMS = {
    "jsonld": "application/ld+json",
    "json": "application/ld+json",
    "csv": "text/csv",
    "atom": "application/atom+xml",
}


@pytest.fixture
def confirmed(found):
    """The released example with one use confirmed and one rejected."""
    client = signed_in(COAST)
    client.post(f"/cases/harbour/echoes/release/{found['bent'].id}/", {"act": "confirm"})
    rejected = {"act": "reject", "reason": "Not ours."}
    client.post(f"/cases/harbour/echoes/release/{found['trimmed'].id}/", rejected)
    return found


def exported(form: str, person: str = "") -> str:
    answer = signed_in(person).get(f"{PUBLIC}echoes.{form}")
    assert answer["Content-Type"].startswith(FORMS[form])
    return answer.content.decode()


@pytest.mark.parametrize("form", FORMS)
def test_nothing_goes_out_before_a_person_confirmed_it(found, form):
    for title in ("bent", "trimmed", "translated", "attribution"):
        assert PAGES[title]["address"].partition("<")[0] not in exported(form) + exported(form, COAST)


@pytest.mark.parametrize("form", FORMS)
def test_what_was_confirmed_goes_out_without_who_confirmed_it(confirmed, form):
    text = exported(form)
    assert BENT in text
    assert PAGES["bent"]["address"] in text
    assert PAGES["trimmed"]["address"] not in text
    assert COAST not in text


def test_insiders_are_given_no_more_than_everyone(confirmed):
    assert exported("csv") == exported("csv", COAST)


def test_reviews_and_annotations_name_their_contexts(confirmed):
    assert json.loads(exported("jsonld"))["@context"] == "https://schema.org"
    page_of_annotations = json.loads(exported("json"))
    assert page_of_annotations["type"] == "AnnotationPage"
    assert len(page_of_annotations["items"]) == 1


def test_a_use_whose_words_were_erased_does_not_go_out(confirmed):
    from answerable.echoes.models import EchoConfirmed
    from answerable.record.facts import read
    from answerable.vault.sealing import erase

    (fact,) = read(EchoConfirmed, case="harbour")
    erase(fact.body.words, reason="safety", origin=fact.origin, actor=COAST, at=fact.at)
    for form in FORMS:
        assert PAGES["bent"]["address"] not in exported(form)


@pytest.mark.parametrize("form", FORMS)
def test_our_words_do_not_go_out_once_the_text_of_the_release_was_erased(confirmed, form):
    from answerable.outputs.models import VersionDrafted
    from answerable.record.facts import read
    from answerable.vault.sealing import erase

    for fact in read(VersionDrafted, case="harbour"):
        if fact.body.output == "release":
            erase(fact.body.text, reason="safety", origin=fact.origin, actor=fact.actor, at=fact.at)
    assert PAGES["bent"]["address"] in exported(form)
    assert LEAD[:60] not in exported(form)


@pytest.mark.parametrize("title", ["It burned\x0b \x1b it \ufffe", "<script>alert(1)</script>", "]]>"])
def test_a_feed_stands_whatever_a_page_is_called(confirmed, title):
    from answerable.echoes.tables import Page

    Page.objects.filter(id=confirmed["bent"].page_id).update(title=title)
    feed = minidom.parseString(exported("atom"))
    assert len(feed.getElementsByTagName("entry")) == 1


def test_words_of_a_page_are_no_markup_in_the_feed(found):
    from answerable.echoes.tables import Use

    use = found["bent"]
    words = "The group said <img src=x onerror=alert(1)> that records were hidden."
    Use.objects.filter(id=use.id).update(data=use.data | {"restatement_words": words})
    signed_in(COAST).post(f"/cases/harbour/echoes/release/{use.id}/", {"act": "confirm"})
    feed = minidom.parseString(exported("atom"))
    (summary,) = feed.getElementsByTagName("summary")
    assert summary.getAttribute("type") == "html"
    assert "<img" not in summary.firstChild.data
    assert "&lt;img" in summary.firstChild.data


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("javascript:alert(1)", ""),
        ("", ""),
        ("https://us:secret@harbour-daily.example/1", "https://harbour-daily.example/1"),
    ],
)
def test_only_an_address_on_the_web_goes_out_and_no_password_with_it(found, address, told):
    from answerable.echoes.tables import Page

    Page.objects.filter(id=found["bent"].page_id).update(address=address)
    signed_in(COAST).post(f"/cases/harbour/echoes/release/{found['bent'].id}/", {"act": "confirm"})
    text = page("", PUBLIC) + "".join(map(exported, FORMS))
    for inside in ("javascript:", "news.warc.gz", "secret"):
        assert inside not in text
    assert not told or text.count(told) >= 1 + len(FORMS)
    assert BENT in exported("csv")


def test_a_word_about_another_page_under_the_name_of_a_use_borrows_nothing_from_it(found):
    from answerable.echoes.entries import EchoConfirmed
    from answerable.evidence.clock import moment_of
    from answerable.releases.models import read_release
    from answerable.vault.sealing import say

    (release,) = read_release("harbour", at=moment_of("harbour")).released
    forged = {
        "echo": found["bent"].id,
        "output": "release",
        "version": 2,
        "released_ref": release.ref,
        "passage": "lead",
        "place": "title",
        "relation": "edited",
        "attributed": True,
        "address": "https://critic.example/",
        "words": "They lie.",
    }
    say(EchoConfirmed, forged, origin="harbour.example/coast", actor=COAST, at=release.at, case="harbour")
    text = exported("csv")
    assert "https://critic.example/" in text
    assert PAGES["bent"]["outlet"] not in text
    assert PAGES["bent"]["title"] not in text


@pytest.mark.parametrize("where", ["echoes.xml", "echoes.", "echoes"])
def test_there_is_no_other_form(confirmed, where):
    assert signed_in().get(PUBLIC + where).status_code == 404


def test_a_version_that_was_not_released_has_no_exports(confirmed):
    assert signed_in().get("/releases/harbour/release/1/echoes.csv").status_code == 404


def test_files_of_the_release_are_found_as_before(confirmed):
    assert signed_in().get(f"{PUBLIC}certificate.json").status_code == 200


def test_everyone_sees_the_confirmed_uses_on_the_release_and_no_way_inside(confirmed):
    text = page("", PUBLIC)
    assert PAGES["bent"]["address"] in text
    assert "Quantity, stronger" in text
    assert PAGES["trimmed"]["address"] not in text
    assert "/cases/harbour" not in text
    assert f"{PUBLIC}echoes.atom" in text


def test_a_release_without_confirmed_uses_says_nothing_of_uses_to_outsiders(found):
    assert "confirmed-uses" not in page("", PUBLIC)
    assert "/cases/harbour/echoes/release/" in page(COAST, PUBLIC)


@pytest.mark.parametrize("person", ["", "stranger"])
def test_what_machines_propose_is_for_insiders(found, person):
    inside = ["/echoes/", "/cases/harbour/echoes/"]
    inside += [f"/cases/harbour/echoes/release/{rest}" for rest in ("", "skipped/", f"{found['bent'].id}/")]
    for where in inside:
        assert signed_in(person).get(where).status_code == (404 if person else 302)
