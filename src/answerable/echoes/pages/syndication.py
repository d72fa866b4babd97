"""What tells that a page's words came from elsewhere: the agency it credits, the page it names as its source.

Rules:
  - an agency counts where it is credited, not where it is mentioned: as the author; in the line that opens a report
    ("KYIV (AFP) -", "КИЕВ, 5 мая /ТАСС/"); in a short line at either end that is nothing but a credit ("Source: dpa");
  - names come from `agencies.toml`, in several scripts; short ones count only in their own case;
  - a hint is "agency:NAME", "canonical:ADDRESS" or "source:ADDRESS".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

OPENING: Final = 120
"""Characters at the head of a report in which its agency is credited; chosen by hand."""

SHORT: Final = 120
"""Characters of a line that can be nothing but a credit; chosen by hand."""

ENDS: Final = 3
"""Lines at either end that can be a credit; chosen by hand."""

_SOURCE = (
    r"(?i:source|sources|with|from|via|by|©|copyright|avec|par|quelle|von|mit|fuente|con|por|źródło|za|"
    r"источник|по\s+материалам|по\s+данным|джерело|за\s+матеріалами|за\s+даними|المصدر|المصادر|عن|来源|來源)"
)
_AND = rf"{_SOURCE}|/|&|,|and|und|et|y|и|та|و"


@cache
def agencies() -> tuple[tuple[str, str], ...]:
    """Each agency with the pattern of its names, from `agencies.toml`."""
    table = tomllib.loads(Path(__file__).with_name("agencies.toml").read_text("utf-8"))
    return tuple((name, _pattern(row.get("exact", []), row.get("names", []))) for name, row in table.items())


def _pattern(exact: Sequence[str], names: Sequence[str]) -> str:
    """The names as one pattern, the longest first, white space of any kind between their words."""
    written = [re.escape(each).replace(r"\ ", r"\s+") for each in sorted(exact, key=len, reverse=True)]
    loose = [re.escape(each).replace(r"\ ", r"\s+") for each in sorted(names, key=len, reverse=True)]
    return "|".join([*written, *(f"(?i:{each})" for each in loose)])


@cache
def _credits() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str], re.Pattern[str]], ...]:
    """For each agency the patterns of an opening, of a credit line, and of an author."""
    found = []
    for name, names in agencies():
        opening = (
            rf"[(/\[（【]\s*(?:{names})(?:\s*[-/,][^()/\]\n]{{0,20}})?\s*[)/\]）】]"
            rf"|\A(?:{names})\s*[-–—:.]|\s[-–—]\s*(?:{names})\s*[-–—:.]\s"
        )
        line = (
            rf"\A\W*(?:{_SOURCE}\W*)?(?:[^\W\d]{{1,20}}\s*[/,]\s*)?(?:{names})(?!\w)"
            rf"(?:\W{{0,4}}(?:{_AND})\W{{0,3}}\w[\w\s.-]{{0,40}})?[\W\d]*\Z"
        )
        found.append((name, re.compile(opening), re.compile(line), re.compile(rf"(?<!\w)(?:{names})(?!\w)")))
    return tuple(found)


def credited(paragraphs: Sequence[str], *, author: str = "") -> tuple[str, ...]:
    """The agencies that a report credits, by name, in the order of the table."""
    head = paragraphs[0][:OPENING] if paragraphs else ""
    around = [line for line in (*paragraphs[:ENDS], *paragraphs[-ENDS:]) if len(line) <= SHORT]
    byline = author[: 2 * SHORT]
    return tuple(
        name
        for name, opening, line, by in _credits()
        if opening.search(head) or any(line.match(each) for each in around) or by.search(byline)
    )


def hints(
    *, address: str, canonical: str, sources: Iterable[str], agencies_named: Iterable[str], given: Iterable[str]
) -> tuple[str, ...]:
    """All that tells of syndication, each once; a canonical address only where it is another than the page's own."""
    found = [*given]
    if canonical and _bare(canonical) != _bare(address):
        found.append(f"canonical:{canonical}")
    found += [f"source:{each}" for each in sources if _bare(each) != _bare(address)]
    found += [f"agency:{each}" for each in agencies_named]
    return tuple(dict.fromkeys(found))


def _bare(address: str) -> str:
    """An address without what makes no difference: its scheme, its fragment, a slash at its end."""
    return address.partition("#")[0].partition("://")[2].rstrip("/")
