"""A translation beside its original, and what the page of a draft offers to whom."""

from __future__ import annotations

from answerable.clearance.authoring.desk import desk
from answerable.clearance.authoring.rows import rows_of
from answerable.people.access import Reader
from tests.clearance.authoring.desk import NEW, TEXT, keep, marked
from tests.site import AUTHOR, COAST, NORTH, page, signed_in

FRENCH = """# L'autorité portuaire a montré 18 des 30 dossiers d'accidents

Le 12 novembre 2025, l'autorité portuaire n'a pas montré 12 des 30 dossiers demandés par deux inspecteurs du travail.
Le syndicat des dockers, interrogé de la même façon, a montré toute sa liste deux jours plus tard.

Nous demandons à l'autorité portuaire de montrer les douze dossiers.
"""
BESIDE = "/cases/harbour/drafts/release-fr/1/beside/"


def translate(text: str = FRENCH) -> None:
    answer = keep(address=NEW, output="release-fr", type="release", language="fr", variant_of="release", text=text)
    assert answer.status_code == 302, answer.content.decode()


def test_a_translation_stands_beside_its_original_sentence_by_sentence(harbour):
    translate()
    text = page(COAST, BESIDE)
    assert "release-fr beside release" in text
    assert 'lang="fr"' in text
    assert "Le syndicat des dockers" in text
    assert text.index("The dockers&#x27; union") < text.index("Le syndicat des dockers")


def test_what_is_no_variant_stands_beside_nothing(harbour):
    assert signed_in(AUTHOR).get("/cases/harbour/drafts/release/2/beside/").status_code == 404


def test_a_translation_with_as_many_sentences_is_offered_the_names_of_its_original(harbour):
    translate(TEXT)
    reader = Reader(person=AUTHOR, section="centre", origin="harbour.example/centre")
    rows = rows_of(desk("harbour", reader, output="release-fr"), chosen=[])
    assert {row.form.initial["id"] for row in rows} == set(marked("release"))


def test_the_page_of_a_draft_offers_writing_to_authors_alone(harbour):
    address = "/cases/harbour/drafts/release/edit/"
    assert address in page(AUTHOR, "/cases/harbour/drafts/release/")
    assert address not in page(COAST, "/cases/harbour/drafts/release/")


def test_the_page_of_a_draft_says_whether_the_section_has_a_part(harbour):
    assert "Your section, coast, has a part in this draft" in page(COAST, "/cases/harbour/drafts/release/")
    assert "By its findings your section has no part in it." in page(NORTH, "/cases/harbour/drafts/release/")


def test_an_older_version_offers_no_writing(harbour):
    assert "/cases/harbour/drafts/release/edit/" not in page(AUTHOR, "/cases/harbour/drafts/release/1/")


def test_what_was_left_out_stands_where_it_was_left_out(harbour):
    translate()
    text = page(COAST, BESIDE)
    assert text.index("Le syndicat des dockers") < text.index("raises concern") < text.index("Nous demandons")
