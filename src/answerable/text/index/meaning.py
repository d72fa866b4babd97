"""Sentences that mean what a passage means, in other words or another language.

Rules:

* only sentences are asked for that share too few words with any passage to have been found, and that are long enough to
  mean something by themselves;
* an encoder that is passed in gives vectors; a sentence is reuse where the cosine with the nearest passage, less half
  the mean cosine with the five next ones, reaches `near`: what is a little like many passages is a common subject.
  Measured on ntrex with the default encoder (300 English passages, 2026-11-22): where .5 % of unrelated sentences pass,
  it finds de .95, es .95, ar .88, ru .65 of the translations; the cosine alone .92, .87, .85, .51. What `near` has to
  be depends on the encoder and the passages: measure it, on sentences that are no reuse;
* `anchored` encodes only sentences that share a number, a place or a name with some passage. It loses the others: of
  the translations found otherwise it keeps .87 to .95 (fr de es), but .37 and .24 (ru ar), where names are written
  otherwise; so it is off unless asked for;
* the alignment is at the level of the sentence: one step, everything replaced. Which words changed is for `shifts`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

from answerable.text.index.arrays import Library
from answerable.text.index.names import names
from answerable.text.index.passages import Match, Operation, Passage
from answerable.text.index.reuse import Side, text_side
from answerable.text.index.shingles import among
from answerable.text.index.words import read_words
from answerable.text.languages import language_of
from answerable.text.spans import Span

LEAST_WORDS = 6
"""Words of a sentence that is asked for; chosen by hand."""

MOST_WORDS = 120
"""Words of a sentence that is asked for: a longer one is a list or a table; chosen by hand."""

TAKEN = 0.5
"""Share of a sentence's words from which on what was found by words speaks for it; chosen by hand."""

MANY = 50_000
"""Passages above which a graph (usearch) finds the nearest, not a product with all; half a second for each thousand
sentences on one core with 384 dimensions, measured 2026-11-22."""

BLOCK = 256
"""Sentences encoded and compared at once; chosen by hand."""

_SENTENCE = re.compile(r"[^.!?…。！？؟۔\n]+[.!?…。！？؟۔]*")


CROWD = 0.5
"""Weight of the next passages' mean cosine; the figures above are for it."""

NEXT = 5
"""How many next passages; chosen by hand."""

Vectors: TypeAlias = npt.NDArray[np.float32]


class Encoder(Protocol):
    """Gives texts their vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of the texts: float32 [texts, dimensions]."""


class Nearest(Protocol):
    """Finds the nearest of many vectors."""

    def __call__(self, vectors: Vectors, /) -> tuple[npt.NDArray[np.int64], Vectors]:
        """For each vector the nearest passages, nearest first, and the cosines with them."""


class Meaning(NamedTuple):
    """Passages by meaning.

    Attributes:
        encoder: Gives sentences their vectors.
        nearest: Finds the nearest passage.
        near: Least lead of a reuse: its cosine, less half the mean of the next.
        anchors: uint64, sorted; numbers of words of which a sentence must have one; None where it need not.
    """

    encoder: Encoder
    nearest: Nearest
    near: float
    anchors: npt.NDArray[np.uint64] | None


def encoded(library: Library, encoder: Encoder, *, near: float, anchored: bool) -> Meaning:
    """The passages of a library by meaning; encodes them all."""
    texts = [library.texts.text(at) for at in range(len(library))]
    blocks = [_unit(encoder.encode(texts[at : at + BLOCK])) for at in range(0, len(texts), BLOCK)]
    vectors = np.concatenate(blocks) if blocks else np.zeros((0, 1), dtype=np.float32)
    anchors = anchors_of(library) if anchored else None
    return Meaning(encoder, _graph(vectors) if len(vectors) > MANY else _product(vectors), near, anchors)


def sentences(text: str) -> Iterator[Span]:
    """The sentences of a text: up to a closing mark, or the end of a line."""
    for found in _SENTENCE.finditer(text):
        words = found.group()
        start = found.start() + len(words) - len(words.lstrip())
        if words.strip():
            yield Span(start, found.start() + len(words.rstrip()))


