"""Quotations in a visible text: where they stand, and who is speaking.

Rules:

* marks pair as they are used in any of the languages: “ ”, « », „ “, „ ”, » «, ‚ ‘, ‘ ’, ‹ ›, " ", ' ', 「 」, 『 』;
  within a quotation others may stand, and the outermost counts; a mark without its partner quotes nothing, except that
  a paragraph may leave its quotation open where the next one opens it again;
* a paragraph that begins with a dash is a speaker's turn (ru, uk, pl, fr, es): the words between dashes that hold a
  verb of saying are the narrator's;
* a quotation is *speech* where a verb of saying, "according to" or the like stands beside it, or where it is
  `SPEECH_WORDS` long; shorter ones are terms, names and words held at a distance, and stay the writer's own;
* the speaker is the noun phrase next to the verb of saying. It is found by its edges, not parsed, and may hold a word
  too many; where two stand beside a quotation the one after it counts.

Each search looks at a bounded neighbourhood of its quotation, so time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from answerable.text.sayings import ACCORDING, EDGES, SAID, phrase_after, phrase_before
from answerable.text.spans import Span

SPEECH_WORDS: Final = 5
"""Words from which a quotation is speech although no verb of saying stands beside it; chosen by hand."""

NEAR: Final = 160
"""Characters beside a quotation in which its speaker is looked for; chosen by hand."""

DEEPEST: Final = 6
"""Quotations within quotations that are followed; chosen by hand."""

CLOSERS: Final = {
    "“": "”",
    "«": "»",
    "„": "“”",
    "‚": "‘’",
    "‘": "’",
    "‹": "›",
    "「": "」",
    "『": "』",
    '"': '"',
    "'": "'",
    "»": "«",
}
"""Marks that open, with those that close each."""

_MARK = re.compile(r"[“”«»„‚‘’‹›「」『』\"']")
_TURN = re.compile(r"\s*[—–]\s*(?=\S)")
_TURN_DASH = re.compile(r"(?<=[,.!?…])\s*[—–]\s*|\s[—–](?=\w)|(?<=\w)[—–](?=[.,]\s)[.,]?\s*|\s[—–]\s")


class Quotation(msgspec.Struct, frozen=True):
    """Quoted words with their marks, in the visible text.

    Attributes:
        start: Where the opening mark stands.
        end: Where the closing mark ends.
        speaker: The words that name the speaker; empty where none is named.
        speech: Whether somebody is speaking, not a term or a name in quotation marks.
    """

    start: int
    end: int
    speaker: Span
    speech: bool


def quotations(text: str, *, goes_on: str = "") -> Iterator[Quotation]:
    """The outermost quotations of a paragraph, in order.

    Args:
        text: The visible text of the paragraph.
        goes_on: How the next paragraph begins: it may take up a quotation that this one leaves open.
    """
    if _TURN.match(text):
        yield from _turns(text)
        return
    found = _outermost(_paired(text, goes_on))
    ends = [start for start, _ in found[1:]] + [len(text)]
    begins = [0] + [end for _, end in found]
    for (start, end), before, after in zip(found, begins, ends, strict=False):
        beside = Span(end, end if _is_over(text, end) else min(after, end + NEAR))
        speaker, said = _speaker(text, Span(max(before, start - NEAR), start), beside)
        words = len(text[start:end].split())
        yield Quotation(start=start, end=end, speaker=speaker, speech=said or words >= SPEECH_WORDS)


def _is_over(text: str, end: int) -> bool:
    """Tell whether the sentence ends with the quotation: its last mark is inside, and a capital follows."""
    follows = text[end : end + 4].lstrip()
    return text[end - 2 : end - 1] in ".!?…" and follows[:1].isupper()


def _paired(text: str, goes_on: str) -> list[tuple[int, int]]:
    """Quotations of any depth, in the order in which they close."""
    stack: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for match in _MARK.finditer(text):
        mark, at = match.group(), match.start()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if mark in "'’" and before.isalnum() and after.isalnum():  # an apostrophe
            continue
        level = next((n for n in range(len(stack) - 1, -1, -1) if mark in CLOSERS[stack[n][0]]), None)
        if level is not None and _can_close(mark, before, after):
            found.append((stack[level][1], match.end()))
            del stack[level:]
        elif mark in CLOSERS and _can_open(mark, before, after):
            stack = [each for each in stack if each[0] != mark or mark in "«„"][-DEEPEST + 1 :]
            stack.append((mark, at))
    if stack and stack[0][0] in '“«„"' and goes_on.startswith(stack[0][0]):
        found.append((stack[0][1], len(text.rstrip())))
    return found


def _can_open(mark: str, before: str, after: str) -> bool:
    """Tell whether a mark that could also close opens here: something follows, and no word is before it."""
    if mark in "\"'‘‚»":
        return bool(after) and not after.isspace() and not before.isalnum()
    return True


def _can_close(mark: str, before: str, after: str) -> bool:
    """Tell whether a mark that could also open closes here."""
    if mark in "\"'«":
        return not before.isspace() and not after.isalnum()
    return not (mark == "’" and after.isalnum())


def _outermost(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in sorted(found, key=lambda pair: (pair[0], -pair[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _turns(text: str) -> Iterator[Quotation]:
    """The spoken parts of a turn that begins with a dash."""
    begins = _TURN.match(text)
    edges = [0 if begins is None else begins.end()]
    dashes = [match.span() for match in _TURN_DASH.finditer(text, edges[0])]
    starts, ends = edges + [end for _, end in dashes], [start for start, _ in dashes] + [len(text)]
    parts = [_trimmed(text, start, end) for start, end in zip(starts, ends, strict=True)]
    parts = [(start, end) for start, end in parts if end > start]
    told = [SAID.match(text, start, min(end, start + NEAR)) for start, end in parts]
    speaker = Span(0, 0)
    for (_, end), verb in zip(parts, told, strict=True):
        if verb:
            speaker = phrase_after(text, verb.end(), min(end, verb.end() + NEAR))
            break
    for number, ((start, end), verb) in enumerate(zip(parts, told, strict=True)):
        if number == 0 or not verb:
            yield Quotation(start=start, end=end, speaker=speaker, speech=True)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end].strip()
    begin = start + text[start:end].find(words)
    return begin, begin + len(words)


def _speaker(text: str, before: Span, after: Span) -> tuple[Span, bool]:
    """The speaker named beside a quotation, and whether anything says that somebody is speaking."""
    tail = text[after.start : after.end]
    ends = EDGES.search(tail)
    stop = after.start + (ends.start() if ends else len(tail))
    verb = SAID.search(text, after.start, stop)
    if verb:
        return _beside(text, after.start, verb, stop), True
    named = ACCORDING.search(text, after.start, stop)
    if named:
        return phrase_after(text, named.end(), stop), True
    begin = before.start
    for edge in EDGES.finditer(text, before.start, before.end):
        begin = edge.end()
    verbs = list(SAID.finditer(text, begin, before.end))
    if verbs:
        return _beside(text, begin, verbs[-1], before.end), True
    named = ACCORDING.search(text, begin, before.end)
    return (phrase_after(text, named.end(), before.end), True) if named else (Span(0, 0), False)


def _beside(text: str, begin: int, verb: re.Match[str], stop: int) -> Span:
    """The noun phrase before a verb of saying where there is one, else the one after it."""
    return phrase_before(text, begin, verb.start()) or phrase_after(text, verb.end(), stop)
