"""Where a page belongs, as far as its address tells: the country at the end of an internet name.

Rules:
  - Two letters at the end of an internet name stand for a country (ICANN, RFC 1591); all other endings for none.
  - That tells where a name was registered, and not for whom a page is written: a rule for alerts can name languages
    as well.
"""

from __future__ import annotations

from urllib.parse import urlsplit

EVERYWHERE = frozenset({"ai", "cc", "co", "fm", "gg", "io", "ly", "me", "sh", "so", "to", "tv", "ws"})
"""Endings of countries that are sold to everybody as words, and so tell no country; chosen by hand."""

LETTERS = 2


def country_of(address: str) -> str:
    """Return the country of an address, two small letters, or ""."""
    host = urlsplit(address).hostname or ""
    ending = host.rstrip(".").rpartition(".")[2]
    known = len(ending) == LETTERS and ending.isascii() and ending.isalpha() and ending not in EVERYWHERE
    return ending if known and "." in host else ""


def belongs(regions: tuple[str, ...], *, language: str, country: str) -> bool:
    """Tell whether a page belongs to one of some regions, languages or countries; none named means everywhere."""
    return not regions or language.partition("-")[0] in regions or country in regions
