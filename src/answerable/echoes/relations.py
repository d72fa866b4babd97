"""The words for how a use relates to what we said: one list, for the engine, the record and the pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Relation = Literal["verbatim", "trimmed", "edited", "spliced", "paraphrase", "translation", "attribution"]

RELATIONS: Mapping[Relation, str] = {
    "verbatim": "Every word, and nothing between.",
    "trimmed": "Our words, with some left out.",
    "edited": "Our words, with some replaced or added.",
    "spliced": "Parts of several of our sentences, joined into one.",
    "paraphrase": "What we said, in other words of the same language.",
    "translation": "What we said, in another language.",
    "attribution": "Said to be ours, and nowhere in what we released.",
}
"""How a use relates to our words."""

Verdict = Literal["faithful", "doubtful", "shifted"]

VERDICTS: Mapping[Verdict, str] = {
    "faithful": "Nothing was found that says something else.",
    "doubtful": "Something may say something else; the engine is not sure.",
    "shifted": "It says something else than our words do.",
}
"""What a use says beside our words."""

Place = Literal["title", "lead", "body"]
"""Where on a page: each is judged apart, for each is read alone."""

Standing = Literal["current", "earlier", "superseded", "correction-ignored"]

STANDINGS: Mapping[Standing, str] = {
    "current": "It uses words that stand.",
    "earlier": "It uses words that were later replaced or corrected; when it appeared they stood.",
    "superseded": "It uses an earlier version, although a later one was out.",
    "correction-ignored": "It uses words that had been corrected or withdrawn before it appeared.",
}
"""What became of the words that are used."""

ShiftKind = Literal[
    "certainty",
    "condition",
    "quantity",
    "alternatives",
    "scope",
    "polarity",
    "cause",
    "intent",
    "agency",
    "legal_label",
    "caveat",
    "attribution",
]
"""What can have changed; the kinds of `answerable.text`."""

Direction = Literal["stronger", "weaker", "changed"]
