"""Everything that reads bytes from outside: how it is called, what it may answer, and real files to begin with.

A target is given bytes and returns; whatever it raises besides its own errors is a crash. `found/<name>/` keeps bytes
that once crashed one, or took too long; they are tried again in every run.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).parents[2]
FOUND = Path(__file__).with_name("found")
VECTORS = ROOT / "tests" / "vectors"
LARGEST = 1 << 16
"""Bytes given to a target at most."""


@dataclass(frozen=True)
class Target:
    """One reader: what is done with bytes, the errors that are its answers, and bytes to begin with."""

    name: str
    read: Callable[[bytes], object]
    errors: tuple[type[Exception], ...]
    seeds: tuple[bytes, ...]

    def tried(self, data: bytes) -> None:
        """Give bytes to the reader; an answer of its own is as good as a result."""
        try:
            self.read(data)
        except self.errors:
            return

    def found(self) -> list[bytes]:
        """Return the bytes that once crashed it."""
        return [path.read_bytes() for path in sorted((FOUND / self.name).glob("*"))]


@cache
def targets() -> dict[str, Target]:
    """Return every target by name."""
    every = [*_record(), *_houses(), *_documents(), *_streams(), *_folders(), *_proofs()]
    return {target.name: target for target in every}


def mutated(target: Target, random: Random) -> bytes:
    """Return bytes near those of a real file: changed, cut, repeated, spliced."""
    data = bytearray(random.choice(target.seeds)[:LARGEST])
    for _ in range(random.choice((1, 1, 2, 4, 16))):
        at = random.randrange(len(data) + 1)
        past = min(len(data), at + random.choice((1, 2, 8, 64, 4096)))
        match random.randrange(7):
            case 0:
                data[at:past] = random.randbytes(past - at)
            case 1:
                del data[at:past]
            case 2:
                data[at:at] = data[at:past] * random.choice((1, 3, 200))
            case 3:
                other = random.choice(target.seeds)
                data[at:] = other[random.randrange(len(other) + 1) :]
            case 4 if at < len(data):
                data[at] ^= 1 << random.randrange(8)
            case 5:
                data[at:past] = random.choice(ODD)
            case _:
                del data[at:]
    return bytes(data[:LARGEST])


ODD = (
    b"\0",
    b"\xff\xff\xff\xff",
    b"-1",
    b"9" * 30,
    b"\xed\xa0\x80",
    b"\n",
    b"\r\n\r\n",
    b"../",
    b"[" * 400,
    b"1e999",
    b"NaN",
)
"""Pieces that readers have stumbled over elsewhere."""


def _read(*patterns: str) -> tuple[bytes, ...]:
    found = [path for pattern in patterns for path in sorted(ROOT.glob(pattern)) if path.is_file()]
    return tuple(path.read_bytes()[:LARGEST] for path in found) or (b"",)


def _record() -> Iterator[Target]:  # noqa: PLR0915 - a table
    from answerable.record.checkpoint import open_checkpoint, parse_checkpoint
    from answerable.record.cosignature import parse_cosigner, read_lines
    from answerable.record.entry import decode, read_body
    from answerable.record.errors import RecordError
    from answerable.record.note import open_note, parse_vkey
    from answerable.record.proof import parse_proof, verify_proof
    from answerable.record.stamping.stamps import read_token
    from answerable.record.trust import parse_trust
    from tests.simulator import entry_of, said

    ours, random = (RecordError,), Random(1)
    vkeys = tuple(path.read_text().strip().encode() for path in sorted((VECTORS / "valid").glob("*.vkey")))
    verifiers = [parse_vkey((VECTORS / "valid" / f"{each}.vkey").read_text().strip()) for each in ("coast", "north")]
    notes = _read("tests/vectors/valid/*.txt", "tests/vectors/foreign/*.txt", "tests/vectors/forked/*.txt")

    def entry(data: bytes) -> None:
        from answerable.kinds import ACTS

        read = decode(data)
        if read.kind in ACTS:
            read_body(read, ACTS[read.kind].said)

    def entries() -> tuple[bytes, ...]:
        from answerable.kinds import ACTS

        kinds = [act.said for act in ACTS.values()][::7]
        return tuple(entry_of(said(kind, random), origin="harbour.example/coast", random=random) for kind in kinds)

    def proof(data: bytes) -> None:
        parse_proof(data)
        verify_proof(data, leaf=b"\0" * 32, verifiers=verifiers, origin="harbour.example/coast")

    def checkpoint(data: bytes) -> None:
        open_checkpoint(data, origin=None, verifiers=verifiers)

    policies = tuple(b"log %s\nwitness w %s\nquorum none\n" % (each, each) for each in vkeys)
    stamps = (b"\x30\x82\x01\x00\x30\x03\x02\x01\x00", b"")
    yield Target("entry", entry, ours, entries())
    yield Target("note", lambda data: open_note(data, verifiers), ours, notes)
    yield Target("checkpoint", checkpoint, ours, notes)
    yield Target("checkpoint text", lambda data: parse_checkpoint(_text(data)), ours, notes)
    yield Target("proof", proof, ours, _read("tests/vectors/valid/*.tlog-proof"))
    yield Target("public key", lambda data: parse_vkey(_text(data)), ours, vkeys)
    yield Target("cosigner key", lambda data: parse_cosigner(_text(data)), ours, vkeys)
    yield Target("cosignatures", read_lines, ours, notes)
    yield Target("trust policy", parse_trust, ours, policies)
    yield Target("timestamp", lambda data: read_token(data, "0" * 64), ours, stamps)


def _houses() -> Iterator[Target]:
    from answerable.houses.carrying.index import read_index
    from answerable.houses.errors import HouseError
    from answerable.houses.forks import read_fork
    from answerable.record.errors import RecordError
    from answerable.record.merkle import root
    from answerable.record.mirror import read_info, read_packages, read_upload
    from answerable.record.note import parse_vkey
    from answerable.record.tiles import node_reader
    from answerable.record.witness import read_request

    ours = (RecordError, HouseError)
    note = (VECTORS / "valid" / "checkpoint-8.txt").read_bytes()
    verifier = parse_vkey((VECTORS / "valid" / "coast.vkey").read_text().strip())

    def upload(data: bytes) -> None:
        stream = io.BytesIO(data)
        for _package in read_packages(stream, read_upload(stream)):
            pass

    def tile(data: bytes) -> None:
        node = node_reader(lambda level, index: data if level == 0 else None, lambda index: b"\0" * 32, 256)
        node(8, 0)
        root([node(0, index) for index in range(256)])

    head = b"\0\x15harbour.example/coast" + (0).to_bytes(8, "big") + (2).to_bytes(8, "big") + b"\0\0"
    entries = b"\0\x02{}" * 2 + b"\0"
    fork = b"answerable fork 1\nlog harbour.example/coast\nfirst 5\n" + note + b"second 5\n" + note
    yield Target("witness request", read_request, ours, (b"old 5\n" + b"A" * 43 + b"=\n\n" + note, b"old 0\n\n" + note))
    yield Target("mirror upload", upload, ours, (head + entries, head))
    yield Target("mirror info", read_info, ours, (note, b"8\n0\nticket\n" + note))
    yield Target("tile", tile, ours, (bytes(range(256)) * 32, b"\0" * 8192))
    yield Target("fork", lambda data: read_fork(_text(data)), ours, (fork,))
    yield Target("index of a stick", lambda data: read_index(data, [verifier]), ours, (note,))


def _documents() -> Iterator[Target]:
    from answerable.text.documents import read_document
    from answerable.text.errors import TextError
    from tests.fuzzing.seeds import docx, pdf

    drafts = _read("examples/harbour/outputs/**/*.md")[:4]
    pages = (
        b"<!doctype html><meta charset=utf-8><h1>A</h1><p>one <b>two</b>&amp;<td>3</table>",
        b"<p>" * 300,
    )
    for media, seeds in (("docx", docx()), ("pdf", pdf()), ("markdown", drafts), ("html", pages), ("plain", drafts)):
        yield Target(media, lambda data, media=media: read_document(data, media=media), (TextError,), seeds)


def _streams() -> Iterator[Target]:
    from answerable.echoes.errors import EchoError
    from answerable.echoes.fetching.fetcher import Fetched
    from answerable.echoes.streams.documents import Part
    from answerable.echoes.streams.feeds import listed
    from answerable.echoes.streams.sitemaps import opened
    from answerable.echoes.streams.standard import read_standard
    from tests.fuzzing.seeds import feeds, lines, sitemaps, warc

    at = datetime(2026, 1, 5, tzinfo=UTC)

    def fetched(data: bytes, media: str) -> Fetched:
        address = "https://news.example/feed"
        return Fetched(address=address, status=200, headers={}, media=media, content=data, moved=(), fetched=at)

    def stream(data: bytes, form: str) -> None:
        for _item in read_standard(io.BytesIO(data), Part(stream="s", path="-"), form=form):
            pass

    yield Target("web archive", lambda data: stream(data, "warc"), (EchoError,), warc())
    yield Target("lines of a stream", lambda data: stream(data, "jsonl"), (EchoError,), lines())
    yield Target("feed", lambda data: listed(fetched(data, "application/rss+xml")), (EchoError,), feeds())
    yield Target("sitemap", lambda data: opened(fetched(data, "application/xml")), (EchoError,), sitemaps())


def _folders() -> Iterator[Target]:
    from answerable.backups.envelope import opened
    from answerable.backups.errors import BackupError
    from answerable.evidence.errors import EvidenceError
    from answerable.evidence.importing.reading import read_archive
    from answerable.folders.errors import FolderError
    from answerable.folders.reading import read_folder
    from tests.fuzzing.seeds import archives, backup

    identity, backups = backup()

    def case(name: str) -> Callable[[bytes], object]:
        def read(data: bytes) -> object:
            with tempfile.TemporaryDirectory() as folder:
                (Path(folder) / "case.toml").write_bytes((ROOT / "examples/harbour/case.toml").read_bytes())
                (Path(folder) / name).write_bytes(data)
                return read_folder(Path(folder))

        return read

    def archive(data: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "given.zip"
            place.write_bytes(data)
            with read_archive(place) as _found:
                pass

    def restored(data: bytes) -> None:
        with opened(io.BytesIO(data), identities=[identity]) as stream:
            stream.read()

    for name in ("case.toml", "people.toml", "evidence.toml", "findings.toml", "consultation.toml", "outputs.toml"):
        yield Target(name, case(name), (FolderError,), _read(f"examples/*/{name}"))
    yield Target("archive", archive, (EvidenceError,), archives())
    yield Target("backup", restored, (BackupError,), backups)


def _proofs() -> Iterator[Target]:
    from answerable.people.errors import PeopleError
    from answerable.people.passkeys import begin_registration, complete_registration
    from answerable.releases.errors import ReleaseError
    from answerable.releases.verification import verify
    from tests.fuzzing.seeds import certificate, passkeys

    _options, state = begin_registration("https://record.example", "coast-director", ())
    started: Any = state

    def passkey(data: bytes) -> None:
        complete_registration("https://record.example", started if isinstance(started, dict) else None, _text(data))

    yield Target("certificate", lambda data: verify(data, digests={}), (ReleaseError,), certificate())
    yield Target("passkey", passkey, (PeopleError,), passkeys())


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
