"""The way from a form to an act, past the person's own signature where one is wanted.

Rules:
  - Before somebody signs, nothing is said and nothing is kept in the vault: the texts wait beside the act, each under
    the salt of the commitment that is signed, and go into the vault with it.
  - A prepared act is said once, by the person who prepared it, within `WAITING`. It keeps the moment at which it was
    prepared, which is under the signature; its gate is asked for the moment at which it is said as well, so that nobody
    says what they may no longer say by having prepared it in time.
  - Preparing the same act again, by the same person, finds the one that waits.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import msgspec
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.module_loading import import_string

from answerable.people.access import Reader, ReadRequest
from answerable.people.errors import NothingPrepared
from answerable.people.personal import has_current_key, signatures_required
from answerable.people.prepared import Prepared
from answerable.record.acts import acts
from answerable.record.blocker import Refused
from answerable.record.entry import Fact, Said, canonical, moment
from answerable.record.log import append, lock, size_of, sizes
from answerable.record.personal import Personal, Signed
from answerable.vault.errors import Empty
from answerable.vault.sealing import Sealed, say, sealed
from answerable.vault.store import commitment_to, keep, new_salt

WAITING = timedelta(minutes=30)
"""How long a prepared act waits for its signature; chosen by hand: time to fetch a key, not to forget a text here."""

__all__ = ["Prepared", "fact_of", "find", "is_signature_wanted", "prepare", "say_prepared", "submit", "wants_signature"]


def submit(
    request: ReadRequest,
    said: type[Said],
    plain: Mapping[str, Any],
    *,
    case: str = "",
    back: str,
    at: datetime | None = None,
) -> HttpResponse:
    """Say an act and lead `back`, or lead to the page on which its person signs it first; `request.said` tells which.

    Raises:
        Refused: the act's gate is closed; nothing was said.
        msgspec.ValidationError, Empty: `plain` does not have what `said` needs.
    """
    reader, at = request.reader, _now(at)
    if is_signature_wanted(said, reader.person, reader.origin, at):
        waiting = prepare(said, plain, reader=reader, case=case, at=at, back=back)
        return redirect("sign", waiting.token)
    say(said, plain, origin=reader.origin, actor=reader.person, at=at, case=case)
    request.said = True
    return redirect(back)


def prepare(
    said: type[Said],
    plain: Mapping[str, Any],
    *,
    reader: Reader,
    case: str = "",
    at: datetime | None = None,
    back: str,
    then: Callable[[Fact[Any]], None] | None = None,
) -> Prepared:
    """Return an act that is ready to be signed; its gate is open but for the signature. Nothing is said yet.

    `then`, a function of a module, is called with the act when it is said, in the same transaction; what it raises
    leaves the act unsaid.

    Raises:
        Refused: the act's gate is closed as things stand.
        msgspec.ValidationError, Empty: `plain` does not have what `said` needs.
    """
    contents: dict[str, tuple[str, str]] = {}
    body = msgspec.convert(sealed(said, plain, seal=lambda text: _held_beside(text, contents)), type=said)
    same = _same(said, plain, reader=reader, case=case, back=back)
    with transaction.atomic():
        Prepared.objects.filter(made__lt=datetime.now(UTC) - WAITING).delete()
        made = Prepared(
            token=secrets.token_urlsafe(32),
            person=reader.person,
            origin=reader.origin,
            kind=said.kind,
            case=case,
            at=moment(_now(at)),
            body=canonical(body).decode(),
            contents=contents,
            same=same,
            back=back,
            made=datetime.now(UTC),
            then=f"{then.__module__}.{then.__qualname__}" if then else "",
        )
        _ask_unsigned(fact_of(made))
        waiting = Prepared.objects.filter(same=same, person=reader.person, ref="").first()
        if waiting is None:
            made.save(force_insert=True)
    return waiting or made


def find(token: str, *, reader: Reader) -> Prepared:
    """Return what `reader` prepared under this token: waiting, or said already (`ref` tells).

    Raises:
        NothingPrepared: there is no such act, it ran out, or somebody else prepared it.
    """
    since = datetime.now(UTC) - WAITING
    mine = Prepared.objects.filter(token=token, person=reader.person, origin=reader.origin, made__gte=since)
    prepared = mine.first() if reader.person else None
    if prepared is None:
        raise NothingPrepared("expected an act that waits for this person's signature, found none by this name")
    return prepared


def fact_of(prepared: Prepared) -> Fact[Any]:
    """Return a prepared act as the gates will see it, were it said now."""
    body = msgspec.json.decode(prepared.body, type=acts()[prepared.kind].said)
    return Fact(
        ref="",
        origin=prepared.origin,
        index=size_of(prepared.origin),
        case=prepared.case,
        actor=prepared.person,
        at=moment(prepared.at),
        body=body,
    )


def wants_signature(prepared: Prepared) -> bool:
    """Tell whether an act has to be signed by its person: who has a key signs, and the policy may ask it of all."""
    said = acts()[prepared.kind].said
    return is_signature_wanted(said, prepared.person, prepared.origin, moment(prepared.at))


def say_prepared(prepared: Prepared, personal: Personal | None = None) -> Fact[Any]:
    """Say a prepared act with its person's signature, and return it as a fact; its texts are in the vault with it.

    Raises:
        Refused: the act's gate is closed by now, or the signature does not count; nothing was said.
        RecordError: what goes with the act cannot be done here; nothing was said.
        NothingPrepared: it was said already, or ran out.
    """
    with transaction.atomic():
        lock(prepared.origin)
        row = find(prepared.token, reader=Reader(person=prepared.person, origin=prepared.origin))
        if row.ref:
            raise NothingPrepared(f"expected an act not yet said, found {row.kind} said as {row.ref}")
        fact = fact_of(row)
        waited = max(datetime.now(UTC) - row.made, timedelta())
        _ask_unsigned(msgspec.structs.replace(fact, at=fact.at + waited))
        for salt, text in row.contents.values():
            keep(text, bytes.fromhex(salt))
        body = msgspec.structs.replace(fact.body, personal=personal) if personal else fact.body
        said = append(body, origin=row.origin, actor=row.person, at=fact.at, case=row.case)
        row.body, row.contents, row.ref, row.same = "", {}, said.ref, ""
        row.save()
        if row.then:
            import_string(row.then)(said)
    return said


def is_signature_wanted(said: type[Said], person: str, origin: str, at: datetime) -> bool:
    """Tell whether such an act by this person has to be signed in person."""
    if not issubclass(said, Signed):
        return False
    return has_current_key(person) or signatures_required(said, origin, at)


def _ask_unsigned(fact: Fact[Any]) -> None:
    """Return only if the gate of an act is open but for the signature."""
    act = acts()[type(fact.body).kind]
    ask = act.unsigned or act.ask
    blockers = ask(fact, sizes()) if ask else []
    if blockers:
        raise Refused(blockers)


def _held_beside(text: str, contents: dict[str, tuple[str, str]]) -> str:
    """Return the commitment to `text` under a fresh salt, and put both into `contents`."""
    if isinstance(text, Sealed):
        return str(text)
    if not text.strip():
        raise Empty("expected some text, found none")
    salt = new_salt()
    commitment = commitment_to(salt, text.encode())
    contents[commitment] = (salt.hex(), text)
    return commitment


def _same(said: type[Said], plain: Mapping[str, Any], *, reader: Reader, case: str, back: str) -> str:
    """Return a name under which the same act by the same person is found while it waits."""
    return sha256(canonical([said.kind, reader.person, reader.origin, case, back, plain])).hexdigest()


def _now(at: datetime | None) -> datetime:
    return at or datetime.now(UTC).replace(microsecond=0)
