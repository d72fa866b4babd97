"""Which texts of the made news stream are ours, which host quotations of ours, and which lead astray.

A passage can be quoted where it is one sentence whose words stand nowhere else among ours or everybody's: it is then
known which passage a use is of. News of others on the very event that ours is about is left out as a host: nobody could
say whose words it restates.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import SequenceMatcher
from math import log, prod, sqrt

import msgspec
from echo_planting import LANGUAGES, WORDS
from echo_sources import Sources, of_all, one_sentence, shared, shingles

from answerable.echoes.scanning.released import Followed, OwnPassage, Released

RELEASED = datetime(2024, 1, 8, 9, tzinfo=UTC)
REPORTS, ARTICLES, OWN_NEWS = 4, 8, {"en": 3, "fr": 2, "de": 2, "es": 2, "ru": 2, "uk": 2, "ar": 2}
"""How many reports, articles of the Declaration, and documents of the news in each language are ours."""

FAMILIAR = 0.25
"""Share of a passage's runs of four words that may stand elsewhere too, in ours or in everybody's; chosen by hand."""

FOREIGN = 0.1
"""The same of a decoy in ours: more would be a use of our words, and no decoy."""

DIFFERENT = 0.08
"""Share of the words in which two tellings of a line differ at least; chosen by hand: fewer are too many."""

SAME_EVENT = 0.15
"""Likeness (cosine of TF-IDF) of documents on one event; chosen by looking at the nearest pairs of the 40 documents."""

SUBJECTS = 0.6
"""Share of the lines of a news document that we released; the rest is news on the same subject."""


class Own(msgspec.Struct, frozen=True):
    """A passage that can be quoted, with the same in other words and in other languages."""

    release: str
    passage: str
    text: str
    language: str
    other: str = ""
    translations: dict[str, str] = {}


@dataclass
class Texts:
    """All that articles are made from."""

    own: dict[str, list[Own]]
    hosts: dict[str, list[tuple[str, list[str]]]]
    subjects: dict[str, list[tuple[str, list[str]]]]
    foreign: list[str]
    treaty: dict[str, list[str]]
    followed: Followed


def divide(sources: Sources, chance: random.Random) -> Texts:
    """Choose which texts are ours, and keep apart what may be quoted, what hosts it and what leads astray."""
    reports = chance.sample(sorted(sources.reports), REPORTS)
    articles = sorted(chance.sample(range(len(sources.declaration["en"])), ARTICLES))
    documents = _own_documents(sources, chance)
    own = [own for name in reports for own in _report(name, sources.reports[name])]
    own += _declaration(sources, articles)
    own += [each for name, language in documents.items() for each in _document(sources, name, language)]
    taken = {*documents, *same_events(sources.news["en"], documents)}
    treaty = {
        language: [paragraph for at, article in enumerate(found) if at not in articles for paragraph in article]
        for language, found in sources.declaration.items()
    }
    common = tuple(paragraph for language in LANGUAGES for paragraph in treaty[language])
    words = of_all([each.text for each in own])
    theirs = [text for name in sorted(sources.reports) if name not in reports for text in sources.reports[name]]
    names = dict.fromkeys(str(WORDS[language]["name"]) for language in LANGUAGES)
    return Texts(
        own=_distinct(own, of_all(common)),
        hosts={
            language: [(name, lines) for name, lines in sources.news[language].items() if name not in taken]
            for language in LANGUAGES
        },
        subjects={
            language: [
                (name, lines[_released(lines) :]) for name, lines in sources.news[language].items() if name in documents
            ]
            for language in LANGUAGES
        },
        foreign=[each for each in dict.fromkeys(theirs) if shared(each, words) <= FOREIGN],
        treaty=treaty,
        followed=Followed(releases=_releases(own), names=tuple(names), common=common),
    )


def _own_documents(sources: Sources, chance: random.Random) -> dict[str, str]:
    """Which news documents are ours, and the language in which we released each; those told twice differently first."""
    free = sorted(name for name, lines in sources.news["en"].items() if len(lines) >= 12)  # noqa: PLR2004 - a dozen lines
    found: dict[str, str] = {}
    for language, count in OWN_NEWS.items():
        left = [name for name in free if name not in found]
        if language in sources.reworded:
            other = sources.reworded[language]
            lines = sources.news[language]
            changed = {name: sum(map(_differ, lines[name], other[name])) for name in left}
            left = sorted(left, key=lambda name: -changed[name])[: 2 * count]
        found |= dict.fromkeys(chance.sample(left, min(count, len(left))), language)
    return found


def _differ(one: str, other: str) -> bool:
    """Whether two tell the same in words of which about a tenth and more differ."""
    ours, theirs = words_of(one), words_of(other)
    kept = sum(each.size for each in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks())
    return 2 * kept < (1 - DIFFERENT) * (len(ours) + len(theirs))


def words_of(text: str) -> list[str]:
    """The words of a text, without marks and case."""
    return re.findall(r"\w+", text.lower())


def same_events(news: dict[str, list[str]], own: Collection[str]) -> set[str]:
    """Documents that report on the same event as one of ours: what they say is not ours, and yet is the same."""
    counts = {name: Counter(word for line in lines for word in words_of(line)) for name, lines in news.items()}
    spread = Counter(word for each in counts.values() for word in each)
    weights = {
        name: {word: count * log(len(counts) / spread[word]) for word, count in each.items()}
        for name, each in counts.items()
    }
    return {name for name in weights if any(alike(weights[name], weights[one]) >= SAME_EVENT for one in own)} - set(own)


def alike(one: dict[str, float], other: dict[str, float]) -> float:
    """Cosine of two weighted counts of words."""
    sizes = (sum(value * value for value in each.values()) for each in (one, other))
    return sum(value * other.get(word, 0.0) for word, value in one.items()) / (sqrt(prod(sizes)) or 1.0)


def _released(lines: Sequence[str]) -> int:
    return max(round(SUBJECTS * len(lines)), 1)


def _report(name: str, found: Sequence[str]) -> list[Own]:
    return [Own(f"reviews/{name}/1", f"s{at}", text, "en") for at, text in enumerate(found, 1)]


def _declaration(sources: Sources, articles: Sequence[int]) -> list[Own]:
    places = [(article, at) for article in articles for at in range(len(sources.declaration["en"][article]))]
    return [
        Own(
            "charter/articles/1",
            f"s{number}",
            sources.declaration["en"][article][at],
            "en",
            translations={
                language: found[article][at]
                for language, found in sources.declaration.items()
                if language != "en" and one_sentence(found[article][at])
            },
        )
        for number, (article, at) in enumerate(places, 1)
    ]


def _document(sources: Sources, name: str, language: str) -> list[Own]:
    lines = sources.news[language][name]
    again = sources.reworded.get(language, {}).get(name, lines)
    return [
        Own(
            f"news/{name}/1",
            f"s{at + 1}",
            lines[at],
            language,
            again[at] if _differ(lines[at], again[at]) else "",
            {
                other: found[name][at]
                for other, found in sources.news.items()
                if other != language and one_sentence(found[name][at])
            },
        )
        for at in range(_released(lines))
    ]


def _releases(own: Sequence[Own]) -> tuple[Released, ...]:
    by_name: dict[str, list[Own]] = {}
    for each in own:
        by_name.setdefault(each.release, []).append(each)
    return tuple(
        Released(
            name=name,
            title=found[0].text,
            language=found[0].language,
            at=RELEASED,
            passages=tuple(OwnPassage(id=each.passage, text=each.text) for each in found),
        )
        for name, found in by_name.items()
    )


def _distinct(own: Sequence[Own], common: set[tuple[str, ...]]) -> dict[str, list[Own]]:
    """By language, the passages of one sentence whose words stand nowhere else among ours or everybody's."""
    seen: dict[tuple[str, ...], int] = {}
    for each in own:
        for run in shingles(each.text):
            seen[run] = seen.get(run, 0) + 1
    often = {run for run, count in seen.items() if count > 1} | common
    found: dict[str, list[Own]] = {language: [] for language in LANGUAGES}
    for each in own:
        size = len(each.text.split())
        if 8 <= size <= 45 and one_sentence(each.text) and shared(each.text, often) <= FAMILIAR:  # noqa: PLR2004 - a sentence of news
            found[each.language].append(each)
    return found
