"""Lists of demands after a colon, in seven languages."""

from __future__ import annotations

import pytest

from answerable.critiques.letters.extracting import items
from answerable.critiques.letters.found import Item
from answerable.critiques.letters.listing import announced
from answerable.critiques.letters.showing import Shown
from answerable.text.documents import read_document

LISTS = {
    "en": (
        "We ask of the Museum:",
        ["that the leaflet be withdrawn", "a plaque with the nine names", "to invite the families to the opening"],
    ),
    "fr": (
        "Nous demandons au musée :",
        ["que la brochure soit retirée", "une plaque portant les neuf noms", "d'inviter les familles à l'ouverture"],
    ),
    "es": (
        "Pedimos al Museo:",
        ["que se retire el folleto", "una placa con los nueve nombres", "invitar a las familias a la inauguración"],
    ),
    "de": (
        "Wir fordern vom Museum:",
        ["das Faltblatt zurückzuziehen", "eine Tafel mit den neun Namen", "dass die Familien eingeladen werden"],
    ),
    "uk": (
        "Ми вимагаємо від «Музею вітру»:",
        [
            "публічно сказати, що листівка нічого не каже про вину рибалок",
            "таблички з дев'ятьма іменами",
            "щоб родини запросили на відкриття",
        ],
    ),
    "ru": (
        "Мы требуем от «Музея ветра»:",
        [
            "публично сказать, что листовка ничего не говорит о вине рыбаков",
            "табличку с девятью именами",
            "чтобы семьи пригласили на открытие",
        ],
    ),
    "ar": (
        "نطالب المتحف بما يلي:",
        ["سحب النشرة", "لوحة بالأسماء التسعة", "أن تدعى العائلات إلى الافتتاح"],
    ),
}


def demanded(text: str, language: str, *, media: str = "plain") -> list[Item]:
    """Return the demands of a text."""
    return [each for each in items(read_document(text, media=media), language=language) if each.kind == "demand"]


@pytest.mark.parametrize(
    ("mark", "media"), [("- ", "plain"), ("1. ", "plain"), ("a) ", "plain"), ("- ", "markdown"), ("1. ", "markdown")]
)
@pytest.mark.parametrize("language", LISTS)
def test_each_item_after_a_colon_is_one_whole_demand_and_the_words_before_it_are_none(
    language: str, mark: str, media: str
) -> None:
    lead, parts = LISTS[language]
    text = f"{lead}\n\n" + "\n".join(f"{mark}{part};" for part in parts) + "\n"
    found = demanded(text, language, media=media)
    assert [each.text for each in found] == parts
    assert all(text[each.start : each.end] == each.text for each in found)


def test_a_list_after_a_colon_that_demands_nothing_is_no_list_of_demands() -> None:
    text = "On the stone stand these names:\n\n- Anna Pell, aged nine\n- Josef Pell, her brother\n- a child unknown\n"
    assert demanded(text, "en") == []


def test_paragraphs_after_a_colon_are_no_list() -> None:
    shown = Shown(read_document("We ask you:\n\nThe leaflet is wrong.\n\nThe stone has nine names.", media="plain"))
    assert announced(shown, "en", lambda _: True) == []


def test_one_bullet_after_a_colon_is_no_list() -> None:
    shown = Shown(read_document("We ask you:\n\n- to withdraw the leaflet", media="plain"))
    assert announced(shown, "en", lambda _: True) == []


def test_a_question_in_a_list_of_demands_is_no_demand() -> None:
    text = "We ask:\n\n- a plaque with the names\n- who wrote the leaflet?\n- an apology to the families\n"
    found = items(read_document(text, media="plain"), language="en")
    assert [(each.kind, each.text) for each in found] == [
        ("demand", "a plaque with the names"),
        ("question", "who wrote the leaflet?"),
        ("demand", "an apology to the families"),
    ]


def test_a_colon_that_demands_nothing_opens_a_list_where_most_of_it_is_demanded() -> None:
    shown = Shown(read_document("So:\n\n- the leaflet goes\n- a plaque\n- the path opens again", media="plain"))
    assert [len(each.items) for each in announced(shown, "en", lambda span: span.start < shown.blocks[3].start)] == [3]
    assert announced(shown, "en", lambda span: span.start < shown.blocks[2].start) == []
