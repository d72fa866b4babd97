"""The words by which a passage shows how much it says: lists as data, one file for each kind and language.

`load(lang)` gives the compiled lists of a language; `README.md` beside this file has the form of a list, the values of
each kind, and how to add a language. A language without lists has an empty lexicon, which is no error.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from answerable.text.lexicons.entries import Malformed, paths
from answerable.text.lexicons.matching import LONGEST_BEGINNING, Lexicon, Rule

FOLDER = Path(__file__).parent

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
"""The kinds of feature, which are the kinds of shift."""

LISTED = frozenset({"value", "source", "entries", "extent", "also", "not_before", "not_after", "needs_before", "case"})


@cache
def load(lang: str) -> Lexicon:
    """The compiled lists of a language.

    Raises:
        Malformed: A list cannot be read; the message names the file and the list.
    """
    lexicon = Lexicon(lang)
    folder = FOLDER / lang
    if not (lang.isalpha() and folder.is_dir()):
        return lexicon
    lexicon.irregular.update(_irregular(folder))
    for kind in KINDS:
        file = folder / f"{kind}.toml"
        if file.is_file():
            _add(lexicon, kind, _read(file), file)
    return lexicon


@cache
def words(lang: str, name: str) -> dict[str, Any]:
    """A file of a language that holds no lists: its `numbers` or its `frames`; empty where there is none."""
    file = FOLDER / lang / f"{name}.toml"
    return _read(file) if lang.isalpha() and file.is_file() else {}


@cache
def ladders() -> dict[str, dict[str, dict[str, Any]]]:
    """For each kind and value its level and extent, the same in every language."""
    return _read(FOLDER / "ladders.toml")


def languages() -> tuple[str, ...]:
    """The languages that have lists, in alphabetical order."""
    return tuple(sorted(each.name for each in FOLDER.iterdir() if (each / "certainty.toml").is_file()))


def _read(file: Path) -> dict[str, Any]:
    """What a file of ours says."""
    return tomllib.loads(file.read_text(encoding="utf-8"))


def _irregular(folder: Path) -> dict[str, str]:
    """Form to lemma, for forms that the dictionary misses."""
    file = folder / "irregular.toml"
    written = _read(file)["forms"] if file.is_file() else {}
    return {form: lemma for lemma, forms in written.items() for form in forms.split()}


def _add(lexicon: Lexicon, kind: str, said: dict[str, Any], file: Path) -> None:
    """Compile the lists of one file."""
    sets = said.get("sets", {})
    for each in said["list"]:
        if set(each) - LISTED or not each.get("source"):
            raise Malformed(f"{file}: expected a source and the keys {sorted(LISTED)}: found {sorted(each)}")
        rule = _rule(kind, each, file)
        for entry in each["entries"].replace("\n", " ").split(","):
            for path in paths(entry.strip(), sets) if entry.strip() else ():
                if any(key.startswith("^") and len(key) > LONGEST_BEGINNING + 1 for key in path):
                    raise Malformed(f"{file}: expected beginnings of {LONGEST_BEGINNING} letters at most: {entry!r}")
                lexicon.add(path, rule)


def _rule(kind: str, each: dict[str, Any], file: Path) -> Rule:
    """What a match of the list means."""
    value = each["value"]
    rungs = ladders()[kind]
    if value and value not in rungs:
        raise Malformed(f"{file}: expected a value of {kind}, one of {sorted(rungs)}: found {value!r}")
    rung = rungs.get(value, {})
    return Rule(
        kind=kind,
        value=value,
        level=float(rung.get("level", 1.0)),
        extent=each.get("extent", rung.get("extent", "cue")),
        also=_also(each.get("also") or rung.get("also")),
        not_before=frozenset(each.get("not_before", "").split()),
        not_after=frozenset(each.get("not_after", "").split()),
        needs_before=frozenset(each.get("needs_before", "").split()),
        case=each.get("case", ""),
    )


def _also(said: str | None) -> tuple[str, str, float] | None:
    """The second feature that a match gives, from `kind value`."""
    if not said:
        return None
    kind, value = said.split()
    return kind, value, float(ladders()[kind][value].get("level", 1.0))
