"""Finds the entries of a lexicon in tokens: one trie of keys, walked from every word that can begin an entry.

Rules:

* a word is asked once for the keys that any entry knows (surface, lemma, beginnings), and remembered;
* the longest entry wins at a place, and within a kind a longer match hides those it overlaps;
* an entry of the value "" only hides (`as soon as possible` is no doubt);
* work at a word is bounded by the longest entry and its gaps, so time is linear in the passage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from answerable.text.lexicons.entries import GAP
from answerable.text.lexicons.tokens import NUMERAL, SENTENCE_END, Tokens
from answerable.text.morphology import lemma, stems, verbs

GAP_WORDS = 3  # words a gap may stand for; chosen by hand: auxiliary, adverb and pronoun between negation and verb
LONGEST_BEGINNING = 20  # letters of a `word*`; the loader refuses longer ones
WORDS_KEPT = 100_000  # remembered words of a language; chosen by hand, some 20 MB
PAYLOAD = ""  # the key under which a node of the trie keeps the lists that end there
LEMMA_INITIALS = 3  # letters a word must share with a lemma of the lexicon before a dictionary is asked
STEPS = 4_000  # steps of the walk at one word: no entry of ours comes near; a bound on work for entries to come


@dataclass(frozen=True, slots=True)
class Rule:
    """One list of a lexicon: what a match means and where it does not hold."""

    kind: str
    value: str
    level: float
    extent: str = "cue"
    also: tuple[str, str, float] | None = None
    not_before: frozenset[str] = frozenset()
    not_after: frozenset[str] = frozenset()
    needs_before: frozenset[str] = frozenset()
    case: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens `start` to `end`, the end not included, that an entry of a list matches."""

    start: int
    end: int
    rule: Rule


@dataclass(slots=True)
class Lexicon:
    """The lists of one language, compiled.

    Attributes:
        lang: The language.
        irregular: Lemmas of forms that the dictionary misses.
        root: The trie; nodes are dicts, `PAYLOAD` holds the rules that end at a node.
        vocabulary: Every key of any entry.
        initials: First letters of the keys that are lemmas.
        known: Words already asked for their keys.
    """

    lang: str
    irregular: dict[str, str] = field(default_factory=dict)
    root: dict[str, Any] = field(default_factory=dict)
    vocabulary: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)
    known: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, path: tuple[str, ...], rule: Rule) -> None:
        """Keep an entry."""
        node = self.root
        for key in path:
            node = node.setdefault(key, {})
            self.vocabulary.add(key)
            if key.startswith("~"):
                self.initials.add(key[1 : 1 + LEMMA_INITIALS])
        node.setdefault(PAYLOAD, []).append(rule)

    def keys(self, norm: str) -> tuple[str, ...]:
        """The keys of any entry that a folded word answers to."""
        found = self.known.get(norm)
        if found is None:
            if len(self.known) >= WORDS_KEPT:
                self.known.clear()
            found = self.known[norm] = tuple(dict.fromkeys(self._ask(norm)))
        return found

    def _ask(self, norm: str) -> Iterable[str]:
        """The keys of a word that is not remembered."""
        if norm[0].isdecimal():
            yield NUMERAL
        for word in stems(norm) if self.lang == "ar" else (norm,):
            if word in self.vocabulary:
                yield word
            for end in range(2, min(len(word), LONGEST_BEGINNING) + 1):
                if (beginning := f"^{word[:end]}") in self.vocabulary:
                    yield beginning
        if norm in self.irregular:
            yield f"~{self.irregular[norm]}"
        elif self.lang == "en":  # by rule: a wrong guess is no word of the lexicon, and no dictionary need be loaded
            yield from (key for each in verbs(norm) if (key := f"~{each}") in self.vocabulary)
        elif norm[:LEMMA_INITIALS] in self.initials and (key := f"~{lemma(norm, self.lang)}") in self.vocabulary:
            yield key


def matches(lexicon: Lexicon, passage: Tokens) -> list[Match]:
    """The matches in a passage, in order of start; none overlaps another of its kind."""
    keys = [lexicon.keys(norm) for norm in passage.norms]
    root = lexicon.root
    found: list[Match] = []
    for place, here in enumerate(keys):
        for key in here:
            if key in root:
                found += _from(root[key], place, keys, passage)
    return _longest(found)


def _from(node: dict[str, Any], place: int, keys: list[tuple[str, ...]], passage: Tokens) -> list[Match]:
    """The matches that begin at a place, from the node that its first key leads to."""
    found: list[Match] = []
    stack = [(node, place + 1)]
    for _ in range(STEPS):
        if not stack:
            break
        node, at = stack.pop()
        found += [Match(place, at, rule) for rule in node.get(PAYLOAD, ()) if _holds(rule, place, at, passage)]
        if at < len(keys):
            stack += [(node[key], at + 1) for key in keys[at] if key in node]
        if GAP in node:
            stack += [(node[GAP], each) for each in _gap(at, passage)]
    return found


def _gap(at: int, passage: Tokens) -> list[int]:
    """The places a gap may lead to: no further than its words, and not out of the sentence."""
    places = [at]
    for each in range(at, min(at + GAP_WORDS, len(passage.norms))):
        if passage.norms[each] in SENTENCE_END or passage.norms[each] in ";:":
            break
        places.append(each + 1)
    return places


def _holds(rule: Rule, start: int, end: int, passage: Tokens) -> bool:
    """Tell whether the words around a match, and its capitals, let the list hold."""
    norms = passage.norms
    before = norms[start - 1] if start else ""
    after = norms[end] if end < len(norms) else ""
    if before in rule.not_after or after in rule.not_before or (after[:1].isdecimal() and NUMERAL in rule.not_before):
        return False
    if rule.needs_before and after not in rule.needs_before:
        return False
    if rule.case == "lower":
        return not passage.capital(start) or passage.first_of_sentence(start)
    return rule.case != "capital" or passage.capital(start)


def _longest(found: list[Match]) -> list[Match]:
    """The matches that no longer match of their kind overlaps; those that only hide are gone."""
    taken: dict[str, dict[int, Match]] = {}
    kept: list[Match] = []
    for match in sorted(found, key=lambda each: (each.start - each.end, each.start)):
        places = taken.setdefault(match.rule.kind, {})
        if any(place in places for place in range(match.start, match.end)):
            continue
        places.update(dict.fromkeys(range(match.start, match.end), match))
        if match.rule.value:
            kept.append(match)
    return sorted(kept, key=lambda each: (each.start, each.end))
