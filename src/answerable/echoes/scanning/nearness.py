"""The released passages by meaning: their vectors in a folder, and which of them are nearest to a sentence.

Rules:
  - Two encoders, the default and the accurate one. The default is some twenty times faster and knows fifteen languages;
    the accurate one is asked about the few sentences that the default lets through, and about all those in a language
    that the default does not know, or while some release has no version in one that it does know.
  - How near is told by two figures: the cosine with the nearest passage, and its lead, which is the cosine less half
    the mean cosine with the next five. Versions and translations of the nearest passage say the same: they do not count
    among the next five.
  - Vectors are made once, when the folder is written, and mapped by every process.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from answerable.text.encoders import E5, Light
from answerable.text.encoders.light import LANGUAGES as LIGHT_LANGUAGES
from answerable.text.index.meaning import MANY

Vectors: TypeAlias = npt.NDArray[np.float32]

CROWD: Final = 0.5
NEXT: Final = 5
"""Weight and number of the next passages, as in `text.index.meaning`."""

LOOKED_AT: Final = 32
"""Nearest passages among which the next five are sought, versions of the nearest one left out; chosen by hand."""

SAME: Final = 0.95
"""Cosine from which two passages of ours say the same, by the accurate encoder; chosen by hand: translations of one
another reach it mostly, two sentences on one subject rarely."""

BLOCK: Final = 256
"""Passages encoded at once."""

FILES: Final = ("light.npy", "accurate.npy")
GRAPHS: Final = ("light.graph", "accurate.graph")


class Near(NamedTuple):
    """How near a sentence is to what was released.

    Attributes:
        passage: The nearest passage, by its place in the library.
        cosine: The cosine with it.
        lead: The cosine less half the mean of the next five that say something else.
    """

    passage: int
    cosine: float
    lead: float


class Nearness(NamedTuple):
    """The vectors of all passages, and the graphs that find the nearest of very many.

    Attributes:
        light: float32 [passages, 512]; by the default encoder, rows of zeros in languages that it does not know.
        accurate: float32 [passages, 384]; by the accurate one.
        graphs: For each of the two its graph, or None where a product with all is quick enough.
        lightly: Whether every release has a version in a language of the default encoder.
    """

    light: Vectors
    accurate: Vectors
    graphs: tuple[object | None, object | None]
    lightly: bool


def write_nearness(texts: Sequence[str], languages: Sequence[str], folder: Path) -> None:
    """Write the vectors of all passages into a folder."""
    known = [place for place, language in enumerate(languages) if language in LIGHT_LANGUAGES]
    light = np.zeros((len(texts), Light().dimension), np.float32)
    light[known] = _encoded(Light(), [texts[place] for place in known])
    for vectors, file, graph in zip((light, _encoded(E5(), texts)), FILES, GRAPHS, strict=True):
        np.save(folder / file, vectors, allow_pickle=False)
        if len(texts) > MANY:
            _write_graph(vectors, folder / graph)


def open_nearness(folder: Path, *, lightly: bool) -> Nearness:
    """The vectors in a folder, mapped into memory."""
    light, accurate = (np.load(folder / file, mmap_mode="r", allow_pickle=False) for file in FILES)
    graphs = tuple(_open_graph(folder / graph) for graph in GRAPHS)
    return Nearness(np.asarray(light), np.asarray(accurate), (graphs[0], graphs[1]), lightly)


def nearest_lightly(asked: Vectors, known: Nearness) -> list[Near]:
    """For each sentence the nearest passage by the default encoder."""
    return [_near(row, known.light, found, 1.0) for row, found in _places(asked, known.light, known.graphs[0])]


def nearest(asked: Vectors, known: Nearness) -> list[Near]:
    """For each sentence the nearest passage by the accurate encoder."""
    return [_near(row, known.accurate, found, SAME) for row, found in _places(asked, known.accurate, known.graphs[1])]


def _near(asked: Vectors, vectors: Vectors, places: npt.NDArray[np.int64], same: float) -> Near:
    """The nearest of some passages, and its lead over those that say something else."""
    rows = vectors[places]
    cosines = rows @ asked
    order = np.lexsort((places, -cosines))
    best = order[0]
    others = order[1:][(rows[order[1:]] @ rows[best]) < same][:NEXT]
    crowd = float(cosines[others].mean()) if len(others) else 0.0
    cosine = float(cosines[best])
    return Near(int(places[best]), min(cosine, 1.0), cosine - CROWD * crowd)


def _places(asked: Vectors, vectors: Vectors, graph: object | None) -> list[tuple[Vectors, npt.NDArray[np.int64]]]:
    """Each sentence with the places of the passages to look at."""
    if graph is not None:
        found = graph.search(asked, LOOKED_AT)  # type: ignore[attr-defined]  # usearch carries no types
        return list(zip(asked, np.atleast_2d(found.keys).astype(np.int64), strict=True))
    most = min(LOOKED_AT, len(vectors))
    cosines = asked @ vectors.T
    best = np.argpartition(-cosines, most - 1, axis=1)[:, :most] if most else np.zeros((len(asked), 0), np.int64)
    return list(zip(asked, np.sort(best, axis=1).astype(np.int64), strict=True))


def _encoded(encoder: Light | E5, texts: Sequence[str]) -> Vectors:
    blocks = [encoder.encode(texts[at : at + BLOCK]) for at in range(0, len(texts), BLOCK)]
    return np.concatenate(blocks) if blocks else np.zeros((0, encoder.dimension), np.float32)


def _write_graph(vectors: Vectors, path: Path) -> None:
    from usearch.index import Index as Graph  # noqa: PLC0415 - loaded only where there are so many

    graph = Graph(ndim=vectors.shape[1], metric="cos", dtype="f32")
    graph.add(np.arange(len(vectors), dtype=np.uint64), vectors)
    graph.save(str(path))


def _open_graph(path: Path) -> object | None:
    if not path.is_file():
        return None
    from usearch.index import Index as Graph  # noqa: PLC0415 - as above

    found: object = Graph.restore(str(path), view=True)
    return found
