"""How well each sentence of a reply fits each item of a letter: what the learned part sees of a pair.

Rules:
  - Meaning (item and sentence; item and paragraph; the item with what stands around it), words (BM25; numbers and
    names, which also cross languages), the order of both texts, and the numbers by which a reply answers.
  - Each is brought to one scale within a letter: an answer near to everything is near to nothing in particular.
  - What kind of item it is, and what the sentence does: a regret answers a grievance more often than a demand.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from answerable.critiques.letters.found import ITEM_KINDS, Item
from answerable.critiques.letters.weights import columns
from answerable.text.linking import link
from answerable.text.retrieval import Retrieval
from answerable.text.sentences import sentences

if TYPE_CHECKING:
    from answerable.critiques.letters.speaking import Heard
    from answerable.critiques.letters.weights import Matrix
    from answerable.text.encoders import Encoder

LEAST: Final = 1e-3
"""Probabilities are kept this far from 0 before their logarithm is taken; chosen by hand."""

_POINT = re.compile(r"\W{0,3}(?:[^\W\d]+\W{1,2})?(\d{1,3})\b")
_NAMES = re.compile(r"\d[\d.,:]*\d|\d|(?<=[\w,;»”\"] )[^\W\d_a-zа-яіїєґà-ÿ][\w’'-]{2,}")


class Asked:
    """The items of a letter with their meaning, and the meaning of each with what stands around it."""

    def __init__(self, letter: str, items: Sequence[Item], *, language: str, encoder: Encoder | None = None) -> None:
        """Read the items."""
        from answerable.text.encoders import E5  # noqa: PLC0415 - a model loads only when asked

        self.items, self.language = tuple(items), language
        self.texts = [item.asked or item.text for item in items]
        self.around = _around(letter, items)
        vectors = (encoder or E5()).encode([*self.texts, *self.around])
        self.vectors, self.wider = vectors[: len(items)], vectors[len(items) :]


def _around(letter: str, items: Sequence[Item]) -> list[str]:
    """Return each item with the sentence it stands in and the one before."""
    bounds = list(sentences(letter))
    found = []
    for item in items:
        inside = [at for at, (start, end) in enumerate(bounds) if start < item.end and end > item.start]
        begin = bounds[max(0, inside[0] - 1)][0] if inside else item.start
        found.append(letter[begin : bounds[inside[-1]][1] if inside else item.end])
    return found


class _Known:
    """An encoder that has been asked before; what it has not been asked, it asks the accurate one."""

    name, dimension = "known", 384
    languages: frozenset[str] = frozenset()

    def __init__(self, texts: Sequence[str], vectors: Matrix) -> None:
        self._rows = dict(zip(texts, vectors, strict=True))

    def encode(self, texts: Sequence[str]) -> Matrix:
        from answerable.text.encoders import E5  # noqa: PLC0415 - a model loads only when asked

        if missing := [text for text in dict.fromkeys(texts) if text not in self._rows]:
            self._rows.update(zip(missing, E5().encode(missing), strict=True))
        return np.stack([self._rows[text] for text in texts])


def pairs(asked: Asked, said: Heard) -> Matrix:
    """Return what is known of each item with each sentence, float32 [items, sentences, features]."""
    near = asked.vectors @ said.vectors.T
    wider = asked.wider @ said.vectors.T
    blocks = asked.vectors @ _paragraphs(said).T
    ordered, fused = _linked(asked, said)
    words, names = _words(asked, said), _named(asked, said)
    kinds = np.array([[item.kind == kind for kind in ITEM_KINDS] for item in asked.items], np.float32)
    acts = np.concatenate([said.acts, said.cues], axis=1)
    plain = [
        near * 10, _over(near, 1), _over(near, 0), _over(wider, 1), _over(wider, 0), _over(blocks, 1),
        _over(blocks, 0), _best(near, 1), _best(near, 0), ordered, fused, _over(words, 1), _over(words, 0),
        _best(words, 1) * (words > 0), words > 0, names, _over(names, 1), _points(asked, said), *_places(asked, said),
    ]  # fmt: skip
    crossed = kinds[:, None, :, None] * acts[None, :, None, :]
    return columns_of([np.stack(plain, axis=2), crossed.reshape(*near.shape, -1)])


def columns_of(parts: Sequence[Matrix]) -> Matrix:
    """Return features of pairs side by side."""
    return np.concatenate([np.asarray(part, np.float32) for part in parts], axis=2)


def nothing(asked: Asked, fits: Matrix) -> Matrix:
    """Return what speaks for silence on each item: its kind and how near the nearest sentence is."""
    kinds = np.array([[item.kind == kind for kind in ITEM_KINDS] for item in asked.items], np.float32)
    number = np.array([[item.n / len(asked.items), len(item.text.split()) / 20] for item in asked.items], np.float32)
    best = -np.sort(-fits[:, :, [0, 1, 2, 4, 9, 11, 15]], axis=1)[:, :2]
    best = np.pad(best, ((0, 0), (0, 2 - best.shape[1]), (0, 0)), mode="edge")  # a reply of one sentence
    size = np.full((len(asked.items), 1), fits.shape[1] / 20 / len(asked.items) * 10, np.float32)
    return columns([kinds, number, best.reshape(len(asked.items), -1), size])


def _paragraphs(said: Heard) -> Matrix:
    """Return for each sentence the mean of its paragraph."""
    blocks = np.array([unit.block for unit in said.units])
    same = (blocks[:, None] == blocks[None, :]).astype(np.float32)
    return np.asarray(same @ said.vectors / same.sum(axis=1, keepdims=True), np.float32)


def _linked(asked: Asked, said: Heard) -> tuple[Matrix, Matrix]:
    """Return what `answerable.text.linking` says, with the order of both texts and without."""
    shown = [unit.shown for unit in said.units]
    known = _Known([*asked.texts, *shown], np.concatenate([asked.vectors, said.vectors]))
    found = []
    for in_order in (True, False):
        rows = np.zeros((len(asked.items), len(shown)), np.float32)
        languages = said.language, asked.language
        ranked = link(shown, asked.texts, languages=languages, in_order=in_order, encoder=known)
        for row, links in enumerate(ranked):
            for each in links:
                rows[row, each.answer] = each.score
        found.append(rows)
    return np.log(np.maximum(found[0], LEAST)).astype(np.float32), found[1]


def _words(asked: Asked, said: Heard) -> Matrix:
    """Return BM25 of each sentence for each item; 0 across languages."""
    if asked.language != said.language:
        return np.zeros((len(asked.items), len(said.units)), np.float32)
    known = Retrieval([unit.shown for unit in said.units], [said.language] * len(said.units), beside=0.0)
    return np.stack([known.scores(text, asked.language) for text in asked.texts])


def _named(asked: Asked, said: Heard) -> Matrix:
    """Return how many names and numbers each pair shares, as keys that cross languages; rare ones weigh more."""
    here = [set(_NAMES.findall(text)) for text in asked.around]
    there = [set(_NAMES.findall(unit.shown)) for unit in said.units]
    own = [{key[:5].casefold() for key in keys} for keys in here]
    theirs = [{key[:5].casefold() for key in keys} for keys in there]
    often = {key: sum(key in keys for keys in [*own, *theirs]) for keys in own for key in keys}
    rows = [[sum(2 / often[key] for key in a & b) for b in theirs] for a in own]
    return np.array(rows, np.float32).reshape(len(own), len(theirs))


def _points(asked: Asked, said: Heard) -> Matrix:
    """Return 1 where the sentence stands under a number of its paragraph that stands before the item as well.

    Where the letter has no numbers, the number is that of the demand.
    """
    demands = [item.n for item in asked.items if item.kind == "demand"]
    wanted: list[set[str]] = []
    for item, around in zip(asked.items, asked.around, strict=True):
        own = _POINT.match(around)
        number = own.group(1) if own else str(demands.index(item.n) + 1) if item.n in demands else ""
        wanted.append({number} - {""})
    given, block, last = [], -1, ""
    for unit in said.units:
        point = _POINT.match(unit.shown)
        if unit.block != block:
            block, last = unit.block, point.group(1) if point else ""
        given.append(last)
    return np.array([[number in own and number != "" for number in given] for own in wanted], np.float32)


def _places(asked: Asked, said: Heard) -> list[Matrix]:
    """Return how far apart both stand in their texts, and what place the sentence has in its own."""
    rows, count = len(asked.items), len(said.units)
    at = np.arange(rows)[:, None] / rows - np.arange(count)[None, :] / count
    every = np.ones((rows, 1), np.float32)
    of_sentence = [
        np.array([unit.first for unit in said.units], np.float32),
        np.array([unit.kind in {"title", "heading"} for unit in said.units], np.float32),
        np.arange(count) / count,
        np.array([min(2.0, len(unit.shown.split()) / 20) for unit in said.units], np.float32),
        np.array([place < 2 for place in range(count)], np.float32),  # noqa: PLR2004 - greeting and first words
        np.array([place >= count - 2 for place in range(count)], np.float32),
    ]
    return [np.abs(at).astype(np.float32), *(every * np.asarray(each, np.float32)[None, :] for each in of_sentence)]


def _over(scores: Matrix, axis: int) -> Matrix:
    """Return scores with the mean of their row or column taken out, by its deviation."""
    moved = scores - scores.mean(axis=axis, keepdims=True)
    return np.asarray(moved / np.maximum(scores.std(axis=axis, keepdims=True), LEAST), np.float32)


def _best(scores: Matrix, axis: int) -> Matrix:
    """Return 1 where a score is the highest of its row or column."""
    return np.asarray(scores >= scores.max(axis=axis, keepdims=True), np.float32)
