"""The names of the gates that read, and of what they notice, in the words that a press officer sees."""

from __future__ import annotations

NAMES = {
    4: "proof",
    5: "graver category",
    6: "limits carried",
    8: "counting",
    9: "support",
    10: "cause",
    11: "stands alone",
    16: "parity",
}
"""Gates that a check can belong to, by number."""

CODES = {
    "graver-word": "A word of a graver category",
    "silence-as-failure": "What nobody heard of became something that was not done",
    "limit-lost": "A limit left out",
    "quantifier-without-count": "A quantifier with no number behind it",
    "number-not-found": "A number that what it rests on lacks",
    "numbers-disagree": "Two numbers for the same thing",
    "not-marked": "A claim that is no marked statement",
    "not-supported": "A claim that was not found",
    "cause-added": "A cause that what it rests on lacks",
    "cause-without-doer": "A cause without doer and count",
    "says-more": "Says more than what it rests on",
    "says-less": "Says less than what it rests on",
    "says-other": "Says something else than what it rests on",
    "versions-differ": "Versions of unlike strength",
    "doer-hidden": "A harm without its doer",
    "general": "All, where it may be some",
    "term-of-art": "A word of law used as an ordinary word",
    "house-word": "A word that the house list asks to avoid",
}
"""What can be noticed, by its code."""
