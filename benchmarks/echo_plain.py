"""Measures how fast the words of pages are read, in one run beside a peer: `python benchmarks/echo_plain.py [--quick]`.

The pages are made from a seed: a head with scripts and styles, a navigation of links, an article of forty paragraphs
with links, emphasis and references, and a foot; half in English, half in Russian. Rates are megabytes (10^6 bytes) of
HTML for each second of processor time of this one process, the best of three passes. The peer does the same work with a
parser that builds a tree; reading memory is what bounds any pass.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np

from answerable.echoes.pages.articles import article
from answerable.echoes.pages.plain import plain
from answerable.echoes.pages.sketches import alike, sketch
from answerable.echoes.streams.documents import Raw
from answerable.text.index.words import NO_NAMES, join, read_words

PASSES = 3
MEGA = 1_000_000
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TARGET = 150
"""Megabytes of HTML a second that leave 40 MB/s from a compressed archive to what is found."""

_ENGLISH = """council village region people hospital report water school night family road winter police officials
month building support mission evidence statement witnesses city morning border weeks families found said near after
before without during the of and in to a was were that by from with"""
_RUSSIAN = """совет деревня область люди больница доклад вода школа ночь семья дорога зима полиция чиновники месяц
здание помощь миссия свидетельство заявление свидетели город утро граница недели семьи нашли сказали около после до без
во время и в на что не с по из за от для"""
ENGLISH, RUSSIAN = _ENGLISH.split(), _RUSSIAN.split()


def sentence(dice: random.Random, words: list[str]) -> str:
    """A sentence of eight to thirty words."""
    return " ".join(dice.choices(words, k=dice.randint(8, 30))).capitalize() + "."


def paragraph(dice: random.Random, words: list[str]) -> str:
    """A paragraph of HTML with what editors put into one."""
    text = " ".join(sentence(dice, words) for _ in range(dice.randint(2, 5)))
    pieces = text.split(" ")
    for _ in range(4):
        at = dice.randrange(len(pieces))
        kind = dice.choice(
            ["<a href='/news/{0}' class=\"link\">{0}</a>", "<b>{0}</b>", "&laquo;{0}&raquo;", "{0}&nbsp;"]
        )
        pieces[at] = kind.format(pieces[at])
    return f'<p class="article__text" data-block="{dice.randrange(10**6)}">{" ".join(pieces)}</p>\n'


def link(dice: random.Random, words: list[str]) -> str:
    """An item of a menu."""
    name = " ".join(dice.choices(words, k=3))
    return f'<li class="menu__item"><a href="/section/{dice.randrange(999)}/" class="menu__link">{name}</a></li>\n'


def page(seed: int) -> bytes:
    """One page of HTML."""
    dice = random.Random(seed)
    words = RUSSIAN if seed % 2 else ENGLISH
    script = "".join(f'window.data[{dice.randrange(999)}]={{"a":"{dice.random()}","b":[1,2,3]}};' for _ in range(400))
    style = "".join(f".c{dice.randrange(999)}{{margin:0 {dice.randrange(9)}px;color:#fff}}\n" for _ in range(300))
    links = "".join(link(dice, words) for _ in range(150))
    title = sentence(dice, words)[:80]
    text = "".join(paragraph(dice, words) for _ in range(40))
    return (
        f"<!doctype html><html lang={'ru' if seed % 2 else 'en'}><head><meta charset=utf-8>"
        f'<title>{title} | Paper</title><meta property="og:site_name" content="Paper">'
        f'<meta property="article:published_time" content="2025-05-0{dice.randint(1, 9)}T10:00:00Z">'
        f"<style>{style}</style><script>{script}</script></head><body><nav><ul>{links}</ul></nav>"
        f"<main><article><h1>{title}</h1>{text}</article></main><!-- {script[:3000]} -->"
        f"<footer><ul>{links[:4000]}</ul></footer></body></html>"
    ).encode()


def raws(pages: int) -> list[Raw]:
    """So many pages as a stream gives them."""
    return [
        Raw(
            stream="made",
            path="made",
            at=at,
            next=at + 1,
            address=f"https://paper.example/{at}",
            content=page(at),
            media="text/html",
        )
        for at in range(pages)
    ]


def best(act: Callable[[], Any]) -> float:
    """Seconds of processor time, the best of some passes."""
    took = []
    for _ in range(PASSES):
        start = time.process_time()
        act()
        took.append(time.process_time() - start)
    return max(min(took), 1e-9)


def peers(records: list[Raw]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What else could read the words, each by its name."""
    from resiliparse.extract.html2text import extract_plain_text  # noqa: PLC0415 - the peer, loaded where it is measured

    texts = [raw.content.decode() for raw in records]
    yield "resiliparse, plain text (from str)", lambda: [extract_plain_text(text) for text in texts]
    yield (
        "resiliparse, no formatting (from str)",
        lambda: [extract_plain_text(text, preserve_formatting=False) for text in texts],
    )


