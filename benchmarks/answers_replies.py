"""Measures what is read in a reply: `python benchmarks/answers_replies.py`; about two minutes.

Data: letters/dev.jsonl, 24 invented letters with their replies, and upr_replies (see `text_replies`). **The weights
that are shipped were trained on these letters as well**; so that the figures are evidence, the parts are trained anew
here on `training/letters` alone, and that is what is measured.

| figure | what counts |
| --- | --- |
| linking | for each item that has an answer, all sentences of the reply are ranked; right are those of the answer |
| state | one of five for each item, silence among them; a macro-F1 beside it |
| acts, promises | a sentence or promise that shares half of the shorter one with the right one, of the same kind |
| drift | both places touch those of the label, and `where` is the same |
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import text_replies
from text_scoring import DATA, Counts, Row, average_precision, precision_at_one, total

sys.path.insert(0, str(Path(__file__).parents[1] / "training" / "letters"))
import replies
import train_replies

from answerable.critiques.letters import weights
from answerable.critiques.letters.answering import Answered, answered
from answerable.critiques.letters.drifting import drift
from answerable.critiques.letters.extracting import items as extracted
from answerable.critiques.letters.fitting import Asked, nothing, pairs
from answerable.critiques.letters.found import SPOKEN_ACTS, STATES, Drift, Item
from answerable.critiques.letters.outcomes import places
from answerable.critiques.letters.speaking import hear
from answerable.text.documents import read_document
from answerable.text.linking import link
from answerable.text.retrieval import Retrieval

DEPTH = 5
Letter = dict[str, Any]
Rankings = list[list[int]]


def letters() -> list[Letter]:
    """Return the labelled letters."""
    return list(replies.rows(Path("no-such-folder"), DATA / "letters" / "dev.jsonl"))


def measure(folder: Path = train_replies.HERE) -> list[Row]:
    """Print the page and return the rows of the common table."""
    text_replies.measure()
    weights.use(train_replies.fit([replies.pair(row) for row in replies.rows(folder, None)]))
    some = letters()
    told = [read(each, gold_items(each)) for each in some]
    found = linking(some)
    states = stated(some, told, "gold items")
    end = stated(some, [read(each, proposed(each)) for each in some], "items as found")
    acts = total(counted(each, answer) for each, answer in zip(some, told, strict=True))
    promised = total(promises(each, answer) for each, answer in zip(some, told, strict=True))
    drifts = drifted(some, told)
    disputed = total(disputes(each, answer) for each, answer in zip(some, told, strict=True))
    for name, counts in (("acts", acts), ("promises", promised), ("drift", drifts), ("disputed", disputed)):
        print(f"{name:12} P {counts.precision:.3f}  R {counts.recall:.3f}  F1 {counts.f1:.3f}")
    weights.use(None)
    return [
        Row("letters, linking", "P@1", found[0], found[2]),
        Row("letters, linking", "MAP@5", found[1], found[3]),
        Row("letters, state", "accuracy", states[0]),
        Row("letters, state", "macro-F1", states[1]),
        Row("letters, state, end to end", "accuracy", end[0]),
        Row("letters, acts", "F1", acts.f1),
        Row("letters, promises", "F1", promised.f1),
        Row("letters, drift", "precision", drifts.precision),
        Row("letters, drift", "recall", drifts.recall),
    ]


def gold_items(letter: Letter) -> tuple[Item, ...]:
    """Return the items as labelled."""
    return tuple(
        Item(n=each["n"], kind=each["kind"], start=each["start"], end=each["end"], text=each["text"])
        for each in letter["items"]
    )


def proposed(letter: Letter) -> tuple[Item, ...]:
    """Return the items as the engine finds them."""
    return extracted(read_document(letter["letter"], media="plain"), language=letter["lang"])


def read(letter: Letter, items: tuple[Item, ...]) -> Answered:
    """Return what the reply does."""
    reply = read_document(letter["reply"], media="plain")
    return answered(letter["letter"], items, reply, language=letter["lang"], reply_language=letter["reply_lang"])


def linking(some: Iterable[Letter]) -> tuple[float, float, float, float]:
    """Print P@1 and MAP@5 of words, of `link` and of what is learned; return the last and the first."""
    rankings: dict[str, Rankings] = {"words (BM25)": [], "words, meaning and order": [], "learned": []}
    gold: list[set[int]] = []
    for each in some:
        said = hear(read_document(each["reply"], media="plain"), language=each["reply_lang"])
        asked = Asked(each["letter"], gold_items(each), language=each["lang"])
        right = answer_sentences(each, [(unit.start, unit.end) for unit in said.units])
        fits = pairs(asked, said)
        _, odds = places(fits, nothing(asked, fits), said)
        shown = [unit.shown for unit in said.units]
        known = Retrieval(shown, [said.language] * len(shown), beside=0.0)
        linked = link(shown, asked.texts, languages=(said.language, asked.language))
        for row, here in enumerate(right):
            if here:
                gold.append(here)
                rankings["words (BM25)"].append(order(known.scores(asked.texts[row], asked.language).tolist()))
                rankings["words, meaning and order"].append([found.answer for found in linked[row]])
                rankings["learned"].append(order(odds[row, :-1].tolist()))
    print(f"\nletters: {len(gold)} answered items among all sentences of the reply\n{'':34}  MAP@5    P@1")
    figures = {name: scored(found, gold) for name, found in rankings.items()}
    for name, (first, mean) in figures.items():
        print(f"{name:34}{mean:7.3f}{first:7.3f}")
    return (*figures["learned"], *figures["words (BM25)"])


def order(scores: Sequence[float]) -> list[int]:
    """Return places, best first."""
    return [int(at) for at in np.argsort(-np.asarray(scores), kind="stable")]


def answer_sentences(letter: Letter, spans: Sequence[tuple[int, int]]) -> list[set[int]]:
    """Return for each item the sentences of its answer."""
    answers = {each["n"]: (each["start"], each["end"]) for each in letter["answers"]}
    return [{at for at, span in enumerate(spans) if shares(span, answers[each["n"]])} for each in letter["items"]]


def scored(rankings: Rankings, gold: Sequence[set[int]]) -> tuple[float, float]:
    """Return P@1 and MAP@5, where any sentence of the answer is right."""
    marked = [[at in right for at in row] for row, right in zip(rankings, gold, strict=True)]
    first = [[1 if row[0] else 0] for row in marked]
    found = [[place if hit else -1 for place, hit in enumerate(row)] for row in marked]
    best = [next((place for place in row if place >= 0), -2) for row in found]
    return precision_at_one(first, [1] * len(first)), average_precision(found, best, depth=DEPTH)


def shares(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Tell whether two spans share half of the shorter one."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared > 0 and 2 * shared >= min(one[1] - one[0], other[1] - other[0])


def stated(some: Sequence[Letter], told: Sequence[Answered], name: str) -> tuple[float, float]:
    """Print and return accuracy and macro-F1 of the states; an item that was not found has none."""
    pairs_of: Counter[tuple[str, str]] = Counter()
    for letter, answer in zip(some, told, strict=True):
        gold = {each["n"]: each["state"] for each in letter["answers"]}
        for each in letter["items"]:
            here = [item for item in answer.items if shares((item.start, item.end), (each["start"], each["end"]))]
            state = here[0].answer.state if here and here[0].answer else "not found"
            pairs_of[gold[each["n"]], state] += 1
    size = sum(pairs_of.values())
    accuracy = sum(pairs_of[state, state] for state in STATES) / size
    ones = {state: f1(pairs_of, state) for state in STATES}
    macro = sum(ones.values()) / len(STATES)
    print(f"state, {name}: {accuracy:.3f} of {size}, macro-F1 {macro:.3f}", {k: round(v, 2) for k, v in ones.items()})
    return accuracy, macro


def f1(pairs_of: Counter[tuple[str, str]], state: str) -> float:
    """Return F1 of one state."""
    right = pairs_of[state, state]
    said = sum(many for (_, found), many in pairs_of.items() if found == state)
    there = sum(many for (gold, _), many in pairs_of.items() if gold == state)
    return 2 * right / max(1, said + there)


def counted(letter: Letter, answer: Answered) -> Counts:
    """Return how many speech acts were found, invented and missed."""
    found = Counts()
    for act in SPOKEN_ACTS:
        gold = [(each["start"], each["end"]) for each in letter["speech_acts"] if each["act"] == act]
        found = found.plus(matched([(each.start, each.end) for each in answer.spoken if each.act == act], gold))
    return found


def promises(letter: Letter, answer: Answered) -> Counts:
    """Return the same for promises."""
    gold = [(each["start"], each["end"]) for each in letter["commitments"]]
    return matched([(each.start, each.end) for each in answer.promises], gold)


def matched(found: Sequence[tuple[int, int]], gold: Sequence[tuple[int, int]]) -> Counts:
    """Return counts where each label is found once."""
    left = list(gold)
    right = 0
    for span in found:
        here = next((each for each in left if shares(span, each)), None)
        if here:
            left.remove(here)
            right += 1
    return Counts(right, len(found) - right, len(left))


def disputes(letter: Letter, answer: Answered) -> Counts:
    """Return counts of disputed items."""
    said, gold = set(answer.disputed), set(letter["facts_disputed"])
    return Counts(len(said & gold), len(said - gold), len(gold - said))


def drifted(some: Sequence[Letter], told: Sequence[Answered]) -> Counts:
    """Print and return counts of drift, by where it is."""
    found = {where: Counts() for where in ("letter", "reply", "between")}
    for letter, answer in zip(some, told, strict=True):
        languages = {"language": letter["lang"], "reply_language": letter["reply_lang"]}
        seen = drift(letter["letter"], letter["reply"], answer.items, **languages)
        for where, counts in found.items():
            gold = [each for each in letter["drift"] if each["where"] == where]
            here = [each for each in seen if each.where == where]
            right = sum(any(meets(letter, one, each) for one in here) for each in gold)
            found[where] = counts.plus(Counts(right, len(here) - right, len(gold) - right))
    for where, counts in found.items():
        print(f"drift, {where:8} P {counts.precision:.3f}  R {counts.recall:.3f}")
    return total(found.values())


def meets(letter: Letter, one: Drift, gold: dict[str, str]) -> bool:
    """Tell whether both places touch those of the label."""
    sides = {"letter": ("letter", "letter"), "reply": ("reply", "reply"), "between": ("letter", "reply")}[one.where]
    a, b = (letter[side].find(gold[name]) for side, name in zip(sides, ("a", "b"), strict=True))
    found = a < one.a_end and one.a_start < a + len(gold["a"]) and b < one.b_end and one.b_start < b + len(gold["b"])
    return bool(found)


if __name__ == "__main__":
    measure()
