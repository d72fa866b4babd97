"""Measures `shifts` on quantifiers widened and narrowed: `python benchmarks/text_quantity.py`.

Data: med, 1,323 English pairs from the literature on monotonicity: does the second sentence follow from the first? It
does where `shifts` finds nothing, or only that the second says less. Accuracy for each class of the authors (upward,
downward, neither), as they give it; models trained on MNLI stay below .55, "never follows" has .611 of all. Nothing was
tuned on these pairs, and nothing like them was trained on: they are about aliens and delegates, one sentence each.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from text_scoring import BENCHMARKS, Row, accuracy, progress

from answerable.text.comparing import shifts

START = 0.55
CLASSES = {"upward_monotone": "upward", "downward_monotone": "downward", "non_monotone": "neither"}


def measure() -> list[Row]:
    """Print the page, and return the rows of the common table."""
    lines = (BENCHMARKS / "med" / "MED_paper.tsv").read_text(encoding="utf-8").splitlines()
    columns = lines[0].split("\t")
    answers: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    kinds: Counter[str] = Counter()
    for line in progress(lines[1:], "med"):
        pair = dict(zip(columns, line.split("\t"), strict=False))
        more = [each for each in shifts_of(pair) if each[1] != "weaker"]
        kinds.update(kind for kind, _ in more)
        name = next((CLASSES[tag] for tag in pair["genre"].split(":") if tag in CLASSES), "other")
        answers[name].append((not more, pair["gold_label"] == "entailment"))
    everything = [each for some in answers.values() for each in some]
    print(f"\nquantity: {len(everything)} pairs; shifts found: {dict(kinds.most_common(6))}")
    for name, some in sorted(answers.items()):
        print(f"  {name:10}{accuracy(*columns_of(some)):6.3f}  of {len(some)}")
    never = accuracy([False] * len(everything), columns_of(everything)[1])
    print(f"  {'all':10}{accuracy(*columns_of(everything)):6.3f}, never follows {never:.3f}")
    rows = [Row("med", f"accuracy, {name}", accuracy(*columns_of(answers[name]))) for name in CLASSES.values()]
    return [Row("med", "accuracy", accuracy(*columns_of(everything)), START), *rows]


def shifts_of(pair: dict[str, str]) -> list[tuple[str, str]]:
    """Return kind and direction of what changed in a pair."""
    found = shifts(pair["sentence1"], pair["sentence2"], source_lang="en", restatement_lang="en")
    return [(each.kind, each.direction) for each in found]


def columns_of(answers: list[tuple[bool, bool]]) -> tuple[list[bool], list[bool]]:
    """Return what was said and what is right."""
    return [said for said, _ in answers], [right for _, right in answers]


if __name__ == "__main__":
    measure()
