"""The words that a house asks to avoid, each with what to write instead and why.

A list is a TOML file of tables `[[word]]`:

    [[word]]
    word = "clashes"       # a word, every form of it; or a phrase, as it stands
    instead = "attack"     # optional: what to write
    why = "hides who did it to whom"
    blocks = true          # optional: whether a draft with it is held up
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from answerable.text.checking.notes import Note
from answerable.text.checking.sheet import Placed
from answerable.text.errors import TextError
from answerable.text.lexicons.matching import Lexicon, Rule, matches
from answerable.text.lexicons.tokens import tokens

GATE = 11

LONGEST_LIST = 10_000  # words of a list: bounds the work for a file by mistake; chosen by hand


class BadHouseList(TextError):
    """A house list cannot be read; the message says what was expected, what was found and where."""


class HouseWord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A word or phrase that a house asks to avoid.

    Attributes:
        word: The word or phrase; every form of a single word counts.
        instead: What to write; "" where the list does not say.
        why: The reason of the house.
        blocks: Whether the house wants it to block.
    """

    word: str
    instead: str = ""
    why: str = ""
    blocks: bool = False


class _HouseList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    word: tuple[HouseWord, ...]


def read_house(path: Path) -> tuple[HouseWord, ...]:
    """Return the words of a house list.

    Raises:
        BadHouseList: It is not TOML, or holds something else than tables `[[word]]`.
    """
    try:
        listed = msgspec.convert(tomllib.loads(path.read_bytes().decode("utf-8")), _HouseList).word
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise BadHouseList(f"{path}: expected TOML with tables [[word]]: {error}") from error
    empty = next((number for number, each in enumerate(listed, start=1) if not each.word.strip()), 0)
    if empty or len(listed) > LONGEST_LIST:
        found = f"an empty word in table {empty}" if empty else f"{len(listed)} tables"
        raise BadHouseList(f"{path}: expected at most {LONGEST_LIST} tables with a word each, found {found}")
    return listed


class House:
    """A house list, ready to be looked up in one language."""

    def __init__(self, words: Sequence[HouseWord], language: str) -> None:
        """Take the words."""
        self._words = tuple(words)
        self._lexicon = Lexicon(language)
        for number, each in enumerate(self._words):
            parted = tokens(each.word, language)
            rule = Rule(kind=str(number), value=each.word, level=1.0)
            if parted.norms:
                self._lexicon.add(tuple(parted.norms), rule)
            if len(parted.norms) == 1:
                self._lexicon.add((f"~{parted.norms[0]}",), rule)

    def notes(self, statement: Placed) -> Iterator[Note]:
        """Give a note for each word of the list in a statement; not in speech of others."""
        parted = statement.parted
        for match in matches(self._lexicon, parted) if self._words else ():
            start, end = parted.starts[match.start], parted.ends[match.end - 1]
            if not statement.is_quoted(start, end):
                yield _note(statement, start, end, self._words[int(match.rule.kind)])


def _note(statement: Placed, start: int, end: int, word: HouseWord) -> Note:
    instead = f"; write '{word.instead}'" if word.instead else ""
    why = f": {word.why}" if word.why else ""
    return statement.note(
        start,
        end,
        gate=GATE,
        code="house-word",
        value=word.word,
        reason=f"the house list asks to avoid '{word.word}'{instead}{why}",
        sure=word.blocks,
    )
