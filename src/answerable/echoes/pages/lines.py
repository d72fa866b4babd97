"""Which lines of a page are its article, told by what trafilatura takes out of it.

Rules:
  - trafilatura chooses, and the page's own lines, as the scan read them, are kept: it trims, filters and marks up, and
    words must stay as they are;
  - a line of some words is the article's where half of its runs of words are in what was chosen; a shorter one where
    all its runs or words are, in a row with such lines, or near; the same long line twice is one;
  - where nothing was chosen, or it cannot be found among the lines, what is there is kept: all lines that are not
    links, or the words that were chosen.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
from lxml.etree import LxmlError
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from answerable.echoes.errors import Unreadable
from answerable.echoes.pages.markup import Shown
from answerable.text.index.words import NO_NAMES, join, read_words

RUN: Final = 3
"""Words in a row by which a line is recognised; chosen by hand."""

HALF: Final = 0.5
"""Share of a line's runs, or of what was chosen, that must be found; chosen by hand."""

SOME: Final = 5
"""Words from which on a line is recognised by itself: three can stand in a row by chance; chosen by hand."""

NEAR: Final = 2
"""Lines between a short line and one that is the article's; chosen by hand."""

LINKED: Final = 0.7
"""Share of linked bytes from which on words are other pages'; chosen by hand: articles link under .3 of theirs."""

FEWEST: Final = 25
"""Words outside links that make a page more than its links; chosen by hand: one long sentence."""

MOST_MARKUP: Final = 8_000_000
"""Bytes of a page that is read as a tree, which takes ten times that; larger ones keep all lines. Chosen by hand."""

MANY: Final = 10_000
"""Elements of a page from which on trafilatura does not ask two others for a second opinion: one of them takes a time
that grows with the square of the paragraphs. Chosen by hand: a long article has a tenth of it, and there it is a
second."""

BUGS: Final = (
    *(LxmlError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError),
    *(RecursionError, AssertionError, re.error),
)
"""What readers of strange markup have stumbled over: a page that hits is not lost for it."""

_MARKS = re.compile(r"\A\s{0,9}(?:-\s|\|)|\|\s{0,9}\Z")
"""What trafilatura adds to items of lists and cells of tables."""

_PRIME = np.uint64(0x9E3779B97F4A7C15)


class Line(NamedTuple):
    """A line of a page: its words, and the share of its bytes that is a link."""

    text: str
    linked: float


def lines_of(shown: Shown) -> list[Line]:
    """The lines of a page, those without words left out."""
    size = len(shown.text)
    edges = np.zeros(size + 1, np.int32)
    np.add.at(edges, shown.links[:, 0], 1)
    np.add.at(edges, shown.links[:, 1], -1)
    within = np.concatenate([[0], np.cumsum(np.cumsum(edges[:-1]) > 0)])
    found, at = [], 0
    for line in shown.text.split(b"\n"):
        end = at + len(line)
        text = line.decode("utf-8", "replace").strip()
        if text:
            found.append(Line(text, float(within[end] - within[at]) / len(line)))
        at = end + 1
    return found


def tree_of(page: bytes) -> HtmlElement | None:
    """The page as a tree; None where it is too large or too deep for one, or holds no element."""
    if len(page) > MOST_MARKUP:
        return None
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        tree = document_fromstring(page.replace(b"\0", b""), parser=parser)
    except (LxmlError, ValueError):  # it holds nothing but space, or what the parser does not take
        return None
    return None if any(each.type_name == "ERR_RESOURCE_LIMIT" for each in parser.error_log) else tree


