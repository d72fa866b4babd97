"""Two houses in one process: this one, the centre's, in the database; and the coast's, in memory, honest or not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from answerable.houses.errors import NoAnswer
from answerable.people.entries import HouseOpened, KeyAdded, OrganisationNamed, SectionJoined
from answerable.record.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from answerable.record.cosignature import Algorithm, Cosigner
from answerable.record.entry import Entry, Said, canonical, encode
from answerable.record.merkle import consistency_proof, leaf_hash, root
from answerable.record.note import Signer, generate, split_note
from answerable.vault.store import commitment_to
from tests.houses.trees import reader

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
CENTRE, COAST, NORTH = (f"harbour.example/{key}" for key in ("centre", "coast", "north"))


def signer_of(origin: str, *, again: str = "") -> Signer:
    """Return the key of a log, made from its name; `again` gives another."""
    return generate(origin, seed=hashlib.sha256(f"{origin}{again}".encode()).digest())


def witness_of(origin: str) -> Cosigner:
    """Return the key with which the house of a log cosigns as a witness."""
    return Cosigner(f"{origin}/witness", Algorithm.ED25519, hashlib.sha256(f"{origin}/witness".encode()).digest())


@dataclass
class Elsewhere:
    """The house of a section, in memory: its log, contents, and what it offers of other logs."""

    origin: str
    raws: list[bytes] = field(default_factory=list)
    contents: dict[str, tuple[str, bytes, bytes]] = field(default_factory=dict)
    others: dict[str, tuple[list[bytes], str]] = field(default_factory=dict)
    signer: Signer | None = None
    asked: list[str] = field(default_factory=list)
    signed: int | None = None

    @property
    def key(self) -> Signer:
        return self.signer or signer_of(self.origin)

    @property
    def section(self) -> str:
        return self.origin.rpartition("/")[2]

    def say(self, body: Said, *, case: str = "", actor: str = "", at: datetime = AT, **more: Any) -> bytes:
        """Append what a person of the section says, and return the entry."""
        raw = encode(
            Entry(
                kind=type(body).kind,
                origin=self.origin,
                actor=actor,
                at=at,
                case=case,
                nonce=f"{len(self.raws):032x}",
                body=msgspec.Raw(canonical(body)),
                **more,
            )
        )
        self.raws.append(raw)
        return raw

    def join(self, **answers: Any) -> Elsewhere:
        """Say what a house says first: who it is, and with which keys."""
        self.say(OrganisationNamed(organisation="harbour", name="Harbour"))
        self.say(SectionJoined(section=self.section, organisation="harbour", name=self.section, **answers))
        self.say(KeyAdded(section=self.section, vkey=self.key.verifier().vkey()))
        self.say(HouseOpened(section=self.section, cosigners=(witness_of(self.origin).key.vkey(),)))
        return self

    def keep(self, text: str, *, form: str = "text") -> str:
        """Keep a content, and return its commitment."""
        salt, content = hashlib.sha256(text.encode()).digest(), text.encode()
        commitment = commitment_to(salt, content)
        self.contents[commitment] = (form, salt, content)
        return commitment

    def note(self, size: int | None = None) -> str:
        """Return the checkpoint of its first entries, or of all."""
        return note_of(self.key, self.origin, self.raws[: len(self.raws) if size is None else size])

    def forked(self, place: int) -> Elsewhere:
        """Return the same house as it tells others: from `place` on, another history."""
        told = replace(self, raws=self.raws[:place], others={}, asked=[])
        for number in range(place, len(self.raws)):
            told.say(OrganisationNamed(organisation="harbour", name=f"Another story {number}"))
        return told

    # What follows is `following.Source` and `fetching_contents.Giving`.

    def origins(self) -> list[str]:
        self.asked.append("origins")
        return [self.origin, *self.others]

    def checkpoint(self, origin: str) -> str:
        return self.note(self.signed) if origin == self.origin else self._other(origin)[1]

    def entries(self, origin: str, first: int, count: int) -> list[bytes]:
        self.asked.append(f"{origin} {first}+{count}")
        return (self.raws if origin == self.origin else self._other(origin)[0])[first : first + count]

    def consistency(self, origin: str, old: int, new: int) -> list[bytes]:
        raws = self.raws if origin == self.origin else self._other(origin)[0]
        return consistency_proof(old, new, reader(raws[:new]))

    def content(self, path: str, *, most: int) -> tuple[dict[str, str], Iterator[bytes]]:
        self.asked.append(path)
        commitment = path.removeprefix("/house/content/").partition("?")[0]
        if commitment not in self.contents:
            raise NoAnswer("nothing here", status=404)
        form, salt, content = self.contents[commitment]
        first = int(path.partition("&from=")[2] or 0)
        return {"answerable-form": form}, iter([salt, content[first:]])

    def _other(self, origin: str) -> tuple[list[bytes], str]:
        if origin not in self.others:
            raise NoAnswer(f"no log {origin}", status=404)
        return self.others[origin]


def note_of(signer: Signer, origin: str, raws: list[bytes]) -> str:
    """Return a signed checkpoint over these entries."""
    tree = root([leaf_hash(raw) for raw in raws])
    return sign_checkpoint(Checkpoint(origin=origin, size=len(raws), root=tree), signer)


def size_in(note: str) -> int:
    """Return how many entries a checkpoint covers."""
    return parse_checkpoint(split_note(note)[0]).size