def show(what: str, size: int, took: float, *, memory: float) -> float:
    """Print one line: megabytes a second, and the ratio to reading memory and to the target."""
    rate = size / MEGA / took
    print(
        f"  {what:<44}{rate:>10,.1f} MB/s {rate / memory:8.4f} of memory {rate / TARGET:8.2f} of the target", flush=True
    )
    return rate


def sketches(count: int) -> None:
    """Print how far sketches are from the likeness that they stand for."""
    dice, off = random.Random(7), []
    for _ in range(count):
        one = dice.choices(ENGLISH + RUSSIAN, k=300)
        cut = dice.randrange(301)
        other = one[:cut] + dice.choices(ENGLISH + RUSSIAN, k=300 - cut)
        off.append(abs(alike(sketch(" ".join(one)), sketch(" ".join(other))) - exact(one, other)))
    mean, most = np.mean(off), np.quantile(off, 0.99)
    print(f"  sketches of {count} pairs are off by {mean:.3f} in the mean, and by {most:.3f} or less in 99 of 100")


def exact(one: list[str], other: list[str]) -> float:
    """The likeness of two texts: their shingles in common over all they have."""
    first, second = ({tuple(words[at : at + 4]) for at in range(len(words) - 3)} for words in (one, other))
    return len(first & second) / len(first | second)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer pages")
    records = raws(60 if parser.parse_args().quick else 600)
    size = sum(len(raw.content) for raw in records)
    print(f"{len(records)} pages, {size / MEGA:.1f} MB of HTML, {size / len(records) / 1000:.0f} kB each")
    plain(records[0])
    buffers = [np.frombuffer(raw.content, np.uint8) for raw in records]
    memory = size / MEGA / best(lambda: [buffer.sum(dtype=np.uint64) for buffer in buffers])
    show("limit: memory read", size, size / MEGA / memory, memory=memory)
    show("limit: copy and check UTF-8", size, best(lambda: [raw.content.decode() for raw in records]), memory=memory)
    ours = show("plain", size, best(lambda: [plain(raw) for raw in records]), memory=memory)
    batch = join([plain(raw).decode() for raw in records])
    read_words(*batch, NO_NAMES)
    shown = len(batch[0])
    show(
        f"plain, then the words of its {shown / size:.0%}",
        size,
        best(lambda: [plain(raw) for raw in records]) + best(lambda: read_words(*batch, NO_NAMES)),
        memory=memory,
    )
    for name, act in peers(records):
        rate = show(name, size, best(act), memory=memory)
        print(f"    plain is {ours / rate:.1f} times as fast")
    few = records[: max(20, len(records) // 20)]
    article(few[0], now=NOW)
    took = best(lambda: [article(raw, now=NOW) for raw in few])
    weight = sum(len(raw.content) for raw in few)
    rate = show("article", weight, took, memory=memory)
    print(f"    {len(few) / took:.1f} pages/s; plain is {ours / rate:.0f} times as fast")
    sketches(3 * len(records))


if __name__ == "__main__":
    main()