def asked(side: Side, hashes: npt.NDArray[np.uint64], taken: npt.NDArray[np.bool_], about: Meaning) -> Iterator[Span]:
    """The sentences of a text to be asked for.

    Args:
        side: The text.
        hashes: uint64 [words]; its words.
        taken: bool [words]; which of them were found by words.
        about: What is asked.
    """
    for sentence in sentences(side.text):
        first, after = np.searchsorted(side.starts, [sentence.start, sentence.end])
        if not LEAST_WORDS <= after - first <= MOST_WORDS or taken[first:after].mean() >= TAKEN:
            continue
        if about.anchors is None or np.isin(hashes[first:after], about.anchors).any():
            yield sentence


def by_meaning(asked_for: Sequence[tuple[Passage, Span]], library: Library, about: Meaning) -> Iterator[Match]:
    """The sentences that mean what a passage means, in the order given."""
    for at in range(0, len(asked_for), BLOCK):
        block = asked_for[at : at + BLOCK]
        if not len(library):
            return
        vectors = _unit(about.encoder.encode([span.words(document.text) for document, span in block]))
        passages, cosines = about.nearest(vectors)
        crowds = cosines[:, 1:].mean(axis=1) if cosines.shape[1] > 1 else np.zeros(len(cosines))
        leads = cosines[:, 0] - CROWD * crowds
        for place in np.flatnonzero(leads >= about.near).tolist():
            document, span = block[place]
            yield _match(library.passage(int(passages[place, 0])), document, span, float(cosines[place, 0]))


def anchors_of(library: Library) -> npt.NDArray[np.uint64]:
    """The words of passages that a translation keeps: numbers, places, and names (capitals inside a passage)."""
    words = read_words(library.texts.buffer, library.texts.bounds, names())
    found = words.hashes[among(words.hashes, np.unique(names().places))].tolist()
    for at in range(len(library)):
        text, hashes = library.texts.text(at), words.hashes[words.firsts[at] : words.firsts[at + 1]]
        side = text_side(text, at, library.texts.buffer, library.texts.bounds, words)
        for place, number in enumerate(hashes.tolist()):
            word = side.span(place, place + 1).words(text)
            if (word.isdecimal() and len(word) > 1) or (place and word[0].isupper()):
                found.append(number)
    return np.unique(np.array(found, dtype=np.uint64))


def _match(passage: Passage, document: Passage, span: Span, cosine: float) -> Match:
    whole = Span(0, len(passage.text))
    ours = passage.language or language_of(passage.text)
    theirs = document.language or language_of(span.words(document.text))
    return Match(
        passage=passage.id,
        document=document.id,
        type="reworded" if ours == theirs else "translated",
        score=min(cosine, 1.0),
        source_spans=(whole,),
        document_spans=(span,),
        alignment=(Operation("replaced", whole, span),),
    )


def _unit(vectors: Vectors) -> Vectors:
    """The vectors with length 1; one of zeros stays so, and is near nothing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, np.float32(1e-12)), dtype=np.float32)


def _product(vectors: Vectors) -> Nearest:
    """All cosines, and of them the largest."""

    def nearest(asked: Vectors, /) -> tuple[npt.NDArray[np.int64], Vectors]:
        cosines = asked @ vectors.T
        best = np.argsort(-cosines, axis=1, kind="stable")[:, : NEXT + 1]
        return best, np.take_along_axis(cosines, best, axis=1)

    return nearest


def _graph(vectors: Vectors) -> Nearest:
    """Nearly always the nearest, in a time that grows with the logarithm of the passages (HNSW)."""
    from usearch.index import Index as Graph  # noqa: PLC0415 - loaded only where there are so many

    graph = Graph(ndim=vectors.shape[1], metric="cos", dtype="f32")
    graph.add(np.arange(len(vectors), dtype=np.uint64), vectors)

    def nearest(asked: Vectors, /) -> tuple[npt.NDArray[np.int64], Vectors]:
        found = graph.search(asked, NEXT + 1)
        keys, distances = np.atleast_2d(found.keys), np.atleast_2d(found.distances)
        return keys.astype(np.int64), (1 - distances).astype(np.float32)

    return nearest
