"""Measures polarity on inserted negations: `python benchmarks/text_polarity.py`.

Data: negation_nli, 1,500 English pairs made from RTE by putting a negation into the text, the hypothesis or both; does
the hypothesis follow? "As shipped" is the engine's own answer: it follows where `support` says "supported". Three parts
of it stand alone beside it: no shift that says more; no shift of polarity; both sides with a negation, or neither.
Accuracy, as the authors give it: "never follows" has .789, so that balanced accuracy says more. Nothing was tuned here.
"""

from __future__ import annotations

from text_scoring import BENCHMARKS, Row, accuracy, progress
from text_support import balanced

from answerable.text.comparing import shifts
from answerable.text.comparing.rules import NEGATIONS
from answerable.text.strengths import strength
from answerable.text.support import SUPPORTED, Passage, support

START = 0.789
WAYS = ("as shipped", "nothing says more", "no shift of polarity", "negation on both sides or none")


def answers(text: str, hypothesis: str) -> tuple[bool, ...]:
    """Return whether the hypothesis follows, by each of `WAYS`."""
    found = shifts(text, hypothesis, source_lang="en", restatement_lang="en")
    said = support(hypothesis, [Passage(id="text", text=text, language="en")], language="en", shifts=found)
    negated = [
        any(each.kind == "polarity" and each.value in NEGATIONS for each in strength(side, lang="en").features)
        for side in (text, hypothesis)
    ]
    return (
        said.outcome == SUPPORTED,
        all(each.direction == "weaker" for each in found),
        all(each.kind != "polarity" for each in found),
        negated[0] == negated[1],
    )


def measure() -> list[Row]:
    """Print the page, and return the rows of the common table."""
    lines = (BENCHMARKS / "negation_nli" / "RTE.txt").read_text(encoding="cp1252").splitlines()[1:]
    pairs = [line.split("\t") for line in lines]
    gold = [pair[3] == "entailment" for pair in pairs]
    said = list(zip(*(answers(pair[1], pair[2]) for pair in progress(pairs, "negation_nli")), strict=True))
    print(f"\npolarity: {len(pairs)} pairs, never follows {accuracy([False] * len(gold), gold):.3f}")
    for name, some in zip(WAYS, said, strict=True):
        print(f"  {name:32}accuracy {accuracy(some, gold):.3f}, balanced {balanced(some, gold):.3f}, yes {sum(some)}")
    return [
        Row("negation_nli", "accuracy", accuracy(said[0], gold), START),
        Row("negation_nli", "balanced accuracy", balanced(said[0], gold), 0.5),
    ]


if __name__ == "__main__":
    measure()
