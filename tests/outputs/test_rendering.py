"""A draft as HTML: statements are marked where they stand, in any script, and nothing else comes through."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st

from answerable.outputs.entries import Statement
from answerable.outputs.rendering import as_html, passages
from tests.cases import commit


def statement(name: str, start: int, end: int) -> Statement:
    return Statement(id=name, start=start, end=end, words=commit(name), place="body", says="fact")


def marking(text: str, *words: str) -> list[Statement]:
    """Return a statement for each of `words`, where it stands in `text`."""
    return [
        statement(f"s{number}", text.index(each), text.index(each) + len(each)) for number, each in enumerate(words)
    ]


def shown(text: str, statements: list[Statement], **options) -> str:
    return "".join(passage.html for passage in passages(text, statements, **options))


def words_marked(page: str) -> str:
    """Return the words inside marks, tags and notes left out."""
    page = re.sub(r"<sup>.*?</sup>", "", page)
    marked = "".join(re.findall(r'<span class="statement[^"]*">(.*?)</span>', page, flags=re.DOTALL))
    return html.unescape(re.sub(r"<[^>]*>", "", marked))


@pytest.mark.parametrize(
    "words",
    [
        "لم يُسمح لنا بالدخول",
        "港务局没有出示记录",
        "Порт не показал журнал",
        "E\u0301tienne a\u0300 vu",
        "👩🏽‍⚖️ said so",
    ],
    ids=["Arabic", "Chinese", "Russian", "combining marks", "beyond the first plane"],
)
def test_words_are_marked_in_any_script(words):
    text = f"Before. {words} After."
    assert words_marked(shown(text, marking(text, words))) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# A title\n\nBody", "# A title"),
        ("- first\n- second\n", "- second"),
        ("3. third\n4. fourth\n", "4. fourth"),
        ("> quoted words\n", "> quoted words"),
    ],
)
def test_signs_at_the_head_of_a_line_stay_signs(text, words):
    page = shown(text, marking(text, words))
    assert page.replace("\n", "").count("<h1>") == text.count("# ")
    assert words_marked(page) == re.sub(r"^(#|-|\d\.|>) ", "", words)


def test_a_statement_may_cross_emphasis_and_links():
    text = "It *was so, and* [it is](https://example.org/a) still **so**, they say."
    page = shown(text, [statement("s", 3, text.index(", they"))])
    assert words_marked(page) == "was so, and it is still so"
    assert page.count("<em>") == page.count("</em>") == 1
    assert page.count("<span") == page.count("</span>")


def test_a_statement_may_run_over_paragraphs():
    text = "One begins\n\nand ends. Two."
    page = shown(text, [statement("s", 0, text.index(" Two"))])
    assert words_marked(page) == "One beginsand ends."
    assert page.count('id="statement-s"') == page.count('href="#note-s"') == 1


def test_statements_may_overlap():
    text = "one two three"
    page = shown(text, [statement("a", 0, 7), statement("b", 4, 13)])
    assert words_marked(page) == text
    assert [name in page for name in ('id="statement-a"', 'id="statement-b"')] == [True, True]


def test_what_is_held_up_is_marked_so():
    text = "one two"
    page = shown(text, marking(text, "one", "two"), held=frozenset({"s1"}))
    assert '<span class="statement">one</span>' in page
    assert '<span class="statement held">two</span>' in page


def test_notes_stand_beside_each_item_of_a_list():
    text = "3. one\n4. two\n"
    assert [passage.begins for passage in passages(text, marking(text, "one", "two"))] == [("s0",), ("s1",)]
    assert [re.search(r'start="(\d)"', passage.html)[1] for passage in passages(text)] == ["3", "4"]


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "![x](https://elsewhere.example/pixel.png)",
        '<img src=x onerror="alert(1)">',
        "<style>p{color:red}</style>",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(text):
    for page in (as_html(text), shown(text, [statement("s", 2, len(text) - 2)])):
        assert not re.search(r"<(script|img|style)|href=\"javascript|<[^>]*onerror", page, flags=re.IGNORECASE)


def test_the_marks_are_not_taken_from_the_text():
    text = "one \U000f0000\U000f0001 two"
    assert words_marked(shown(text, [statement("s", 0, len(text))])) == "one �� two"


@hypothesis_settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="ab *_[]()#-\n>`é漢", max_size=60), data=st.data())
def test_marks_change_nothing_but_the_marks(text, data):
    places = st.integers(min_value=0, max_value=len(text))
    spans = data.draw(
        st.lists(st.tuples(places, places).map(sorted).filter(lambda span: span[0] < span[1]), max_size=3)
    )
    page = shown(text, [statement(f"s{number}", *span) for number, span in enumerate(spans)])
    assert page.count("<span") == page.count("</span>")
    assert not re.search("[\U000f0000-\U000fffff]|%F3%B", page)
