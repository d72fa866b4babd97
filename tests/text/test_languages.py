"""Which language and script a text is in, on short sentences, mixtures and what is no language at all."""

import os
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from answerable.text.languages import LANGUAGES, language_of, script_of

SHARED = Path(os.environ.get("ANSWERABLE_SHARED", Path(__file__).parents[3] / "shared"))
NTREX = SHARED / "data" / "benchmarks" / "ntrex"
FILES = {
    "en": "src.eng",
    "uk": "ref.ukr",
    "ru": "ref.rus",
    "fr": "ref.fra",
    "de": "ref.deu",
    "es": "ref.spa",
    "ar": "ref.arb",
}

SENTENCES = [
    ("en", "The soldiers left before dawn."),
    ("uk", "Військові пішли до світанку."),
    ("ru", "Военные ушли до рассвета."),
    ("fr", "Les soldats sont partis avant l’aube."),
    ("de", "Die Soldaten zogen vor der Dämmerung ab."),
    ("es", "Los soldados se fueron antes del amanecer."),
    ("ar", "غادر الجنود قبل الفجر."),
    ("pl", "Żołnierze odeszli przed świtem."),
    ("it", "I soldati se ne sono andati prima dell’alba, dice il testimone."),
    ("pt", "Os soldados não foram embora antes do amanhecer, disse ela."),
    ("bg", "Войниците си тръгнаха преди зазоряване, каза свидетелката."),
    ("fa", "سربازان پیش از سپیده‌دم رفتند و گفتند که برنمی‌گردند."),
    ("zh", "士兵们在黎明前离开了。"),
    ("ja", "兵士たちは夜明け前に去った。"),
    ("el", "Οι στρατιώτες έφυγαν πριν την αυγή."),
]


@pytest.mark.parametrize(("code", "sentence"), SENTENCES)
def test_one_short_sentence_tells_its_language(code, sentence):
    assert language_of(sentence) == code


@pytest.mark.parametrize("text", ["", " ", "12 345", "—", "🙂🙂", "\ud800", "\x00\x01", "OK", "Qwx"])
def test_what_tells_no_language_is_undetermined(text):
    assert language_of(text) == "und"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ru", "Организация Example Watch International заявила, что не знает об этом."),
        ("en", "The newspaper Новое Слово wrote that nobody had been there at all."),
        ("en", "The pоliсe said that they had not been there."),  # two Cyrillic look-alikes
        ("uk", "Вiйськовi пiшли вночi, але нiхто їх не бачив."),  # Latin i
    ],
)
def test_a_few_letters_of_another_script_change_nothing(code, text):
    assert language_of(text) == code


@pytest.mark.parametrize(
    ("script", "text"),
    [
        ("LATIN", "abcd где"),
        ("CYRILLIC", "где a"),
        ("ARABIC", "قال"),
        ("CJK", "他说"),
        ("", "12"),
        ("DEVANAGARI", "कहा"),
    ],
)
def test_the_script_is_that_of_most_letters(script, text):
    assert script_of(text) == script


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text):
    assert language_of(text)


def test_only_the_first_words_are_looked_at():
    assert language_of("The soldiers left before dawn. " * 1000 + "Военные ушли. " * 100_000) == "en"


@pytest.mark.skipif(not NTREX.exists(), reason="needs the shared data")
@pytest.mark.parametrize("code", [code for code in LANGUAGES if code in FILES])
def test_news_sentences_are_told_apart(code):
    lines = (NTREX / f"newstest2019-{FILES[code]}.txt").read_text(encoding="utf-8").splitlines()
    right = sum(language_of(line) == code for line in lines)
    assert right / len(lines) >= 0.995
