import html
import os
import subprocess
import sys
from html.entities import html5

import pytest
from hypothesis import example, given, settings, strategies as st

from answerable.echoes.errors import Unreadable
from answerable.echoes.pages.markup import shown
from answerable.echoes.pages.plain import plain
from answerable.echoes.streams.documents import Given, Raw
from answerable.text.documents import visible
from answerable.text.hypertext import html_blocks


def raw(content: bytes = b"", media: str = "text/html", **more) -> Raw:
    return Raw(stream="s", path="p", at=0, next=1, content=content, media=media, **more)


def text(page: str) -> str:
    return shown(page.encode()).text.decode()


def refused(record: Raw) -> str:
    with pytest.raises(Unreadable) as caught:
        plain(record)
    return caught.value.reason


@pytest.mark.parametrize(
    "tag", ["b", "I", "em", "strong", "a", "span", "SUP", "font", "mark", "u", "abbr", "q", "small"]
)
def test_an_element_within_a_line_vanishes_without_a_space(tag):
    assert text(f"wo<{tag} class='x>y'>r</{tag}>d") == "word"


@pytest.mark.parametrize("mark", ["<wbr>", "&shy;", "&#173;", "&#xad;", "\u00ad", "<!-- x -->", "<?x?>", "\0"])
def test_what_nobody_sees_does_not_part_a_word(mark):
    assert text(f"wo{mark}rd") == "word"


@pytest.mark.parametrize(
    "tag", ["p", "div", "LI", "td", "h1", "blockquote", "article", "tr", "title", "figcaption", "dt"]
)
def test_an_element_of_layout_begins_a_line(tag):
    assert text(f"one<{tag}>two</{tag}>three") == "one\ntwo\nthree"


def test_an_element_that_nobody_knows_is_a_space():
    assert text("one<my-element>two</my-element>three") == "one two three"


def test_one_break_is_a_space_and_two_begin_a_line():
    assert text("one<br>two<br/> <br>three") == "one two\nthree"


def test_white_space_is_one_space():
    assert text("  one\r\n\t two&#9;&#10;three  ") == "one two three"


@pytest.mark.parametrize("tag", ["script", "style", "STYLE", "textarea", "iframe", "template", "datalist"])
def test_what_is_not_for_readers_is_left_out(tag):
    assert text(f"one<{tag} a='>'>x < y</{tag} >two") == "one two"


def test_a_script_ends_at_its_own_end_tag_only():
    assert text("<script>if (a </b> c) '</scripty>'</script>x") == "x"


@pytest.mark.parametrize("tag", ["template", "datalist"])
def test_an_element_that_is_never_closed_hides_nothing(tag):
    assert text(f"one<{tag}>two<p>three") == "one two\nthree"


def test_elements_within_their_own_kind_end_with_the_outermost():
    assert text("one<template>x<template>y</template>z</template>two") == "one two"


@pytest.mark.parametrize("tag", ["svg", "math", "select", "noscript"])
def test_what_a_browser_may_show_is_read(tag):
    assert text(f"one<{tag}><p>two</p></{tag}>three") == "one\ntwo\nthree"


def test_a_template_that_ends_itself_hides_nothing():
    assert text("one<template/>two<template>x</template>") == "one two"


@pytest.mark.parametrize(
    "comment", ["<!-->", "<!--->", "<!-- > -- -->", "<!--x--!>", "<!x>", "</ x>", "<!doctype html>"]
)
def test_a_comment_ends_where_browsers_end_it(comment):
    assert text(f"one{comment}two") == "onetwo"


def test_signs_that_open_no_tag_are_text():
    assert text("a < b <3 a<>b &c & d") == "a < b <3 a<>b &c & d"


def test_quotation_marks_matter_only_in_values():
    assert text("<p don't>one</p><p title=\"a>b\">two</p><p title = 'c>d' e='f'>three</p>") == "one\ntwo\nthree"


def test_plaintext_shows_all_that_follows():
    assert text("<p>one<plaintext><b>two</b>") == "one\n<b>two</b>"


def test_every_named_reference_shows_its_characters():
    names = [name for name in html5 if html5[name] not in {"\t", "\n", "\u00ad"}]
    assert [name for name in names if text(f"a&{name}b") != html.unescape(f"a&{name}b")] == []


@pytest.mark.parametrize(
    "written", ["&#8217;", "&#x2019;", "&#X2019", "&#146;", "&#x1F600;", "&notit;", "&ampx", "&AMP;amp;"]
)
def test_references_are_read_as_browsers_read_them(written):
    assert text(f"a{written}b") == html.unescape(f"a{written}b")


@pytest.mark.parametrize("written", ["&#0;", "&#xD800;", "&#x110000;", "&#99999999999999999999;"])
def test_a_number_that_is_no_character_shows_the_replacement(written):
    assert text(f"a{written}b") == "a\ufffdb"


@pytest.mark.parametrize("written", ["&#;", "&#x;", "&;", "&nosuchname;", "&"])
def test_what_is_no_reference_stays(written):
    assert text(f"a{written}b") == f"a{written}b"


def test_links_are_told_by_where_they_stand():
    found = shown(b"one <a href=x>two <b>three</b></a> four <a>five<a>six</a>", links=True)
    assert [found.text[start:end] for start, end in found.links.tolist()] == [b" two three", b" five", b"six"]


