"""That a bundle is of the case it names, and that its knowledge timeline is what its entries say. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from answerable.bundles.contents import KNOWLEDGE, Bundle
from answerable.bundles.errors import Incomplete, NotABundle, NotProved
from answerable.bundles.proved import ProvedEntry, ProvedLog
from answerable.people.entries import PersonJoined, SectionJoined
from answerable.people.standing import People, within
from answerable.record.entry import Fact, Said, canonical, moment
from answerable.reviews.knowing.lines import Line, Timeline, in_order
from answerable.reviews.knowing.sources import TELLS, lines_of

_OPENED = "case.opened/1"

Logs = Mapping[str, ProvedLog]


def check_case(bundle: Bundle, logs: Logs) -> None:
    """Check that every open entry is of the case or of none, and that the case was opened under this title and clock.

    Raises:
        NotProved: an entry is of another case.
        Incomplete: no entry opened the case under the title that the bundle names, with the clock that it says.
    """
    found = []
    for log in logs.values():
        for index, each in log.entries.items():
            case = each.entry.case if each.entry else ""
            if case not in {"", bundle.case}:
                raise NotProved(
                    f"entry {index} of {log.name}: expected one of {bundle.case}, found one of another case"
                )
            if each.kind == _OPENED and case and each.body is not None:
                found.append((each.body.get("title"), _moment(each.body.get("clock"))))
    clock = bundle.at if bundle.worked_example else None
    if (bundle.title, clock) not in found:
        said = f"{bundle.title!r}, {f'its clock at {clock}' if clock else 'its clock going'}"
        raise Incomplete(f"data/bundle.json: expected what the entry says that opened the case, found {said}")


def check_timeline(data: Path, bundle: Bundle, logs: Logs) -> None:
    """Check that the knowledge timeline of a bundle for a review is what its entries say.

    Raises:
        NotABundle: it is missing or cannot be read.
        Incomplete: it says something else.
    """
    path = KNOWLEDGE[1]
    try:
        raw = (data / path).read_bytes()
        said = msgspec.json.decode(raw, type=Timeline)
    except (OSError, msgspec.MsgspecError, RecursionError) as error:
        raise NotABundle(f"data/{path}: {error}") from error
    lines = tuple(each for each in _lines(bundle.case, logs) if each.at <= bundle.at)
    expected = Timeline(cases=(bundle.case,), lines=lines, seen=said.seen, until=bundle.at)
    if raw != canonical(msgspec.to_builtins(expected)) + b"\n":
        raise Incomplete(f"data/{path}: expected the {len(lines)} lines that the entries here say, found others")


def _lines(case: str, logs: Logs) -> tuple[Line, ...]:
    """Return the timeline as the open entries say it."""
    kinds = {said.kind: said for said in TELLS} | {said.kind: said for said in (PersonJoined, SectionJoined)}
    facts: dict[type[Said], tuple[Fact[Any], ...]] = {}
    origins = []
    for fact, kind in _facts(logs):
        if kind == _OPENED:
            origins.append(fact.origin)
        elif kind in kinds and fact.case in {"", case}:
            with suppress(msgspec.ValidationError):  # the record sets aside what its kind cannot hold
                facts[kinds[kind]] = (*facts.get(kinds[kind], ()), _typed(fact, kinds[kind]))
    people = People(persons=facts.pop(PersonJoined, ()), sections=facts.pop(SectionJoined, ()))
    return in_order(lines_of(facts, within(people, origins[0] if origins else "")))


def _facts(logs: Logs) -> Iterator[tuple[Fact[Any], str]]:
    """Yield the open entries with their kinds, oldest first as the record reads them."""
    found: dict[str, tuple[Fact[Any], str]] = {}
    for log in logs.values():
        for index, each in sorted(log.entries.items()):
            if each.entry is not None:
                found.setdefault(each.leaf, (_fact(log, index, each), each.kind))
    yield from sorted(found.values(), key=lambda pair: (pair[0].at, pair[0].origin, pair[0].index))


def _fact(log: ProvedLog, index: int, each: ProvedEntry) -> Fact[Any]:
    assert each.entry is not None  # noqa: S101 - only open entries come here
    entry = each.entry
    return Fact(
        ref=each.leaf,
        origin=log.checkpoint.origin,
        index=index,
        case=entry.case,
        actor=entry.actor,
        at=moment(entry.at),
        body=each.body,
    )


def _typed(fact: Fact[Any], said: type[Said]) -> Fact[Any]:
    return msgspec.structs.replace(fact, body=msgspec.convert(fact.body, type=said))


def _moment(clock: str | None) -> datetime | None:
    return msgspec.convert(clock, type=datetime) if clock else None
