"""What each sentence of a reply does: regret, apology, explanation, correction, commitment, denial, attack.

Rules:
  - A sentence may do several things, or none of these (a greeting, a repetition of what was asked).
  - The learned part weighs a sentence, what stands around it and the words of `cues/`; the reason names the words.
  - Regret is not an apology, an apology is not a correction: each has its own weights and its own threshold.

Labels: the acts of `answerable.critiques.letters.found.SpokenAct`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import msgspec
import numpy as np

from answerable.critiques.letters.cues import KINDS, cues
from answerable.critiques.letters.found import SPOKEN_ACTS, Spoken
from answerable.critiques.letters.units import Unit, units
from answerable.critiques.letters.weights import columns, learned, likely, odds, scaled
from answerable.text.documents import Document

if TYPE_CHECKING:
    from answerable.critiques.letters.weights import Matrix

SHOWN_BY: Final = {
    "regret": ("regret",),
    "apology": ("apology",),
    "explanation": ("explain", "competence"),
    "correction": ("fixed", "denial"),
    "commitment": ("commit",),
    "denial": ("denial", "refuse"),
    "attack": ("attack",),
}
"""The lists whose words stand in the reason of an act."""

WORDS_USUAL: Final = 20  # words of a usual sentence, to bring lengths to one scale; chosen by hand


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """The sentences of a reply with what is known of each.

    Attributes:
        reply: The document.
        units: Its sentences.
        vectors: Their meaning, float32 [sentences, 384].
        cues: Their cues, float32 [sentences, kinds], 0 or 1.
        acts: How likely each does each act, float32 [sentences, acts].
        language: ISO 639-1.
    """

    reply: Document
    units: tuple[Unit, ...]
    vectors: Matrix
    cues: Matrix
    acts: Matrix
    language: str


def hear(reply: Document, *, language: str) -> Heard:
    """Return the sentences of a reply with what is known of each."""
    from answerable.text.encoders import E5  # noqa: PLC0415 - a model loads only when asked

    parts = units(reply)
    vectors = E5().encode([unit.shown for unit in parts])
    return heard(reply, parts, vectors, language=language)


def heard(reply: Document, parts: tuple[Unit, ...], vectors: Matrix, *, language: str) -> Heard:
    """Return the same for sentences whose vectors are known."""
    signs = cue_rows(parts, language)
    acts = likely(odds("acts", features(parts, vectors, signs))) if parts else np.zeros((0, len(SPOKEN_ACTS)))
    return Heard(reply=reply, units=parts, vectors=vectors, cues=signs, acts=acts.astype(np.float32), language=language)


def cue_rows(parts: Sequence[Unit], language: str) -> Matrix:
    """Return which lists of cues a sentence has words of, and whether it speaks ill of somebody.

    float32 [sentences, kinds + 1].
    """
    from answerable.text.tone import denigrations  # noqa: PLC0415 - its lists load only when asked

    found = np.zeros((len(parts), len(KINDS) + 1), np.float32)
    for row, unit in enumerate(parts):
        here = cues(unit.shown, language)
        found[row, :-1] = [kind in here for kind in KINDS]
        found[row, -1] = bool(denigrations(unit.shown, language=language))
    return found


def features(parts: Sequence[Unit], vectors: Matrix, signs: Matrix) -> Matrix:
    """Return what the learned part sees of each sentence, float32 [sentences, features]."""
    before = np.zeros_like(signs)
    before[1:] = signs[:-1]
    before[[at for at, unit in enumerate(parts) if unit.first]] = 0
    return columns([scaled("meaning", vectors), signs * 3, before, _form(parts)])


def _form(parts: Sequence[Unit]) -> Matrix:
    """Return length, place and marks of each sentence."""
    rows = [
        (
            len(unit.shown.split()) / WORDS_USUAL,
            at / len(parts),
            unit.first,
            "?" in unit.shown or "؟" in unit.shown,
            any(mark in unit.shown for mark in '"«“„'),
            any(letter.isdigit() for letter in unit.shown),
            unit.kind in {"title", "heading"},
            unit.shown.rstrip("\"”»“').").endswith((",", "،", ":")) or unit.shown[-1:].isalnum(),
        )
        for at, unit in enumerate(parts)
    ]
    return np.array(rows, np.float32).reshape(len(parts), 8)


def spoken(said: Heard) -> tuple[Spoken, ...]:
    """Return what the sentences of a reply do, in their order."""
    thresholds = learned()["acts.thresholds"]
    found: list[Spoken] = []
    for row, unit in enumerate(said.units):
        for column, act in enumerate(SPOKEN_ACTS):
            if said.acts[row, column] >= thresholds[column]:
                found.append(_spoken(said, unit, act))
    return tuple(found)


def _spoken(said: Heard, unit: Unit, act: str) -> Spoken:
    here = cues(unit.shown, said.language)
    words = [here[kind] for kind in SHOWN_BY[act] if kind in here]
    reason = f"worded so: {words[0]}" if words else f"near in meaning to sentences of {act}"
    text = said.reply.text[unit.start : unit.end]
    return Spoken(act=act, start=unit.start, end=unit.end, text=text, reason=reason)  # type: ignore[arg-type]
