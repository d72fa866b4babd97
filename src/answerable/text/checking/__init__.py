"""What a draft is checked for: how strongly it asserts, what it rests on, and what the reading gates notice in it."""

from answerable.text.checking.drafts import Checked, check
from answerable.text.checking.engine import engine
from answerable.text.checking.house import BadHouseList, HouseWord, read_house
from answerable.text.checking.notes import Marked, Note, Passage, Reading
from answerable.text.checking.statements import read_statements

__all__ = [
    "BadHouseList",
    "Checked",
    "HouseWord",
    "Marked",
    "Note",
    "Passage",
    "Reading",
    "check",
    "engine",
    "read_house",
    "read_statements",
]
