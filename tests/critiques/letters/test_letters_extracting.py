"""What a letter says, item by item."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pytest

from answerable.critiques.letters.addressing import addressee
from answerable.critiques.letters.extracting import items, trimmed
from answerable.critiques.letters.found import Item
from answerable.critiques.letters.tagging import TAGS, allowed, best, parted
from answerable.critiques.letters.wording import GROUPS, cues, languages
from answerable.text.documents import read_document
from answerable.text.spans import Span

LETTERS = {
    "en": (
        "To the Harbour Institute\n\nWe thank your engineers for the two days they spent in our village.\n\n"
        "Your report says that the quay was empty on 3 May. Forty families were living on it. "
        "Nobody asked us before it was printed.\n\n"
        "We call on the Institute to withdraw chapter 4. We demand that the names of the families be published.\n\n"
        "Who approved the photograph on the cover?\n\nFor the village: Mara Lind"
    ),
    "fr": (
        "À l'Institut du port\n\nNous remercions vos ingénieurs pour les deux jours passés chez nous.\n\n"
        "Votre rapport affirme que le quai était vide le 3 mai. Quarante familles y vivaient. "
        "Personne ne nous a consultés avant l'impression.\n\n"
        "Nous demandons à l'Institut de retirer le chapitre 4. Nous exigeons que les noms soient publiés.\n\n"
        "Qui a approuvé la photographie de couverture ?\n\nPour le village : Mara Lind"
    ),
    "es": (
        "Al Instituto del Puerto\n\nAgradecemos a sus ingenieros los dos días que pasaron en nuestro pueblo.\n\n"
        "Su informe dice que el muelle estaba vacío el 3 de mayo. Cuarenta familias vivían en él. "
        "Nadie nos preguntó antes de imprimirlo.\n\n"
        "Pedimos al Instituto que retire el capítulo 4. Exigimos que se publiquen los nombres de las familias.\n\n"
        "¿Quién aprobó la fotografía de la portada?\n\nPor el pueblo: Mara Lind"
    ),
    "de": (
        "An das Hafeninstitut\n\nWir danken Ihren Ingenieuren für die zwei Tage in unserem Dorf.\n\n"
        "Ihr Bericht behauptet, der Kai sei am 3. Mai leer gewesen. Vierzig Familien wohnten dort. "
        "Niemand hat uns vor dem Druck gefragt.\n\n"
        "Wir fordern das Institut auf, Kapitel 4 zurückzuziehen. "
        "Wir verlangen, dass die Namen veröffentlicht werden.\n\n"
        "Wer hat das Titelbild freigegeben?\n\nFür das Dorf: Mara Lind"
    ),
    "uk": (
        "Інституту порту\n\nДякуємо вашим інженерам за два дні, які вони провели в нашому селі.\n\n"
        "У вашому звіті сказано, що третього травня причал був порожній. На ньому жили сорок родин. "
        "Перед друком нас ніхто не запитав.\n\n"
        "Вимагаємо, щоб Інститут відкликав четвертий розділ. Імена родин мають бути опубліковані.\n\n"
        "Хто затвердив світлину на обкладинці?\n\nВід села: Мара Лінд"
    ),
    "ru": (
        "Институту порта\n\nБлагодарим ваших инженеров за два дня, проведённых в нашей деревне.\n\n"
        "В вашем отчёте сказано, что третьего мая причал был пуст. На нём жили сорок семей. "
        "Перед печатью нас никто не спросил.\n\n"
        "Требуем, чтобы Институт отозвал четвёртую главу. Имена семей должны быть опубликованы.\n\n"
        "Кто утвердил фотографию на обложке?\n\nОт деревни: Мара Линд"
    ),
    "ar": (
        "إلى معهد الميناء\n\nنشكر مهندسيكم على اليومين اللذين قضوهما في قريتنا.\n\n"
        "يقول تقريركم إن الرصيف كان خاليا في الثالث من أيار. كانت أربعون عائلة تعيش عليه. "
        "لم يسألنا أحد قبل الطباعة.\n\n"
        "نطالب المعهد بسحب الفصل الرابع. يجب نشر أسماء العائلات.\n\n"
        "من وافق على صورة الغلاف؟\n\nعن القرية: مارا ليند"
    ),
}


def read(text: str, *, language: str = "", media: str = "plain") -> tuple[Item, ...]:
    """Return the items of a text."""
    return items(read_document(text, media=media), language=language)


@pytest.mark.parametrize("language", LETTERS)
def test_every_language_has_demands_thanks_and_the_question_with_their_exact_words(language: str) -> None:
    text = LETTERS[language]
    found = read(text)
    assert {"demand", "thanks", "question"} <= {each.kind for each in found}
    assert all(text[each.start : each.end] == each.text for each in found)
    assert [each.n for each in found] == list(range(1, len(found) + 1))
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))


@pytest.mark.parametrize("language", LETTERS)
def test_greeting_and_signature_are_no_items(language: str) -> None:
    text = LETTERS[language]
    found = read(text)
    assert all(each.start >= text.index("\n") for each in found)
    assert all(each.end <= text.rindex("\n") for each in found)


@pytest.mark.parametrize("language", LETTERS)
def test_each_item_has_a_reason_and_a_score(language: str) -> None:
    assert all(each.reason and 0 <= each.score <= 1 for each in read(LETTERS[language]))


def test_offsets_point_into_the_markup_of_a_page() -> None:
    words = "We demand that the &#8220;blue list&#8221; <b>be withdrawn</b> at once."
    page = f"<html><body><p>Dear all,</p><p>{words}</p></body></html>"
    found = read(page, language="en", media="html")
    assert found
    assert all(page[each.start : each.end] == each.text for each in found)


def test_a_text_that_asks_nothing_has_no_demand() -> None:
    told = "The ferry leaves at nine. The sea was calm. The crew had coffee, and the captain read a book."
    assert not [each for each in read(told, language="en") if each.kind == "demand"]


def test_an_empty_text_has_no_items() -> None:
    assert read("", language="en") == ()


def test_a_question_is_a_question_by_its_mark() -> None:
    found = read("The map was printed in March. Where are the originals of the eleven statements?", language="en")
    assert [each.text for each in found if each.kind == "question"] == [
        "Where are the originals of the eleven statements?"
    ]


def test_a_list_of_recommendations_is_read_by_rules_alone() -> None:
    text = "Ratify the convention on the sea;\n\nAbolish the tax on nets;\n\nPublish the register of ships."
    found = read(text, language="en")
    assert [each.text for each in found] == [
        "Ratify the convention on the sea",
        "Abolish the tax on nets",
        "Publish the register of ships",
    ]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("withdraw the report; and", "withdraw the report"),
        ("withdraw the report and", "withdraw the report"),
        ("build a stand", "build a stand"),
        ("- withdraw the report.", "withdraw the report"),
        ("(2) withdraw it, ", "withdraw it"),
        ("print the word “whole”", "print the word “whole”"),
        ("print it whole”", "print it whole"),
        ("Who wrote it?", "Who wrote it?"),
        ("", ""),
    ],
)
def test_an_item_is_trimmed_of_marks_and_links_that_are_not_its_own(words: str, kept: str) -> None:
    assert trimmed(words, 0, len(words)).words(words) == kept


@pytest.mark.parametrize(
    ("sentence", "demand", "named"),
    [
        ("We call on the Council to publish the minutes.", "publish the minutes", "the Council"),
        ("The police should reopen the file.", "The police should reopen the file", "The police"),
        ("The memorandum should be read.", "The memorandum should be read", ""),
        ("We must be told why.", "We must be told why", ""),
        ("We demand a correction.", "a correction", ""),
    ],
)
def test_the_addressee_is_who_is_asked_and_never_a_thing_or_the_writers(sentence: str, demand: str, named: str) -> None:
    at = sentence.index(demand)
    assert addressee(sentence, Span(0, len(sentence)), Span(at, at + len(demand)), "en") == named


def test_every_language_has_every_list() -> None:
    assert set(languages()) == {"en", "fr", "es", "de", "ru", "uk", "ar"}
    assert all(set(cues("", language)) == set(GROUPS) for language in languages())


def test_a_cue_is_a_whole_word() -> None:
    assert cues("a trustworthy mustard", "en")["must"] == []
    assert [span.start for span in cues("it must go", "en")["must"]] == [3]


def test_arabic_particles_may_stand_before_a_cue() -> None:
    assert cues("ونطالب بسحب التقرير", "ar")["asks"]


def test_a_further_clause_never_stands_without_a_first() -> None:
    chain = np.zeros((4, len(TAGS)), np.float32)
    chain[:, TAGS.index("further demand")] = 5
    tags = best(chain, allowed(), np.zeros(len(TAGS), np.float32))
    assert TAGS[tags[0]] == "first demand"
    assert [(run.kind, run.first, run.last) for run in parted(tags, np.ones_like(chain))] == [("demand", 0, 4)]


FERRIES = {
    "en": """To the Ferry Board

