"""Gate 5: words of a graver category, which are locked until the category was found.

Rules:

* only the draft's own claims: not quoted speech, not what it denies, leaves open or did not examine, not a question,
  not the name of a law or a court;
* what others are reported to have said is a remark: whose words they are cannot be shown by them;
* whoever is meant makes no difference.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from answerable.text.checking import lists
from answerable.text.checking.notes import Note
from answerable.text.checking.said import Said, Spotted
from answerable.text.checking.sheet import Placed
from answerable.text.strengths import Feature

GATE = 5

DENIES = (
    frozenset(("polarity", value) for value in ("negated", "none", "without", "denied", "unable")),
    frozenset(("caveat", value) for value in ("not-amounting", "not-justified")),
    frozenset(("certainty", value) for value in ("unknown", "denied")),
    frozenset(("caveat", value) for value in ("unknown", "limit")),
)
"""Features whose words reach over what is not claimed."""

_THAT = re.compile(r"[^.,;:!?]*,\s*(?:что|чтобы|що|щоб|dass|że)\s[^.,;:!?]*$")
"""What stands between a denial and the word it denies: the conjunction, and no other mark."""

WITHIN = 200
"""Characters before a word in which its denial may begin; chosen by hand, so that the work on a word has a bound."""

MANNER = frozenset({"deliberate", "systematic"})
"""Categories that say how something was done, whatever it was."""

HEDGES = frozenset({"possible", "probable", "appears", "reported"})
"""Ways of certainty that leave a category open."""

TOLD = frozenset(
    {"said", "claimed", "source", "accused", "blamed", "denied", "testified", "warned", "feared", "rejected"}
)
"""Ways in which a sentence passes on what others say."""


def graver_words(statement: Placed, rested: Sequence[Said]) -> Iterator[Note]:
    """Give a note for each word of a graver category that a statement uses as its own."""
    behind = {
        word.value for said in rested for sentence, word in spotted_in(said, "gravers") if not is_denied(sentence, word)
    }
    for sentence, word in spotted_in(statement, "gravers"):
        start, end = word.start + sentence.start, word.end + sentence.start
        if is_denied(sentence, word) or statement.is_quoted(start, end):
            continue
        carried = word.value in behind
        tail = "; what it rests on has the word too" if carried else "; it is locked until the category was found"
        yield statement.note(
            start,
            end,
            gate=GATE,
            code="graver-word",
            value=word.value,
            reason=f"'{statement.text[start:end]}' is a word of the category {word.value}{tail}",
            carried=carried,
            sure=not passed_on(sentence) and not (word.value in MANNER and of_own_work(sentence)),
        )


def of_own_work(sentence: Said) -> bool:
    """Tell whether the organisation speaks of its own work, and of no harm: interviews can be held systematically."""
    labels = (value for kind, value in sentence.values if kind == "legal_label")
    harm = any(not value.startswith(("moral.", "pattern.")) for value in labels)
    return not harm and not lists.own(sentence.language).isdisjoint(sentence.words)


def leaves_open(sentence: Said) -> bool:
    """Tell whether a sentence hedges what it says, or makes it depend on something."""
    return any(kind == "condition" or (kind == "certainty" and value in HEDGES) for kind, value in sentence.values)


def spotted_in(statement: Said, kind: str) -> Iterator[tuple[Said, Spotted]]:
    """Give the words of a list in a statement, each with its sentence."""
    return ((each, word) for each in statement.sentences for word in each.spotted if word.kind == kind)


def is_denied(sentence: Said, word: Spotted | Feature) -> bool:
    """Tell whether a sentence denies what words say, leaves it open, or asks it."""
    if any(sentence.reached(pairs, word.start, word.end) for pairs in DENIES) or _denied_before_that(sentence, word):
        return True
    return sentence.text.rstrip("\"'”»)").endswith(("?", "؟"))


def _denied_before_that(sentence: Said, word: Spotted | Feature) -> bool:
    """Tell whether what is denied follows in a clause of its own: languages that put a comma before "that"."""
    begins = sentence.begins["features"]
    near = sentence.features[bisect_left(begins, word.start - WITHIN) : bisect_left(begins, word.start)]
    denials = (each for each in near if each.end <= word.start and any((each.kind, each.value) in p for p in DENIES))
    return any(_THAT.match(sentence.text[each.end : word.start]) for each in denials)


def passed_on(sentence: Said) -> bool:
    """Tell whether a sentence passes on what others said; what the organisation itself says, it does not."""
    told = any(("attribution", value) in sentence.values for value in TOLD)
    return told and lists.own(sentence.language).isdisjoint(sentence.words)
