"""Any sentence-transformers model the user already has, as an encoder. Nothing is downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from answerable.text.encoders.errors import NotInstalled

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class SentenceTransformers:
    """The encoder.

    Attributes:
        name: Name or path of the model.
        dimension: Numbers in a vector.
        languages: What the caller says it knows; empty for "any".
        model: The loaded model.
    """

    name: str
    dimension: int
    languages: frozenset[str]
    model: Any

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, float32 [texts, dimension]."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        vectors = self.model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, np.float32)


def sentence_transformers(name_or_path: str | Path, *, languages: Sequence[str] = ()) -> SentenceTransformers:
    """A model that lies on this machine, by path or by its name in the local Hugging Face cache.

    Raises:
        NotInstalled: There is no sentence-transformers, or no such model on this machine.
    """
    try:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        package = "pip install sentence-transformers"
        raise NotInstalled(f"other encoders need the package sentence-transformers: {package}") from error
    try:
        model = SentenceTransformer(str(name_or_path), local_files_only=True)
    except (OSError, ValueError) as error:
        advice = "nothing is downloaded: fetch it yourself and give its folder"
        raise NotInstalled(f"{name_or_path}: expected a model on this machine ({advice})") from error
    dimension = int(model.get_sentence_embedding_dimension() or 0)
    return SentenceTransformers(str(name_or_path), dimension, frozenset(languages), model)
