import random
from contextlib import suppress

import pytest
from hypothesis import given, settings, strategies as st

from answerable.echoes.errors import Unreadable
from answerable.echoes.pages.charsets import as_utf8
from answerable.echoes.pages.plain import plain
from answerable.echoes.streams.documents import Raw

RUSSIAN = "Миссия сообщила в пятницу, что в семи деревнях не было больницы, а люди уехали. " * 3
ARABIC = "أعلن المجلس يوم الجمعة أن القرية لم يكن بها مستشفى وأن السكان غادروا. " * 3
CHINESE = "理事会星期五说，该村没有医院，居民已经离开，等待了两年。" * 3
JAPANESE = "評議会は金曜日、村には病院がなかったと述べた。" * 3
FRENCH = "La mission a été créée l’été où les élèves étaient déjà là, dit-elle. " * 3
TEXTS = [
    (RUSSIAN, "windows-1251"),
    (RUSSIAN, "koi8-r"),
    (RUSSIAN, "iso-8859-5"),
    (ARABIC, "iso-8859-6"),
    (ARABIC, "windows-1256"),
    (CHINESE, "gb18030"),
    (JAPANESE, "shift_jis"),
    (JAPANESE, "euc-jp"),
    (JAPANESE, "iso-2022-jp"),
    (FRENCH, "windows-1252"),
    (RUSSIAN, "utf-16"),
    (CHINESE, "utf-16-le"),
]


def page(words: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><p>{words}</p></body></html>"


def words_of(content: bytes, media: str = "text/html") -> str:
    return plain(Raw(stream="s", path="p", at=0, next=1, content=content, media=media)).decode()


def written(words: str, encoding: str) -> str:
    """The words as the encoding can write them."""
    return words.encode(encoding, "replace").decode(encoding).strip()


@pytest.mark.parametrize(("words", "encoding"), TEXTS)
def test_the_media_type_says_the_charset(words, encoding):
    content = page(words).encode(encoding, "replace")
    assert words_of(content, f"text/html; charset={encoding}") == written(words, encoding)


@pytest.mark.parametrize(("words", "encoding"), [each for each in TEXTS if not each[1].startswith("utf")])
def test_the_page_says_its_charset(words, encoding):
    content = page(words, f"<meta charset='{encoding}'>").encode(encoding, "replace")
    assert words_of(content) == written(words, encoding)


def test_an_xml_declaration_says_the_charset():
    content = ('<?xml version="1.0" encoding="windows-1251"?>' + page(RUSSIAN)).encode("cp1251")
    assert words_of(content, "application/xhtml+xml") == RUSSIAN.strip()


@pytest.mark.parametrize(("words", "encoding"), [each for each in TEXTS if "utf-16" not in each[1]])
def test_a_charset_that_nobody_names_is_found(words, encoding):
    assert words_of(page(words).encode(encoding, "replace")) == written(words, encoding)


def test_wide_characters_without_a_mark_are_found():
    assert words_of(page(RUSSIAN).encode("utf-16-be")) == RUSSIAN.strip()


@pytest.mark.parametrize("claim", ["windows-1251", "iso-8859-1", "shift_jis", "no-such-charset", "ascii"])
def test_what_is_utf8_is_utf8_whatever_it_claims(claim):
    assert words_of(page(RUSSIAN, f"<meta charset={claim}>").encode(), f"text/html;charset={claim}") == RUSSIAN.strip()


def test_a_wrong_claim_of_utf8_is_put_right():
    assert (
        words_of(page(RUSSIAN, "<meta charset=utf-8>").encode("cp1251"), "text/html; charset=utf-8") == RUSSIAN.strip()
    )


def test_a_claim_on_the_page_counts_where_that_of_the_server_fails():
    content = page(JAPANESE, "<meta charset=euc-jp>").encode("euc-jp")
    assert words_of(content, "text/html; charset=utf-8") == JAPANESE.strip()


def test_western_names_mean_what_they_mean_on_the_web():
    assert words_of(page(FRENCH).encode("cp1252"), "text/html; charset=iso-8859-1") == FRENCH.strip()


def test_a_broken_letter_costs_no_more_than_itself():
    content = page(RUSSIAN).encode()
    at = content.index("больницы".encode())
    found = words_of(content[: at + 1] + content[at + 2 :], "text/html; charset=utf-8")
    assert (found.count("\ufffd"), "деревнях" in found) == (1, True)


@pytest.mark.parametrize("claim", ["unicode_escape", "zlib", "idna", "punycode", "rot13", "utf-7", "hex"])
def test_names_that_are_no_encodings_of_text_are_not_followed(claim):
    assert words_of(b"<p>a\\u0041 +AGE- word</p>", f"text/html; charset={claim}") == "a\\u0041 +AGE- word"


def test_bytes_that_are_no_text_are_refused():
    with pytest.raises(Unreadable) as caught:
        as_utf8(bytes(byte or 1 for byte in random.Random(3).randbytes(4000)), "text/html; charset=utf-8")
    assert caught.value.reason == "charset"


def test_what_is_utf8_is_not_copied():
    content = page(RUSSIAN).encode()
    assert as_utf8(content, "text/html") is content


def test_a_mark_at_the_beginning_is_no_word():
    assert words_of(b"\xef\xbb\xbf" + RUSSIAN.encode(), "text/plain") == RUSSIAN


@given(
    st.binary(max_size=200),
    st.sampled_from(["", "text/html; charset=utf-16", "text/html; charset=gb18030", "charset=x"]),
)
@settings(deadline=None)
def test_any_bytes_give_utf8_or_a_reason(content, media):
    found = b""
    with suppress(Unreadable):
        found = as_utf8(content, media)
    assert isinstance(found.decode(), str)


def test_a_few_stray_bytes_do_not_cost_the_page():
    words = "The mission found that seven villages had no clinic. " * 20
    content = page(words).encode().replace(b"clinic", b"cli\x81nic", 1).replace(b"mission", b"\xff\xfemission", 1)
    assert "seven villages had no clinic" in words_of(content, "text/html; charset=utf-8")
