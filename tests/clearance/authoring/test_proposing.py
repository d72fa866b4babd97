"""What a sentence is proposed as: by its words alone, and rather a fact that needs support than one that escapes it."""

from __future__ import annotations

import pytest

from answerable.clearance.authoring.proposing import names_between, proposals
from answerable.outputs.entries import Statement
from tests.cases import commit


def says(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(each.place, each.says) for each in proposals(text, language)]


@pytest.mark.parametrize(
    ("sentence", "proposed"),
    [
        ("The police shot 12 people.", "fact"),
        ("The port did not show the records.", "fact"),
        ("We found that the police shot 12 people.", "fact"),
        ("We call on the port to show the records.", "call"),
        ("> We saw the police shoot twelve people from the roof that night.", "quote"),
    ],
)
def test_a_sentence_is_proposed_by_its_words(sentence, proposed):
    found = says(f"# A title\n\nA first paragraph stands here.\n\n{sentence}\n")[-1]
    assert found == ("body", proposed)


def test_places_follow_the_layout():
    text = "# Police shot 12 people\n\nThe police shot them.\n\n- The port was shut.\n\nThe road was shut.\n"
    assert [place for place, _says in says(text)] == ["title", "lead", "bullet", "body"]


def test_headings_are_left_out_unless_somebody_marks_them():
    found = proposals("# T\n\nA lead.\n\n## How we worked\n\nMore was said.\n", "en")
    assert [each.aside for each in found] == [False, False, True, False]


def test_a_language_without_lists_has_proposals_too():
    assert says("# X\n\nItt van egy mondat.\n", "hu")


def statement(name: str, start: int) -> Statement:
    return Statement(id=name, start=start, end=start + 5, words=commit(name), place="body", says="fact")


def test_a_name_is_proposed_between_the_same_neighbours():
    before = [statement("a", 0), statement("b", 10), statement("c", 20)]
    standing = [statement("a", 0), statement("c", 30)]
    assert names_between([(10, 25)], standing, before) == {(10, 25): "b"}


@pytest.mark.parametrize("ranges", [[(10, 15), (16, 25)], [(31, 40)]])
def test_no_name_is_proposed_where_it_could_be_another(ranges):
    before = [statement("a", 0), statement("b", 10), statement("c", 20)]
    standing = [statement("a", 0), statement("c", 26)]
    assert names_between(ranges, standing, before) == {}
