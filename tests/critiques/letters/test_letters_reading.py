"""A letter read whole, with a reply and without, and printed."""

from __future__ import annotations

import json

from answerable.critiques.letters.found import Body
from answerable.critiques.letters.reading import read
from answerable.critiques.letters.renderings.data import as_json
from answerable.critiques.letters.renderings.page import as_page
from answerable.critiques.letters.renderings.terminal import as_lines
from answerable.text.documents import read_document

LETTER = read_document(
    "To the Institute\n\nWe demand that the Institute withdraw chapter 4 of <The Empty Quay>.\n\n"
    "Who approved the photograph on the cover?\n",
    media="plain",
)
REPLY = read_document(
    "Dear friends,\n\nWe withdrew chapter 4 this morning. The director will send you a new text by 3 June.\n",
    media="plain",
)
OURS = (Body(name="Editors", decides="reports, corrections"),)


def test_without_a_reply_no_item_has_a_state() -> None:
    found = read(LETTER, bodies=OURS, language="en")
    assert [each.answer for each in found.items] == [None] * len(found.items)
    assert found.reply == ""
    told = json.loads(as_json(found, letter="letter.txt"))
    assert {each["state"] for each in told["items"]} == {""}


def test_with_a_reply_every_item_has_a_state_and_its_anchored_words() -> None:
    found = read(LETTER, REPLY, bodies=OURS)
    assert (found.language, found.reply_language) == ("en", "en")
    told = json.loads(as_json(found, letter="letter.txt", reply="reply.txt"))
    assert told["items"]
    for each in told["items"]:
        assert each["state"] in {"met", "partly", "acknowledged", "refused", "silent"}
        assert LETTER.text[each["start"] : each["end"]] == each["text"]
        silent = each["state"] == "silent"
        assert each["answer"] == ("" if silent else REPLY.text[each["answer_start"] : each["answer_end"]])
        assert bool(each["answer"]) != silent


def test_only_demands_name_a_body() -> None:
    found = read(LETTER, bodies=OURS, language="en")
    assert {each.kind for each in found.items if each.able} == {"demand"}


def test_the_page_escapes_the_letter_and_loads_nothing() -> None:
    page = as_page(read(LETTER, REPLY, language="en"), letter="<letter>", reply="reply.txt")
    assert "&lt;The Empty Quay&gt;" in page
    assert "<The Empty" not in page
    assert "<script" not in page
    assert "http:" not in page


def test_the_lines_name_each_item_and_where_it_stands() -> None:
    found = read(LETTER, REPLY, language="en")
    lines = [line.plain for line in as_lines(found, letter="letter.txt", reply="reply.txt")]
    assert all(any(f"  {each.n}. {each.kind}" in line for line in lines) for each in found.items)
    assert lines[-1].startswith("letter.txt: 1 demand, 1 question")