WORD = st.text(st.sampled_from("abcdefghijéßЖїяأب中"), min_size=1, max_size=6)
INLINE = st.sampled_from(["b", "i", "em", "span", "a"])


@st.composite
def page(draw, depth=3):
    """HTML and the words that it shows."""
    parts, words = [], []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["words", "inline", "block", "broken", "hidden"]))
        if kind == "words":
            some = draw(st.lists(WORD, min_size=1, max_size=4))
            parts.append(" ".join(some) + " ")
            words += some
        elif kind == "inline":
            tag, one = draw(INLINE), draw(WORD)
            parts.append(f"{one[:1]}<{tag} title='a > b'>{one[1:]}</{tag}> ")
            words.append(one)
        elif kind == "block" and depth:
            inner, shown_words = draw(page(depth=depth - 1))
            tag = draw(st.sampled_from(["p", "div", "li", "td"]))
            parts.append(f"<{tag}>{inner}" + draw(st.sampled_from([f"</{tag}>", "<br>", "<p>"])))
            words += shown_words
        elif kind == "broken":
            parts.append(draw(st.sampled_from([" </b> ", " <i> ", " </nosuch> ", " <p ", " < ", " <> ", " & "])))
            if parts[-1] == " <p ":
                parts[-1] += ">"
        else:
            parts.append(draw(st.sampled_from([" <!-- zzz --> ", " <script>zzz</script> ", " <style>zzz</style> "])))
    return "".join(parts), words


@given(page())
@settings(deadline=None)
def test_the_words_that_a_page_shows_are_there_in_order(made):
    source, words = made
    assert [word for word in text(source).split() if word not in "<>&" and word != "<>"] == words


@given(st.binary(max_size=300) | st.text("<>/!-\"'=& \nabp#;xsvg", max_size=300).map(str.encode))
@example(b"<a>x" * 40)
@example(b"&nGt;" * 50)
@example(b"<" * 100)
@settings(deadline=None)
def test_any_bytes_give_an_answer_no_longer_than_they_can_be(source):
    found = shown(source, links=True)
    assert len(found.text) <= len(source) * 6 / 5
    assert all(0 <= start < end <= len(found.text) for start, end in found.links.tolist())


BOUNDED = """
import random
from answerable.echoes.pages.markup import shown
dice = random.Random(5)
pieces = [b"<", b">", b"</", b"<a>", b"</a>", b"x", b"&", b"&#", b"&#x", b"&amp", b"&nGt;", b"<!--", b"--", b"<!", b"'"]
pieces += [b'"', b"=", b"<script>", b"</script", b"<svg", b"/>", b"<svg>", b"</svg>", b"<br>"]
pieces += [b"\\xc2", b"\\xad", b"\\0", b" ", b"<p", b"<plaintext>"]
for seed in range(6000):
    shown(b"".join(dice.choices(pieces, k=dice.randint(0, 25))), links=seed % 2 == 0)
for piece in pieces:
    for times in range(30):
        shown(piece * times, links=True)
print("read")
"""


def test_nothing_is_read_or_written_out_of_bounds(tmp_path):
    around = {**os.environ, "NUMBA_BOUNDSCHECK": "1", "NUMBA_CACHE_DIR": str(tmp_path)}
    ran = subprocess.run([sys.executable, "-c", BOUNDED], env=around, capture_output=True, text=True, check=False)
    assert (ran.stdout.strip(), ran.stderr) == ("read", "")


def test_what_the_stream_gives_is_joined():
    given_words = Given(title="Title", lead="Lead", text="Text.")
    assert plain(raw(given=given_words)) == b"Title\nLead\nText."


@pytest.mark.parametrize(
    "content", [b"", b"<p> &#32; </p>", b"<script>x</script>", b"<!-- no end <p>words", b"<p title='no end>words"]
)
def test_a_record_without_words_says_so(content):
    assert refused(raw(content)) == "empty"


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0", "text/html"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", ""),
        (b"words", "image/png"),
        (b"{}", "application/json"),
        (b"body {}", "text/css"),
        (b"\0\1\2\3" * 100, "text/html"),
    ],
)
def test_what_is_no_text_is_named(content, media):
    assert refused(raw(content, media)) == "not-text"


def test_a_damaged_document_is_broken():
    assert refused(raw(b"%PDF-1.7 nothing more", "application/pdf")) == "broken"


def test_a_page_that_claims_nothing_is_known_by_its_first_bytes():
    assert plain(raw(b"<html><p>one", "")) == plain(raw(b"<html><p>one", "text/plain")) == b"one"


def test_plain_text_is_left_as_it_is():
    assert plain(raw(b"a <b> c\nd", "text/plain; charset=utf-8")) == b"a <b> c\nd"


def test_the_quick_words_are_those_of_the_careful_reader():
    source = (
        "<h1>One &amp; two</h1><p>Wo<b>rd</b>s with&nbsp;a <a href='x'>link</a>,<br>a break</p><ul><li>item<li>other"
        "</ul><table><tr><td>cell</td><td>next</td></tr></table><script>no</script><blockquote>&laquo;so&raquo;"
    )
    careful = " ".join(visible(block).text for block in html_blocks(source))
    assert text(source).split() == careful.split()
