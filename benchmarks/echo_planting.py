"""How the made news stream changes our words before it uses them, and how it says whose they are.

A quotation is drawn up with its own place in the sentence that carries it, so that every offset is known exactly.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

_KNOWN = Path(__file__).with_name("echo_words.toml")
WORDS: dict[str, dict[str, Any]] = tomllib.loads(_KNOWN.read_text(encoding="utf-8"))
LANGUAGES = tuple(WORDS)
LEAST = 8
"""Words of ours that stay in anything that is cut or joined."""

ENDS = " .,;:!?…؟،"
"""Marks that a quotation leaves behind when a sentence is built around it."""


class Sentence(NamedTuple):
    """A sentence with the places of what was planted in it, in its own characters, half-open.

    Attributes:
        text: The sentence.
        begin, end: The planted words.
        naming: Where we are named; (0, 0) where we are not.
        further: Where the second half of a spliced quotation begins, or -1.
    """

    text: str
    begin: int
    end: int
    naming: tuple[int, int] = (0, 0)
    further: int = -1


def cut(text: str, chance: random.Random) -> str:
    """The text with words left out: its beginning, its end, or one or two runs within; at least `LEAST` words stay."""
    words = text.split()
    most = len(words) - LEAST
    size = max(2, min(most, round(len(words) * chance.uniform(0.2, 0.5))))
    how = chance.choice(("begin", "end", "within", "within twice"))
    if how == "begin":
        return " ".join(words[size:])
    if how == "end":
        return " ".join(words[:-size])
    runs = 2 if how == "within twice" and size >= 4 and len(words) >= 2 * LEAST else 1  # noqa: PLR2004 - two of two words
    return " ".join(_without(words, size, runs, chance))


def _without(words: Sequence[str], size: int, runs: int, chance: random.Random) -> list[str]:
    """The words without so many, in one run or in one of each half; the first and the last two stay."""
    kept = list(words)
    pieces = [size - size // 2, size // 2] if runs > 1 else [size]
    half = len(kept) // 2
    for number, piece in enumerate(pieces):
        first, last = (half, len(kept) - 2) if runs > 1 and number == 0 else (2, half if runs > 1 else len(kept) - 2)
        begin = chance.randint(first, max(first, last - piece))
        del kept[begin : begin + min(piece, max(last - begin, 1))]
    return kept


def spliced(one: str, other: str) -> tuple[str, int]:
    """The first part of one text joined to the last part of another, and where that begins."""
    ours, theirs = one.rstrip(ENDS).split(), other.rstrip(ENDS).split()
    first = " ".join(ours[: max(LEAST, len(ours) // 2)]).rstrip(ENDS)
    second = " ".join(theirs[-max(LEAST, len(theirs) // 2) :])
    return f"{first}, {second}", len(first) + 2


def reworded(text: str, language: str, share: float, chance: random.Random) -> str:
    """The text with about this share of its words changed: synonyms first, then words moved, put in or left out.

    The first and the last word stay, so that it is known where the use begins and ends.
    """
    synonyms, fillers = WORDS[language]["synonyms"], WORDS[language]["fillers"]
    words = text.split()
    inner = range(1, len(words) - 2)
    known = [at for at in inner if words[at].lower().strip(ENDS) in synonyms]
    others = [at for at in inner if at not in set(known)]
    chance.shuffle(known)
    chance.shuffle(others)
    count = max(1, round(share * len(words)))
    most = min(len(known), max(1, round(count * 0.6)))
    picked = dict.fromkeys(known[:most], "synonym")
    picked |= {at: chance.choice(("fill", "drop", "swap", "replace")) for at in others[: count - len(picked)]}
    out: list[str] = []
    at = 0
    while at < len(words):
        how = picked.get(at, "")
        out += _changed(words, at, how, synonyms, chance.choice(fillers))
        at += 2 if how == "swap" and at + 1 < len(words) else 1
    return " ".join(out)


def _changed(words: Sequence[str], at: int, how: str, synonyms: dict[str, str], filler: str) -> list[str]:
    word = words[at]
    if how == "synonym":
        other, tail = synonyms[word.lower().strip(ENDS)], word[len(word.rstrip(ENDS)) :]
        return [(other[0].upper() + other[1:] if word[0].isupper() else other) + tail]
    if how == "fill":
        return [word, filler]
    if how == "drop":
        return []
    if how == "replace":
        return [filler]
    return [words[at + 1], word] if how == "swap" and at + 1 < len(words) else [word]


def bare(words: str, further: int = -1) -> Sentence:
    """The words as a sentence of their own."""
    text = words.rstrip(ENDS)
    return Sentence(text + ".", 0, len(text), further=further)


def framed(
    words: str, language: str, chance: random.Random, *, ours: bool, title: bool = False, further: int = -1
) -> Sentence:
    """The words as somebody's: ours, or the other speaker's."""
    known = WORDS[language]
    frame = chance.choice(known["titled" if title else "said"])
    return _filled(frame, "{q}", words.rstrip(ENDS), known, ours=ours, further=further)


def claimed(claim: str, language: str, chance: random.Random, *, title: bool = False) -> Sentence:
    """The claim told as ours."""
    known = WORDS[language]
    if title:
        return _filled(known["titled"][0], "{q}", claim[0].upper() + claim[1:], known, ours=True, further=-1)
    return _filled(chance.choice(known["claimed"]), "{c}", claim, known, ours=True, further=-1)


def mention(language: str, chance: random.Random) -> str:
    """A sentence that names us and says nothing for us."""
    known = WORDS[language]
    return str(chance.choice(known["mentions"])).format(n=known["name"], g=known["genitive"])


def _filled(frame: str, slot: str, words: str, known: dict[str, Any], *, ours: bool, further: int) -> Sentence:
    """The frame with speaker and words, and where both came to stand."""
    names = {"{n}": "name" if ours else "other", "{g}": "genitive" if ours else "other_genitive"}
    text, begin, naming = "", 0, (0, 0)
    for piece in _pieces(frame):
        if piece == slot:
            begin = len(text)
            text += words
        elif piece in names:
            naming = (len(text), len(text) + len(known[names[piece]]))
            text += known[names[piece]]
        else:
            text += piece
    shift = begin + further if further >= 0 else -1
    return Sentence(text, begin, begin + len(words), naming if ours else (0, 0), shift)


def _pieces(frame: str) -> list[str]:
    """The frame in order: slots and what stands between them."""
    out, rest = [], frame
    while "{" in rest:
        before, rest = rest.split("{", 1)
        name, rest = rest.split("}", 1)
        out += [before, "{" + name + "}"]
    return [*out, rest]
