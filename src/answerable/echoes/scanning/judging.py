"""From what was found to echoes: which release, what changed, whether it is given as ours, what became of it.

Rules:
  - Nothing here reads who published a page, nor its address.
  - What was found in the very same words of a page in several passages of ours is one echo: of the version that was out
    on the page's day.
  - Shifts are asked between the whole passage and the whole sentences around its words, both bounded, and of these
    without "X said that" where X is us: who speaks is no shift. Where the words are the same and no others there is
    nothing to ask.
  - That a page gives our words as somebody's ("allegedly", "is said to") is attribution, and no shift of certainty.
  - Words are given as ours where they lie in something that is said to be ours, or in a sentence beside one in which we
    speak, if nobody else speaks in theirs. A name that is itself part of the words used proves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from answerable.echoes.scanning.attributing import DISTANCE, Said
from answerable.echoes.scanning.found import Echo, Relation
from answerable.echoes.scanning.library import Own, Owner
from answerable.echoes.scanning.reading import Part
from answerable.echoes.scanning.standing import day_of, owner_on, rank, standing_of
from answerable.text.comparing import Shift, shifts
from answerable.text.index.passages import Match
from answerable.text.languages import UNDETERMINED, language_of
from answerable.text.sayings import SAID
from answerable.text.spans import Span

LONGEST: Final = 1500
"""Characters of a passage, and of what stands around its use, that shifts are asked about; chosen by hand: what the
learned part reads of them ends earlier."""

BY_MEANING: Final = frozenset({"paraphrase", "translation"})
"""Relations whose stretch is a whole sentence."""

_CUT: Final = " \n\t,;:–—-"
"""What is left at the end of a clause that was cut out."""


class Used(NamedTuple):
    """A use of a passage in a part of a page.

    Attributes:
        owner: The passage, and the release that it is of.
        relation: How it relates.
        score: How much was kept, or how near it is.
        source: Stretches of the passage.
        restatement: Stretches of the part.
        joined_with: Ids of the passages that it is spliced to.
    """

    owner: Owner
    relation: Relation
    score: float
    source: tuple[Span, ...]
    restatement: tuple[Span, ...]
    joined_with: tuple[str, ...] = ()


def by_words(part: Part, matches: Sequence[Match], own: Own) -> Iterator[Used]:
    """What the index found in a part, each stretch of words once."""
    day = day_of(part.document)
    alike: dict[tuple[Span, ...], list[Match]] = {}
    for match in matches:
        alike.setdefault(match.document_spans, []).append(match)
    for spans, found in alike.items():
        owners = {match: owner_on(own.owners[int(match.passage)], day) for match in found}
        match = max(found, key=lambda each: _preferred(each, owners[each], day))
        joined = (owner_on(own.owners[int(other)], day).id for other in match.joined_with)
        yield Used(
            owners[match], _relation(match), match.score, match.source_spans, spans, tuple(dict.fromkeys(joined))
        )


def _preferred(match: Match, owner: Owner, day: datetime | None) -> tuple[bool, float, float, int]:
    """Orders passages that were found in the same words: those that were out, the more complete, the latest."""
    out, at = rank(owner, day)
    return out, round(match.score, 6), at, -int(match.passage)


def _relation(match: Match) -> Relation:
    """The type of the index by its name here."""
    if match.type == "reworded":
        return "paraphrase"
    return "translation" if match.type == "translated" else match.type


def echo_of(part: Part, used: Used) -> Echo:
    """The echo of a use."""
    owner, window = used.owner, part.window(Span(used.restatement[0].start, used.restatement[-1].end))
    # Words in common are words of one language; only what is near in meaning may be in another.
    language = language_in(part, window) if used.relation in BY_MEANING else owner.release.language
    attributed, said = attribution_of(part, used)
    same = used.relation == "verbatim" and _holds_no_more(part, window, used.restatement)
    compared = _compared(window, used, said)
    return _with_id(
        Echo(
            id="",
            document=part.document.id,
            place=part.place,
            relation=used.relation,
            release=owner.release.name,
            passage=owner.passage.id,
            score=round(min(max(used.score, 0.0), 1.0), 4),
            source=used.source,
            restatement=used.restatement,
            source_words=owner.passage.text,
            restatement_words=window.words(part.text),
            restatement_start=window.start,
            shifts=() if same else tuple(_changes(part, owner, compared, window, (language, attributed))),
            attributed=attributed,
            naming=said.naming if said else Span(0, 0),
            standing=standing_of(owner.passage, day_of(part.document)),
            joined_with=used.joined_with,
            languages=(owner.release.language, language),
        )
    )


def _compared(window: Span, used: Used, said: Said | None) -> Span:
    """What of the words around a use is compared: without "X said that" where all that is used is given as X's."""
    if said is None:
        return window
    content = Span(max(window.start, said.content.start), min(window.end, said.content.end))
    holds = content.start <= used.restatement[0].start and used.restatement[-1].end <= content.end
    return content if content and (holds or used.relation in BY_MEANING) else window


