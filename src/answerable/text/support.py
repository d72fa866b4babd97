"""What a statement rests on: the passages that carry it, what it says beyond them, and what none of them says.

Rules:

* passages are found by their words (`answerable.text.retrieval`), across languages by nearness in meaning, and only
  the best two are compared with the statement;
* `not supported` means that too little of what the statement is about stands in them; `says more than` that words show
  a shift beyond them, that a number stands in none, or that too much of what it says has no word near it in them;
* words that cannot be found are named where they can be, numbers and names; a word may have a synonym, and is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from answerable.text.lexicons.tokens import tokens
from answerable.text.numbers import quantities
from answerable.text.retrieval import BESIDE, Retrieval, key_of, keys_of
from answerable.text.spans import Span

if TYPE_CHECKING:
    from answerable.text.comparing import Shift

SUPPORTED, SAYS_MORE, NOT_SUPPORTED = "supported", "says more than", "not supported"

COMPARED = 2
"""Passages that a statement is compared with, the best ones."""

COVERED = 0.45
"""Part of a statement's weighted words that the best passages must have; `benchmarks/text_support.py` prints how
outcomes change with it."""

WEIGHED = 5
"""Passages whose words a statement may have, the best ones; on WiCE's development claims five tell more than two."""

HELD, MISSING = 0.855, 0.01
"""Nearness (`answerable.text.nearness`) from which a statement is supported, and what each number or name that no
passage has takes off. Chosen on WiCE's development claims, 22 November 2026: alone they reach F1 .636 and accuracy .751
with the first fitted on nine tenths in turn, the second being the best of four tried on all; with shifts and numbers,
as `support` weighs them, .520 and .731 (`benchmarks/text_support.py`)."""

NEAR = 0.8
"""Product of unit vectors of the accurate encoder from which a passage in another language may carry a statement;
chosen by hand."""


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """What a statement may rest on: a finding with its limits, or a sentence of a report.

    Attributes:
        id: Its name, unique among the passages of a reading.
        text: Its words.
        language: ISO 639-1 code; recognised from the text where it is "".
        limits: The limits that are stated beside it, in words.
    """

    id: str
    text: str
    language: str = ""
    limits: tuple[str, ...] = ()


class Support(msgspec.Struct, frozen=True, kw_only=True):
    """How a statement stands to the passages it could rest on.

    Attributes:
        statement: Id of the statement; "" where it has none.
        outcome: `supported`, `says more than` or `not supported`.
        passages: Ids of the best evidence, best first.
        shifts: What changed against the best of it, in characters of the statement and of `COMPARED` passages joined
            by a space.
        unsupported: Numbers and names of the statement that no passage has, in characters of the statement.
    """

    statement: str = ""
    outcome: str
    passages: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    unsupported: tuple[Span, ...] = ()


class Evidence:
    """Passages that statements can be held against, read once."""

    def __init__(self, passages: Sequence[Passage], *, consecutive: bool = False) -> None:
        """Take passages whose language is said; `consecutive` where they are the sentences of a document."""
        self.passages = tuple(passages)
        languages = [each.language for each in self.passages]
        texts = [each.text for each in self.passages]
        self.retrieval = Retrieval(texts, languages, beside=BESIDE if consecutive else 0.0)
        self.languages = frozenset(languages)

    def best(self, statement: str, language: str, *, count: int = COMPARED) -> list[Passage]:
        """Return the passages that a statement most likely rests on, best first."""
        if language in self.languages:
            return [self.passages[at] for at in self.retrieval.best(statement, language, count=count)]
        return self._nearest(statement, count)

    def covered(self, statement: str, language: str, best: Sequence[Passage]) -> float:
        """Return how much of what a statement is about stands in passages of its language, 0 to 1."""
        keys = dict.fromkeys(keys_of(tokens(statement, language), language))
        weights = {key: self.retrieval.weight(key) for key in keys}
        there = {key for each in best for key in keys_of(tokens(each.text, each.language), each.language)}
        whole = sum(weights.values())
        return sum(weight for key, weight in weights.items() if key in there) / whole if whole else 0.0

    @cached_property
    def _vectors(self) -> object:
        from answerable.text.encoders import encoder_for  # noqa: PLC0415 - a model loads only across languages

        return encoder_for(self.languages, accurate=True).encode([each.text for each in self.passages])

    def _nearest(self, statement: str, count: int) -> list[Passage]:
        import numpy as np  # noqa: PLC0415 - the same

        from answerable.text.encoders import encoder_for  # noqa: PLC0415 - the same

        if not self.passages:
            return []
        (asked,) = encoder_for(self.languages, accurate=True).encode([statement])
        near = np.asarray(self._vectors) @ asked
        return [self.passages[int(at)] for at in np.argsort(-near, kind="stable")[:count] if near[at] >= NEAR]


