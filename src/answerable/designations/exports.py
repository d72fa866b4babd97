"""Lists for machines: CSV (RFC 4180), JSON, and FollowTheMoney entities, one on each line.

Rules:
  - Only what `public` names goes out. With a day, those who were listed on it, as they were listed then; without one,
    everybody who is or was on the list, with since when and until when: delisting is where lists fail.
  - FollowTheMoney knows a listing as a Sanction of a Person, whatever the list is for; `program` says which list it is.
    What is told of it: authority, status, reason, listingDate, startDate, endDate, modifiedAt, provisions (the version
    of the criteria) and recordId (the entry in the log). Property names as in its schema, release 4.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec

from answerable.designations.public import PublicDecision, PublicList, PublicListing
from answerable.vault.reading import ABSENT, ERASED

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""How a cell begins that a spreadsheet would run (OWASP, CSV Injection)."""

COLUMNS = (
    "list",
    "person",
    "name",
    "countries",
    "status",
    "since",
    "until",
    "criteria",
    "decided",
    "authority",
    "signers",
    "sections",
    "reasons",
    "proposal",
    "reverses",
    "ended_decided",
    "ended_criteria",
    "ended_reasons",
    "ended_reverses",
    "entry",
)
"""The columns of the table; those that begin with `ended` tell of the decision that ended a listing."""


def exported(register: PublicList, *, on: date | None) -> tuple[PublicListing, ...]:
    """Return the listings that go out: those that cover the day, or all."""
    return register.listed if on else register.listings


def table(register: PublicList, *, on: date | None = None) -> bytes:
    """Return listings as CSV in UTF-8, with a header; a cell that a spreadsheet would run begins with an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for each in exported(register, on=on):
        row = _row(register, each)
        writer.writerow([_cell(row[name]) for name in COLUMNS])
    return out.getvalue().encode()


def document(register: PublicList, *, on: date | None = None) -> bytes:
    """Return the register as one JSON document: the list, its criteria, its listings, refusals and what is sealed."""
    plain = msgspec.to_builtins(register)
    plain["listings"] = msgspec.to_builtins(exported(register, on=on))
    del plain["listed"], plain["persons"]
    return msgspec.json.format(msgspec.json.encode(plain)) + b"\n"


def entities(register: PublicList, *, address: str, on: date | None = None) -> bytes:
    """Return listings as FollowTheMoney entities, one on each line; `address` is that of the public register."""
    found: dict[str, dict[str, Any]] = {}
    for each in exported(register, on=on):
        for entity in (_person(register, each, address), _sanction(register, each, address, as_of=on is not None)):
            found.setdefault(entity["id"], entity)
    return b"".join(msgspec.json.encode(entity, order="sorted") + b"\n" for entity in found.values())


def _person(register: PublicList, each: PublicListing, address: str) -> dict[str, Any]:
    return _entity(
        f"{register.list}-{each.person}",
        "Person",
        name=[each.name],
        country=each.countries,
        sourceUrl=[f"{address}persons/{each.person}/"],
    )


def _sanction(register: PublicList, each: PublicListing, address: str, *, as_of: bool) -> dict[str, Any]:
    ended = each.ended
    changed = each.holds if each.holds != each.designated else None
    return _entity(
        f"{register.list}-{each.person}-{each.designated.proposal}",
        "Sanction",
        entity=[f"{register.list}-{each.person}"],
        authority=[each.holds.authority],
        publisher=[register.organisation],
        program=[register.title],
        programId=[register.list],
        programUrl=[address],
        status=["ended" if ended and not as_of else each.status],
        reason=_each_once([each.designated, each.holds, ended]),
        listingDate=[each.designated.decided],
        startDate=[each.since],
        endDate=[ended.effective] if ended else [],
        modifiedAt=[(ended or changed or each.designated).decided],
        provisions=[f"Criteria, version {each.holds.number}"],
        recordId=[each.holds.entry],
        country=each.countries,
        sourceUrl=[f"{address}persons/{each.person}/"],
    )


def _each_once(told: Iterable[PublicDecision | None]) -> list[str]:
    return list(dict.fromkeys(each.reasons for each in told if each))


def _entity(key: str, schema: str, **properties: Iterable[str | date]) -> dict[str, Any]:
    """Return an entity with the properties that say something."""
    unread = {"", ERASED, ABSENT}
    told = {name: [str(value) for value in values if str(value) not in unread] for name, values in properties.items()}
    return {"id": key, "schema": schema, "properties": {name: values for name, values in told.items() if values}}


def _row(register: PublicList, each: PublicListing) -> dict[str, Any]:
    holds, ended = each.holds, each.ended
    return {
        "list": register.list,
        "person": each.person,
        "name": each.name,
        "countries": " ".join(each.countries),
        "status": each.status,
        "since": each.since,
        "until": each.until,
        "criteria": holds.number,
        "decided": holds.decided,
        "authority": holds.authority,
        "signers": holds.signers,
        "sections": "; ".join(f"{word.section}: {word.state}" for word in holds.words),
        "reasons": holds.reasons,
        "proposal": holds.proposal,
        "reverses": holds.reverses,
        "ended_decided": ended.decided if ended else None,
        "ended_criteria": ended.number if ended else None,
        "ended_reasons": ended.reasons if ended else "",
        "ended_reverses": ended.reverses if ended else "",
        "entry": holds.entry,
    }


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
