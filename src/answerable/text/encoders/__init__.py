"""Encoders: texts to unit vectors whose products say how near in meaning two texts are, also across languages.

Importing costs nothing; a model is loaded by the first text it encodes, once in a process. Nothing is downloaded: two
encoders come with their packages, and any sentence-transformers model that lies on the machine is a third.

| encoder | languages | use |
| --- | --- | --- |
| `Light()` | fifteen, not Ukrainian | the default: about 600 short sentences a second |
| `E5()` | about a hundred | the accurate one, also for languages the default does not know |
| `sentence_transformers(path)` | the model's | whoever has a larger one |

`answerable.text.encoders.matching` finds nearest neighbours between two lists better than a product alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from answerable.text.encoders.e5 import E5
from answerable.text.encoders.errors import BadWeights, EncoderError, NotInstalled
from answerable.text.encoders.extra import sentence_transformers
from answerable.text.encoders.light import LANGUAGES as LIGHT_LANGUAGES, Light

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "E5",
    "BadWeights",
    "Encoder",
    "EncoderError",
    "Light",
    "NotInstalled",
    "encoder_for",
    "sentence_transformers",
]


class Encoder(Protocol):
    """What turns texts into vectors.

    Attributes:
        name: What it is called in records.
        dimension: Numbers in a vector.
        languages: ISO 639-1 codes it was trained on; empty for "any".
    """

    @property
    def name(self) -> str: ...  # noqa: D102  # above
    @property
    def dimension(self) -> int: ...  # noqa: D102
    @property
    def languages(self) -> frozenset[str]: ...  # noqa: D102

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, float32 [texts, dimension]."""
        ...


def encoder_for(languages: Iterable[str], *, accurate: bool = False) -> Encoder:
    """The encoder for texts in these languages: the default where it knows them all, else the accurate one.

    Vectors of different encoders cannot be compared: ask once for all the texts that will be.

    Args:
        languages: ISO 639-1 codes; "und" counts as unknown to the default.
        accurate: Take the accurate one in any case.
    """
    return E5() if accurate or not LIGHT_LANGUAGES.issuperset(languages) else Light()
