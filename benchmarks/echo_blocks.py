"""What stands on a made page around its article: styles, scripts, menus, lists of links, comments, footers.

Each block is made once for a site and compressed once, apart from the rest: a page is then put together from bytes that
are ready, and a gigabyte takes seconds.
"""

from __future__ import annotations

import html
import random
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

FLUSHED = 6
"""Compression level; that of most crawlers."""

CHARSETS = {
    "en": ("utf-8", "windows-1252"),
    "fr": ("utf-8", "iso-8859-1"),
    "de": ("utf-8", "iso-8859-15"),
    "es": ("utf-8", "windows-1252"),
    "ru": ("utf-8", "windows-1251", "koi8-r"),
    "uk": ("utf-8", "windows-1251"),
    "ar": ("utf-8", "windows-1256"),
}
"""Character sets met in each language; the first on four sites of five."""

PARTS = ("nav", "item", "col", "card", "teaser", "media", "wrap", "list", "btn", "icon", "grid", "head", "text", "box")
NAMES = [f"{one}-{two}" for one in PARTS for two in PARTS]
"""Names of classes and variables: few and often, as on real pages, so that they compress as well as those do."""

COLOURS = ("#fff", "#000", "#1a1a1a", "#c00", "#0057b8", "#f4f4f4", "#757575", "#ffd500")
SITES = {"en": 20, "ru": 10, "fr": 4, "de": 4, "es": 4, "uk": 4, "ar": 4}
"""How many sites write in each language: two in five English, one in five Russian."""


class Block(NamedTuple):
    """Bytes, and the same as raw deflate that ends on a byte and leans on nothing before it."""

    raw: bytes
    packed: bytes


class Site(NamedTuple):
    """One outlet: its host, language, character set, and the blocks its pages are built of."""

    host: str
    language: str
    charset: str
    declared: str
    head: Block
    before: Sequence[Block]
    after: Sequence[Block]


def block(raw: bytes) -> Block:
    """Compress bytes so that they can stand anywhere in a stream."""
    packer = zlib.compressobj(FLUSHED, zlib.DEFLATED, -zlib.MAX_WBITS)
    return Block(raw, packer.compress(raw) + packer.flush(zlib.Z_FULL_FLUSH))


def encoded(text: str, charset: str) -> bytes:
    """HTML in a character set; what it has not is written as numbers."""
    return text.encode(charset, "xmlcharrefreplace")


def sites(sentences: Mapping[str, Sequence[str]], chance: random.Random) -> list[Site]:
    """All sites of the languages that there are sentences in."""
    found = []
    for language, many in sentences.items():
        for number in range(SITES.get(language, 4)):
            legacy = number % 5 == 4  # noqa: PLR2004 - one of five
            charset = chance.choice(CHARSETS[language][1:]) if legacy else CHARSETS[language][0]
            found.append(_site(f"{language}{number}.example", language, charset, number, many, chance))
    return found


def _site(host: str, language: str, charset: str, number: int, sentences: Sequence[str], chance: random.Random) -> Site:
    def ready(make: Callable[[Sequence[str], random.Random], str]) -> Block:
        return block(encoded(make(sentences, chance), charset))

    return Site(
        host,
        language,
        charset,
        ("header", "meta", "both")[number % 3],
        ready(_head),
        [ready(_before) for _ in range(4)],
        [ready(_after) for _ in range(4)],
    )


def _few(sentences: Sequence[str], words: int, chance: random.Random) -> str:
    return html.escape(" ".join(chance.choice(sentences).split()[:words]))


def _name(chance: random.Random) -> str:
    return chance.choice(NAMES)


def _styles(count: int, chance: random.Random) -> str:
    rules = (
        f".{_name(chance)} > li:nth-child({chance.randint(2, 9)}){{margin:{chance.randint(0, 40)}px;"
        f"color:{chance.choice(COLOURS)};display:flex;align-items:center;justify-content:space-between}}"
        for _ in range(count)
    )
    return "<style>" + "\n".join(rules) + "</style>"


def _script(count: int, chance: random.Random) -> str:
    lines = (
        f'window["{_name(chance)}"]=window["{_name(chance)}"]||{{"{_name(chance)}":{chance.randrange(1000)}}};'
        f'if(a<b&&c>{chance.randint(1, 9)}){{document.write("<p>"+window["{_name(chance)}"]+"</p>")}}'
        for _ in range(count)
    )
    return "<script>" + "\n".join(lines) + "</script>"


def _links(count: int, words: int, sentences: Sequence[str], chance: random.Random) -> str:
    rows = (
        f'<li class="{_name(chance)}"><a href="/{_name(chance)}/{chance.randrange(10**5)}?utm_source=front">'
        f"{_few(sentences, words, chance)}</a></li>"
        for _ in range(count)
    )
    return f'<ul class="{_name(chance)}">' + "\n".join(rows) + "</ul>"


def _head(_: Sequence[str], chance: random.Random) -> str:
    """Styles and scripts; the title was written before them."""
    return _styles(chance.randint(30, 90), chance) + _script(chance.randint(15, 50), chance) + "</head>"


def _before(sentences: Sequence[str], chance: random.Random) -> str:
    """Menus, a list of what is new, a banner."""
    menu = _links(chance.randint(12, 40), 2, sentences, chance)
    return (
        f'<body class="{_name(chance)}"><header><nav>{menu}</nav></header>'
        f"<aside>{_links(chance.randint(10, 30), 9, sentences, chance)}</aside>{_script(chance.randint(5, 25), chance)}"
        f'<div class="cookie-banner"><p>{_few(sentences, 20, chance)}</p><button>OK</button></div><main>'
    )


def _after(sentences: Sequence[str], chance: random.Random) -> str:
    """What else there is to read, comments, and the foot of the page."""
    comments = "".join(
        f'<div class="comment"><b>{_name(chance)}</b><p>{_few(sentences, 25, chance)}</p></div>'
        for _ in range(chance.randint(0, 8))
    )
    return (
        f'<section class="related">{_links(chance.randint(20, 60), 10, sentences, chance)}</section>'
        f'<section class="comments">{comments}</section></main>{_script(chance.randint(40, 160), chance)}'
        f"<footer>{_links(chance.randint(15, 40), 3, sentences, chance)}<p>&copy; 2024</p></footer></body></html>"
    )
