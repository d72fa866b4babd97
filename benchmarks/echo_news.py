"""A news stream with quotations of ours planted in it, and the truth about each: `python benchmarks/echo_news.py OUT`.

Hosts are runs of lines of news documents in seven languages. Ours are some of the reports, some articles of the
Universal Declaration, and some news documents, each released in one language; the rest are decoys: other reports, the
Declaration's other articles (also given as `common`), news on the same subject, and sentences that only name us. News
of others on the very event that ours is about is left out: nobody could say whose words it restates. Half of what is
planted is said to be ours, by name; of the other half some is said to be somebody else's.

Everything follows from the seed. Settings are chosen on the seeds 1 to 9 and on nothing else; `FINAL` is for the figure
that is published, and is not looked at before.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from echo_planting import ENDS, LANGUAGES, WORDS, Sentence, bare, claimed, cut, framed, mention, reworded, spliced
from echo_sources import LONGEST, Sources, read_sources
from echo_texts import Own, Texts, divide, words_of

from answerable.echoes.scanning.found import Place, Relation
from answerable.echoes.scanning.released import Followed

FINAL = 20_260
"""The seed of the published figure: never tune on it, never look into what failed on it."""

PUBLISHED = datetime(2024, 2, 1, tzinfo=UTC)
NOW = datetime(2024, 6, 1, tzinfo=UTC)
KINDS: dict[str, tuple[Relation, ...]] = {
    "verbatim": ("verbatim",),
    "cut": ("trimmed",),
    "spliced": ("spliced",),
    "reworded 10 %": ("edited",),
    "reworded 20 %": ("edited",),
    "reworded 30 %": ("edited", "paraphrase"),
    "another's words": ("edited", "paraphrase"),
    "translated": ("translation",),
    "put into our mouth": ("attribution",),
}
"""What is planted, and which relations are right for it."""

DECOYS = ("treaty", "another report", "the same subject", "our name alone", "somebody else's claim")


class Article(msgspec.Struct, kw_only=True):
    """One line of the stream."""

    id: str
    url: str
    title: str
    lead: str
    text: str
    language: str
    published: datetime
    outlet: str


class Planted(msgspec.Struct, frozen=True, kw_only=True):
    """What is true of one use: offsets count characters of its part, half-open.

    Attributes:
        document, place: Where it stands; the document by its `id` in the stream.
        kind: One of `KINDS`.
        relations: Which relations are right for it.
        language, origin: Language of the words there, and of ours; the same unless translated.
        release, passage: Which of ours; both "" for an attribution.
        begin, end: The words that are ours.
        words: The same as text.
        attributed: Whether they are said to be ours.
        naming: Where we are named; (0, 0) where we are not.
    """

    document: str
    place: Place
    kind: str
    relations: tuple[Relation, ...]
    language: str
    origin: str
    release: str
    passage: str
    begin: int
    end: int
    words: str
    attributed: bool
    naming: tuple[int, int]


@dataclass
class News:
    """The stream, what it is scanned for, and the truth."""

    followed: Followed
    articles: list[Article] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    decoys: dict[str, str] = field(default_factory=dict)
    """What stands in a document that is no use of ours, by the document's id."""


def host(texts: Texts, language: str, number: int, chance: random.Random, *, subject: bool = False) -> Article:
    """An article with nothing planted: a run of lines of one document under its headline."""
    name, lines = chance.choice((texts.subjects if subject else texts.hosts)[language])
    rest = lines[1:]
    size = min(len(rest), chance.randint(4, 12))
    begin = chance.randint(0, len(rest) - size)
    run = rest[begin : begin + size]
    led = chance.random() < 0.5 and size > 2  # noqa: PLR2004 - half, where something is left
    outlet = f"{name.rsplit('.', 1)[0]}.example"
    return Article(
        id=f"n{number}",
        url=f"https://{outlet}/{language}/{number}",
        title=lines[0].rstrip(ENDS),
        lead=run[0] if led else "",
        text="\n".join(run[led:]),
        language=language,
        published=PUBLISHED + timedelta(minutes=37 * number),
        outlet=outlet,
    )