def support(
    statement: str, passages: Sequence[Passage] | Evidence, *, language: str, shifts: Sequence[Shift] | None = None
) -> Support:
    """Return how a statement stands to passages.

    Args:
        statement: One statement.
        passages: What it could rest on; `Evidence` where many statements are held against the same.
        language: ISO 639-1 code of the statement.
        shifts: What changed against the best of them, where that is known already.
    """
    evidence = passages if isinstance(passages, Evidence) else Evidence(passages)
    best = evidence.best(statement, language, count=COMPARED if shifts is not None else WEIGHED)
    names = tuple(each.id for each in best)
    same = [each for each in best if each.language == language]
    if not best or (same and evidence.covered(statement, language, same[:COMPARED]) < COVERED):
        return Support(outcome=NOT_SUPPORTED, passages=names)
    missing = unsupported(statement, language, same) if same else ()
    found = tuple(_compared(statement, language, best[:COMPARED]) if shifts is None else shifts)
    more = any(each.sure and each.direction != "weaker" for each in found)
    more = more or _counts_apart(statement, language, missing)
    texts = [(each.text, each.language) for each in best]
    if shifts is not None:  # these were read together a moment ago
        texts = [(" ".join(each.text for each in best), best[0].language)]
    near = _near(statement, language, texts, evidence) - MISSING * len(missing)
    held = SUPPORTED if near >= HELD and not more else SAYS_MORE
    return Support(outcome=held, passages=names, shifts=found, unsupported=missing)


def _counts_apart(statement: str, language: str, missing: Sequence[Span]) -> bool:
    """Tell whether a quantity stands among the words that no passage has; a year or a date is none."""
    counted = [Span(each.start, each.end) for each in quantities(statement, language)] if missing else []
    return any(
        span.overlaps(each) and any(letter.isdigit() for letter in span.words(statement))
        for span in missing
        for each in counted
    )


def _near(statement: str, language: str, texts: Sequence[tuple[str, str]], evidence: Evidence) -> float:
    if any(text.strip() == statement.strip() for text, _ in texts):
        return 1.0
    from answerable.text.nearness import nearness  # noqa: PLC0415 - a model loads only when asked

    one = all(known == language for _, known in texts)
    return nearness(statement, language, texts, weight=evidence.retrieval.weight if one else None)


def _compared(statement: str, language: str, best: Sequence[Passage]) -> list[Shift]:
    from answerable.text.comparing import shifts  # noqa: PLC0415 - the learned part loads only when asked

    source = " ".join(each.text for each in best if each.language == best[0].language)
    return shifts(source, statement, source_lang=best[0].language, restatement_lang=language)


def unsupported(statement: str, language: str, passages: Sequence[Passage]) -> tuple[Span, ...]:
    """Return the runs of numbers and names in a statement that none of the passages has."""
    there = {key for each in passages for key in keys_of(tokens(each.text, each.language), each.language)}
    parted = tokens(statement, language)
    runs: list[Span] = []
    joined = -1
    for place, norm in enumerate(parted.norms):
        name = parted.capital(place) and not parted.first_of_sentence(place) and language != "de"
        if not (parted.is_number(place) or name) or key_of(norm, language) in there:
            continue
        start = runs.pop().start if runs and joined == place - 1 else parted.starts[place]
        runs.append(Span(start, parted.ends[place]))
        joined = place
    return tuple(runs)
