"""Read training pairs in their short form, checking each line; run with file names, it prints errors and a tally.

One source, several restatements; see README.md beside this file for the form and the meaning of the labels.
"""

import collections
import dataclasses
import pathlib
import sys
from collections.abc import Iterator

KINDS = (
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
)
DIRECTIONS = ("stronger", "weaker", "changed")
HOPS = (
    "finding>report",
    "report>release",
    "release>headline",
    "release>post",
    "release>news",
    "release>translation",
    "version>version",
    "statement>news",
)


class Malformed(ValueError):
    """A line is not what the form asks for; the message says which, and what was expected."""


@dataclasses.dataclass(frozen=True)
class Label:
    """One way in which the restatement says something else; the words are exact substrings, or empty."""

    kind: str
    direction: str
    source_text: str
    restatement_text: str


@dataclasses.dataclass(frozen=True)
class Pair:
    """A source and one restatement of it; `group` is shared by the restatements of one source."""

    group: str
    hop: str
    source_lang: str
    restatement_lang: str
    source: str
    restatement: str
    shifts: tuple[Label, ...]


def pairs(path: pathlib.Path) -> Iterator[Pair]:
    """Yield the pairs of a file; raise Malformed at the first line that is wrong."""
    source: tuple[str, str, str] | None = None
    current: Pair | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        if not line.strip():
            continue
        head, _, rest = line.partition("|")
        words = head.split()
        if words[:1] == ["+"]:
            if current is None:
                raise Malformed(f"{where}: a label before any restatement")
            current = dataclasses.replace(current, shifts=(*current.shifts, _label(words, rest, current, where)))
            continue
        if current is not None:
            yield current
            current = None
        if words[:1] == ["S"] and len(words) == 2 and rest.strip():
            source = (f"{path.stem}:{number}", words[1], rest.strip())
        elif words[:1] == ["R"] and len(words) == 3 and words[2] in HOPS and rest.strip() and source:
            group, language, text = source
            current = Pair(group, words[2], language, words[1], text, rest.strip(), ())
        else:
            asked = "'S lang | ...', 'R lang hop | ...' or '+ kind direction | ... | ...'"
            raise Malformed(f"{where}: expected {asked}, found {line[:60]!r}")
    if current is not None:
        yield current


def _label(words: list[str], rest: str, pair: Pair, where: str) -> Label:
    if len(words) != 3 or words[1] not in KINDS or words[2] not in DIRECTIONS:
        raise Malformed(f"{where}: expected '+ kind direction', found {' '.join(words)!r}")
    left, bar, right = rest.partition("|")
    left, right = left.strip(), right.strip()
    if not bar or "|" in right:
        raise Malformed(f"{where}: expected source words | restatement words")
    if left not in pair.source or right not in pair.restatement or not (left or right):
        side = "source" if left not in pair.source else "restatement"
        raise Malformed(f"{where}: the words are not in the {side}: {left!r} | {right!r}")
    return Label(words[1], words[2], left, right)


def main() -> int:
    """Print what is wrong in each file, and what is in all of them; return 1 if anything is wrong."""
    kinds, sizes, tongues = collections.Counter(), collections.Counter(), collections.Counter()
    wrong = 0
    for name in sys.argv[1:]:
        try:
            for pair in pairs(pathlib.Path(name)):
                kinds.update(f"{label.kind} {label.direction}" for label in pair.shifts)
                sizes[len(pair.shifts)] += 1
                tongues[f"{pair.source_lang}>{pair.restatement_lang}"] += 1
        except Malformed as malformed:
            wrong = 1
            print(malformed)
    print(sum(sizes.values()), "pairs;", dict(sorted(sizes.items())), dict(tongues.most_common()))
    print(dict(sorted(kinds.items())))
    return wrong


if __name__ == "__main__":
    sys.exit(main())