def insert(article: Article, sentence: str, place: Place, chance: random.Random) -> int:
    """Put a sentence into a part of an article and return where it begins there."""
    if place == "title":
        article.title = sentence.rstrip(ENDS)
        return 0
    if place == "lead":
        article.lead = sentence
        return 0
    paragraphs = article.text.split("\n")
    at = chance.randrange(len(paragraphs) + 1)
    before = sum(len(each) + 1 for each in paragraphs[:at])
    if at and chance.random() < 0.5:  # noqa: PLR2004 - half in a paragraph of somebody's own words
        paragraphs[at - 1] += " " + sentence
        article.text = "\n".join(paragraphs)
        return before
    article.text = "\n".join([*paragraphs[:at], sentence, *paragraphs[at:]])
    return before


class Choice(msgspec.Struct, frozen=True):
    """Words to plant, of which passages they are, and where the second's begin."""

    words: str
    of: tuple[Own, ...]
    further: int = -1


def choose(kind: str, language: str, texts: Texts, chance: random.Random, longest: int) -> Choice | None:
    """Words of a kind in a language, or None where the sources have none."""
    own = [each for each in texts.own[language] if len(each.text.split()) <= longest]
    if kind == "translated":
        own = [each for found in texts.own.values() for each in found if language in each.translations]
    if kind == "another's words":
        own = [each for each in own if each.other]
    if kind in {"cut", "spliced"}:
        own = [each for each in own if len(each.text.split()) >= 16]  # noqa: PLR2004 - twice the words that stay
    if not own:
        return None
    one = chance.choice(own)
    if kind == "spliced":
        other = chance.choice([each for each in own if each is not one] or [one])
        words, further = spliced(one.text, other.text)
        return Choice(words, (one, other), further) if other is not one else None
    return Choice(_words(kind, one, language, chance), (one,))


def relations(kind: str, text: str, words: str) -> tuple[Relation, ...]:
    """Which relations are right: where rewording only left words out, it trimmed."""
    if not (kind.startswith("reworded") or kind == "another's words"):
        return KINDS[kind]
    ours, theirs = words_of(text), words_of(words)
    if ours == theirs:
        return ("verbatim",)
    rest = iter(ours)
    return ("trimmed",) if all(word in rest for word in theirs) else KINDS[kind]


def _words(kind: str, one: Own, language: str, chance: random.Random) -> str:
    if kind == "translated":
        return one.translations[language]
    if kind == "another's words":
        return one.other
    if kind.startswith("reworded"):
        return reworded(one.text.rstrip(ENDS), language, int(kind.split()[1]) / 100, chance)
    return cut(one.text.rstrip(ENDS), chance) if kind == "cut" else one.text


PLACES: tuple[Place, ...] = ("body", "body", "body", "body", "body", "lead", "title")
HEADLINE = 16
"""Words of ours that a headline can hold."""


def plant(news: News, texts: Texts, article: Article, kind: str, chance: random.Random) -> bool:
    """Put one use of a kind into an article; False where the sources have none in its language."""
    place = chance.choice(PLACES) if kind not in {"spliced", "another's words"} else chance.choice(("body", "lead"))
    if kind == "put into our mouth":
        sentence = _claim(article.language, texts, chance, title=place == "title")
        chosen = Choice(sentence.text[sentence.begin : sentence.end], (Own("", "", "", article.language),))
    else:
        short = choose(kind, article.language, texts, chance, HEADLINE) if place == "title" else None
        place = place if short or place != "title" else "body"
        found = short or choose(kind, article.language, texts, chance, LONGEST)
        if found is None:
            return False
        chosen, sentence = found, _sentence(found, article.language, chance, title=place == "title")
    base = insert(article, sentence.text, place, chance)
    for number, own in enumerate(chosen.of):
        begin = sentence.begin if number == 0 else sentence.further
        end = sentence.further - 2 if number == 0 and sentence.further >= 0 else sentence.end
        part = {"title": article.title, "lead": article.lead, "body": article.text}[place]
        naming = (sentence.naming[0] + base, sentence.naming[1] + base) if sentence.naming[1] else (0, 0)
        news.planted.append(
            Planted(
                document=article.id,
                place=place,
                kind=kind,
                relations=relations(kind, own.text, chosen.words),
                language=article.language,
                origin=own.language,
                release=own.release,
                passage=own.passage,
                begin=base + begin,
                end=base + end,
                words=part[base + begin : base + end],
                attributed=sentence.naming[1] > 0,
                naming=naming,
            )
        )
    return True


