"""Entries of a lexicon as paths of keys.

The form of an entry (`README.md` beside this file has examples):

* words are parted by spaces and match the folded surface; `~word` matches by lemma, `word*` by its beginning;
* `a|b` is one of several, `word?` may be missing, `..` stands for up to three words, `<n>` for a number in digits;
* `$name` stands for the words of the file's set of that name and takes the mark beside it (`~$harm`, `$harm*`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from answerable.text.morphology import folded

GAP = ".."
LONGEST = 12  # keys in an entry: bounds the work at each word; chosen by hand
GAPS = 2  # gaps in an entry: the same


class Malformed(ValueError):
    """An entry of a lexicon cannot be read; the message names it."""


def paths(entry: str, sets: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Every path of keys that an entry stands for.

    Raises:
        Malformed: The entry is empty, too long, has too many gaps or names an unknown set.
    """
    for chosen in product(*(_choices(word, entry, sets) for word in entry.split())):
        path = tuple(key for each in chosen for key in each)
        if not path or len(path) > LONGEST or path.count(GAP) > GAPS or GAP in {path[0], path[-1]}:
            raise Malformed(f"expected 1 to {LONGEST} words, gaps inside and at most {GAPS}: found {entry!r}")
        yield path


def _choices(word: str, entry: str, sets: Mapping[str, str]) -> list[tuple[str, ...]]:
    """The keys that one word of an entry may stand for; the empty tuple where it may be missing."""
    found: list[tuple[str, ...]] = []
    missing = word.endswith("?") and len(word) > 1
    for arm in (word[:-1] if missing else word).split("|"):
        found += [_keys(each) for each in _members(arm, entry, sets)]
    return [*found, ()] if missing else found


def _members(arm: str, entry: str, sets: Mapping[str, str]) -> list[str]:
    """The words behind `$name`, each with the marks of the arm; the arm itself where it names no set."""
    before, dollar, name = arm.partition("$")
    if not dollar:
        return [arm]
    after = "*" if name.endswith("*") else ""
    name = name.removesuffix("*")
    if name not in sets:
        raise Malformed(f"expected one of the sets {sorted(sets)}: found {name!r} in {entry!r}")
    return [f"{before}{each.strip().replace(' ', '_')}{after}" for each in sets[name].split(",")]


def _keys(word: str) -> tuple[str, ...]:
    """The keys of one written word; members of a set may hold several words, and a hyphen parts words."""
    if word == GAP or word.startswith("<"):
        return (word,)
    mark, end = ("~" if word.startswith("~") else ""), word.endswith("*")
    parts = [part for part in folded(word.strip("~*")).replace("-", "_").split("_") if part]
    keys = [f"{mark}{part}" for part in parts]
    if end and keys:
        keys[-1] = f"^{parts[-1]}"
    return tuple(keys)
