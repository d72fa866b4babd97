"""The bodies on our side, and which could meet a demand."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.critiques.letters.bodies import able, read_bodies
from answerable.critiques.letters.errors import BadBodies
from answerable.critiques.letters.found import NOBODY, Body

OURS = (
    Body(name="Secretariat", decides="content of reports, corrections, maps"),
    Body(name="Board", decides="outside inquiries, appointment of the director"),
)


@pytest.mark.parametrize(
    ("words", "addressee", "name"),
    [
        ("correct the map on page 4 of the report", "", "Secretariat"),
        ("the appointment of a new director", "", "Board"),
        ("open an inquiry by people from outside", "the Board", "Board"),
        ("put the owner of the mine on trial", "the public prosecutor", NOBODY),
    ],
)
def test_a_demand_goes_to_the_body_that_could_meet_it(words: str, addressee: str, name: str) -> None:
    assert able(words, OURS, addressee=addressee) == name


def test_without_bodies_nobody_is_named() -> None:
    assert able("correct the map", ()) == ""


def test_a_file_of_bodies_is_read_in_order(tmp_path: Path) -> None:
    file = tmp_path / "bodies.toml"
    file.write_text('[[body]]\nname = "Board"\ndecides = "money"\n[[body]]\nname = "Desk"\n', encoding="utf-8")
    assert read_bodies(file) == (Body(name="Board", decides="money"), Body(name="Desk"))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[[body]]\n",
        '[[body]]\nname = ""\n',
        '[[body]]\nname = "none"\n',
        '[[body]]\nname = "A"\n[[body]]\nname = "A"\n',
        '[[body]]\nname = "A"\nmoney = "all"\n',
        "body = [",
    ],
)
def test_a_file_that_is_no_list_of_bodies_is_refused_by_name(tmp_path: Path, content: str) -> None:
    file = tmp_path / "bodies.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(BadBodies, match=r"bodies\.toml"):
        read_bodies(file)