def nowhere(part: Part, said: Said) -> Echo:
    """The echo of something said to be ours that is nowhere in what we released."""
    window = part.window(said.content)
    return _with_id(
        Echo(
            id="",
            document=part.document.id,
            place=part.place,
            relation="attribution",
            score=1.0,
            restatement=(said.content,),
            restatement_words=window.words(part.text),
            restatement_start=window.start,
            attributed=True,
            naming=said.naming,
            languages=("", language_in(part, window)),
        )
    )


def _changes(part: Part, owner: Owner, compared: Span, window: Span, told: tuple[str, bool]) -> Iterator[Shift]:
    """What changed between a passage and a use of it, as far as both are compared, in characters of the window."""
    language, attributed = told
    known = [None if each in {"", UNDETERMINED} else each for each in (owner.release.language, language)]
    words = compared.words(part.text)[:LONGEST].rstrip(_CUT)
    # A clause that was cut out of its sentence is made one again: without its stop it is read as unfinished.
    whole = words if compared.end == window.end else f"{words}."
    found = shifts(owner.passage.text[:LONGEST], whole, source_lang=known[0], restatement_lang=known[1])
    ahead = compared.start - window.start
    for each in found:
        if not (attributed and _is_distance(each, whole)):
            start, end = (ahead + min(at, len(words)) for at in (each.restatement.start, each.restatement.end))
            yield msgspec.structs.replace(each, restatement=Span(start, end) if each.restatement else Span(0, 0))


def _is_distance(shift: Shift, words: str) -> bool:
    """Whether a doubt is only the mark that somebody else's words are told ("allegedly"), where these are ours."""
    weaker = shift.kind == "certainty" and shift.direction == "weaker"
    return weaker and bool(DISTANCE.search(shift.restatement.words(words)))


def language_in(part: Part, span: Span) -> str:
    """The language of some words of a part; a page may quote in another than its own."""
    found = language_of(span.words(part.text))
    return part.language if found == UNDETERMINED else found


def _holds_no_more(part: Part, window: Span, spans: Iterable[Span]) -> bool:
    """Whether some characters hold no words but those of the stretches."""
    first, after = part.words_in(window)
    return after - first == sum(high - low for low, high in map(part.words_in, spans))


def attribution_of(part: Part, used: Used) -> tuple[bool, Said | None]:
    """Whether words are given as ours, and what says so."""
    first, after = used.restatement[0].start, used.restatement[-1].end
    by_meaning = used.relation in BY_MEANING
    clear = [each for each in part.said if by_meaning or not any(map(each.naming.overlaps, used.restatement))]
    low, high = part.around(first, after)
    within = part.sentences[low:high]
    inside = [
        each
        for each in clear
        if (each.content.start < after and first < each.content.end) or any(map(each.naming.overlaps, within))
    ]
    if inside:
        return True, min(inside, key=lambda each: (not each.own, abs(each.naming.start - first)))
    if any(SAID.search(part.text, each.start, each.end) for each in within):
        return False, None
    beside = [*part.sentences[max(low - 1, 0) : low], *part.sentences[high : high + 1]]
    near = next((each for each in clear if any(map(each.naming.overlaps, beside))), None)
    return near is not None, near


def _with_id(echo: Echo) -> Echo:
    """The echo with its id: SHA-256 over where it stands and what it uses."""
    told = (echo.document, echo.place, echo.relation, echo.release, echo.passage, echo.source, echo.restatement)
    return msgspec.structs.replace(echo, id=hashlib.sha256(msgspec.json.encode(told)).hexdigest())
