import pytest
from hypothesis import given, strategies as st

from answerable.text.folding import CYRILLIC_LOOKS, LATIN_LOOKS, fold

SCRIPTS = st.text(
    alphabet=st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("абвгдеёжйієїaeopcxyАВСЕНKMT' ’ʼ-\u00ad\u200b\u0301\u0308\u0306\n\t "),
        st.sampled_from("مُحَمَّدأإآىةـکی٣中国人民الرحمن"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HARBOUR", "harbour"),
        ("Ｈａｒｂｏｕｒ", "harbour"),
        ("ﬁnding", "finding"),
        ("Žižek", "zizek"),
        ("cafe\u0301", "café"),
        ("Straße", "STRASSE"),
        ("ёлка", "елка"),
        ("и\u0306од", "йод"),
        ("مُحَمَّد", "محمد"),
        ("مـــدرسة", "مدرسه"),
        ("إلى", "الي"),
        ("أحمد", "احمد"),
        ("hos\u00adpital", "hospital"),
        ("hos\u200bpital", "hospital"),
        ("«so»", '"so"'),
        ("п’ять", "п'ять"),
        ("ʻOahu", "'Oahu"),
        ("a — b", "a - b"),
        ("a \u00a0\n b", "a b"),
        ("١٢٣", "123"),
        ("Łódź", "lodz"),
        ("한국", "한국"),
    ],
)
def test_two_ways_of_writing_the_same_fold_into_one(one, other):
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize("spoofed", ["Pоссия", "Рoссия", "РOССИЯ", "россия\u0301"])
def test_latin_letters_in_a_cyrillic_word_are_read_as_cyrillic(spoofed):
    assert fold(spoofed).text == "россия"


@pytest.mark.parametrize("spoofed", ["hаrbour", "HАRBOUR", "hаrbоur"])
def test_cyrillic_letters_in_a_latin_word_are_read_as_latin(spoofed):
    assert fold(spoofed).text == "harbour"


@pytest.mark.parametrize("word", ["сор", "cop"])
def test_a_word_of_one_script_stays_in_it(word):
    assert fold(word).text == word


def test_a_word_that_neither_script_can_write_stays_as_it_is():
    assert fold("GПю").text == "gпю"


def test_what_differs_in_more_than_writing_stays_apart():
    assert len({fold(word).text for word in ("harbour", "harbours", "гавань", "гавани", "12", "13")}) == 6


def test_a_mark_belongs_to_the_letter_before_it():
    text = "ха\u0301рь"
    folded = fold(text)
    assert (folded.text, folded.original(1, 2).words(text)) == ("харь", "а\u0301")


def test_one_character_may_fold_to_several_which_all_stand_for_it():
    folded = fold("aﬁb")
    assert [folded.original(at, at + 1).words("aﬁb") for at in range(4)] == ["a", "ﬁ", "ﬁ", "b"]


@pytest.mark.parametrize("text", ["", "x", "\ud800", "\x00", "\u0301", " ", "\u202e", "👩\u200d👩\u200d👧", "a\x00b"])
def test_odd_text_folds_without_failing(text):
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)


@given(SCRIPTS)
def test_every_folded_character_points_at_what_it_came_from(text):
    folded = fold(text)
    for at in range(len(folded.text)):
        span = folded.original(at, at + 1)
        assert 0 <= span.start < span.end <= len(text)
        # A letter alone may look like another script's; in its word it was turned into that.
        assert folded.text[at] in fold(span.words(text)).text or turned(folded.text[at]) in fold(span.words(text)).text


@given(SCRIPTS)
def test_folding_twice_changes_nothing_more(text):
    once = fold(text).text
    assert fold(once).text == once


@given(SCRIPTS)
def test_the_original_places_never_go_back(text):
    folded = fold(text)
    assert list(folded.starts) == sorted(folded.starts)


def turned(letter: str) -> str:
    """The same shape in the other script."""
    pairs = zip(LATIN_LOOKS.lower(), CYRILLIC_LOOKS.lower(), strict=True)
    return next((there if letter == here else here for here, there in pairs if letter in {here, there}), letter)
