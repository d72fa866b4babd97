"""A list as lines of text, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from answerable.designations.public import PublicDecision, PublicList, PublicListing


def as_text(register: PublicList) -> str:
    """Return who was on a list on a day, under which criteria and decided by whom; then who was before, and more."""
    return "\n".join(_lines(register)) + "\n"


def _lines(register: PublicList) -> Iterable[str]:
    yield f"{register.title} ({register.list}), kept by {register.keeper}, on {register.on}"
    if register.stands:
        yield f"worked example: its clock stands at {register.stands}"
    yield from _listed(register)
    before = [each for each in register.listings if each.until and each.until <= register.on]
    if before:
        yield from ("", "listed before:")
    for each in before:
        yield f"  {each.person}  {each.name}, from {each.since} until before {each.until}"
        yield from _decision(each.ended)
    if register.refusals:
        yield f"\nrefused: {len(register.refusals)}"
    for sealed in register.sealed:
        yield f"a decision of {sealed.decided} is sealed until {sealed.discloses}"


def _listed(register: PublicList) -> Iterable[str]:
    if not register.listed:
        yield "nobody is listed"
    for each in register.listed:
        yield f"  {each.person}  {each.name}: {each.status}, since {each.since}{_end(each)}"
        yield from _decision(each.holds)


def _end(each: PublicListing) -> str:
    return f", until before {each.until}" if each.until else ""


def _decision(told: PublicDecision | None) -> Iterable[str]:
    if told is None:
        return
    said = "; ".join(f"{word.section} {word.state}" for word in told.words)
    yield (
        f"      {told.decision} on {told.decided} by {told.authority}, under version {told.number} of the criteria; "
        f"{told.signers} signed" + (f"; {said}" if said else "")
    )
    if told.reverses:
        yield f"      reverses {told.reverses}"
    if told.reversed_by:
        yield f"      reversed by {', '.join(told.reversed_by)}"
    for line in told.reasons.splitlines():
        yield f"      {line}"