[Your notice says that the Selby crossing was closed for repairs. No repair was ever begun]. [The notice also calls the
ferrymen drunkards; not one of them has ever been charged, and nobody from the Board spoke to them].

[Two of them have since been refused rooms in town]. We ask that [the notice be taken down] and that [the Board
apologise to the six men in writing]. [Which inspector signed it?]
""",
    "de": """An die Fährgesellschaft

[Ihr Aushang behauptet, die Fähre sei wegen Reparaturen eingestellt worden. Keine Reparatur wurde je begonnen]. [Der
Aushang nennt die Fährleute Trinker; niemand hat mit ihnen gesprochen].

[Zwei von ihnen bekamen seither kein Zimmer in der Stadt]. Wir verlangen, dass [der Aushang entfernt wird] und dass
[sich die Gesellschaft bei den sechs Männern entschuldigt]. [Welcher Prüfer hat unterschrieben?]
""",
}


@pytest.mark.parametrize("language", FERRIES)
def test_what_was_said_and_its_denial_are_one_item_and_two_demands_are_two(language: str) -> None:
    marked = re.sub(r"(?<!\n)\n(?!\n)", " ", FERRIES[language])
    text = re.sub(r"[\[\]]", "", marked)
    assert [each.text for each in read(text, language=language)] == re.findall(r"\[([^]]+)\]", marked)


def test_a_demand_is_not_cut_inside_its_phrase_and_a_question_has_its_first_word() -> None:
    letter = Path(__file__).parents[3] / "examples" / "letters" / "port-authority.md"
    found = [each.text for each in read(letter.read_text(encoding="utf-8"), language="en", media="markdown")]
    assert found[-1] == "Which of the thirty entries did your researcher check against the ship's logs?"
    board = next(each for each in found if each.startswith("Your board should have"))
    assert board.endswith("looked into by somebody from outside")
