"""Flagged words in a draft as HTML: marked where they stand, in statements and outside, and nothing else changes."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st

from answerable.outputs.entries import Statement
from answerable.outputs.rendering import FIRST, LAST, Flagged, apart, numbered_words, passages
from answerable.text.spans import Span
from tests.cases import commit

TEXT = "# Title\n\nThe port **hid twelve** records, and [a court](https://example.org/a) had _sealed_ them.\n\nEnd."


def statement(name: str, words: str, text: str = TEXT) -> Statement:
    start = text.index(words)
    return Statement(id=name, start=start, end=start + len(words), words=commit(name), place="body", says="fact")


def flagging(*words: str, text: str = TEXT, blocks: bool = False) -> list[Flagged]:
    return [Flagged(start=text.index(each), end=text.index(each) + len(each), blocks=blocks) for each in words]


def shown(text: str, statements: list[Statement], flagged: list[Flagged]) -> str:
    return "".join(passage.html for passage in passages(text, statements, flagged=flagged))


def plain(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<sup>.*?</sup>", "", page)))


def marked(page: str, name: str = "flagged") -> list[str]:
    found = re.findall(r'<mark class="([^"]*)">(.*?)</mark>', page, flags=re.DOTALL)
    return [html.unescape(words) for names, words in found if name in names.split()]


@pytest.mark.parametrize(
    "words",
    ["hid twelve", "**hid twelve**", "twelve", "a court", "[a court", "sealed", "_sealed_", "records"],
)
def test_flagged_words_are_marked_and_emphasis_and_links_stay(words):
    page = shown(TEXT, [], flagging(words))
    assert "".join(marked(page)) == words.strip("*_[")
    assert ["<strong>" in page, "<em>" in page, 'href="https://example.org/a"' in page] == [True, True, True]
    assert plain(page) == plain(shown(TEXT, [], []))


def test_a_statement_that_ends_in_emphasis_keeps_it():
    text = "**They hid it.** So it was."
    page = shown(text, [statement("s", "**They hid it.**", text)], [])
    assert "<strong>" in page
    assert "*" not in page


def test_words_flagged_inside_a_statement_are_marked_as_both():
    page = shown(TEXT, [statement("s", "The port **hid twelve** records")], flagging("records"))
    assert '<mark class="statement flagged">records</mark>' in page
    assert '<span class="statement">hid twelve</span>' in page


def test_words_that_block_are_told_from_words_that_do_not():
    page = shown(TEXT, [], [*flagging("records"), *flagging("sealed", blocks=True)])
    assert marked(page, "blocks") == ["sealed"]
    assert marked(page) == ["records", "sealed"]


def test_flagged_words_may_run_over_passages():
    words = TEXT[TEXT.index("them") :]
    assert marked(shown(TEXT, [], flagging(words))) == ["them.", "End."]


def test_a_passage_knows_where_it_starts():
    text = "# Title\r\n\r\n- one\n- two\n\n> three\n\n1. four\n2. five\n"
    starts = [passage.start for passage in passages(text)]
    assert [text[start : start + 4] for start in starts] == ["# Ti", "- on", "- tw", "> th", "1. f", "2. f"]


@pytest.mark.parametrize(
    ("flagged", "pieces"),
    [
        ([(0, 4, False), (2, 6, False)], [(0, 6, False)]),
        ([(0, 6, False), (2, 4, True)], [(0, 2, False), (2, 4, True), (4, 6, False)]),
        ([(0, 4, True), (2, 6, False)], [(0, 4, True), (4, 6, False)]),
        ([(0, 2, False), (2, 4, False)], [(0, 4, False)]),
        ([(0, 2, False), (3, 4, False)], [(0, 2, False), (3, 4, False)]),
        ([(3, 3, True)], []),
        ([], []),
    ],
)
def test_flags_are_cut_into_pieces_that_do_not_overlap(flagged, pieces):
    found = apart(Flagged(start=start, end=end, blocks=blocks) for start, end, blocks in flagged)
    assert [(each.start, each.end, each.blocks) for each in found] == pieces


@hypothesis_settings(max_examples=200, deadline=None)
@given(spans=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.booleans()), max_size=8))
def test_every_flagged_character_is_in_one_piece_and_blocks_where_any_flag_does(spans):
    flagged = [Flagged(start=min(a, b), end=max(a, b), blocks=blocks) for a, b, blocks in spans]
    pieces = apart(flagged)
    for place in range(31):
        here = [each.blocks for each in pieces if each.start <= place < each.end]
        over = [each.blocks for each in flagged if each.start <= place < each.end]
        assert here == ([any(over)] if over else [])


@hypothesis_settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet="ab *_[]()#-\n>`é漢", max_size=60), data=st.data())
def test_flags_leave_well_formed_pages_and_no_mark_of_their_own(text, data):
    places = st.integers(min_value=0, max_value=len(text) + 3)
    spans = data.draw(st.lists(st.tuples(places, places, st.booleans()), max_size=4))
    page = shown(text, [], [Flagged(start=a, end=b, blocks=blocks) for a, b, blocks in spans])
    assert page.count("<mark") == page.count("</mark>")
    assert not re.search(f"[{chr(FIRST)}-{chr(LAST)}]|%F3%B", page)


def test_more_flags_than_there_are_marks_leave_the_page_standing():
    text = "a b " * 40_000
    flagged = [Flagged(start=4 * number, end=4 * number + 1) for number in range(40_000)]
    page = shown(text, [], flagged)
    assert len(marked(page)) == (LAST - FIRST + 1) // 2
    assert plain(page).split() == text.split()


def test_numbered_words_are_marked_with_their_number_behind_them():
    page = numbered_words("They *hid* twelve records.", [(1, Span(5, 10)), (2, Span(11, 17))])
    assert page == (
        'They <em><mark class="flagged">hid</mark><sup>1</sup></em> <mark class="flagged">twelve</mark>'
        "<sup>2</sup> records."
    )


@pytest.mark.parametrize("head", ["# ", "- ", "> ", "12. "])
def test_signs_at_the_head_of_numbered_words_are_left_out(head):
    words = f"{head}They hid it."
    start = len(head) + 5
    assert numbered_words(words, [(3, Span(start, start + 3))]) == (
        'They <mark class="flagged">hid</mark><sup>3</sup> it.'
    )


def test_an_empty_span_marks_nothing():
    assert numbered_words("They hid it.", [(1, Span(0, 0))]) == "They hid it."