def _claim(language: str, texts: Texts, chance: random.Random, *, title: bool) -> Sentence:
    """Something said to be ours that is not: an invented claim, or in English a sentence of somebody else's report."""
    if language == "en" and not title and chance.random() < 0.5:  # noqa: PLR2004 - half
        return framed(chance.choice(texts.foreign), language, chance, ours=True)
    return claimed(chance.choice(WORDS[language]["claims"]), language, chance, title=title)


def _sentence(chosen: Choice, language: str, chance: random.Random, *, title: bool) -> Sentence:
    """The words said to be ours, or somebody else's, or nobody's."""
    ours = chance.random() < 0.5  # noqa: PLR2004 - half
    if ours or (not title and chance.random() < 0.5):  # noqa: PLR2004 - half of the rest
        return framed(chosen.words, language, chance, ours=ours, title=title, further=chosen.further)
    return bare(chosen.words, chosen.further)


def decoy(news: News, texts: Texts, article: Article, kind: str, chance: random.Random) -> None:
    """Put something into an article that is no use of ours."""
    language = article.language
    if kind == "treaty":
        sentence = chance.choice(texts.treaty[language])
    elif kind == "another report" and language == "en":
        sentence = framed(chance.choice(texts.foreign), language, chance, ours=False).text
    elif kind in {"our name alone", "another report"}:
        sentence, kind = mention(language, chance), "our name alone"
    elif kind == "somebody else's claim":
        sentence = framed(chance.choice(WORDS[language]["claims"]), language, chance, ours=False).text
    else:
        sentence = ""
    if sentence:
        insert(article, sentence, "body", chance)
    news.decoys[article.id] = kind


def news(sources: Sources, *, seed: int, articles: int) -> News:
    """So many articles: half with something planted, a quarter with a decoy, a quarter with neither."""
    chance = random.Random(seed)
    texts = divide(sources, chance)
    made = News(texts.followed)
    for number in range(articles):
        language, kind = LANGUAGES[number % len(LANGUAGES)], tuple(KINDS)[number // 2 % len(KINDS)]
        lure = DECOYS[number // 4 % len(DECOYS)] if number % 4 == 1 else ""
        article = host(texts, language, number, chance, subject=lure == "the same subject")
        if number % 2 == 0:
            plant(made, texts, article, kind, chance) or plant(made, texts, article, "verbatim", chance)
        elif lure:
            decoy(made, texts, article, lure, chance)
        made.articles.append(article)
    return made


def write(made: News, folder: Path) -> None:
    """Write the stream, what it is scanned for and the truth into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    encode = msgspec.json.Encoder().encode_lines
    (folder / "stream.jsonl").write_bytes(encode(made.articles))
    (folder / "truth.jsonl").write_bytes(encode(made.planted))
    (folder / "followed.json").write_bytes(msgspec.json.encode(made.followed))


def main() -> None:
    """Write a stream."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="a folder for stream.jsonl, truth.jsonl and followed.json")
    parser.add_argument("--seed", type=int, default=1, help=f"1 to 9 to tune on; {FINAL} for the published figure only")
    parser.add_argument("--articles", type=int, default=1_400)
    given = parser.parse_args()
    made = news(read_sources(), seed=given.seed, articles=given.articles)
    write(made, given.out)
    print(f"{len(made.articles):,} articles, {len(made.planted):,} uses, {len(made.decoys):,} decoys in {given.out}")


if __name__ == "__main__":
    main()
