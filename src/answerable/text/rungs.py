"""How firmly a passage asserts: the rung of its main clause on the ladder of verbs.

Rules, from the weakest rung up: `raises-concern`, `may-have`, `likely`, `categorical`.

* The first sentence that asserts something decides. In it the words before a relative or concessive clause are the main
  clause; the weakest cue there counts.
* A question, a bare demand or wish, a name without a verb and a passage without letters assert nothing: `""`. So does a
  sentence that says no more than that something is not known.
* What depends on a condition is no firmer than `may-have`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Protocol

from answerable.text import lexicons
from answerable.text.lexicons.tokens import Tokens
from answerable.text.morphology import folded

LADDER = ("raises-concern", "may-have", "likely", "categorical")

WEAKENS = {
    ("legal_label", "law.concern"): "raises-concern",
    ("certainty", "possible"): "may-have",
    ("certainty", "reported"): "may-have",
    ("certainty", "appears"): "likely",
    ("certainty", "opinion"): "likely",
    ("certainty", "probable"): "likely",
    ("condition", "if"): "may-have",
    ("condition", "unless"): "may-have",
    ("condition", "inverted"): "may-have",
}
"""Rungs that a cue of the main clause pulls the passage down to; after the ladder of verbs of STANDARDS.md, gate 4."""

DIRECTIVE = frozenset({"asked", "recommended", "urged", "demanded", "welcomed", "regretted", "no-comment", "promised"})
FIRM = frozenset({"shown", "boosted"})
FEWEST_WORDS = 3  # words of a sentence that can assert something; chosen by hand: `Two men died`


class Cue(Protocol):
    """What a rung is read from: a kind and a value at a place in the passage."""

    @property
    def kind(self) -> str:
        """The kind of feature."""

    @property
    def value(self) -> str:
        """The value within the kind."""

    @property
    def start(self) -> int:
        """The offset of the first character."""


def rung(passage: Tokens, cues: Sequence[Cue], lang: str) -> str:
    """The rung of a passage; "" where it asserts nothing, or where the language has no lists to tell by."""
    if lang not in lexicons.languages():
        return ""
    openers = frozenset(folded(str(lexicons.words(lang, "frames").get("clause_openers", ""))).split())
    by_sentence: dict[int, list[int]] = {}
    for place, sentence in enumerate(passage.sentences):
        by_sentence.setdefault(sentence, []).append(place)
    at = 0
    for places in by_sentence.values():
        end = passage.ends[places[-1]]
        here = []
        while at < len(cues) and cues[at].start < end:
            here.append(cues[at])
            at += 1
        if reached := _sentence(passage, places, here, openers):
            return reached
    return ""


def _sentence(passage: Tokens, places: list[int], cues: list[Cue], openers: frozenset[str]) -> str:
    """The rung of one sentence."""
    words = [place for place in places if passage.is_word(place)]
    if len(words) < FEWEST_WORDS or passage.norms[places[-1]] in "?؟":
        return ""
    limit = _main_end(passage, places, openers)
    main = [each for each in cues if each.start < limit]
    speech = [each.value for each in main if each.kind == "attribution"]
    if speech and speech[0] in DIRECTIVE and not _finds(main):
        return ""
    if _only_ignorance(main):
        return ""
    low = [WEAKENS[each.kind, each.value] for each in main if (each.kind, each.value) in WEAKENS]
    return min(low, key=LADDER.index, default="categorical")


def _finds(cues: list[Cue]) -> bool:
    """Tell whether a finding stands among the cues."""
    return any(each.kind == "certainty" and each.value in FIRM for each in cues)


def _only_ignorance(cues: list[Cue]) -> bool:
    """Tell whether certainty is spoken of only as absent."""
    values = {each.value for each in cues if each.kind == "certainty"}
    return values == {"unknown"}


def _main_end(passage: Tokens, places: list[int], openers: frozenset[str]) -> int:
    """The offset at which the main clause ends: the first opener after a mark that has a main clause before it."""
    for before, place in pairwise(places):
        leading = passage.norms[places[0]] in openers
        if passage.norms[before] in ",;" and passage.norms[place] in openers and not leading:
            return passage.starts[place]
        if passage.norms[before] == ";":
            return passage.starts[place]
    return passage.ends[places[-1]]
