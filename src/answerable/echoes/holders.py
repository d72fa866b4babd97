"""The outlets that hold a release because a person confirmed their use of it: they are told of every notice on it.

Rules:
  - An outlet is the host of a page; of several confirmed uses by one the first gives it its name in the record, which
    is the digest of that use and tells nobody who it is.
  - It is known to the section whose person confirmed the use. Words that are not ours make nobody a holder of ours.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from answerable.echoes.entries import EchoConfirmed
from answerable.echoes.gates import EchoCase, judged
from answerable.people.standing import section_of_origin
from answerable.record.entry import Fact
from answerable.releases.entries import OutputReleased
from answerable.releases.gates.holding import OUTLET as PREFIX
from answerable.releases.holders import OUTLET, Holder, holders_of
from answerable.releases.notices import dependants
from answerable.vault.reading import ABSENT, ERASED, shown

NAME = 32
"""Hex digits of the digest of a use that name an outlet: 128 bits, more than any chance meets."""


def everybody(case: EchoCase, release: Fact[OutputReleased]) -> tuple[Holder, ...]:
    """Return everybody who holds a release: copies, sections, outlets."""
    return holders_of(case.release, release, outlets(case, release))


def outlets(case: EchoCase, release: Fact[OutputReleased]) -> tuple[Holder, ...]:
    """Return the outlets whose use of a release, or of what rests on it, was confirmed and not taken back."""
    names = {release.body.output, *(each.body.output for each in dependants(case.release, release.body.output))}
    found: dict[tuple[str, str], Holder] = {}
    for fact in case.confirmed:
        if fact.body.output in names and _stands(case, fact):
            place = shown(fact.body.address)
            found.setdefault((host_of(place) or fact.body.echo, fact.origin), _holder(case, fact, place))
    return tuple(found.values())


def host_of(address: str) -> str:
    """Return the host of a web address in small letters, without ``www.``; "" where it has none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _stands(case: EchoCase, fact: Fact[EchoConfirmed]) -> bool:
    """Tell whether a use still counts as one of our words: nobody rejected it since."""
    last = judged(case, fact.body.echo, fact.body.output)
    return last is not None and isinstance(last.body, EchoConfirmed) and last.body.relation != "attribution"


def _holder(case: EchoCase, fact: Fact[EchoConfirmed], place: str) -> Holder:
    return Holder(
        name=f"{PREFIX}{fact.body.echo[:NAME]}",
        capacity=OUTLET,
        origin=fact.origin,
        section=section_of_origin(case.release.people, fact.origin),
        giver=fact.actor,
        since=fact.at,
        who=fact.body.address,
        place="" if place in {ERASED, ABSENT} else place,
    )
