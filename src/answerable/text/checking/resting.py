"""What statements rest on: passages, each read once and only when something is compared with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from answerable.text.checking.notes import Passage
from answerable.text.checking.said import Said


class Rested:
    """A passage that a statement rests on, with the limits stated beside it."""

    def __init__(self, passage: Passage, language: str) -> None:
        """Take a passage; `language` is that of the draft, for passages that do not say theirs."""
        self.passage = passage
        self._language = language

    @cached_property
    def said(self) -> Said:
        """The passage's words."""
        return Said(self.passage.text, self.language)

    @cached_property
    def limits(self) -> tuple[Said, ...]:
        """Its limits."""
        return tuple(Said(each, self.language) for each in self.passage.limits)

    @cached_property
    def language(self) -> str:
        """The language it is written in."""
        return self.passage.language or _language_of(self.passage.text, self._language)


class Shelf:
    """The passages of a reading, by their ids."""

    def __init__(self, passages: Mapping[str, Passage], language: str) -> None:
        """Take the passages."""
        self._rested = {name: Rested(passage, language) for name, passage in passages.items()}

    def __getitem__(self, name: str) -> Rested:
        return self._rested[name]

    def of(self, names: Iterable[str]) -> Iterator[Rested]:
        """Give the passages of these ids; an id that is not here is left out."""
        return (self._rested[name] for name in names if name in self._rested)


def _language_of(text: str, likely: str) -> str:
    """Return the language of a passage that does not say it: the draft's where the script agrees and lists hold."""
    from answerable.text.languages import language_of  # noqa: PLC0415 - its tables load only when asked

    found = language_of(text)
    return likely if found == "und" else found