@cache
def _quiet() -> None:
    """Let the extractor keep to itself what it thinks of each page: what matters is in the table of the skipped."""
    for name in ("trafilatura", "htmldate", "courlan", "justext", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def extracted(tree: HtmlElement) -> str:
    """The words that trafilatura takes for the article, a line for each paragraph; "" where it takes none."""
    from trafilatura import bare_extraction  # noqa: PLC0415 - loads slowly, and only pages that hit come here

    _quiet()
    many = next(islice(tree.iter(), MANY, None), None) is not None
    try:
        found = bare_extraction(tree, fast=many, include_comments=False, include_tables=True, with_metadata=False)
    except BUGS:
        return ""  # the page's lines are there all the same
    return (found.text or "") if found is not None and not isinstance(found, dict) else ""


def forget() -> None:
    """Empty what trafilatura remembers: it keeps a thousand paragraphs of any length."""
    from trafilatura.meta import reset_caches  # noqa: PLC0415 - as above

    reset_caches()


def own_lines(lines: Sequence[Line], text: str) -> list[str]:
    """The lines that are the page's own, given what was extracted.

    Raises:
        Unreadable: There are none ("empty"), or next to none but links to other pages ("links-only").
    """
    if not lines:
        raise Unreadable("empty", "expected words, found none in the page")
    kept = [line for line, chosen in zip(lines, _chosen(lines, text), strict=True) if chosen] if text else []
    candidates = kept or lines
    own = [line for line in candidates if line.linked < LINKED]
    size = sum(len(line.text) for line in candidates)
    linked = sum(len(line.text) * line.linked for line in candidates) / size
    if linked >= LINKED and sum(_words(line.text) for line in own) < FEWEST:
        raise Unreadable("links-only", f"expected words of its own, found {linked:.0%} of {size} characters in links")
    if text and _covered([line.text for line in kept], text) < HALF:
        return [line for each in text.split("\n") if (line := _MARKS.sub("", each).strip())]
    return _once([line.text for line in (kept or own)])


def _once(lines: Sequence[str]) -> list[str]:
    """The lines, a long one that comes again left out."""
    seen: set[str] = set()
    found = []
    for line in lines:
        if len(line) < FEWEST or line not in seen:
            found.append(line)
        seen.add(line)
    return found


def _words(text: str) -> int:
    """How many words there are."""
    return len(read_words(*join([text]), NO_NAMES).hashes)


def _runs(words: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """A number for each run of words; none where there are fewer words than in a run."""
    if len(words) < RUN:
        return words[:0]
    count = len(words) - RUN + 1
    number = np.zeros(count, np.uint64)
    for at in range(RUN):
        number = (number ^ words[at : at + count]) * _PRIME
        number ^= number >> np.uint64(29)
    return number


def _chosen(lines: Sequence[Line], text: str) -> npt.NDArray[np.bool_]:
    """Which lines are in what was extracted."""
    wanted = read_words(*join([text]), NO_NAMES).hashes
    words = read_words(*join([line.text for line in lines]), NO_NAMES)
    known, runs = np.isin(words.hashes, wanted), np.isin(_runs(words.hashes), _runs(wanted))
    sizes = np.diff(words.firsts)
    bounds = list(zip(words.firsts[:-1].tolist(), words.firsts[1:].tolist(), strict=True))
    shares = np.array([_share(known, runs, first, last) for first, last in bounds])
    long = (sizes >= SOME) & (shares >= HALF)
    chosen = long | ((sizes < SOME) & (shares == 1))
    near = np.convolve(long, np.ones(2 * NEAR + 1), "full")[NEAR : NEAR + len(long)] > 0
    group = np.cumsum(np.diff(chosen, prepend=False))  # lines in a row that are all chosen, or none, have one number
    return np.asarray(chosen & np.isin(group, group[near & chosen]), np.bool_)


def _share(known: npt.NDArray[np.bool_], runs: npt.NDArray[np.bool_], first: int, last: int) -> float:
    """The share of a line's runs of words that were found; of its words, where they are fewer than in a run."""
    found = runs[first : last - RUN + 1] if last - first >= RUN else known[first:last]
    return float(found.mean()) if len(found) else 0.0


def _covered(kept: Sequence[str], text: str) -> float:
    """How much of what was extracted stands in the lines."""
    wanted = _runs(read_words(*join([text]), NO_NAMES).hashes)
    found = _runs(read_words(*join(["\n".join(kept)]), NO_NAMES).hashes)
    return float(np.isin(wanted, found).mean()) if len(wanted) else 1.0
